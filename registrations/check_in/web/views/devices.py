"""The devices of the check-in, in the secretariat: added, enrolled by a QR on the screen, changed, revoked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView, history_of
from confman.documents.rendering.qr import qr_data_uri
from confman.web.errors import Refused
from registrations.attendance.domain.messages import clock_words
from registrations.attendance.models.attendance import Checkpoint
from registrations.attendance.models.check_in import CheckInDevice
from registrations.attendance.web.base import CheckInPageMixin
from registrations.attendance.web.forms.check_in import DeviceForm
from registrations.check_in.domain.devices import (
    CODE_LIFE,
    add_device,
    change_device,
    enrolment_code,
    enrolment_url,
    revoke_device,
)


class DeviceMixin(CheckInPageMixin):
    heading: str | Promise
    permission = "registrations.edit_checkpoints"
    list_name = "registrations_secretariat:device-list"
    list_label = pgettext_lazy("check-in", "Devices")
    tab = "devices"

    def prepare(self) -> None:
        super().prepare()
        if "pk" in self.kwargs:
            rows = CheckInDevice.objects.select_related("conference", "checkpoint")
            self.object = self.device = self.own_row(rows)
            self.heading = self.device.name

    def device_url(self) -> str:
        return self.to("device", self.device.pk)


class DeviceListView(DeviceMixin, SecretariatView):
    """Each device with its checkpoint, its state, when it was last seen, and whether its clock is right."""

    template_name = "registrations/check_in/device_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        devices = list(CheckInDevice.objects.of(self.conference).select_related("checkpoint"))
        # Those that work first; those that are over, below.
        order = {"active": 0, "waiting": 1, "expired": 2, "revoked": 3}
        devices.sort(key=lambda device: order[device.state])
        return super().get_context_data(
            devices=[{"device": device, "clock": _clock(device)} for device in devices],
            has_checkpoint=Checkpoint.objects.of(self.conference).exists(),
            **kwargs,
        )


def _clock(device: CheckInDevice) -> str:
    return clock_words(device.clock_error) if device.clock_is_wrong and device.clock_error else ""


class DeviceView(DeviceMixin, SecretariatView):
    """One device: its rights, when it was seen, its history; and the button that shows its code."""

    template_name = "registrations/check_in/device.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            device=self.device, clock=_clock(self.device), history=history_of(self.device), **kwargs
        )


class DeviceCodeView(DeviceMixin, TemplateView):
    """POST: a new code, shown once as a QR. It is kept nowhere but in this answer."""

    template_name = "registrations/check_in/device_code.html"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            code = enrolment_code(self.device, by=user_of(request))
        except Refused as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(self.device_url())
        self.device.refresh_from_db()
        address = enrolment_url(self.conference, code)
        response = self.render_to_response(
            self.get_context_data(
                device=self.device,
                address=address,
                qr=qr_data_uri(address),
                minutes=int(CODE_LIFE.total_seconds() // 60),
            )
        )
        return response


class DeviceStateView(DeviceMixin, TemplateView):
    """The part of the page with the code that shows whether it has been used; opened by itself, it redirects."""

    template_name = "registrations/check_in/device_state.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.headers.get("HX-Request"):
            return HttpResponseRedirect(self.device_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(device=self.device, **kwargs)


class DeviceAddView(DeviceMixin, VerbFormView):
    form_class = DeviceForm
    heading = gettext_lazy("Add a device")
    lead = gettext_lazy(
        "A phone or laptop at a door. Next, its code is shown, which it scans to be enrolled."
    )

    def act(self, form: Any) -> str:
        self.device = add_device(self.conference, by=user_of(self.request), **form.cleaned_data)
        return _("“%(name)s” was added. Now show its code.") % {"name": self.device}

    def get_success_url(self) -> str:
        return self.device_url()


class DeviceChangeView(DeviceMixin, VerbFormView):
    form_class = DeviceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": CheckInDevice.objects.get(pk=self.device.pk)}

    def act(self, form: Any) -> str:
        change_device(self.device, by=user_of(self.request), **form.cleaned_data)
        return _("“%(name)s” was changed.") % {"name": form.instance}

    def get_success_url(self) -> str:
        return self.device_url()


class DeviceRevokeView(DeviceMixin, ConfirmView):
    question = gettext_lazy("Revoke “%(name)s”?")
    consequence = gettext_lazy(
        "It gets no answer any more, and what lies on it is wiped when it next asks. What it has recorded stays; what "
        "it has not sent yet is lost. It can't be taken back: to use it again, add it anew."
    )
    action = gettext_lazy("Revoke")
    verb = revoke_device
    done = gettext_lazy("“%(name)s” was revoked.")
