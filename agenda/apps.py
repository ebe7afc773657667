from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from confman.registries import load_manifests


class AgendaConfig(AppConfig):
    name = "agenda"
    verbose_name = _("agenda")

    def ready(self) -> None:
        load_manifests(self.name)
