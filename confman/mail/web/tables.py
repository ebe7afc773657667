"""The lists of mails and of their texts, and their filters."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count
from django.template.defaultfilters import truncatechars
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_filters import DateFilter, Filter

from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference
from confman.conferences.web.resources import filters, tables
from confman.mail.models import Message, MessageStatus
from confman.mail.registry import mail_kinds
from confman.web.templatetags.confman_web import status_badge


def kind_labels(conference: Conference, keys: Collection[str]) -> Mapping[str, str]:
    """Return the labels of kinds of mail; those of mailings are their names, and of a kind that is gone its key."""
    labels = {key: str(kind.label) if (kind := mail_kinds.find(key)) else key for key in keys}
    for names in answers(Query.MAILINGS, conference, [key for key in keys if key not in mail_kinds]):
        labels |= names
    return labels


def _written_kinds(conference: Conference) -> list[tuple[str, str]]:
    """Return the kinds that have mails, including mailings, by label."""
    keys = set(Message.objects.of(conference).order_by().values_list("key", flat=True).distinct())
    return sorted(kind_labels(conference, keys).items(), key=lambda pair: pair[1])


# States that stand in the view of another.
_SHOWN_WITH: dict[str, str] = {
    MessageStatus.QUEUED: MessageStatus.SENDING,
    MessageStatus.FAILED: MessageStatus.RETURNED,
}


class OutboxFilter(filters.ResourceFilter):
    """Anything set here unfolds the outbox: the mails themselves are listed."""

    q = filters.SearchFilter(_("Recipient or subject"), method="mentioning")
    status = filters.ViewFilter(
        [
            (status, status.label)
            for status in (
                MessageStatus.FAILED,
                MessageStatus.QUEUED,
                MessageStatus.HELD,
                MessageStatus.SENT,
                MessageStatus.CANCELLED,
                MessageStatus.EXPIRED,
            )
        ],
        method="in_status",
    )
    kind = filters.OfferedFilter(_("Kind"), _written_kinds, field_name="key")
    day = DateFilter(label=_("Day"), method="of_day", widget=forms.DateInput)

    def mentioning(self, rows: Any, name: str, value: str) -> Any:
        return rows.mentioning(value)

    def in_status(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(status__in=[value, _SHOWN_WITH.get(value, value)])

    def count_views(self, view: Filter, values: list[str]) -> list[int]:
        """Count by status at once: of ten thousand mails, a view at a time takes a second."""
        numbers = Counter(dict(self.queryset.order_by().values_list("status").annotate(count=Count("pk"))))
        return [
            numbers[value] + numbers[_SHOWN_WITH.get(value, "")] if value else numbers.total()
            for value in values
        ]

    def of_day(self, rows: Any, name: str, value: dt.date) -> Any:
        begins = dt.datetime.combine(value, dt.time.min, self.conference.zone)
        return rows.filter(created_at__gte=begins, created_at__lt=begins + dt.timedelta(days=1))


class _StatusNumberColumn(tables.NumberColumn):
    """Counts the mails of each status, with a link to them."""

    def __init__(self, label: Any, status: str) -> None:
        super().__init__(label)
        self.status = status

    def render(self, record: dict[str, Any], value: int, table: tables.ResourceTable) -> Any:
        address = table.view.address_of(record)
        return format_html('<a href="{}&amp;status={}">{}</a>', address, self.status, value) if value else ""


class BundleTable(tables.ResourceTable):
    """The folded outbox: the mails of one kind, or of one mailing, that were written on one day."""

    key = tables.RecordColumn(_("Mails"))
    day = tables.MomentColumn(_("Written"))
    count = tables.NumberColumn(pgettext_lazy("how many", "Number"))
    sent = _StatusNumberColumn(_("Sent"), MessageStatus.SENT)
    waiting = _StatusNumberColumn(_("Waiting"), MessageStatus.QUEUED)
    failed = _StatusNumberColumn(_("Failed"), MessageStatus.FAILED)
    held = _StatusNumberColumn(_("Held back"), MessageStatus.HELD)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        return kind_labels(self.conference, {row["key"] for row in self.shown})

    def render_key(self, record: dict[str, Any], value: str) -> SafeString:
        return self.link(record, self.labels[value])


class OutboxTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    subject = tables.RecordColumn(_("Subject"), accessor="shown_subject")
    to = tables.Column(_("To"))
    key = tables.Column(_("Kind"))
    status = tables.StatusColumn(_("Status"))
    created_at = tables.MomentColumn(_("Written"))

    def name_of(self, record: Message) -> str:
        return _("“%(subject)s” to %(to)s") % {"subject": record.shown_subject, "to": record.to}

    def render_subject(self, record: Message, value: str) -> SafeString:
        return format_html(
            '<span class="one-line" lang="{}" dir="{}">{}</span>',
            record.language,
            record.direction,
            self.link(record, value),
        )

    def render_to(self, record: Message, value: str) -> Any:
        return tables.below(record.to_name, value) if record.to_name else value

    @cached_property
    def labels(self) -> Mapping[str, str]:
        return kind_labels(self.conference, {row.key for row in self.shown})

    def render_key(self, value: str) -> str:
        return self.labels[value]

    def render_status(self, record: Message, value: str) -> SafeString:
        why = record.last_error if record.status != MessageStatus.SENT else ""
        return tables.below(status_badge(record.status, value), truncatechars(why, 90))


@dataclass(frozen=True)
class MailText:
    """A kind of mail: the languages in which the conference has its own words, and those in which there are none."""

    key: str
    label: str
    audience: str
    own: list[str]
    missing: list[str]


class MailTextFilter(filters.LineFilter):
    q = filters.LineSearchFilter("label", "audience")
    words = filters.ViewFilter(
        [("own", _("Own words")), ("standard", _("Standard words")), ("missing", _("Missing in a language"))],
        method="worded",
    )

    def worded(self, rows: Any, name: str, value: str) -> list[MailText]:
        if value == "standard":
            return [row for row in rows if not row.own]
        return [row for row in rows if getattr(row, value)]


class MailTextTable(tables.ResourceTable):
    label = tables.RecordColumn(_("Mail"), order_by=("label",))
    audience = tables.Column(_("Goes to"), order_by=("audience", "label"))
    own = tables.Column(_("Words"))

    def render_label(self, record: MailText, value: str) -> Any:
        return self.link(record, capfirst(value))

    def render_own(self, record: MailText, value: list[str]) -> SafeString:
        state = (
            gettext("own: %(languages)s") % {"languages": ", ".join(value)} if value else gettext("standard")
        )
        none = gettext("none in %(languages)s: another language is sent")
        return tables.below(state, none % {"languages": ", ".join(record.missing)} if record.missing else "")
