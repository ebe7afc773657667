"""Follow-up: letters of transmittal, answers, reports, reminders, the tracker; and what waits for the secretariat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.audit.labels import register_verbs
from confman.conferences import registries as r
from confman.conferences.models import Conference
from confman.documents.registry import DocumentKind, document_kinds
from confman.mail.registry import (
    AttachmentSource,
    ScheduledJob,
    attachment_sources,
    mail_kinds,
    scheduled_jobs,
)
from outcomes.demo import follow_up
from outcomes.follow_up.documents.report import (
    build_follow_up_report,
    follow_up_report_template,
    follow_up_report_workbook,
)
from outcomes.follow_up.documents.transmittal_letters import build_transmittal_letters, transmittal_template
from outcomes.follow_up.domain.mails import build_letter_attachment
from outcomes.follow_up.domain.personal_data import clear_practice_follow_up, count_practice_follow_up
from outcomes.follow_up.domain.transmittals import letters_to_write
from outcomes.follow_up.keys import LETTER, LETTER_ATTACHMENT
from outcomes.follow_up.mail_kinds import KINDS
from outcomes.follow_up.models.follow_up import ProgressUpdate
from outcomes.follow_up.models.reporting import FollowUpReminder, FollowUpSettings, ReportingDate
from outcomes.follow_up.models.transmittal import Transmittal
from outcomes.follow_up.web.forms.documents import FollowUpReportForm
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.tracker.domain import has_public_tracker
from registrations.correspondence.documents.letters import split_letters

VERBS = {
    "outcomes.transmittal_written": gettext_lazy("Letter of transmittal written"),
    "outcomes.transmittal_sent": gettext_lazy("Letter of transmittal sent"),
    "outcomes.focal_point_changed": gettext_lazy("Another focal point answers"),
    "outcomes.focal_point_link_sent": gettext_lazy("Link sent to the focal point"),
    "outcomes.answers_saved": gettext_lazy("Draft of the answers saved by the focal point"),
    "outcomes.report_submitted": gettext_lazy("Progress report submitted"),
    "outcomes.report_accepted": gettext_lazy("Progress report accepted"),
    "outcomes.report_returned": gettext_lazy("Progress report returned"),
    "outcomes.report_assessed": gettext_lazy("Progress verified"),
    "outcomes.assessment_shown": gettext_lazy("Assessment shown to the addressee"),
    "outcomes.assessment_commented": gettext_lazy("Assessment commented by the addressee"),
    "outcomes.assessment_published": gettext_lazy("Assessment published"),
    "outcomes.evidence_added": gettext_lazy("Evidence added"),
    "outcomes.evidence_removed": gettext_lazy("Evidence removed"),
    "outcomes.evidence_released": gettext_lazy("Evidence released"),
    "outcomes.evidence_withdrawn": gettext_lazy("Evidence private again"),
    "outcomes.reminder_sent": gettext_lazy("Addressee reminded"),
    "outcomes.reminder_dropped": gettext_lazy("Reminder dropped"),
    "outcomes.follow_up_settings_changed": gettext_lazy("Settings of follow-up changed"),
    "outcomes.carried_over": gettext_lazy("Recommendations carried over"),
    "outcomes.recommendation_carried_over": gettext_lazy("Carried over from an earlier conference"),
}


def register() -> None:
    """Fill the registries."""
    for kind in KINDS:
        mail_kinds.register(kind)
    attachment_sources.register(AttachmentSource(LETTER_ATTACHMENT, build_letter_attachment))
    scheduled_jobs.register(ScheduledJob("outcomes.expire_tables", "outcomes.tasks.expire_table_uploads", 60))
    scheduled_jobs.register(ScheduledJob("outcomes.follow_up", "outcomes.tasks.follow_up_task", 60))
    register_verbs(VERBS)
    _register_documents()
    _register_pages()
    r.dashboard_panels.register(
        r.DashboardPanel("outcomes.follow-up-desk", "outcomes.edit_follow_up", desk_decisions, 51)
    )
    # Before the register of correspondence, whose letters these keep.
    r.practice_cleaners.register(
        r.PracticeCleaner(
            "outcomes.follow-up", gettext_lazy("letters of transmittal and answers to them"),
            count_practice_follow_up, clear_practice_follow_up, position=20,
        )
    )  # fmt: skip
    r.demo_steps.register(r.DemoStep("outcomes.follow-up", follow_up.load, position=85))


def _register_documents() -> None:
    folder = "outcomes/documents"
    document_kinds.register(
        DocumentKind(
            key=LETTER,
            label=gettext_lazy("Letters of transmittal"),
            description=gettext_lazy(
                "Those that stand in the register of correspondence, in one language, each with its recommendations."
            ),
            permission="outcomes.edit_follow_up",
            build=build_transmittal_letters,
            formats=("pdf", "docx"),
            html_template=f"{folder}/transmittal_letters.html",
            word_template=transmittal_template,
            split=split_letters,
            # The code in a letter opens the focal point's page.
            sensitive=True,
            filename="transmittal",
            position=66,
        )
    )
    document_kinds.register(
        DocumentKind(
            key="outcomes.follow-up-report",
            label=gettext_lazy("Follow-up report"),
            description=gettext_lazy(
                "What changed in a period, by addressee: answers, reports, indicators, changes of status."
            ),
            permission="outcomes.view_follow_up",
            build=build_follow_up_report,
            formats=("pdf", "docx", "xlsx"),
            html_template=f"{folder}/follow_up_report.html",
            word_template=follow_up_report_template,
            renderers={"xlsx": follow_up_report_workbook},
            options_form=FollowUpReportForm,
            position=67,
        )
    )


def _register_pages() -> None:
    r.navigation_items.register(
        r.NavigationItem(
            "outcomes.transmittals", "outcomes", gettext_lazy("Letters of transmittal"),
            "outcomes_secretariat:transmittal-list", "envelope-paper", "outcomes.edit_follow_up", 45,
        )
    )  # fmt: skip
    r.public_navigation_items.register(
        r.PublicNavigationItem(
            "outcomes.tracker", gettext_lazy("Follow-up"), "outcomes_public:tracker",
            shown_with=FollowUpSettings.objects.with_public_tracker, position=65,
        )
    )  # fmt: skip
    r.public_steps.register(
        r.PublicStep(
            "outcomes.tracker", gettext_lazy("Follow-up"), "outcomes_public:tracker",
            text=lambda conference: _("What became of each recommendation."),
            visible=has_public_tracker, emphasis=lambda conference: conference.phase() == "after", position=44,
        )
    )  # fmt: skip
    items = (
        ("transmittal", gettext_lazy("Send the recommendations to their addressees"), -10, _all_transmitted,
         "transmittal-list"),
        ("reporting", gettext_lazy("Decide by when the addressees report"), -14,
         lambda conference: ReportingDate.objects.of(conference).exists(), "follow-up-settings"),
    )  # fmt: skip
    for key, label, days_before, done, url_name in items:
        r.checklist_items.register(
            r.ChecklistItem(f"outcomes.{key}", label, days_before, done, f"outcomes_secretariat:{url_name}")
        )


def _all_transmitted(conference: Conference) -> bool:
    """Something is published, each addressee has its letter, and every letter has left."""
    if not Recommendation.objects.of(conference).open_to_all().exists():
        return False
    waiting = Transmittal.objects.of(conference).in_force().filter(sent_at=None).exists()
    return not waiting and not any(entry.new for entry in letters_to_write(conference))


def desk_decisions(conference: Conference, user: Any) -> Iterator[r.Decision]:
    """Letters to write and to send, reports to look at, assessments to show and publish, reminders to approve."""

    def to(name: str, query: str = "") -> str:
        address = reverse(f"outcomes_secretariat:{name}", args=[conference.slug])
        return f"{address}?{query}" if query else address

    unwritten = sum(bool(entry.new) for entry in letters_to_write(conference))
    if unwritten:
        yield r.Decision(
            title=ngettext(
                "%(count)d addressee was not sent its recommendations",
                "%(count)d addressees were not sent their recommendations",
                unwritten,
            ) % {"count": unwritten},
            url=to("transmittal-write"), owner=_("rapporteur"), action=_("Write"),
        )  # fmt: skip
    unsent = Transmittal.objects.of(conference).in_force().filter(sent_at=None).count()
    if unsent:
        yield r.Decision(
            title=ngettext(
                "%(count)d letter of transmittal is written and not sent",
                "%(count)d letters of transmittal are written and not sent",
                unsent,
            ) % {"count": unsent},
            url=to("transmittal-list", "state=unsent"), owner=_("rapporteur"), action=_("Send"),
        )  # fmt: skip
    reports = ProgressUpdate.objects.of(conference)
    if number := reports.to_review().count():
        yield r.Decision(
            title=ngettext(
                "%(count)d progress report waits to be looked at",
                "%(count)d progress reports wait to be looked at",
                number,
            ) % {"count": number},
            url=to("progress-list", "state=submitted"), owner=_("rapporteur"), urgent=True, action=_("Look"),
        )  # fmt: skip
    if number := reports.to_publish().count():
        yield r.Decision(
            title=ngettext(
                "%(count)d assessment was shown to its addressee and is not published",
                "%(count)d assessments were shown to their addressees and are not published",
                number,
            ) % {"count": number},
            url=to("progress-list", "state=shown"), owner=_("rapporteur"), action=_("Publish"),
        )  # fmt: skip
    waiting = FollowUpReminder.objects.of(conference).to_approve()
    if number := waiting.count():
        yield r.Decision(
            title=ngettext(
                "%(count)d reminder waits for approval", "%(count)d reminders wait for approval", number
            ) % {"count": number},
            url=to("reminder-list"), owner=_("rapporteur"), action=_("Read and approve"),
        )  # fmt: skip
