from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "confman.documents"
    label = "documents"
    verbose_name = _("documents")

    def ready(self) -> None:
        from confman.conferences.registries import NavigationItem, navigation_items
        from confman.documents import rules  # noqa: F401
        from confman.documents.domain.purging import purge_documents
        from confman.people.registries import PrivacyHook, privacy_hooks

        privacy_hooks.register(PrivacyHook("documents.files", purge_documents))
        navigation_items.register(
            NavigationItem(
                key="documents",
                section="overview",
                label=_("Documents"),
                url_name="documents_secretariat:document-list",
                icon="file-earmark-pdf",
                permission="documents.view_documents",
                position=60,
            )
        )
