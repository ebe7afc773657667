"""Registers statements: pages of speakers, booths and everybody, labels of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Provider, Query
from confman.conferences.registries import NavigationView, PublicNavigationItem, Record, RecordLinks
from confman.registries import ref

HERE = "outcomes.statements"

ENTRIES = (
    NavigationView(
        "outcomes.statements",
        "outcomes.records",
        _("Statements"),
        "outcomes_secretariat:statement-list",
        permission="outcomes.keep_statements",
        position=30,
        guide="records#statements",
    ),
    PublicNavigationItem(
        "outcomes.statements",
        _("Statements"),
        "outcomes_public:statement-list",
        shown_with=ref(f"{HERE}.web.links:delivered"),
        position=56,
    ),
    Provider(Query.REGISTER_LINES, ref(f"{HERE}.domain:register_lines")),
    Provider(Query.STATEMENTS, ref(f"{HERE}.domain:statements_of_sessions")),
    RecordLinks(
        Record.SPEAKERS_LIST, ref(f"{HERE}.web.links:links_of_speakers_list"), "outcomes.keep_statements"
    ),
    RecordLinks(Record.DELEGATION, ref(f"{HERE}.web.links:links_of_delegation"), position=42),
    RecordLinks(Record.PARTICIPANT, ref(f"{HERE}.web.links:links_of_participant"), position=42),
    AuditLabels(
        verbs={
            "outcomes.statement_handed_in": _("Statement handed in"),
            "outcomes.statement_taken_back": _("Statement taken back"),
            "outcomes.booth_address_renewed": _("Address for the booths renewed"),
        }
    ),
)
