from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from confman.registries import load_manifests


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = _("registrations")

    def ready(self) -> None:
        load_manifests("registrations")
