from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = _("registrations")

    def ready(self) -> None:
        from registrations.contributions import register
        from registrations.core import rules  # noqa: F401

        register()
