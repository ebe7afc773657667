"""Registers the register of documents: its series, rows that practice mode leaves, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.api.registries import ApiRoutes, ApiScope
from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Event, Hook, Provider, Query
from confman.conferences.registries import (
    ChecklistItem,
    CloneStep,
    DashboardPanel,
    NavigationView,
    PracticeCleaner,
    PublicNavigationItem,
    Record,
    RecordLinks,
    Workspace,
)
from confman.conferences.search_registries import SearchKind, all_of, attributes
from confman.documents.registry import DocumentKind, Occasion
from confman.mail.registry import ScheduledJob
from confman.registries import ref
from confman.webhooks.registries import RowFacts, WebhookEvent, WebhookSubject
from outcomes.register.mail_kinds import KINDS

HERE = "outcomes.register"

ENTRIES = (
    ApiRoutes("outcomes.register", ref(f"{HERE}.web.api:routes"), position=72),
    ApiScope("outcomes.view_register", _("Read the register of documents"), position=64),
    ApiScope("outcomes.read_restricted_documents", _("Read restricted documents, too"), position=65),
    *KINDS,
    NavigationView(
        "outcomes.register",
        "documents",
        pgettext_lazy("of documents", "Register"),
        "outcomes_secretariat:registered-document-list",
        permission="outcomes.view_register",
        position=10,
        words=pgettext_lazy("search", "symbol INF CRP position paper corrigendum addendum"),
    ),
    NavigationView(
        "outcomes.document_series",
        "documents",
        _("Series of documents"),
        "outcomes_secretariat:document-series-list",
        permission="outcomes.edit_register",
        position=20,
    ),
    PublicNavigationItem(
        "outcomes.documents",
        _("Documents"),
        "outcomes_public:document-list",
        shown_with=ref(f"{HERE}.web.links:for_everyone"),
        position=55,
        feed="outcomes_public:document-feed",
    ),
    DocumentKind(
        key="outcomes.draft-decisions",
        official=True,
        label=_("Draft decisions"),
        description=_("The draft decisions of an item, chosen ones or all, in one file."),
        permission="outcomes.view_register",
        occasion=Occasion.OUTCOMES,
        tabs=("outcomes.register",),
        build=ref(f"{HERE}.documents:build_draft_decisions"),
        html_template="outcomes/register/documents/text.html",
        options_form=ref(f"{HERE}.web.forms:DraftDecisionsForm"),
        position=7,
    ),
    Provider(Query.DOCUMENT_SYMBOL, ref(f"{HERE}.domain.made_documents:symbol_to_print")),
    RecordLinks(Record.DELEGATION, ref(f"{HERE}.web.links:links_of_delegation"), position=41),
    RecordLinks(
        Record.MADE_DOCUMENT,
        ref(f"{HERE}.web.links:way_into_register"),
        "outcomes.edit_register",
        position=10,
    ),
    RecordLinks(Record.PARTICIPANT_DOCUMENTS, ref(f"{HERE}.web.links:own_documents"), position=30),
    SearchKind(
        "outcomes.registered_documents",
        _("Documents of the register"),
        "journal-bookmark",
        "outcomes.read_restricted_documents",
        "outcomes_secretariat:registered-document",
        all_of("outcomes.RegisteredDocument"),
        attributes("title", "symbol", "sponsor", "get_state_display"),
        ("title", "symbol", "sponsor"),
        keys=("symbol",),
        list_name="outcomes_secretariat:registered-document-list",
        position=67,
    ),
    DashboardPanel(
        "outcomes.register", "outcomes.edit_register", ref(f"{HERE}.dashboard:register_decisions"), 47
    ),
    ScheduledJob("outcomes.announce_documents", f"{HERE}.tasks.announce_documents_task", 2),
    ChecklistItem(
        "outcomes.documents-of-delegations",
        _("Receive and check the documents of delegations"),
        0,
        ref(f"{HERE}.dashboard:documents_were_received"),
        "outcomes_secretariat:document-series-list",
        due=ref(f"{HERE}.dashboard:deadline_for_documents"),
    ),
    Hook(Event.INITIAL_DATA_WANTED, ref(f"{HERE}.domain.series:add_usual_series"), position=60),
    PracticeCleaner(
        "outcomes.registered_documents",
        _("documents of the register"),
        ref(f"{HERE}.domain.documents:count_practice_documents"),
        ref(f"{HERE}.domain.documents:clear_practice_documents"),
        position=55,
    ),
    AuditLabels(
        readers={"outcomes.registereddocument": "outcomes.view_register"},
        verbs={
            "outcomes.document_series_set_up": _("Usual series of documents set up"),
            "outcomes.document_series_added": _("Series of documents added"),
            "outcomes.document_series_changed": _("Series of documents changed"),
            "outcomes.document_series_removed": _("Series of documents removed"),
            "outcomes.register_entered": _("Document entered in the register"),
            "outcomes.register_text_entered": _("Text of a group entered in the register"),
            "outcomes.register_handed_in": _("Document handed in"),
            "outcomes.register_changed": _("Entry of a document changed"),
            "outcomes.register_checked": _("Document checked"),
            "outcomes.register_returned": _("Document returned"),
            "outcomes.register_issued": _("Document issued"),
            "outcomes.register_withdrawn": _("Document withdrawn"),
            "outcomes.register_mail_chosen": _("Mail about new documents chosen"),
            "outcomes.register_language_received": _("Language of a document received"),
            "outcomes.register_language_awaited": _("Language of a document awaited from translation"),
            "outcomes.register_language_issued": _("Language of a document issued"),
        },
    ),
    CloneStep(
        key="outcomes.series",
        workspace=Workspace.OUTCOMES,
        label=_("Series of documents"),
        help=_("Their numbers begin again."),
        models=("outcomes.DocumentSeries",),
        anew=("last_number",),
        moved=("deadline",),
        position=10,
    ),
    WebhookSubject(
        "registered_document",
        _("Register of documents"),
        RowFacts(
            "outcomes_secretariat:registered-document",
            {"symbol": "symbol", "state": "state", "distribution": "distribution"},
        ),
        example={
            "id": "0190f5fe-7c00-7a00-8000-000000000001",
            "url": "https://conference.example.org/sample2027/secretariat/register/0190f5fe-7c00-7a00-8000-000000000001/",
            "symbol": "CONF/2027/5",
            "state": "issued",
            "distribution": "general",
        },
        events=(
            WebhookEvent("issued", _("Document issued"), ("outcomes.register_issued",)),
            WebhookEvent(
                "language_issued", _("Language of a document issued"), ("outcomes.register_language_issued",)
            ),
            WebhookEvent("withdrawn", _("Document withdrawn"), ("outcomes.register_withdrawn",)),
        ),
        position=65,
    ),
)
