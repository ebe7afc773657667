"""Registers releases: their pages, mails, whom they concern, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.history.registries import StepKindAddition
from agenda.releases.mail_kinds import KINDS
from agenda.releases.registries import InvolvementKind
from confman.api.registries import ApiRoutes, ApiScope
from confman.audit.labels import AuditLabels
from confman.conferences.registries import ChecklistItem, NavigationItem, Workspace
from confman.conferences.search_registries import SearchAction
from confman.people.registries import PersonRecords
from confman.registries import ref
from confman.webhooks.registries import WebhookEvent, WebhookSubject

HERE = "agenda.releases"

ENTRIES = (
    ApiRoutes("agenda.releases", ref(f"{HERE}.web.api:routes"), position=32),
    ApiScope("agenda.publish_agenda", _("Publish the agenda"), position=22),
    SearchAction(
        "agenda.publish",
        _("Publish the agenda"),
        "agenda_secretariat:publish",
        "agenda.publish_agenda",
        pgettext_lazy("search", "release"),
        phases=("before", "near"),
    ),
    NavigationItem(
        "agenda.releases",
        Workspace.AGENDA,
        pgettext_lazy("place", "Publish"),
        "agenda_secretariat:release-list",
        words=_("Releases"),
        permission="agenda.view_working_agenda",
        position=70,
        works="agenda.publish_agenda",
        guide="publish",
    ),
    ChecklistItem(
        "agenda.published",
        _("Publish the provisional agenda"),
        42,
        ref(f"{HERE}.dashboard:is_published"),
        "agenda_secretariat:publish",
    ),
    ChecklistItem(
        "agenda.final",
        _("Publish the final agenda"),
        3,
        ref(f"{HERE}.dashboard:has_final_agenda"),
        "agenda_secretariat:publish",
    ),
    *KINDS,
    InvolvementKind(
        "agenda.roles",
        _("roles in sessions"),
        ref(f"{HERE}.domain.involvement:people_in_roles"),
        ref(f"{HERE}.domain.involvement:role_in_words"),
    ),
    InvolvementKind(
        "agenda.groups",
        _("working groups"),
        ref(f"{HERE}.domain.involvement:people_in_groups"),
        ref(f"{HERE}.domain.involvement:group_role_in_words"),
    ),
    InvolvementKind(
        "agenda.booths", _("interpreter"), ref(f"{HERE}.domain.involvement:people_in_booths"), live=True
    ),
    InvolvementKind(
        "agenda.stars",
        _("You starred this session"),
        ref(f"{HERE}.domain.involvement:people_with_stars"),
        live=True,
        attends=True,
    ),
    PersonRecords(
        "agenda.notices",
        _("Mails on releases of the agenda"),
        collect=ref(f"{HERE}.domain.notices:collect_notices"),
        erase=ref(f"{HERE}.domain.notices:erase_notices"),
        merge=ref(f"{HERE}.domain.notices:merge_notices"),
        position=21,
    ),
    StepKindAddition(
        "agenda.followers", "agenda.session", before_deletion=ref(f"{HERE}.undo:remember_followers_of")
    ),
    StepKindAddition("agenda.named", "people.person", still_named=ref(f"{HERE}.undo:named_in_releases")),
    AuditLabels(
        verbs={
            "agenda.published": _("Agenda published"),
            "agenda.notices_sent": _("Mails on a release sent"),
            "agenda.notices_discarded": _("Mails on a release discarded"),
            "agenda.mail_text_changed": _("Message in the mails on a release changed"),
            "agenda.release_restored": _("Release restored as the working agenda"),
            "agenda.session_restored": _("Session restored from a release"),
            "agenda.exported": _("Agenda exported for the secretariat"),
        },
        details={"new": _("new"), "moved": _("moved"), "cancelled": _("cancelled")},
    ),
    WebhookSubject(
        "agenda",
        _("Agenda"),
        ref(f"{HERE}.domain.publication:release_facts"),
        example={
            "id": "0190f5fe-7c00-7a00-8000-000000000001",
            "url": "https://conference.example.org/sample2027/en/agenda/",
            "number": 2,
            "published": "2027-03-01T09:30:00+00:00",
            "changes": {"new": 1, "moved": 2, "changed": 0, "cancelled": 1},
        },
        events=(WebhookEvent("published", _("Agenda published"), ("agenda.published",)),),
        position=20,
    ),
)
