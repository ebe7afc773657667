"""Progress reports in the secretariat: asked for, reminded of, accepted or returned, verified, shown, published."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.generic import View

from confman.conferences.registries import ListAction
from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.records import Fact, RecordAction, RecordView
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import ActionView, ConfirmView, VerbFormView
from confman.translation.numbers import percent
from confman.web.errors import Refused
from confman.web.templatetags.confman_web import moment
from confman.web.uploads.stored_files import file_response
from outcomes.follow_up.domain.focal_points import mailbox_of
from outcomes.follow_up.domain.progress_reports import measured_values, missing_reports, report_asked_for
from outcomes.follow_up.domain.reminders import (
    ReminderRewritten,
    approve_reminder,
    change_reminder,
    drop_reminder,
    outstanding,
    remind,
)
from outcomes.follow_up.domain.review import (
    accept_report,
    assess,
    comments_until,
    publish_assessment,
    release_evidence,
    return_report,
    show_assessment,
)
from outcomes.follow_up.models.follow_up import Evidence, Indicator, ProgressUpdate
from outcomes.follow_up.models.reporting import FollowUpReminder, FollowUpSettings
from outcomes.follow_up.web.forms import progress_review as forms
from outcomes.follow_up.web.forms.progress_review import ReminderTextForm
from outcomes.follow_up.web.pages import FollowUpPageMixin
from outcomes.follow_up.web.tables import (
    OutstandingTable,
    ProgressFilter,
    ProgressTable,
    ReminderFilter,
    ReminderTable,
)

Status = ProgressUpdate.Status


class ProgressListView(FollowUpPageMixin, ActionsMixin, ListView):
    """The submitted reports, and who has not reported for the current date."""

    template_name = "outcomes/follow_up/progress_list.html"
    navigation_key = "outcomes.progress_reports"
    lead = gettext_lazy(
        "Reports of focal points: accepted or returned, then verified, shown to the addressee, and published."
    )
    edit_permission = "outcomes.edit_follow_up"
    table, filter = ProgressTable, ProgressFilter
    is_walked = True
    primary_action = "accept"
    actions = (
        ListAction(
            key="accept",
            label=gettext_lazy("Accept"),
            verb=accept_report,
            consequence=gettext_lazy("Their reports count from now on; they can be verified afterwards."),
        ),
    )
    empty = Empty(
        "file-earmark-text", gettext_lazy("No report has come yet"),
        gettext_lazy(
            "Focal points write them behind their personal link; you can also enter progress on the page of a "
            "recommendation."
        ),
    )  # fmt: skip
    row_page = "progress-review"

    def get_rows(self) -> Any:
        rows = ProgressUpdate.objects.of(self.conference).exclude(state=Status.DRAFT)
        return rows.select_related("action__lead", "action__recommendation", "term__person")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = report_asked_for(self.conference, self.conference.today())
        missing = list(missing_reports(self.conference, due)) if due else []
        return super().get_context_data(due=due, missing=missing, **kwargs)


class ReportMixin(FollowUpPageMixin):
    """Finds the report of the address; drafts are their author's and do not exist here."""

    navigation_key = "outcomes.progress_reports"

    def prepare(self) -> None:
        super().prepare()
        rows = (
            ProgressUpdate.objects.of(self.conference)
            .exclude(state=Status.DRAFT)
            .select_related(
                "action__lead__conference",
                "action__recommendation__conference",
                "term__person",
                "term__addressee",
                "reporting_date",
            )
        )
        self.object = self.report = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.heading = str(self.report.action)

    def get_success_url(self) -> str:
        return self.to("progress-review", self.report.pk)

    def list_url(self) -> str:
        return self.get_success_url()


ACCEPTED, SUBMITTED = [Status.ACCEPTED], [Status.SUBMITTED]


