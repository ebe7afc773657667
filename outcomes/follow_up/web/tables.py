"""The matrix of follow-up, the lists of letters of transmittal, progress reports and reminders, their filters."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.template.defaultfilters import truncatechars
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.conferences.models import Theme
from confman.conferences.web.resources import filters, tables
from confman.translation.dates import undivided_range
from confman.translation.numbers import percent
from confman.web.templatetags.confman_web import moment, status_badge
from outcomes.follow_up.domain.focal_points import mailbox_of
from outcomes.follow_up.domain.reminders import Outstanding
from outcomes.follow_up.domain.transmittals import find_transmittal
from outcomes.follow_up.models.follow_up import FollowUpAction, ProgressUpdate, Response
from outcomes.follow_up.models.reporting import FollowUpReminder as Reminder
from outcomes.follow_up.models.transmittal import Transmittal
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import OPEN_STATUSES, OPEN_TO_ALL_STAGES, FollowUpStatus

DAY = "SHORT_DATE_FORMAT"
Status = ProgressUpdate.Status


class FollowUpFilter(filters.ResourceFilter):
    """Filters recommendations; answers and overdue actions are those of the chosen addressee, if there is one."""

    q = filters.SearchFilter()
    status = filters.ViewFilter(
        (
            ("overdue", gettext_lazy("overdue")),
            ("no-reply", gettext_lazy("no reply")),
            ("to-look-at", gettext_lazy("report to look at")),
            *FollowUpStatus.choices,
        ),
        method="in_status",
        rare=tuple(FollowUpStatus)[2:],
    )
    addressee = filters.RowFilter(gettext_lazy("Addressee"), Addressee.objects.all(), method="led_or_asked")
    theme = filters.RowFilter(gettext_lazy("Theme"), Theme.objects.all(), field_name="themes")
    answer = filters.ChoiceFilter(gettext_lazy("Response"), Response.Answer.choices, method="answered")

    def in_status(self, rows: Any, name: str, value: str) -> Any:
        if value == "overdue":
            is_overdue = Q(due_on__lt=self.conference.today(), follow_up__in=OPEN_STATUSES)
            return rows.filter(Q(pk__in=self.late_actions().values("recommendation")) | is_overdue)
        if value == "no-reply":
            return rows.filter(Exists(self.unanswered()))
        if value == "to-look-at":
            reports = ProgressUpdate.objects.of(self.conference).to_review()
            return rows.filter(pk__in=reports.values("action__recommendation"))
        return rows.filter(follow_up=value)

    def led_or_asked(self, rows: Any, name: str, value: Addressee) -> Any:
        status = self.form.cleaned_data.get("status")
        if status == "overdue":
            return rows.filter(pk__in=self.late_actions().filter(lead=value).values("recommendation"))
        if status == "no-reply":
            return rows.filter(Exists(self.unanswered().filter(addressee=value)))
        return rows.filter(addressees=value)

    def answered(self, rows: Any, name: str, value: str) -> Any:
        addressee = self.form.cleaned_data.get("addressee")
        responses: Any = self.unanswered()
        if value != Response.Answer.NO_REPLY:
            responses = Response.objects.received().filter(recommendation=OuterRef("pk"), answer=value)
        return rows.filter(Exists(responses.filter(addressee=addressee) if addressee else responses))

    def late_actions(self) -> Any:
        """Return the actions still open after their due date."""
        return FollowUpAction.objects.overdue(self.conference.today())

    def unanswered(self) -> Any:
        """Return the links of a recommendation to the addressees who were asked and have not answered."""
        responses = Response.objects.received().filter(
            recommendation=OuterRef("recommendation"), addressee=OuterRef("addressee")
        )
        questions = Recommendation.addressees.through.objects.filter(
            recommendation=OuterRef("pk"), recommendation__stage__in=OPEN_TO_ALL_STAGES
        )
        return questions.filter(~Exists(responses))


def unfolded(summary: Any, lines: Iterable[Any]) -> SafeString:
    """Return the content of a cell that shows its lines when it is opened."""
    return format_html("<details><summary>{}</summary>{}</details>", summary, tables.below("", *lines))


class FollowUpTable(tables.ResourceTable):
    reference = tables.RecordColumn(pgettext_lazy("of a recommendation", "No."))
    opening = tables.TextColumn(gettext_lazy("Recommendation"))
    responses = tables.Column(gettext_lazy("Responses"))
    actions = tables.Column(gettext_lazy("Actions"))
    follow_up = tables.Column(gettext_lazy("Status"))

    @cached_property
    def reminders(self) -> dict[Any, Any]:
        """The reminders of overdue actions that wait for approval, by addressee and day."""
        waiting = Reminder.objects.of(self.conference).to_approve().filter(kind=Reminder.Kind.ACTION)
        return {
            (addressee, day): pk for addressee, day, pk in waiting.values_list("addressee", "due_on", "pk")
        }

    def reminder(self, action: FollowUpAction) -> Any:
        """Return the mark of an overdue action, with a link to its reminder for users who may send it."""
        if not self.view.allows("outcomes.edit_follow_up"):
            return self.overdue(True)
        waiting = self.reminders.get((action.lead_id, action.due_on))
        address = self.view.to("reminder", waiting) if waiting else self.view.to("reminder-list")
        return format_html('{} <a href="{}">{}</a>', self.overdue(True), address, _("Remind"))

    def overdue(self, is_late: Any) -> str:
        return status_badge("overdue", _("overdue")) if is_late else ""

    def render_opening(self, record: Recommendation, value: str) -> SafeString:
        return tables.below(truncatechars(value, 140), record.origin)

    def render_responses(self, record: Recommendation, value: Any) -> Any:
        responses = {response.addressee_id: response for response in value.all()}
        pairs = [(addressee, responses.get(addressee.pk)) for addressee in record.addressees.all()]
        answered = sum(bool(response) for _addressee, response in pairs)
        summary = _("%(answered)s of %(all)s") % {"answered": answered, "all": len(pairs)}
        lines = (
            f"{addressee}: {response.get_answer_display() if response else _('no reply received')}"
            for addressee, response in pairs
        )
        is_asked = record.stage in OPEN_TO_ALL_STAGES
        return unfolded(summary, lines) if pairs and (answered or is_asked) else "–"

    def render_actions(self, value: Any) -> Any:
        today = self.conference.today()
        actions = [(action, action.is_overdue(today)) for action in value.all()]
        lines = (
            format_html(
                "{}, {}{} {}", action, percent(action.percent),
                format_html(", {}", moment(action.due_on)) if action.due_on else "",
                self.reminder(action) if late else "",
            )
            for action, late in actions
        )  # fmt: skip
        mark = self.overdue(any(late for _action, late in actions))
        return unfolded(format_html("{} {}", len(actions), mark), lines) if actions else "–"

    def render_follow_up(self, record: Recommendation, value: str) -> SafeString:
        late = record.due_on and record.due_on < self.conference.today() and record.follow_up in OPEN_STATUSES
        return format_html("{} {}", status_badge(record.follow_up, value), self.overdue(late))


class TransmittalFilter(filters.ResourceFilter):
    q = filters.SearchFilter(gettext_lazy("Number of the letter, or addressee"), method="named")
    state = filters.ViewFilter(
        (
            ("unsent", gettext_lazy("not sent yet")),
            ("open", gettext_lazy("not all answered")),
            ("late", gettext_lazy("answer overdue")),
            ("struck", gettext_lazy("struck out")),
        ),
        method="in_state",
    )

    def named(self, rows: Any, name: str, value: str) -> Any:
        if exact := find_transmittal(self.conference, value):
            return rows.filter(pk=exact.pk)
        addressees = Addressee.objects.of(self.conference).search(value)
        return rows.filter(Q(correspondence__number__icontains=value) | Q(addressee__in=addressees))

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        if value == "struck":
            return rows.exclude(correspondence__struck_out_at=None)
        if value == "unsent":
            return rows.in_force().filter(sent_at=None)
        received = Response.objects.received().filter(
            addressee=OuterRef("transmittal__addressee"), recommendation=OuterRef("recommendation")
        )
        questions = Transmittal.recommendations.through.objects.filter(transmittal=OuterRef("pk"))
        waiting = rows.in_force().filter(Exists(questions.filter(~Exists(received))))
        return waiting.filter(answer_by__lt=self.conference.today()) if value == "late" else waiting


class TransmittalTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    number = tables.RecordColumn(gettext_lazy("Number"), accessor="correspondence__number")
    addressee = tables.TextColumn(gettext_lazy("Addressee"))
    sent_at = tables.Column(gettext_lazy("Sent"), empty_values=())
    sent_count = tables.Column(gettext_lazy("Answered"))
    answer_by = tables.MomentColumn(gettext_lazy("Answer by"), form=DAY, default="–")
    answer = tables.Column("", accessor="pk")

    @cached_property
    def answered(self) -> dict[Any, int]:
        """Count the answered recommendations of each letter."""
        pairs = Transmittal.recommendations.through.objects.filter(
            transmittal__in=self.shown, recommendation__responses__addressee=F("transmittal__addressee")
        ).exclude(recommendation__responses__answer=Response.Answer.NO_REPLY)
        return dict(pairs.values_list("transmittal").annotate(number=Count("pk")).order_by())

    def render_number(self, record: Transmittal, value: str) -> SafeString:
        number = self.link(record, format_html('<bdi dir="ltr">{}</bdi>', value))
        return tables.below(number, moment(record.correspondence.date, DAY))

    def render_sent_at(self, record: Transmittal, value: dt.datetime | None) -> str:
        if record.correspondence.struck_out_at:
            return status_badge("cancelled", _("struck out"))
        return moment(value, DAY) if value else status_badge("waiting", _("not sent yet"))

    def render_sent_count(self, record: Transmittal, value: int) -> SafeString:
        answered, by = self.answered.get(record.pk, 0), record.answer_by
        late = by and by < self.conference.today() and answered < value
        summary = _("%(answered)s of %(all)s") % {"answered": answered, "all": value}
        return format_html("{} {}", summary, status_badge("overdue", _("overdue")) if late else "")

    def render_answer(self, record: Transmittal) -> str:
        if record.correspondence.struck_out_at:
            return ""
        number = record.correspondence.number
        return self.to("outcomes_secretariat:answer-letter", record, _("Enter an answer"), number)


class ProgressFilter(filters.ResourceFilter):
    state = filters.ViewFilter(
        (
            (Status.SUBMITTED, gettext_lazy("to be looked at")),
            (Status.RETURNED, gettext_lazy("returned")),
            ("to-verify", gettext_lazy("accepted, not verified")),
            ("to-show", gettext_lazy("verified, not shown")),
            ("shown", gettext_lazy("shown, not published")),
            ("published", gettext_lazy("published")),
        ),
        method="in_state",
    )
    q = filters.SearchFilter(gettext_lazy("Addressee"), method="led_by")

    def led_by(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(action__lead__in=Addressee.objects.of(self.conference).search(value))

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        if value in (Status.SUBMITTED, Status.RETURNED):
            return rows.filter(state=value)
        accepted = rows.filter(state=Status.ACCEPTED)
        if value == "to-verify":
            return accepted.filter(verified_assessment="")
        verified = accepted.exclude(verified_assessment="")
        if value == "to-show":
            return verified.filter(shown_at=None)
        if value == "shown":
            return verified.filter(shown_at__isnull=False, published_at=None)
        return verified.filter(published_at__isnull=False)


class ProgressTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    action = tables.RecordColumn(gettext_lazy("Action"))
    lead = tables.Column(gettext_lazy("Addressee"), accessor="action__lead", default="–", secondary="term")
    period = tables.Column(gettext_lazy("Period"), accessor="period_to")
    state = tables.StatusColumn(pgettext_lazy("how it stands", "State"))
    self_assessment = tables.Column(gettext_lazy("Self-assessment"), default="–")
    verified_assessment = tables.Column(gettext_lazy("Verified"), default="–")

    def render_action(self, record: ProgressUpdate, value: Any) -> SafeString:
        action = self.one_line(record, self.link(record, value))
        return tables.below(action, value.recommendation.label)

    def render_period(self, record: ProgressUpdate, value: dt.date) -> str:
        return undivided_range(record.period_from, value)

    def render_verified_assessment(self, record: ProgressUpdate, value: str) -> SafeString:
        if record.published_at:
            return tables.below(value, _("published"))
        return tables.below(value, _("shown, not published") if record.shown_at else _("not shown yet"))


class ReminderFilter(filters.ResourceFilter):
    state = filters.ViewFilter(
        ((Reminder.Status.SENT, gettext_lazy("sent")), (Reminder.Status.DROPPED, gettext_lazy("not sent"))),
        method="in_state",
        usual=gettext_lazy("to be approved"),
    )

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(state=value).order_by("-created_at", "id") if value else rows.to_approve()


class ReminderTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    addressee = tables.RecordColumn(gettext_lazy("Addressee"), secondary="person")
    kind = tables.ChoiceColumn(pgettext_lazy("a subject", "About"), secondary="subject")
    due_on = tables.MomentColumn(gettext_lazy("Due"), form=DAY, order_by=("due_on", "id"))
    created_at = tables.MomentColumn(gettext_lazy("When"), form=DAY, order_by=("created_at", "id"))
    state = tables.StatusColumn(pgettext_lazy("how it stands", "State"))


class OutstandingTable(tables.ResourceTable):
    """Lists what addressees still owe; its rows are `Outstanding`, not those of a query."""

    caption = gettext_lazy("What is still awaited")
    addressee = tables.RecordColumn(gettext_lazy("Addressee"))
    kind = tables.Column(gettext_lazy("What"))
    due_on = tables.MomentColumn(gettext_lazy("Due"), form=DAY)

    def render_addressee(self, record: Outstanding, value: Addressee) -> SafeString:
        name = format_html('<a href="{}">{}</a>', self.view.to("addressee-follow-up", value.pk), value)
        return tables.below(name, "" if mailbox_of(value) else _("no e-mail: remind by letter"))

    def render_kind(self, record: Outstanding) -> SafeString:
        kind = capfirst(str(Reminder.Kind(record.kind).label))
        return tables.below(format_html('{} <bdi dir="ltr">{}</bdi>', kind, record.number), *record.actions)

    def render_due_on(self, record: Outstanding, value: dt.date) -> SafeString:
        late = value < self.conference.today()
        return format_html("{} {}", moment(value, DAY), status_badge("overdue", _("overdue")) if late else "")
