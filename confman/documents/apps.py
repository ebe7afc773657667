from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from confman.registries import load_manifest


class DocumentsConfig(AppConfig):
    name = "confman.documents"
    label = "documents"
    verbose_name = _("documents")

    def ready(self) -> None:
        load_manifest(self.name)
