from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackupsConfig(AppConfig):
    name = "confman.backups"
    label = "backups"
    verbose_name = _("backups")

    def ready(self) -> None:
        from confman.backups import rules  # noqa: F401
        from confman.backups.contributions import contribute

        contribute()
