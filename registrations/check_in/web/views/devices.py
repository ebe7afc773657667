"""The devices of the check-in, in the secretariat: added, enrolled by a QR on the screen, changed, revoked."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from confman.accounts.sessions import user_of
from confman.conferences.web.resources import tables
from confman.conferences.web.resources.records import CHANGE, Fact, RecordAction, RecordView
from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import Empty, ResourceFormView, ResourceListView
from confman.conferences.web.verb_views import ConfirmView
from confman.documents.rendering.qr import qr_data_uri
from confman.web.errors import Refused
from confman.web.templatetags.confman_web import moment, status_badge
from registrations.attendance.domain.messages import clock_words
from registrations.attendance.models import CheckInDevice, Checkpoint, DeviceState
from registrations.attendance.web.base import CheckInPageMixin
from registrations.check_in.domain.devices import (
    CODE_LIFE,
    add_device,
    change_device,
    enrolment_code,
    enrolment_url,
    revoke_device,
)
from registrations.check_in.web.forms import DeviceForm

_TRUSTED = {True: gettext_lazy("yes, it is the secretariat's own"), False: gettext_lazy("no")}


def clock_of(device: CheckInDevice) -> str:
    """Describe the error of a device's clock; empty if it is right."""
    return clock_words(device.clock_error) if device.clock_is_wrong and device.clock_error else ""


class DeviceTable(tables.ResourceTable):
    name = tables.RecordColumn(gettext_lazy("Device"), order_by=("name", "id"))
    checkpoint = tables.Column(gettext_lazy("Checkpoint"))
    state = tables.Column(gettext_lazy("Status"))
    last_seen_at = tables.MomentColumn(
        gettext_lazy("Last seen"), order_by=("last_seen_at", "id"), default=gettext_lazy("never")
    )
    expires_at = tables.MomentColumn(gettext_lazy("Until"), order_by=("expires_at", "id"))

    def render_name(self, record: CheckInDevice, value: str) -> SafeString:
        trusted = _("the secretariat's own: searches by name") if record.trusted else ""
        return tables.below(self.link(record, value), trusted)

    def render_state(self, record: CheckInDevice, value: Any) -> SafeString:
        clock, away = clock_of(record), record.turned_away_at
        return tables.below(
            status_badge(value, record.state_label),
            clock and format_html("{} {}", status_badge("clock", _("wrong clock"), "warn"), clock),
            away and format_html("{} {}", _("turned away:"), moment(away)),
        )


class DevicePage(CheckInPageMixin):
    permission = "registrations.edit_checkpoints"
    navigation_key = "registrations.devices"


class DeviceRecordMixin(DevicePage):
    """A page about one device."""

    queryset = CheckInDevice.objects.select_related("checkpoint")

    object: CheckInDevice

    def device_url(self) -> str:
        return self.to("device", self.object.pk)


SHOW_CODE = RecordAction(label=gettext_lazy("Show the code"), page="-code", icon="qr-code", posts=True)
IN_USE = [state for state in DeviceState if state != DeviceState.REVOKED]


class DeviceView(RecordView):
    """One device: its rights, when it was seen, its history; and the button that shows its code."""

    template_name = "registrations/check_in/device.html"
    facts = (
        Fact("checkpoint", page="checkpoint-live"),
        Fact("trusted", gettext_lazy("Search by name and photographs"), lambda row: _TRUSTED[row.trusted]),
        "expires_at", "enrolled_at", "last_seen_at", "user_agent",
        Fact("revoked_at", by="revoked_by"), "turned_away_at",
    )  # fmt: skip
    record_actions = (
        replace(SHOW_CODE, states=[DeviceState.WAITING], is_primary=True),
        replace(SHOW_CODE, states=[DeviceState.ACTIVE]),
        replace(CHANGE, states=IN_USE),
        RecordAction(label=gettext_lazy("Revoke"), page="-revoke", states=IN_USE),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(clock=clock_of(self.object), **kwargs)


class DeviceListView(DevicePage, ResourceListView):
    """Each device with its checkpoint, its state, when it was last seen, and whether its clock is right."""

    template_name = "registrations/check_in/device_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            has_checkpoint=Checkpoint.objects.of(self.conference).exists(), **kwargs
        )


class DeviceFormView(DevicePage, ResourceFormView):
    def prepare(self) -> None:
        super().prepare()
        if self.is_new:
            self.lead = _(
                "A phone or laptop at a door. Next, its code is shown, which it scans to be enrolled."
            )


devices = Resource(
    model=CheckInDevice, name="device", label=pgettext_lazy("check-in", "Devices"),
    lead=gettext_lazy(
        "Phones and laptops at the doors. Each is enrolled once by a code that it scans from this screen; it works "
        "without a network, and can be revoked."
    ),
    empty=Empty(
        "phone", gettext_lazy("No device yet"),
        gettext_lazy("Add a phone or laptop for each door, then let it scan the code."),
    ),
    navigation_key="registrations.devices",
    edit_permission="registrations.edit_checkpoints",
    queryset=CheckInDevice.objects.select_related("checkpoint"),
    rows=lambda conference: CheckInDevice.objects.of(conference).select_related("checkpoint").working_first(),
    table=DeviceTable, form=DeviceForm, detail=DeviceView,
    add=add_device, change=change_device,
    add_label=gettext_lazy("Add a device"),
    messages=Messages(added=gettext_lazy("“%(name)s” was added. Now show its code.")),
    base=DevicePage, list_view=DeviceListView, form_view=DeviceFormView,
)  # fmt: skip


class DeviceCodeView(DeviceRecordMixin, TemplateView):
    """A new code, shown once as a QR. It is kept nowhere but in this answer."""

    template_name = "registrations/check_in/device_code.html"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            code = enrolment_code(self.object, by=user_of(request))
        except Refused as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(self.device_url())
        self.object.refresh_from_db()
        address = enrolment_url(self.conference, code)
        return self.render_to_response(
            self.get_context_data(
                device=self.object,
                address=address,
                qr=qr_data_uri(address),
                minutes=int(CODE_LIFE.total_seconds() // 60),
            )
        )


class DeviceStateView(DeviceRecordMixin, TemplateView):
    """The part of the page with the code that shows whether it has been used; opened by itself, it redirects."""

    template_name = "registrations/check_in/device_state.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.headers.get("HX-Request"):
            return HttpResponseRedirect(self.device_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(device=self.object, **kwargs)


class DeviceRevokeView(DeviceRecordMixin, ConfirmView):
    question = gettext_lazy("Revoke “%(name)s”?")
    consequence = gettext_lazy(
        "It gets no more answers, and its data are erased when it next asks. Its records remain; those not sent "
        "yet are lost. This cannot be undone: to use the device again, add it again."
    )
    action = gettext_lazy("Revoke")
    danger = True
    verb = revoke_device
    success_message = gettext_lazy("“%(name)s” was revoked.")
