from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from confman.registries import load_manifests


class OutcomesConfig(AppConfig):
    name = "outcomes"
    verbose_name = _("outcomes")

    def ready(self) -> None:
        load_manifests("outcomes")
