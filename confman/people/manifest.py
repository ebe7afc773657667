"""What people add to a conference: pages, decisions, the team's role, practice data, words of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.guard import PAGE_NOT_OPENED, PAGE_OPENED
from confman.audit.labels import AuditWords
from confman.conferences.clone_registries import CloneStep
from confman.conferences.registries import (
    DashboardPanel,
    FirstStep,
    NavigationItem,
    NavigationView,
    PracticeCleaner,
    Provider,
    Query,
    Workspace,
)
from confman.conferences.search_registries import SearchAction, SearchKind, attributes
from confman.people.models import Consent
from confman.people.registries import OwnRoleKind, PersonAction
from confman.registries import ref

HERE = "confman.people"

ENTRIES = (
    SearchKind(
        "people.people",
        _("People"),
        "people",
        "people.view_person",
        "people_secretariat:person",
        ref(f"{HERE}.web.search:people"),
        attributes("__str__", "job_title", "organization", "email"),
        ("name", "job_title", "organization", "email", "forgotten_at"),
        keys=("email",),
        list_name="people_secretariat:person-list",
        person="pk",
        position=20,
    ),
    SearchAction("people.add", _("Add a person"), "people_secretariat:person-add", "people.edit_person"),
    NavigationItem(
        "people.people",
        Workspace.PEOPLE,
        _("Directory"),
        "people_secretariat:person-list",
        words=_("People"),
        permission="people.view_person",
        view=_("Everyone"),
        works="people.edit_person",
        guide="directory",
    ),
    NavigationView(
        "people.duplicates",
        "people.people",
        _("Possible duplicates"),
        "people_secretariat:duplicate-list",
        permission="people.edit_person",
        position=10,
        words=pgettext_lazy("search", "merge people twice same"),
    ),
    PersonAction(
        key="people.traits",
        label=_("Set sector, level, country"),
        permission="people.edit_person",
        verb=ref(f"{HERE}.domain.records:change_person"),
        form=ref(f"{HERE}.web.forms:TraitsForm"),
        position=30,
    ),
    PersonAction(
        key="people.doubles",
        label=_("Look for duplicates"),
        permission="people.edit_person",
        respond=ref(f"{HERE}.web.duplicates:compare_chosen"),
        position=40,
    ),
    Provider(Query.VISITOR_HAS_PAGE, ref(f"{HERE}.web.own_roles:has_a_role")),
    DashboardPanel(
        "people.duplicates", "people.edit_person", ref(f"{HERE}.dashboard:duplicate_decisions"), position=40
    ),
    DashboardPanel(
        "people.coming_erasure",
        "people.forget_person",
        ref(f"{HERE}.dashboard:erasure_decisions"),
        position=5,
    ),
    FirstStep(
        "people.add",
        _("Add two speakers"),
        _("Their names are enough for now; everything else can follow."),
        "people_secretariat:person-quick-add",
        "people.edit_person",
        "person-lines-fill",
        done=ref(f"{HERE}.dashboard:has_people"),
        position=20,
    ),
    # Last: the floors above first clear what belongs to the people.
    PracticeCleaner(
        "people.people",
        _("people"),
        ref(f"{HERE}.domain.practice:count_practice_people"),
        ref(f"{HERE}.domain.practice:clear_practice_people"),
        position=90,
    ),
    OwnRoleKind(
        "opened_memberships",
        _("Team"),
        _("With your account and password"),
        "house",
        rows=ref(f"{HERE}.web.team_role:memberships"),
        page=ref(f"{HERE}.web.team_role:page_of_membership"),
        name=ref(f"{HERE}.web.team_role:name_of_team"),
        conference="conference",
        mailbox=ref(f"{HERE}.web.team_role:memberships_of_mailbox"),
        account=ref(f"{HERE}.web.team_role:memberships_of_account"),
        steps=ref(f"{HERE}.web.team_role:steps_of_team"),
        position=90,
    ),
    AuditWords(
        verbs={
            "people.added": _("Person added"),
            "people.changed": _("Person changed"),
            "people.consent_recorded": _("Consent recorded"),
            "people.told_apart": _("Told apart from another person"),
            "people.not_told_apart": _("Not told apart from another person any more"),
            "people.merged": _("Two records of one person merged"),
            "people.forgotten": _("Person erased"),
            "people.expired_forgotten": _("People erased whose time was over"),
            "people.data_given": _("Personal data given out"),
            "people.link_renewed": _("New personal link; what the old one opened is closed"),
            "people.page_ended": _("Personal page closed in one browser"),
            PAGE_OPENED: _("Personal page opened"),
            PAGE_NOT_OPENED: _("Wrong code for the personal page"),
        },
        values={"kind": dict(Consent.Kind.choices)},
    ),
    CloneStep(
        key="people.people",
        workspace=Workspace.PEOPLE,
        label=_("People who agreed to be kept for the next conference"),
        help=_("For the secretariat only, until they say otherwise."),
        models=("people.Person", "people.Consent"),
        rows=ref(f"{HERE}.domain.clone:people_to_keep"),
        clone=ref(f"{HERE}.domain.clone:clone_people"),
        position=40,
    ),
)
