"""Registers registration: ways to register, categories, places on offer, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.conflicts.registries import ConflictCheck
from confman.api.registries import ApiRoutes, ApiScope
from confman.audit.labels import AuditLabels, QuietActs
from confman.conferences.hook_registries import Event, Hook, Provider, Query
from confman.conferences.registries import (
    ChecklistItem,
    CloneStep,
    NavigationItem,
    PublicNavigationItem,
    PublicStep,
    Workspace,
)
from confman.mail.registry import ScheduledJob
from confman.registries import ref
from confman.webhooks.registries import RowFacts, WebhookEvent, WebhookSubject
from registrations.lifecycle.keys import SPEAKER_NOT_REGISTERED
from registrations.lifecycle.table import TRANSITIONS

HERE = "registrations.lifecycle"
# Further verbs of the history that are the same event to other systems.
ALSO = {"cancelled": ("registrations.cancelled_by_merging",)}

ENTRIES = (
    ApiRoutes("registrations.lifecycle", ref(f"{HERE}.web.api:routes"), position=50),
    ApiScope("registrations.view_registrations", _("Read the registrations"), position=40),
    ApiScope("registrations.edit_registrations", _("Register people"), position=41),
    ApiScope("registrations.review", _("Decide on registrations"), position=42),
    Provider(Query.UNCONFIRMED, ref(f"{HERE}.domain.transitions:unconfirmed_people")),
    Provider(Query.REGISTRATION_INTAKE, ref(f"{HERE}.domain.enrolment:intake_of")),
    PublicNavigationItem(
        "register",
        "",
        "registrations_public:register",
        ref(f"{HERE}.domain.enrolment:registration_is_open"),
        shown_with=ref(f"{HERE}.domain.categories:offered_categories"),
        position=90,
    ),
    PublicStep(
        "register",
        "",
        "registrations_public:register",
        text=ref(f"{HERE}.domain.enrolment:registration_text"),
        visible=ref(f"{HERE}.domain.enrolment:registration_offered"),
        emphasis=("before", "near"),
        position=5,
    ),
    NavigationItem(
        "registrations.categories",
        Workspace.SETTINGS,
        _("Categories"),
        "registrations_secretariat:category-list",
        permission="registrations.edit_categories",
        position=50,
        guide="registration-settings",
        words=pgettext_lazy("search", "quota capacity limit places colour letter"),
    ),
    Hook(Event.CONFERENCE_CREATED, ref(f"{HERE}.domain.categories:create_initial_category"), position=30),
    ChecklistItem(
        "registrations.categories",
        _("Decide on categories, places and who decides"),
        70,
        ref(f"{HERE}.domain.categories:has_own_categories"),
        "registrations_secretariat:category-list",
        query="all",
    ),
    Provider(Query.COLOURS, ref(f"{HERE}.domain.categories:category_colours")),
    Hook(Event.CONFERENCE_CHANGED, ref(f"{HERE}.domain.decisions:offer_what_was_added")),
    Hook(Event.CONFERENCE_CHANGED, ref(f"{HERE}.domain.settings:check_symbols")),
    ScheduledJob("registrations.expire_offers", f"{HERE}.domain.decisions.expire_offers", minutes=10),
    ConflictCheck(
        SPEAKER_NOT_REGISTERED,
        _("A speaker without an approved registration"),
        ref(f"{HERE}.domain.speaker_check:speaker_not_registered"),
        position=145,
        advice=_("Register the person, or approve the registration."),
        about=_("People with a role, once anyone is registered at all. Interpreters are not asked."),
        sentence=ref(f"{HERE}.domain.speaker_check:describe"),
        facts=ref(f"{HERE}.domain.speaker_check:states_of_registrations"),
    ),
    QuietActs(
        "registrations.lifecycle",
        (
            "registrations.begun",
            "registrations.submitted",
            "registrations.confirmed",
            "registrations.approved",
            "registrations.put_on_waiting_list",
            "registrations.link_sent",
        ),
    ),
    AuditLabels(
        readers={"registrations.registration": "registrations.view_registrations"},
        verbs={
            **{
                f"registrations.{transition.entry}": transition.entry_words
                for transition in TRANSITIONS.values()
                if transition.entry_words
            },
            "registrations.begun": _("Registration begun"),
            "registrations.took_over": _("Took over the place of someone else"),
            "registrations.stepped_down": _("No longer head of delegation"),
            "registrations.changed": _("Registration changed"),
            "registrations.settings_changed": _("Settings of registration changed"),
            "registrations.link_sent": _("Personal link sent"),
            "registrations.category_added": _("Category added"),
            "registrations.category_changed": _("Category changed"),
            "registrations.category_deleted": _("Category deleted"),
        },
    ),
    CloneStep(
        key="registrations.settings",
        workspace=Workspace.PEOPLE,
        label=_("Rules of registration, texts of letters"),
        help=_("The numbers of letters begin again."),
        models=("registrations.RegistrationSettings",),
        clone=ref(f"{HERE}.domain.settings:clone_settings"),
        position=5,
    ),
    CloneStep(
        key="registrations.categories",
        workspace=Workspace.PEOPLE,
        label=_("Categories"),
        models=("registrations.Category",),
        anew=("taken",),
        loose=("badge_design",),
        uses=("registrations.badges",),
        position=10,
    ),
    WebhookSubject(
        "registration",
        _("Registrations"),
        RowFacts(
            "registrations_secretariat:registration",
            {
                "person": "person_id",
                "status": "status",
                "category": "category_id",
                "delegation": "delegation_id",
                "mode": "mode",
                "practice": "is_practice",
            },
        ),
        example={
            "id": "0190f5fe-7c00-7a00-8000-000000000001",
            "url": "https://conference.example.org/sample2027/secretariat/registrations/0190f5fe-7c00-7a00-8000-000000000001/",
            "person": "0190f5fe-7c00-7a00-8000-000000000002",
            "status": "approved",
            "category": "0190f5fe-7c00-7a00-8000-000000000003",
            "delegation": None,
            "mode": "in-person",
            "practice": False,
        },
        events=(
            *(
                WebhookEvent(
                    transition.entry,
                    transition.entry_words,
                    (f"registrations.{transition.entry}", *ALSO.get(transition.entry, ())),
                )
                for transition in TRANSITIONS.values()
                if transition.entry_words
            ),
            WebhookEvent("imported", _("Registration imported"), ("registrations.imported",)),
            WebhookEvent(
                "changed",
                _("Registration changed"),
                ("registrations.changed", "registrations.change_accepted"),
            ),
            WebhookEvent(
                "certificate_issued", _("Certificate issued"), ("registrations.certificate_issued",)
            ),
            WebhookEvent(
                "certificate_revoked", _("Certificate revoked"), ("registrations.certificate_revoked",)
            ),
        ),
        position=30,
    ),
)
