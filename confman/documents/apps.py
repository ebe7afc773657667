from django.utils.translation import gettext_lazy as _

from confman import registries


class DocumentsConfig(registries.ManifestConfig):
    name = "confman.documents"
    verbose_name = _("documents")

    def ready(self) -> None:
        """Register the checks of its settings."""
        super().ready()
        from confman.documents import checks  # noqa: F401
