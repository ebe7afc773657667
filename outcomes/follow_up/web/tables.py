"""The lists of letters of transmittal and of progress reports, and their filters."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.conferences.web.resources.filters import ResourceFilter, SearchFilter, ViewFilter
from confman.conferences.web.resources.tables import (
    Column,
    MomentColumn,
    RecordColumn,
    ResourceTable,
    StatusColumn,
    below,
)
from confman.web.templatetags.confman_web import moment, status_badge
from outcomes.follow_up.domain.transmittals import find_transmittal
from outcomes.follow_up.models.follow_up import ProgressUpdate, Response
from outcomes.follow_up.models.transmittal import Transmittal
from outcomes.recommendations.models.addressee import Addressee

DAY = "SHORT_DATE_FORMAT"
State = ProgressUpdate.State


class TransmittalFilter(ResourceFilter):
    q = SearchFilter(gettext_lazy("Number of the letter, or addressee"), method="named")
    state = ViewFilter(
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
        asked = Transmittal.recommendations.through.objects.filter(transmittal=OuterRef("pk"))
        waiting = rows.in_force().filter(Exists(asked.filter(~Exists(received))))
        return waiting.filter(answer_by__lt=self.conference.today()) if value == "late" else waiting


class TransmittalTable(ResourceTable):
    number = RecordColumn(gettext_lazy("Number"), accessor="correspondence__number")
    addressee = Column(gettext_lazy("Addressee"))
    sent_at = Column(gettext_lazy("Sent"), empty_values=())
    sent_count = Column(gettext_lazy("Answered"))
    answer_by = MomentColumn(gettext_lazy("Answer by"), form=DAY, default="–")
    answer = Column("", accessor="pk")

    @cached_property
    def answered(self) -> dict[Any, int]:
        """How many recommendations of each letter are answered."""
        pairs = Transmittal.recommendations.through.objects.filter(
            transmittal__in=self.shown, recommendation__responses__addressee=F("transmittal__addressee")
        ).exclude(recommendation__responses__answer=Response.Answer.NO_REPLY)
        return dict(pairs.values_list("transmittal").annotate(number=Count("pk")).order_by())

    def render_number(self, record: Transmittal, value: str) -> SafeString:
        number = self.link(record, format_html('<bdi dir="ltr">{}</bdi>', value))
        return below(number, moment(record.correspondence.date, DAY))

    def render_sent_at(self, record: Transmittal, value: dt.datetime | None) -> str:
        if record.correspondence.struck_out_at:
            return status_badge("cancelled", _("struck out"))
        return moment(value, DAY) if value else status_badge("waiting", _("not sent yet"))

    def render_sent_count(self, record: Transmittal, value: int) -> SafeString:
        answered, by = self.answered.get(record.pk, 0), record.answer_by
        late = by and by < self.conference.today() and answered < value
        said = _("%(answered)s of %(all)s") % {"answered": answered, "all": value}
        return format_html("{} {}", said, status_badge("overdue", _("overdue")) if late else "")

    def render_answer(self, record: Transmittal) -> str:
        if record.correspondence.struck_out_at:
            return ""
        number = record.correspondence.number
        return self.to("outcomes_secretariat:answer-letter", record, _("Enter an answer"), number)


class ProgressFilter(ResourceFilter):
    state = ViewFilter(
        (
            (State.SUBMITTED, gettext_lazy("to be looked at")),
            (State.RETURNED, gettext_lazy("returned")),
            ("to-verify", gettext_lazy("accepted, not verified")),
            ("to-show", gettext_lazy("verified, not shown")),
            ("shown", gettext_lazy("shown, not published")),
            ("published", gettext_lazy("published")),
        ),
        method="in_state",
    )
    q = SearchFilter(gettext_lazy("Addressee"), method="led_by")

    def led_by(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(action__lead__in=Addressee.objects.of(self.conference).search(value))

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        if value in (State.SUBMITTED, State.RETURNED):
            return rows.filter(state=value)
        accepted = rows.filter(state=State.ACCEPTED)
        if value == "to-verify":
            return accepted.filter(verified_assessment="")
        verified = accepted.exclude(verified_assessment="")
        if value == "to-show":
            return verified.filter(shown_at=None)
        if value == "shown":
            return verified.filter(shown_at__isnull=False, published_at=None)
        return verified.filter(published_at__isnull=False)


class ProgressTable(ResourceTable):
    action = RecordColumn(gettext_lazy("Action"))
    lead = Column(gettext_lazy("Addressee"), accessor="action__lead", default="–")
    period = Column(gettext_lazy("Period"), accessor="period_to")
    state = StatusColumn(pgettext_lazy("how it stands", "State"))
    self_assessment = Column(gettext_lazy("Self-assessment"), default="–")
    verified_assessment = Column(gettext_lazy("Verified"), default="–")

    def render_action(self, record: ProgressUpdate, value: Any) -> SafeString:
        return below(self.link(record, value), value.recommendation.label)

    def render_lead(self, record: ProgressUpdate, value: Any) -> SafeString:
        return below(value, record.term)

    def render_period(self, record: ProgressUpdate, value: dt.date) -> SafeString:
        begin = format_html("{} – ", moment(record.period_from, DAY)) if record.period_from else ""
        return format_html("{}{}", begin, moment(value, DAY))

    def render_verified_assessment(self, record: ProgressUpdate, value: str) -> SafeString:
        if record.published_at:
            return below(value, _("published"))
        return below(value, _("shown, not published") if record.shown_at else _("not shown yet"))
