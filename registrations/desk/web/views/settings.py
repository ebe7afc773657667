"""The settings of registration, and their form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceModelForm
from confman.conferences.web.verb_views import VerbFormView, history_of
from registrations.core.domain.settings import settings_of
from registrations.core.models.settings import RegistrationSettings
from registrations.core.web.base import RegistrationsMixin
from registrations.lifecycle.domain.settings import change_settings


class RegistrationSettingsForm(ConferenceModelForm):
    """A form for the settings that apply to everyone who registers."""

    fieldsets = (
        (_("Waiting list"), ("waiting_line", "offer_hours")),
        (_("Participants"), ("edit_until", "vets_participants", "asks_pronouns", "list_readers")),
        (_("Certificates"), ("certificate_share",)),
        (_("Protocol"), ("letter_prefix", "first_delegation")),
    )

    class Meta:
        model = RegistrationSettings
        widgets = {
            "waiting_line": forms.RadioSelect,
            "list_readers": forms.RadioSelect,
            "edit_until": forms.DateInput,
        }

    def clean_edit_until(self) -> Any:
        day = self.cleaned_data["edit_until"]
        if day and day > self.conference.ends_on:
            raise forms.ValidationError(
                _("This is after the last day of the conference. Leave it empty for the last day.")
            )
        return day


class RegistrationSettingsView(RegistrationsMixin, VerbFormView):
    """The page of the settings for every registration of the conference."""

    permission = "registrations.edit_settings"
    navigation_key = "registrations.settings"
    form_class = RegistrationSettingsForm
    heading = _("Registration")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": settings_of(self.conference)}

    verb = change_settings
    success_message = _("The settings are saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        settings = settings_of(self.conference)
        return super().get_context_data(
            entries=[] if settings._state.adding else history_of(settings), **kwargs
        )