class ProgressReviewView(ReportMixin, RecordView):
    """The page of one whole report, with the next step."""

    template_name = "outcomes/follow_up/progress_review.html"
    page_name = "progress"
    facts = (
        Fact("action.lead", gettext_lazy("Lead institution")),
        Fact("term", gettext_lazy("Reported by"), lambda row: row.term or row.author),
        Fact("reporting_date", words=lambda row: row.reporting_date and moment(row.reporting_date.due_on)),
        Fact(
            "percent", gettext_lazy("Done"), lambda row: "" if row.percent is None else percent(row.percent)
        ),
        "self_assessment",
    )
    record_actions = (
        RecordAction(
            label=gettext_lazy("Return with a reason"), page="-return", icon="arrow-return-left", states=SUBMITTED
        ),
        RecordAction(
            label=gettext_lazy("Change the assessment"), page="-assess", states=ACCEPTED, when="verified_assessment"
        ),
        RecordAction(
            label=gettext_lazy("Accept"), page="-accept", icon="check-lg", states=SUBMITTED, is_primary=True
        ),
        RecordAction(
            label=gettext_lazy("Verify"), page="-assess", icon="patch-check", states=ACCEPTED,
            unless="verified_assessment", is_primary=True,
        ),
        RecordAction(
            label=gettext_lazy("Show it to the addressee"), page="-show", icon="eye", states=ACCEPTED,
            when="verified_assessment", unless="shown_at", is_primary=True,
        ),
        RecordAction(
            label=gettext_lazy("Publish"), page="-publish", icon="megaphone", states=ACCEPTED,
            when="verified_assessment shown_at", unless="published_at", is_primary=True,
        ),
    )  # fmt: skip

    def get_heading(self) -> str:
        return str(self.report.action)

    def siblings(self) -> Any:
        return super().siblings().exclude(state=Status.DRAFT).select_related("action")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.report
        values = measured_values(row)
        indicators = Indicator.objects.filter(recommendation=row.action.recommendation, pk__in=values)
        return super().get_context_data(
            report=row,
            recommendation=row.action.recommendation,
            measured=[(indicator, *values[str(indicator.pk)]) for indicator in indicators],
            evidence=list(row.evidence.all()),
            comments_until=comments_until(row) if row.shown_at else None,
            **kwargs,
        )


class ReportConfirmView(ReportMixin, ConfirmView):
    """An action on a report that asks first."""

    def list_url(self) -> str:
        return self.to("progress-list")


class ProgressAcceptView(ReportConfirmView):
    question = gettext_lazy("Accept the report on “%(action)s”?")
    consequence = gettext_lazy(
        "It then appears in the record: percentage and self-assessment change the action, values appear with "
        "the indicators."
    )
    action = gettext_lazy("Accept")
    verb = accept_report
    success_message = gettext_lazy("The report is accepted.")
    message_names = {"action": "report.action"}


class ProgressReturnView(ReportMixin, VerbFormView):
    form_class = forms.ReturnReportForm
    submit = gettext_lazy("Return it")
    verb = return_report
    success_message = gettext_lazy("The report was returned to its author.")


class ProgressAssessView(ReportMixin, VerbFormView):
    form_class = forms.AssessmentForm
    lead = gettext_lazy(
        "The addressee sees it first and may comment; only then is it published. Changed later, it is shown again."
    )
    verb = assess
    success_message = gettext_lazy("The assessment is saved. Show it to the addressee next.")

    def get_initial(self) -> dict[str, Any]:
        row = self.report
        return {"status": row.verified_assessment or row.self_assessment, "note": row.assessment_note}


class ProgressShowView(ReportConfirmView):
    question = gettext_lazy("Show the assessment “%(status)s” to %(addressee)s?")
    consequence = gettext_lazy(
        "It appears on the addressee’s page, and a mail says so; there is time to comment."
    )
    action = gettext_lazy("Show it to the addressee")

    def message_values(self) -> dict[str, Any]:
        return {
            "status": self.report.get_verified_assessment_display(),
            "addressee": self.report.addressee or _("nobody"),
        }

    def perform(self) -> str:
        if show_assessment(self.report, by=self.acting_user):
            return _("The addressee sees it, and has a mail.")
        return _("The addressee sees it on its page. It has no e-mail: tell it by letter.")


class ProgressPublishView(ReportMixin, VerbFormView):
    form_class = forms.PublishAssessmentForm
    submit = gettext_lazy("Publish the assessment")
    lead = gettext_lazy(
        "It changes the action, and appears in the matrix, the reports and the public tracker."
    )
    verb = publish_assessment
    success_message = gettext_lazy("The assessment is published.")


class EvidenceMixin(ReportMixin):
    def prepare(self) -> None:
        super().prepare()
        self.evidence: Evidence = get_object_or_404(self.report.evidence, pk=self.kwargs["evidence"])


class EvidenceReleaseView(EvidenceMixin, ReportConfirmView):
    """The page that releases a piece of evidence, or makes it private again."""

    @property
    def action(self) -> Any:
        return _("Release") if self.evidence.is_private else _("Make private")

    def get_question(self) -> str:
        if self.evidence.is_private:
            return _("Release “%(title)s” to everyone?") % {"title": self.evidence}
        return _("Make “%(title)s” private again?") % {"title": self.evidence}

    def get_consequence(self) -> str:
        if self.evidence.is_private:
            return _(
                "Where the conference has a public tracker, everyone can open it once the report is published."
            )
        return _("Only the secretariat and the addressee can open it from now on.")

    def perform(self) -> str:
        released = self.evidence.is_private
        release_evidence(self.evidence, by=self.acting_user, released=released)
        return _("It is released.") if released else _("It is private again.")


