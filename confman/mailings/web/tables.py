"""The lists of mailings, and of the people of one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.template.defaultfilters import truncatechars
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from confman.conferences.web.resources import filters, tables
from confman.mail.models import UNDELIVERED, WAITING_IN_OUTBOX, MessageStatus
from confman.mailings.models import Mailing, MailingRecipient, MailingStatus, RecipientStatus
from confman.mailings.registries import audiences
from confman.translation.languages import language_name
from confman.web.templatetags.confman_web import moment, status_badge

# The words for states do not say whether they are good.
TONES = {MailingStatus.READY: "note", MailingStatus.SCHEDULED: "note"}


def audience_label(key: str) -> str:
    """Return the label of an audience; for one that is gone, its key."""
    return str(audiences.get(key).label) if key in audiences else key


class MailingFilter(filters.ResourceFilter):
    q = filters.SearchFilter()


class _CountColumn(tables.NumberColumn):
    """One of the table's `counts`."""

    def render(self, record: Mailing, bound_column: Any, table: Any) -> Any:
        return table.counts.get(record.pk, {}).get(bound_column.name) or ""


class MailingTable(tables.ResourceTable):
    name = tables.RecordColumn(_("Mailing"), order_by=("name", "id"))
    audience = tables.Column(_("To whom"))
    status = tables.StatusColumn(_("Status"))
    recipients = _CountColumn(_("People"), accessor="pk")
    sent = _CountColumn(_("Sent"), accessor="pk")
    failed = _CountColumn(_("Failed"), accessor="pk")
    created_at = tables.MomentColumn(_("Written"), order_by=("created_at", "id"))

    @cached_property
    def counts(self) -> Mapping[UUID, Mapping[str, Any]]:
        """The numbers of the mailings of this page, in one query."""
        rows = MailingRecipient.objects.filter(mailing__in=[row.pk for row in self.shown]).order_by()
        return {
            row["mailing"]: row
            for row in rows.values("mailing").annotate(
                recipients=Count("pk", filter=~Q(state=RecipientStatus.LEFT_OUT)),
                sent=Count("pk", filter=Q(message__status=MessageStatus.SENT)),
                failed=Count("pk", filter=Q(message__status__in=UNDELIVERED)),
            )
        }

    def render_audience(self, value: str) -> str:
        return audience_label(value)

    def render_status(self, record: Mailing, value: str) -> SafeString:
        badge = status_badge(record.status, value, TONES.get(MailingStatus(record.status), ""))
        return tables.below(badge, moment(record.send_at) if record.status == MailingStatus.SCHEDULED else "")


class RecipientFilter(filters.ResourceFilter):
    q = filters.SearchFilter(_("Name or e-mail"))
    state = filters.ViewFilter(
        [
            ("failed", _("failed")),
            ("waiting", _("waiting")),
            ("held", _("held back")),
            ("sent", _("sent")),
            ("left-out", _("left out")),
        ],
        method="in_state",
    )

    @cached_property
    def counts(self) -> dict[str, int]:
        """The numbers of the whole log, in one query."""
        return self.queryset.counts()

    def count_views(self, view: Filter, values: list[str]) -> list[int]:
        numbers = {**self.counts, "left-out": self.counts["left_out"]}
        return [numbers[value] if value else numbers["all"] + numbers["left_out"] for value in values]

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        conditions = {
            "failed": Q(message__status__in=UNDELIVERED),
            "waiting": Q(state=RecipientStatus.WAITING) | Q(message__status__in=WAITING_IN_OUTBOX),
            "held": Q(message__status=MessageStatus.HELD),
            "sent": Q(message__status=MessageStatus.SENT),
            "left-out": Q(state=RecipientStatus.LEFT_OUT),
        }
        return rows.filter(conditions[value])


class RecipientTable(tables.ResourceTable):
    person = tables.RecordColumn(_("Recipient"), order_by=("position", "id"), empty_values=())
    address = tables.Column(_("E-mail"))
    language = tables.Column(_("Language"))
    state = tables.Column(_("Status"))
    at = tables.MomentColumn(_("When"), accessor="message__sent_at")

    def render_person(self, record: MailingRecipient) -> SafeString:
        return self.link(record, str(record))

    def render_address(self, record: MailingRecipient, value: str) -> str:
        # In the outbox it may have been sent again to an address that was corrected.
        return record.message.to if record.message else value

    def render_language(self, record: MailingRecipient, value: str) -> str:
        return language_name(value) if record.state != RecipientStatus.LEFT_OUT else ""

    def render_state(self, record: MailingRecipient) -> SafeString:
        mail = record.message
        badge = status_badge(record.state, record.get_state_display())
        if record.state == RecipientStatus.LEFT_OUT:
            return tables.below(badge, record.get_left_out_display())
        if mail is None:
            return status_badge("", _("mail deleted")) if record.state == RecipientStatus.WRITTEN else badge
        badge = status_badge(mail.status, mail.get_status_display())
        if address := self.view.mail_address(mail):
            badge = format_html('<a href="{}">{}</a>', address, badge)
        return tables.below(
            badge, truncatechars(mail.last_error, 90) if mail.status != MessageStatus.SENT else ""
        )
