"""The form of the settings of registration."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceModelForm
from registrations.core.models.settings import RegistrationSettings


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
        fields = [
            "waiting_line", "offer_hours", "edit_until", "vets_participants", "asks_pronouns", "list_readers",
            "certificate_share", "letter_prefix", "first_delegation",
        ]  # fmt: skip
        widgets = {
            "waiting_line": forms.RadioSelect,
            "list_readers": forms.RadioSelect,
            "edit_until": forms.DateInput,
        }

    def clean_edit_until(self) -> Any:
        day = self.cleaned_data["edit_until"]
        if day and day > self.conference.ends_on:
            raise forms.ValidationError(
                _("That is after the last day of the conference. Leave it empty for the last day.")
            )
        return day
