"""The list of the check-in's devices."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.resources.tables import Column, MomentColumn, RecordColumn, ResourceTable, below
from confman.web.templatetags.confman_web import moment, status_badge
from registrations.attendance.domain.messages import clock_words
from registrations.attendance.models.check_in import CheckInDevice


def clock_of(device: CheckInDevice) -> str:
    """How far the clock of a device is wrong, in words; empty if it is right."""
    return clock_words(device.clock_error) if device.clock_is_wrong and device.clock_error else ""


class DeviceTable(ResourceTable):
    name = RecordColumn(gettext_lazy("Device"), order_by=("name", "id"))
    checkpoint = Column(gettext_lazy("Checkpoint"))
    state = Column(gettext_lazy("Status"))
    last_seen_at = MomentColumn(
        gettext_lazy("Last seen"), order_by=("last_seen_at", "id"), default=gettext_lazy("never")
    )
    expires_at = MomentColumn(gettext_lazy("Until"), order_by=("expires_at", "id"))

    def render_name(self, record: CheckInDevice, value: str) -> SafeString:
        trusted = _("the secretariat's own: searches by name") if record.trusted else ""
        return below(self.link(record, value), trusted)

    def render_state(self, record: CheckInDevice, value: Any) -> SafeString:
        clock, away = clock_of(record), record.turned_away_at
        return below(
            status_badge(value, record.state_label),
            clock and format_html("{} {}", status_badge("clock", _("wrong clock"), "warn"), clock),
            away and format_html("{} {}", _("turned away:"), moment(away)),
        )
