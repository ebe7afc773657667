"""What documents add to the floors below: a page, words of the history, the throwing away of files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import register_verbs
from confman.conferences.registries import (
    FirstStep,
    NavigationItem,
    PracticeCleaner,
    first_steps,
    navigation_items,
    practice_cleaners,
)
from confman.documents.domain.purging import clear_practice_documents, count_documents, purge_documents
from confman.people.registries import PrivacyHook, privacy_hooks


def contribute() -> None:
    """Called from AppConfig.ready()."""
    register_verbs(
        {
            "documents.requested": _("Document requested"),
            "documents.downloaded": _("Confidential document downloaded"),
            "documents.template_replaced": _("Word template replaced"),
            "documents.template_restored": _("Standard Word template restored"),
        }
    )
    privacy_hooks.register(PrivacyHook("documents.files", purge_documents))
    practice_cleaners.register(
        PracticeCleaner(
            "documents.jobs",
            _("Documents made"),
            count_documents,
            clear_practice_documents,
            position=90,
            follows=True,
        )
    )
    first_steps.register(
        FirstStep(
            "documents.see",
            _("See a badge, a name plate, the agenda"),
            _("Finished PDFs in every language of the conference, before anything is set up."),
            "documents_secretariat:document-list",
            "documents.view_documents",
            "file-earmark-pdf",
            lambda conference: not conference.document_jobs.exists(),
            50,
        )
    )
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
