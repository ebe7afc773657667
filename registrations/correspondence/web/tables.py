"""The register of correspondence as a list, with its filters; the list of signatories."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from confman.conferences.web.resources import filters, tables
from confman.web.templatetags.confman_web import status_badge
from registrations.core.models.invitation import LetterChannel
from registrations.correspondence.models import (
    Correspondence,
    CorrespondenceDirection,
    CorrespondenceQuerySet,
)

STATES = (("unscanned", gettext_lazy("in, without a scan")), ("struck", gettext_lazy("struck out")))


class LetterFilter(filters.ResourceFilter):
    q = filters.SearchFilter()
    direction = filters.ChoiceFilter(
        pgettext_lazy("of a letter", "Direction"), CorrespondenceDirection.choices
    )
    channel = filters.ChoiceFilter(gettext_lazy("Channel"), LetterChannel.choices)
    state = filters.ViewFilter(STATES, method="in_state")

    def in_state(self, rows: CorrespondenceQuerySet, name: str, value: str) -> CorrespondenceQuerySet:
        if value == "struck":
            return rows.filter(struck_out_at__isnull=False)
        return rows.filter(direction=CorrespondenceDirection.IN, scan="")


class LetterTable(tables.ResourceTable):
    default_sort = "-date"

    number = tables.RecordColumn(gettext_lazy("Number"), order_by=("number", "id"))
    date = tables.MomentColumn(
        gettext_lazy("Date"), form="SHORT_DATE_FORMAT", order_by=("date", "created_at", "id")
    )
    subject = tables.TextColumn(pgettext_lazy("of a letter", "Subject"), order_by=("subject", "id"))
    who = tables.EvidentColumn(gettext_lazy("From or to"), empty_values=())
    direction = tables.Column(pgettext_lazy("of a letter", "Direction"))
    scan = tables.Column(gettext_lazy("Scan"))

    def render_number(self, record: Correspondence, value: str) -> SafeString:
        number = format_html("<s>{}</s>", value) if record.struck_out_at else value
        theirs = format_html('{} <bdi dir="ltr">{}</bdi>', _("theirs:"), record.their_number)
        return tables.below(
            self.link(record, format_html('<bdi dir="ltr">{}</bdi>', number)), record.their_number and theirs
        )

    def render_direction(self, record: Correspondence, value: str) -> SafeString:
        return tables.below(capfirst(value), record.get_channel_display())

    def render_subject(self, record: Correspondence, value: str) -> Any:
        if not record.struck_out_at:
            return value
        subject = format_html("{} {}", value, status_badge("struck", _("struck out"), "bad"))
        return tables.below(subject, record.struck_out_reason)

    def render_who(self, record: Correspondence) -> str:
        return record.sender if record.direction == CorrespondenceDirection.IN else record.recipient

    def render_scan(self, record: Correspondence) -> SafeString:
        return self.to("registrations_secretariat:letter-scan", record, _("Open"), record.number)


class SignatoryTable(tables.ResourceTable):
    name = tables.RecordColumn(pgettext_lazy("of a person", "Name"))
    job_title = tables.Column(gettext_lazy("Function"))
    signature = tables.Column(gettext_lazy("Signature"), default=lambda: pgettext("signature", "by hand"))

    def render_signature(self) -> SafeString:
        return status_badge("there", _("there is a picture"), "good")
