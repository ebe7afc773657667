"""Registers the API: the operations of the ground floor, its pages, its daily job, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.api.registries import ApiRoutes, ApiScope
from confman.audit.labels import AuditLabels
from confman.conferences.registries import NavigationView
from confman.mail.registry import ScheduledJob
from confman.people.registries import PersonRecords
from confman.registries import ref

HERE = "confman.api"

ENTRIES = (
    ApiRoutes("api.conferences", ref(f"{HERE}.web.conferences:routes"), position=10),
    ApiScope(
        "conferences.view_site", _("Read the public pages before the conference is announced"), position=10
    ),
    ApiScope("conferences.add_conference", _("Create conferences"), position=14),
    ApiScope("conferences.announce_conference", _("Announce the conference"), position=15),
    ApiRoutes("api.people", ref(f"{HERE}.web.people:routes"), position=40),
    ApiScope("people.export_people", _("Read the directory of people"), position=29),
    ApiScope("people.view_person", _("Read a person whose id is known"), position=30),
    ApiScope("people.edit_person", _("Add and change people"), position=31),
    ApiRoutes("api.documents", ref(f"{HERE}.web.documents:routes"), position=70),
    ApiScope("documents.view_documents", _("Order and fetch documents"), position=80),
    NavigationView(
        "api.tokens",
        "conferences.team",
        pgettext_lazy("of the API", "Tokens"),
        "api_secretariat:token-list",
        permission="api.manage_tokens",
        position=20,
        words=pgettext_lazy("search", "API token key integration program interface"),
        guide="other-systems#giving-another-system-a-token",
    ),
    PersonRecords(
        "api.kept_answers",
        _("Answers of the API, kept for a day"),
        ref(f"{HERE}.domain.personal_data:collect_answers"),
        ref(f"{HERE}.domain.personal_data:erase_answers"),
        ref(f"{HERE}.domain.personal_data:merge_answers"),
        # Before the rows by whose keys they are found.
        position=1,
    ),
    ScheduledJob("api.delete_old_rows", f"{HERE}.tasks.delete_old_rows_task", minutes=24 * 60),
    AuditLabels(
        verbs={
            "api.token_made": _("Token made"),
            "api.token_renamed": _("Token renamed"),
            "api.token_withdrawn": _("Token withdrawn"),
        },
        details={"scopes": _("what it may do")},
    ),
)
