from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from confman.registries import load_manifest


class BackupsConfig(AppConfig):
    name = "confman.backups"
    label = "backups"
    verbose_name = _("backups")

    def ready(self) -> None:
        load_manifest(self.name)
