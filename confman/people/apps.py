from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from confman.registries import load_manifest


class PeopleConfig(AppConfig):
    name = "confman.people"
    label = "people"
    verbose_name = _("people")

    def ready(self) -> None:
        load_manifest(self.name)