class EvidenceFileView(EvidenceMixin, SecretariatMixin, View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return evidence_response(request, self.evidence)


def evidence_response(request: HttpRequest, evidence: Evidence) -> Any:
    """Return a piece of evidence under its title, uncached, since it may be made private again."""
    extension = (evidence.file.name or "").rpartition(".")[2]
    name = str(evidence.title)[:100].replace("/", "-")
    return file_response(request, evidence.file, name=f"{name}.{extension}")


OUTSTANDING_SHOWN = 50


class ReminderListView(FollowUpPageMixin, ActionsMixin, ListView):
    """The page that lists reminders to approve, those that were sent, and what addressees still owe."""

    template_name = "outcomes/follow_up/reminder_list.html"
    navigation_key = "outcomes.reminders"
    lead = gettext_lazy(
        "Reminders of answers, reports and actions that are due. None is sent twice; those to high-ranking "
        "officials wait until someone has read them."
    )
    edit_permission = "outcomes.edit_follow_up"
    table, filter = ReminderTable, ReminderFilter
    primary_action = "approve"
    actions = (
        ListAction(
            key="approve",
            label=gettext_lazy("Send as they are"),
            verb=approve_reminder,
            consequence=gettext_lazy("Each goes to the addressee with the words that it has now."),
        ),
        ListAction(key="drop", label=gettext_lazy("Do not send"), verb=drop_reminder),
    )
    empty = Empty("bell", gettext_lazy("Nothing waits for approval"))

    def get_rows(self) -> Any:
        return FollowUpReminder.objects.of(self.conference).select_related("addressee", "person")

    def address_of(self, row: FollowUpReminder) -> str:
        return self.to("reminder", row.pk) if row.state == FollowUpReminder.Status.TO_APPROVE else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outstanding_items = sorted(outstanding(self.conference), key=lambda item: item.due_on)
        return super().get_context_data(
            outstanding_items=OutstandingTable(outstanding_items[:OUTSTANDING_SHOWN], view=self),
            more=max(len(outstanding_items) - OUTSTANDING_SHOWN, 0),
            settings=FollowUpSettings.objects.for_conference(self.conference),
            **kwargs,
        )


class ReminderRunView(FollowUpPageMixin, ActionView):
    """Looks for due reminders now, without waiting for the hourly run."""

    list_name = "outcomes_secretariat:reminder-list"

    def perform(self) -> str:
        run = remind(self.conference, by=self.acting_user)
        parts = []
        if run.sent:
            message = ngettext(
                "%(count)d reminder is on its way.", "%(count)d reminders are on their way.", run.sent
            )
            parts.append(message % {"count": run.sent})
        if run.drafted:
            message = ngettext("%(count)d waits for approval.", "%(count)d wait for approval.", run.drafted)
            parts.append(message % {"count": run.drafted})
        if run.unreachable:
            message = ngettext(
                "%(count)d has no e-mail: remind by letter.", "%(count)d have no e-mail: remind by letter.",
                run.unreachable,
            )  # fmt: skip
            parts.append(message % {"count": run.unreachable})
        return " ".join(parts) or _(
            "There are no reminders to send today. What has been overdue for long is no longer reminded of "
            "automatically: send the link again from the page of the addressee, or write a letter."
        )


class ReminderView(FollowUpPageMixin, VerbFormView):
    """The page of one reminder that waits for approval: read, changed, sent or dropped."""

    form_class = ReminderTextForm
    template_name = "outcomes/follow_up/reminder.html"
    navigation_key = "outcomes.reminders"
    is_written_anew = False

    heading = gettext_lazy("Reminder to %(addressee)s")
    message_names = {"addressee": "object.addressee"}

    def get_object(self) -> FollowUpReminder:
        rows = FollowUpReminder.objects.of(self.conference).to_approve()
        rows = rows.select_related("addressee__conference", "addressee__focal_point__contact", "person")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return {"subject": self.object.subject, "body": self.object.body}

    def perform(self, form: ReminderTextForm) -> str:
        by, action = self.acting_user, self.request.POST.get("action")
        if action == "drop":
            drop_reminder(self.object, by=by)
            return _("It is not sent.")
        change_reminder(self.object, by=by, **form.cleaned_data)
        if action != "approve":
            return _("The words are kept; it still waits for approval.")
        try:
            approve_reminder(self.object, by=by)
        except ReminderRewritten as error:
            # The page of the reminder shows the new text.
            messages.warning(self.request, error.message)
            self.is_written_anew = True
            return ""
        except (Refused, ValidationError):
            self.object.refresh_from_db()
            raise
        return _("The reminder is on its way.")

    def get_success_url(self) -> str:
        return self.request.path if self.is_written_anew else super().get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        return super().get_context_data(
            facts=[
                (_("To"), f"{row.person or row.addressee} <{mailbox_of(row.addressee)}>"),
                (_("Level"), row.person.get_level_display() if row.person else ""),
                (pgettext("a subject", "About"), row.get_kind_display()),
                (_("Due"), row.due_on),
            ],
            **kwargs,
        )
