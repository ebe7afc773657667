"""The lists of webhooks and of what was sent to one."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from confman.conferences.web.resources import filters, tables
from confman.web.templatetags.confman_web import status_badge
from confman.webhooks.models import UNDONE, DeliveryFault, DeliveryStatus, Webhook, WebhookDelivery
from confman.webhooks.registries import event_label, known_events


class WebhookTable(tables.ResourceTable):
    name = tables.RecordColumn(_("Name"), order_by=("name", "id"))
    url = tables.Column(_("Address"))
    events = tables.Column(_("Events"))
    is_on = tables.StatusColumn(_("Status"), order_by=("is_on", "name", "id"))

    def render_events(self, value: list[str]) -> str:
        return ngettext("%(count)d event", "%(count)d events", len(value)) % {"count": len(value)}

    def render_is_on(self, record: Webhook) -> SafeString:
        return status_badge(record.state, record.state_label)


def fault_label(fault: str) -> str:
    """Return what a fault of the log means."""
    return str(DeliveryFault(fault).label) if fault in DeliveryFault else fault


def _event_choices(_conference: Any) -> list[tuple[str, str]]:
    return [(entry.key, f"{entry.subject.label}: {entry.event.label}") for entry in known_events()]


class DeliveryFilter(filters.ResourceFilter):
    state = filters.ViewFilter(
        [
            ("waiting", pgettext_lazy("webhook", "Waiting")),
            ("delivered", _("Delivered")),
            ("failed", _("Given up")),
        ],
        method="in_state",
    )
    event = filters.OfferedFilter(_("Event"), _event_choices)

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(status__in=UNDONE if value == DeliveryStatus.WAITING else [value])


class DeliveryTable(tables.ResourceTable):
    selected = tables.SelectionColumn(accessor="key")
    event = tables.RecordColumn(_("Event"))
    created_at = tables.MomentColumn(_("Happened"))
    status = tables.StatusColumn(_("Status"))
    attempts = tables.NumberColumn(_("Attempts"))
    log = tables.TextColumn(_("Last answer"), empty_values=())

    def name_of(self, record: WebhookDelivery) -> str:
        return f"{event_label(record.event)}, {record.message_id}"

    def render_event(self, record: WebhookDelivery, value: str) -> Any:
        return tables.below(self.link(record, event_label(value)), value)

    def render_log(self, record: WebhookDelivery) -> Any:
        if not record.log:
            return ""
        last = record.last
        return format_html("{} {}", last["code"] or "", fault_label(last["fault"]))
