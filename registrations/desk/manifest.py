"""Registers the list of registrations: pages, decisions, bulk actions, labels of the history."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Provider, Query
from confman.conferences.registries import ChecklistItem, DashboardPanel, NavigationItem, Workspace
from confman.conferences.search_registries import SearchAction, SearchKind, attributes
from confman.mail.registry import Placeholder
from confman.mailings.registries import MailingAudience
from confman.registries import ref
from registrations.bulk.registries import BulkAction

HERE = "registrations.desk"

_PLACEHOLDERS = (
    Placeholder("link", _("the person's own page"), "https://example.org/…/me/link/…"),
    Placeholder("category", _("the category of the registration"), _("Participant")),
    Placeholder("delegation", _("the delegation, if they belong to one"), _("Sample delegation")),
)

ENTRIES = (
    SearchKind(
        "registrations.registrations",
        _("Registrations"),
        "person-badge",
        "registrations.view_registrations",
        "registrations_secretariat:registration",
        ref(f"{HERE}.web.search:registrations"),
        attributes("person", "get_status_display", "category", "delegation", "person.email"),
        (
            "person__name",
            "person__forgotten_at",
            "person__email",
            "status",
            "category__name",
            "delegation__name",
        ),
        keys=("person__email",),
        list_name="registrations_secretariat:registration-list",
        narrow=ref(f"{HERE}.web.search:by_person"),
        person="person_id",
        words_of="people.people",
        position=10,
    ),
    SearchAction(
        "registrations.add",
        _("Register someone"),
        "registrations_secretariat:registration-add",
        "registrations.edit_registrations",
        pgettext_lazy("search", "new participant sign up"),
        offer=_("Register “%(words)s”"),
        parameter="name",
        phases=("before", "near", "during"),
    ),
    NavigationItem(
        "registrations.registrations",
        Workspace.PEOPLE,
        _("Registrations"),
        "registrations_secretariat:registration-list",
        permission="registrations.view_registrations",
        position=10,
        view=_("List"),
        guide="registrations",
        first_for={"registration": "status=to-review&sort=submitted"},
        words=pgettext_lazy("search", "applications queue line"),
    ),
    NavigationItem(
        "registrations.settings",
        Workspace.SETTINGS,
        _("Registration"),
        "registrations_secretariat:settings",
        permission="registrations.edit_settings",
        position=30,
        view=_("Settings"),
        guide="registration-settings",
        words=pgettext_lazy("search", "deadline close quota limit waiting list consent"),
    ),
    DashboardPanel(
        "registrations.desk",
        "registrations.review",
        ref(f"{HERE}.dashboard:desk_decisions"),
        position=10,
        until_end=True,
    ),
    Provider(Query.FIGURES, ref(f"{HERE}.dashboard:desk_figures")),
    ChecklistItem(
        "registrations.list",
        _("Register the first participants or import a list"),
        45,
        ref(f"{HERE}.dashboard:has_registrations"),
        "registrations_secretariat:registration-list",
        query="all",
    ),
    ChecklistItem(
        "registrations.decided",
        _("Decide on every registration"),
        7,
        ref(f"{HERE}.dashboard:everyone_is_decided"),
        "registrations_secretariat:registration-list",
        query="status=to-review&sort=submitted",
    ),
    BulkAction(
        "remind",
        _("Remind"),
        "registrations.review",
        position=45,
        verb=ref("registrations.lifecycle.domain.enrolment:remind_registration"),
        takes_key=True,
        form=ref("confman.conferences.web.forms:ConferenceForm"),
        consequence=_(
            "People who have not completed the registration, or not confirmed the e-mail, get their link again."
        ),
    ),
    BulkAction(
        "mail",
        _("Write a mail"),
        "registrations.write_to_participants",
        position=50,
        respond=ref(f"{HERE}.web.audience:write_to_chosen"),
    ),
    MailingAudience(
        "registrations.registrations",
        _("Participants"),
        "registrations.write_to_participants",
        form=ref(f"{HERE}.web.audience:RegistrationAudienceForm"),
        people=ref(f"{HERE}.web.audience:people_of"),
        placeholders=_PLACEHOLDERS,
        values=ref(f"{HERE}.web.audience:values_of"),
        position=10,
    ),
    MailingAudience(
        "registrations.chosen",
        _("Selected participants"),
        "registrations.write_to_participants",
        form=ref(f"{HERE}.web.audience:ChosenPeopleForm"),
        people=ref(f"{HERE}.web.audience:chosen_people"),
        placeholders=_PLACEHOLDERS,
        values=ref(f"{HERE}.web.audience:chosen_values"),
        is_offered=False,
        position=11,
    ),
    BulkAction(
        "vet",
        _("Vetting"),
        "registrations.vet",
        position=60,
        verb=ref(f"{HERE}.domain:vet_registration"),
        form=ref(f"{HERE}.web.forms.filters:VettingForm"),
        consequence=_("It informs the decision and takes none; nobody is informed."),
        offered=attrgetter("shows_vetting"),
    ),
    BulkAction(
        "badges",
        _("Print badges"),
        "registrations.make_cards",
        position=100,
        respond=ref(f"{HERE}.web.views.bulk_actions:print_badges"),
        form=ref("registrations.badges.web.forms.badges:PrintForm"),
        consequence=_(
            "Of those who are approved, in one file that the worker makes; each is in the print log."
        ),
    ),
    BulkAction(
        "plates",
        _("Name plates"),
        "registrations.make_plates",
        position=105,
        respond=ref(f"{HERE}.web.views.bulk_actions:print_plates"),
        form=ref(f"{HERE}.web.forms.filters:PlatesForm"),
        consequence=_(
            "One plate for each person who is approved, in one file made in the background. The others get none."
        ),
    ),
    BulkAction(
        "export",
        _("Export"),
        "registrations.export_people",
        position=110,
        respond=ref(f"{HERE}.web.views.bulk_actions:export_chosen"),
    ),
    AuditLabels(
        verbs={
            "registrations.vetted": _("Vetting recorded"),
            # From before 0.4.0, when only this list had saved views.
            "registrations.view_saved": _("View of the review list saved"),
            "registrations.view_deleted": _("View of the review list deleted"),
        }
    ),
)
