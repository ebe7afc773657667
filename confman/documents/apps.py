from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "confman.documents"
    label = "documents"
    verbose_name = _("documents")

    def ready(self) -> None:
        from confman.documents import rules  # noqa: F401
        from confman.documents.contributions import contribute

        contribute()
