from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConferencesConfig(AppConfig):
    name = "confman.conferences"
    label = "conferences"
    verbose_name = _("conferences")

    def ready(self) -> None:
        from confman.conferences import rules  # noqa: F401
        from confman.conferences.contributions import register

        register()
