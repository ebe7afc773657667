"""What this floor gives to the floors below: navigation, decisions, mails, documents, personal data."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from agenda.conflicts.domain.registry import ConflictCheck, conflict_checks
from agenda.run_of_show.registries import PresenceSource, presence_sources
from confman.audit.labels import register_details, register_values, register_verbs
from confman.conferences import registries as r
from confman.documents.domain.keeping import purge_kept
from confman.mail.registry import (
    AttachmentSource,
    ScheduledJob,
    attachment_sources,
    mail_kinds,
    scheduled_jobs,
)
from confman.people.models import Person
from confman.people.registries import (
    PersonalData,
    PersonCircle,
    PersonPanel,
    PersonSummary,
    PrivacyHook,
    person_circles,
    person_panels,
    person_summaries,
    personal_data,
    privacy_hooks,
)
from registrations.attendance.dashboard import has_attendance
from registrations.attendance.domain.checkpoints import create_entrance
from registrations.attendance.domain.seen import people_seen
from registrations.attendance.models.attendance import Scan
from registrations.attendance_kinds import register_attendance_documents
from registrations.badges.documents.tickets import build_ticket_attachment
from registrations.bulk.mail_kinds import KINDS as WRITTEN
from registrations.certificates.domain.issuing import build_certificate_attachment
from registrations.certificates.mail_kinds import CERTIFICATE_ATTACHMENT
from registrations.core.mail_kinds import KINDS, TICKET_ATTACHMENT
from registrations.core.models.category import Category
from registrations.delegations.dashboard import every_name_is_approved, protocol_decisions
from registrations.demo.load import load as load_demo
from registrations.desk.dashboard import (
    desk_decisions,
    everyone_is_decided,
    has_registrations,
    person_registrations,
)
from registrations.kinds import register_documents
from registrations.labels import DETAILS, VERBS
from registrations.lifecycle.dashboard import has_own_categories
from registrations.lifecycle.domain import speaker_check
from registrations.lifecycle.domain.categories import category_colours, found_registrations
from registrations.lifecycle.domain.changes import SHOWN_IN_DOCUMENTS
from registrations.lifecycle.domain.decisions import offer_what_was_added
from registrations.lifecycle.domain.enrolment import registration_is_open, taking
from registrations.lifecycle.domain.public_step import registration_offered, registration_text
from registrations.lifecycle.keys import SPEAKER_NOT_REGISTERED
from registrations.privacy.domain.personal_data import (
    collect_focal_points,
    collect_registrations,
    delegations_of_people,
    erase_focal_points,
    erase_registrations,
    foresee_registrations,
    merge_focal_points,
    merge_registrations,
    summarize_registrations,
)
from registrations.privacy.domain.test_mode import (
    clear_practice_registrations,
    clear_practice_scans,
    count_practice_registrations,
    count_practice_scans,
)
from registrations.tables.exchange.stored_uploads import forget_lists


def register() -> None:
    """The registration desk: registrations, delegations, categories, attendance."""
    _register_life()
    _register_mail()
    _register_navigation()
    _register_public_site()
    _register_tasks()
    register_documents()
    register_attendance_documents()
    register_verbs(VERBS)
    # What a change request asks for stands partly with the person.
    register_details({name: Person._meta.get_field(name).verbose_name for name in SHOWN_IN_DOCUMENTS})
    register_details(DETAILS)
    register_values(
        "kind",
        {
            "badges": _("badge"),
            "ticket": _("ticket"),
            "name_plates": _("name plate"),
            "certificate": _("certificate"),
        },
    )


def _register_life() -> None:
    r.founding_steps.register(r.FoundingStep("registrations.found", found_registrations, position=30))
    r.founding_steps.register(r.FoundingStep("registrations.entrance", create_entrance, position=31))
    r.practice_cleaners.register(
        r.PracticeCleaner(
            "registrations.registrations",
            _("registrations"),
            count_practice_registrations,
            clear_practice_registrations,
            position=20,
        )
    )
    r.practice_cleaners.register(
        r.PracticeCleaner(
            "registrations.scans",
            Scan._meta.verbose_name_plural,
            count_practice_scans,
            clear_practice_scans,
            position=16,
        )
    )
    r.demo_steps.register(r.DemoStep("registrations.demo.load", load_demo, position=30))
    r.conference_hooks.register(r.ConferenceHook("registrations.places", offer_what_was_added))
    r.colour_rules.register(r.ColourRule("registrations.categories", category_colours))
    conflict_checks.register(
        ConflictCheck(
            SPEAKER_NOT_REGISTERED,
            _("A speaker without an approved registration"),
            speaker_check.speaker_not_registered,
            position=145,
            advice=_("Register the person, or approve the registration."),
            about=_("Whoever has a role, once anyone is registered at all. Interpreters are not asked."),
            tell=speaker_check.tell,
            facts=speaker_check.without_registration,
        )
    )
    presence_sources.register(PresenceSource("registrations.scans", people_seen))
    r.dashboard_panels.register(
        r.DashboardPanel("registrations.desk", "registrations.review", desk_decisions, 10)
    )
    r.dashboard_panels.register(
        r.DashboardPanel(
            "registrations.names", "registrations.approve_delegation_names", protocol_decisions, 15
        )
    )
    person_panels.register(
        PersonPanel(
            "registrations.registrations",
            _("Registration"),
            "registrations.view_registrations",
            "registrations/secretariat/person_panel.html",
            person_registrations,
            10,
        )
    )
    personal_data.register(
        PersonalData(
            "registrations.focal_points",
            _("Focal point of delegations"),
            collect_focal_points,
            erase_focal_points,
            merge_focal_points,
        )
    )
    personal_data.register(
        PersonalData(
            "registrations.registrations",
            _("Registrations and attendance"),
            collect_registrations,
            erase_registrations,
            merge_registrations,
            foresee_registrations,
        )
    )
    person_circles.register(PersonCircle("registrations.delegation", delegations_of_people))
    person_summaries.register(
        PersonSummary(
            "registrations.registrations", "registrations.view_registrations", summarize_registrations, 10
        )
    )


def _register_mail() -> None:
    privacy_hooks.register(PrivacyHook("registrations.lists", forget_lists, erasing=True))
    privacy_hooks.register(PrivacyHook("registrations.files", partial(purge_kept, "registrations")))
    for kind in (*KINDS, *WRITTEN):
        mail_kinds.register(kind)
    attachment_sources.register(AttachmentSource(TICKET_ATTACHMENT, build_ticket_attachment))
    attachment_sources.register(AttachmentSource(CERTIFICATE_ATTACHMENT, build_certificate_attachment))
    for package, name, minutes in (
        ("lifecycle", "expire_offers", 10),
        ("bulk", "take_up_lost_runs", 1),
        ("tables", "expire_files", 60),
        ("bulk", "expire_bulk_runs", 24 * 60),
    ):
        scheduled_jobs.register(
            ScheduledJob(
                f"registrations.{name}", f"registrations.{package}.tasks.{name}_task", minutes=minutes
            )
        )


def _register_navigation() -> None:
    for position, (key, section, label, name, icon, permission) in enumerate(
        (
            (
                "registrations",
                "people",
                _("Registrations"),
                "registration-list",
                "person-badge",
                "view_registrations",
            ),
            ("delegations", "people", _("Delegations"), "delegation-list", "flag", "view_delegations"),
            ("badges", "people", _("Badges"), "badge-list", "printer", "make_cards"),
            ("attendance", "people", _("Attendance"), "attendance", "check2-square", "record_attendance"),
            ("figures", "people", _("Figures"), "figures", "bar-chart", "view_figures"),
            ("categories", "settings", _("Categories"), "category-list", "tags", "edit_categories"),
            ("settings", "settings", _("Registration"), "settings", "sliders", "edit_settings"),
        ),
        start=1,
    ):
        r.navigation_items.register(
            r.NavigationItem(
                f"registrations.{key}", section, label, f"registrations_secretariat:{name}", icon,
                f"registrations.{permission}", position * 10,
            )
        )  # fmt: skip
    r.navigation_items.register(
        r.NavigationItem(
            "registrations.check_in", "people", _("Check-in"), "registrations_onsite:index", "qr-code-scan",
            "registrations.record_attendance", 35,
        )
    )  # fmt: skip


def _register_public_site() -> None:
    r.registration_desks.register(r.RegistrationDesk("registrations", taking))
    # Those who are there need their page first; after it, what the conference decided comes before.
    for phase, text, position in (
        ("during", _("Your ticket, your agenda and your documents."), 4),
        ("after", _("Certificates, surveys and documents of those who took part."), 48),
    ):
        r.public_steps.register(
            r.PublicStep(
                f"my-page.{phase}", _("My page"), "registrations_portal:index",
                text=lambda conference, text=text: str(text),
                visible=lambda conference, phase=phase: conference.phase() == phase,
                emphasis=lambda conference: True, in_language=False, position=position,
            )
        )  # fmt: skip
    r.public_navigation_items.register(
        r.PublicNavigationItem(
            "register",
            _("Register"),
            "registrations_public:register",
            registration_is_open,
            shown_with=lambda conference: Category.objects.of(conference).offered(),
            position=90,
        )
    )
    r.public_steps.register(
        r.PublicStep(
            "register",
            _("Register"),
            "registrations_public:register",
            text=registration_text,
            visible=registration_offered,
            emphasis=lambda conference: conference.phase() == "before",
            position=5,
        )
    )


def _register_tasks() -> None:
    desk = "registrations_secretariat"
    for key, label, days_before, done, name in (
        (
            "registrations.categories", _("Decide on categories, places and who decides"), 70,
            has_own_categories, "category-list",
        ),
        (
            "registrations.list", _("Register the first participants or import a list"), 45,
            has_registrations, "registration-list",
        ),
        ("registrations.decided", _("Decide on every registration"), 7, everyone_is_decided, "registration-list"),
        (
            "registrations.names", _("Have protocol approve the names of delegations"), 10,
            every_name_is_approved, "delegation-list",
        ),
        ("registrations.attendance", _("Record who comes"), 0, has_attendance, "attendance"),
    ):  # fmt: skip
        r.checklist_items.register(r.ChecklistItem(key, label, days_before, done, f"{desk}:{name}"))
    for key, label, text, name, permission, icon, position in (
        (
            "registrations.import", _("Paste a list of people"),
            _(
                "Copy the cells from a spreadsheet; what each column means is guessed, and nothing is written "
                "before you say so."
            ),
            "import", "registrations.import_people", "clipboard-plus", 30,
        ),
    ):  # fmt: skip
        r.first_steps.register(
            r.FirstStep(
                key, label, text, f"{desk}:{name}", permission, icon,
                open=lambda conference: not has_registrations(conference), position=position,
            )
        )  # fmt: skip
