"""What the agenda puts into the registries of the ground floor: pages, decisions, tasks, documents, personal data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agenda.demo.load import load as load_demo
from agenda.desk.domain import bulk_actions, dashboard
from agenda.desk.domain.initial_agenda import STEP_KEY, found_frame
from agenda.imports.exchange.uploads import forget_uploads
from agenda.kinds import register_kinds
from agenda.pasting.domain import accept
from agenda.programme.documents.cached_files import purge_kept
from agenda.programme.domain.public_pages import public_pages_of
from agenda.programme.exchange.own_calendar import build_notice_calendar
from agenda.releases.domain.audience import register_concerned
from agenda.releases.domain.mails import CALENDAR_ATTACHMENT
from agenda.releases.domain.mails import KINDS as NOTICE_KINDS
from agenda.releases.domain.notices import collect_notices, erase_notices, merge_notices
from agenda.releases.models.release import AgendaRelease, label_in_words
from agenda.releases.registries import PublicationHook, publication_hooks
from agenda.run_of_show.domain import delays
from agenda.speakers.domain.data import collect_speaker_data, erase_speaker_data, merge_speaker_data
from agenda.speakers.domain.mails import KINDS as SPEAKER_KINDS
from agenda.speakers.domain.personal_data import (
    collect_agenda_data,
    erase_agenda_data,
    merge_agenda_data,
    summarize_roles,
)
from agenda.speakers.web import hats
from agenda.tasks import prepare_documents
from confman.audit.labels import register_details, register_verbs
from confman.conferences import registries as r
from confman.mail.registry import (
    AttachmentSource,
    ScheduledJob,
    attachment_sources,
    mail_kinds,
    scheduled_jobs,
)
from confman.people.registries import (
    PersonalData,
    PersonPanel,
    PersonSummary,
    PrivacyHook,
    person_panels,
    person_summaries,
    personal_data,
    privacy_hooks,
)

VERBS = {
    "agenda.published": _("Agenda published"),
    "agenda.notices_sent": _("Mails on a release sent"),
    "agenda.notices_discarded": _("Mails on a release discarded"),
    "agenda.mail_text_changed": _("Message in the mails on a release changed"),
    "agenda.release_restored": _("Release restored as the working agenda"),
    "agenda.session_restored": _("Session restored from a release"),
    "agenda.imported": _("Agenda imported"),
    "agenda.exported": _("Agenda exported for the secretariat"),
    "agenda.frame_made": _("Frame of the agenda made"),
    "agenda.session_created": _("Session added"),
    "agenda.session_changed": _("Session changed"),
    "agenda.session_deleted": _("Session deleted"),
    "agenda.session_moved": _("Session moved"),
    "agenda.session_unscheduled": _("Session taken off the schedule"),
    "agenda.undone": _("Change taken back"),
    "agenda.redone": _("Change made again"),
    "agenda.session_imported": _("Session imported"),
    "agenda.session_updated_by_import": _("Session updated by an import"),
    "agenda.role_assigned": _("Role given"),
    "agenda.role_removed": _("Role taken away"),
    "agenda.speaker_invited": _("Link to the speaker’s page sent"),
    "agenda.speaker_told": _("Speaker said what is needed"),
    "agenda.material_added": _("Material added"),
    "agenda.material_changed": _("Material changed"),
    "agenda.material_checked": _("Material checked"),
    "agenda.material_removed": _("Material removed"),
    "agenda.materials_due_set": _("Day on which presentations are due set"),
    "agenda.role_status_changed": _("Answer on a role noted"),
    "agenda.group_roles_changed": _("Roles in the working group changed"),
    "agenda.room_created": _("Room added"),
    "agenda.room_changed": _("Room changed"),
    "agenda.room_deleted": _("Room deleted"),
    "agenda.group_created": _("Working group added"),
    "agenda.group_changed": _("Working group changed"),
    "agenda.group_deleted": _("Working group deleted"),
    "agenda.severities_changed": _("Severity of conflicts set"),
    "agenda.items_annotated": _("Items annotated"),
    "agenda.cues_changed": _("Run of show changed"),
    "agenda.cue_begun": _("Cue begun"),
    "agenda.cue_not_begun": _("Cue not begun after all"),
    "agenda.cue_delayed": _("Cue delayed"),
    "agenda.room_hours_set": _("Opening hours of the room set"),
    "agenda.person_hours_set": _("Hours of the person set"),
    "agenda.interpretation_planned": _("Interpretation planned"),
    "agenda.screen_created": _("Screen added"),
    "agenda.screen_changed": _("Screen changed"),
    "agenda.screen_address_renewed": _("Screen given a new address"),
    "agenda.screen_deleted": _("Screen deleted"),
    "agenda.interpretation_copied": _("Interpretation taken over from another session"),
}


def register() -> None:
    """Called from AppConfig.ready()."""
    register_verbs(VERBS)
    register_details({"cues": _("cues"), "items": _("items")})
    register_verbs({**bulk_actions.VERBS, **accept.VERBS})
    _register_navigation()
    _register_tasks()
    _register_documents()
    _register_release_mails()
    for key, task in (("uploads", "expire_schedule_uploads"), ("steps", "expire_editing_steps")):
        scheduled_jobs.register(ScheduledJob(f"agenda.expire_{key}", f"agenda.tasks.{task}", minutes=60))
    r.founding_steps.register(r.FoundingStep(STEP_KEY, found_frame, is_frame=True, position=10))
    r.demo_steps.register(r.DemoStep("agenda.demo.load", load_demo, position=10))
    personal_data.register(
        PersonalData(
            "agenda.roles",
            _("Roles in the agenda"),
            collect_agenda_data,
            erase_agenda_data,
            merge_agenda_data,
        )
    )
    person_summaries.register(
        PersonSummary("agenda.roles", "agenda.view_working_agenda", summarize_roles, 20)
    )
    person_panels.register(
        PersonPanel(
            "agenda.roles",
            _("In the agenda"),
            "agenda.view_working_agenda",
            "agenda/secretariat/person_panel.html",
            dashboard.person_roles,
            position=30,
        )
    )


def _register_navigation() -> None:
    view, edit = "agenda.view_working_agenda", "agenda.publish_agenda"
    for position, (key, label, name, icon) in enumerate(
        (
            ("sessions", _("Sessions"), "session-list", "calendar3"),
            ("roles", _("Speakers and chairs"), "role-list", "mic"),
            ("materials", _("Presentations"), "presentations", "easel"),
            ("rooms", _("Rooms"), "room-list", "door-open"),
            ("groups", _("Working groups"), "group-list", "people"),
            ("interpretation", _("Interpretation"), "interpretation", "headset"),
            ("annotations", _("Annotations"), "annotation-list", "card-text"),
            ("run-of-show", _("Run of show"), "run-of-show", "list-ol"),
            ("checks", _("Conflicts"), "checks", "exclamation-diamond"),
            ("releases", _("Releases"), "release-list", "megaphone"),
        ),
        start=1,
    ):
        r.navigation_items.register(
            r.NavigationItem(
                f"agenda.{key}", "agenda", label, f"agenda_secretariat:{name}", icon, view, position * 10
            )
        )
    r.navigation_items.register(
        r.NavigationItem(
            "agenda.screens", "agenda", _("Screens"), "agenda_secretariat:screen-list", "display",
            "agenda.view_screens", 85,
        )
    )  # fmt: skip
    r.public_navigation_items.register(
        r.PublicNavigationItem(
            "agenda", _("Agenda"), "agenda_public:agenda", shown_with=AgendaRelease.objects.of, position=10
        )
    )
    r.public_navigation_items.register(
        r.PublicNavigationItem(
            "speakers",
            _("Speakers"),
            "agenda_public:speaker-list",
            shown_with=AgendaRelease.objects.of,
            position=20,
        )
    )
    r.public_pages.register(r.PublicPages("agenda", public_pages_of))
    r.public_steps.register(
        r.PublicStep(
            "agenda",
            _("Read the agenda"),
            "agenda_public:agenda",
            text=_release_text,
            visible=dashboard.is_published,
            emphasis=lambda conference: conference.phase() == "during",
            position=10,
        )
    )
    r.first_steps.register(
        r.FirstStep(
            "agenda.frame",
            _("Make the agenda yours"),
            _("A plausible frame is there already. Open a session, change it, add speakers by name alone."),
            "agenda_secretariat:session-list",
            edit,
            "calendar3",
            open=dashboard.frame_is_untouched,
            position=20,
        )
    )
    r.dashboard_panels.register(r.DashboardPanel("agenda", edit, dashboard.agenda_decisions, 20))
    r.dashboard_panels.register(
        r.DashboardPanel("agenda.today", "agenda.edit_agenda", delays.late_decisions, 1)
    )


def _release_text(conference: object) -> str:
    """Which release it is that readers find."""
    label = AgendaRelease.objects.filter(conference=conference).values_list("label", flat=True).first()
    return label_in_words(label or "")


def _register_tasks() -> None:
    for key, label, days_before, done, name in (
        ("agenda.published", _("Publish the provisional agenda"), 42, dashboard.is_published, "publish"),
        ("agenda.rooms", _("Give every session a room"), 30, dashboard.every_session_has_a_room, "session-list"),
        ("agenda.confirmed", _("Have speakers and chairs confirm"), 14, dashboard.everyone_has_confirmed, "role-list"),
        ("agenda.final", _("Publish the final agenda"), 3, dashboard.has_final_agenda, "publish"),
    ):  # fmt: skip
        r.checklist_items.register(
            r.ChecklistItem(key, label, days_before, done, f"agenda_secretariat:{name}")
        )


def _register_documents() -> None:
    register_kinds()
    privacy_hooks.register(PrivacyHook("agenda.files", purge_kept))
    privacy_hooks.register(PrivacyHook("agenda.uploads", forget_uploads, erasing=True))
    publication_hooks.register(PublicationHook("agenda.files", _draw_anew))


def _register_release_mails() -> None:
    for kind in SPEAKER_KINDS:
        mail_kinds.register(kind)
    personal_data.register(
        PersonalData(
            "agenda.speaker",
            _("What the person told and handed in as a speaker"),
            collect_speaker_data,
            erase_speaker_data,
            merge_speaker_data,
        )
    )
    hats.register()
    register_concerned()
    for kind in NOTICE_KINDS:
        mail_kinds.register(kind)
    personal_data.register(
        PersonalData(
            "agenda.notices",
            _("Mails on releases of the agenda"),
            collect_notices,
            erase_notices,
            merge_notices,
        )
    )
    attachment_sources.register(AttachmentSource(CALENDAR_ATTACHMENT, build_notice_calendar))


def _draw_anew(release: AgendaRelease) -> None:
    """What the public downloads is of the last release; the new one is drawn when it is committed."""
    purge_kept(release.conference)
    prepare_documents(release.conference)
