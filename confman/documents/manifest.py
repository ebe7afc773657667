"""Registers documents: a page, a job that deletes files, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels, QuietActs
from confman.conferences.hook_registries import Event, Hook, Provider, Query
from confman.conferences.registries import CloneStep, FirstStep, NavigationItem, PracticeCleaner, Workspace
from confman.conferences.search_registries import SearchKind
from confman.registries import ref
from confman.web.readiness import ReadinessCheck

HERE = "confman.documents"

ENTRIES = (
    ReadinessCheck("seal", ref(f"{HERE}.seals.keys:seal_fault"), position=70),
    SearchKind(
        "documents",
        _("Documents"),
        "file-earmark-pdf",
        "documents.view_documents",
        find=ref(f"{HERE}.web.search:find_documents"),
        words=ref(f"{HERE}.web.search:words_of_kinds"),
        position=65,
    ),
    SearchKind(
        "documents.files",
        _("Files made"),
        "file-earmark-arrow-down",
        "documents.view_documents",
        find=ref(f"{HERE}.web.search:find_files"),
        words=ref(f"{HERE}.web.search:words_of_kinds"),
        position=66,
    ),
    NavigationItem(
        "documents",
        Workspace.DOCUMENTS,
        _("Documents"),
        "documents_secretariat:document-list",
        permission="documents.view_documents",
        position=10,
        view=_("Made here"),
        guide="documents",
        words=pgettext_lazy("search", "PDF Word print download template letterhead"),
    ),
    Provider(Query.DOCUMENTS, ref(f"{HERE}.web.links:documents_of_page")),
    FirstStep(
        "documents.see",
        _("See a badge, a name plate, the agenda"),
        _("Finished PDFs in every language of the conference, before anything is set up."),
        "documents_secretariat:document-list",
        "documents.view_documents",
        "file-earmark-pdf",
        done=ref(f"{HERE}.domain.jobs:has_documents"),
    ),
    Hook(Event.NAMES_CHANGED, ref(f"{HERE}.domain.jobs:purge_documents")),
    PracticeCleaner(
        "documents.jobs",
        _("Documents made"),
        ref(f"{HERE}.domain.jobs:count_practice_documents"),
        ref(f"{HERE}.domain.jobs:clear_practice_documents"),
        position=90,
        follows=True,
    ),
    QuietActs("documents", ("documents.requested", "documents.made", "documents.downloaded")),
    AuditLabels(
        verbs={
            "documents.requested": _("Document requested"),
            "documents.downloaded": _("Confidential document downloaded"),
            "documents.template_replaced": _("Word template replaced"),
            "documents.template_restored": _("Standard Word template restored"),
            "documents.default_set": _("Word template made that of the organization"),
            "documents.default_removed": _("Word template of the organization removed"),
        }
    ),
    CloneStep(
        key="documents.templates",
        workspace=Workspace.DOCUMENTS,
        label=_("Own templates of documents"),
        models=("documents.CustomTemplate",),
        position=30,
    ),
)
