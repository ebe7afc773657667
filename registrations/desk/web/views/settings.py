"""The settings of registration."""

from typing import Any

from django.utils.translation import gettext_lazy

from confman.conferences.web.verb_views import VerbFormView, history_of
from registrations.core.domain.settings import settings_of
from registrations.core.web.base import RegistrationsMixin
from registrations.desk.web.forms.settings import RegistrationSettingsForm
from registrations.lifecycle.domain.settings import change_settings


class SettingsView(RegistrationsMixin, VerbFormView):
    """The page of the settings for every registration of the conference."""

    permission = "registrations.edit_settings"
    navigation_key = "registrations.settings"
    form_class = RegistrationSettingsForm
    heading = gettext_lazy("Registration")
    list_name = "registrations_secretariat:settings"
    list_label = gettext_lazy("Registration")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": settings_of(self.conference)}

    verb = change_settings
    success_message = gettext_lazy("The settings are saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        settings = settings_of(self.conference)
        return super().get_context_data(
            entries=[] if settings._state.adding else history_of(settings), **kwargs
        )
