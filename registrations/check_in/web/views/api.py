"""The API of door devices: JSON over HTTP, authenticated by their secret alone. Contract: docs/features/check-in.md.

No cookie is read here, so a signed-in browser cannot be misused, and there is no CSRF token to send.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from pydantic import ValidationError

from confman.accounts.client_address import client_address
from confman.accounts.domain.rate_limits import TooManyTries, count_try
from confman.conferences.models import Conference
from confman.machines.prepared_statements import prepared_statements
from confman.translation.languages import set_reading_languages
from confman.web.access import PUBLIC, AccessMixin
from confman.web.uploads.stored_files import file_response
from registrations.attendance.domain.people_inside import inside_now
from registrations.attendance.models import CheckInDevice
from registrations.check_in.domain.device_state import about_device, door_state, find_at_door, person_at_door
from registrations.check_in.domain.devices import (
    CodeRefused,
    DeviceRefused,
    enrol_device,
    known_device,
    note_seen,
)
from registrations.check_in.domain.scans import ScanAnswer, record_scans
from registrations.check_in.web.schema import Enrolment, ScanBatch

SCHEME = "Device "


def answer(content: dict[str, Any], *, status: int = 200) -> JsonResponse:
    """Return JSON in the letters of every script."""
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})


def refusal(key: str, message: str, *, status: int) -> JsonResponse:
    """Return a refusal, with the key for the program and the sentence for the user of the device."""
    return answer({"error": key, "words": message}, status=status)


@method_decorator(csrf_exempt, name="dispatch")
class DoorMixin(AccessMixin):
    """Public in terms of the rules: the secret of a device decides who may ask, not a role."""

    permission = PUBLIC
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except DeviceRefused as error:
            if error.key != "unknown":
                return refusal(error.key, error.words, status=401)
            return self.refuse_stranger(error.key, error.words, status=401)

    def refuse_stranger(self, key: str, message: str, *, status: int) -> JsonResponse:
        """Count a request without a valid secret; enrolled devices are never slowed down by these."""
        try:
            count_try("device", address=client_address(self.request))
        except TooManyTries as error:
            answered = refusal("too-often", str(error.message), status=429)
            answered["Retry-After"] = error.seconds
            return answered
        return refusal(key, message, status=status)


class DeviceApiMixin(DoorMixin):
    """An address for enrolled devices; `trusted_only` for those that are the secretariat's own."""

    trusted_only = False
    handing_in = False
    device: CheckInDevice

    def prepare(self) -> None:
        header = self.request.headers.get("Authorization", "")
        secret = header[len(SCHEME) :].strip() if header.startswith(SCHEME) else ""
        self.device = known_device(self.kwargs["slug"], secret, handing_in=self.handing_in)
        self.conference: Conference = self.device.conference
        timezone.activate(self.conference.zone)
        set_reading_languages(translation.get_language() or "", *self.conference.languages)

    def check_access(self) -> HttpResponseBase | None:
        if self.trusted_only and not self.device.trusted:
            return refusal(
                "not-trusted",
                _("Only devices of the secretariat may search by name and show photographs."),
                status=403,
            )
        return None


class EnrolView(DoorMixin, View):
    """Takes the code of the QR, once, and returns the secret of the device."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            enrolment = Enrolment.model_validate_json(request.body)
            conference = Conference.objects.filter(slug=self.kwargs["slug"]).first()
            if conference is None or conference.is_read_only:
                raise CodeRefused
            set_reading_languages(translation.get_language() or "", *conference.languages)
            device, secret = enrol_device(
                conference, code=enrolment.code, user_agent=request.headers.get("User-Agent", "")
            )
        except ValidationError:
            return refusal("unreadable", _("No code was sent."), status=400)
        except CodeRefused as error:
            return self.refuse_stranger("code", error.message, status=410)
        return answer({"secret": secret, **about_device(device)})


class StateView(DeviceApiMixin, View):
    """The data for the device. With If-None-Match, 304 while nothing has changed; the head count is in a header."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        etag, state = door_state(self.device)
        note_seen(self.device, now=now)
        inside = inside_now(self.device.checkpoint, now=now)
        if request.headers.get("If-None-Match", "").removeprefix("W/") == quote_etag(etag):
            response = HttpResponse(status=304)
        else:
            head = json.dumps({"now": now.isoformat(), "inside": inside})
            response = HttpResponse(f"{head[:-1]}, {state[1:]}", content_type="application/json")
        response["ETag"] = quote_etag(etag)
        response["Vary"] = "Authorization, Accept-Language"
        response["X-Inside"] = str(inside)
        return response


@method_decorator(prepared_statements(), name="dispatch")
class ScansView(DeviceApiMixin, View):
    """Takes up to 200 scans by POST; each id counts once, however often it is sent."""

    http_method_names = ("post", "options")
    handing_in = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            batch = ScanBatch.model_validate_json(request.body)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            return refusal(
                "unreadable", _("The scans do not read: %(where)s.") % {"where": where or "JSON"}, status=400
            )
        recorded = record_scans(self.device, [scan.as_scan() for scan in batch.scans], sent_at=batch.sent_at)
        return answer(
            {
                "now": recorded.now.isoformat(),
                "results": [_result(result) for result in recorded.results],
                "inside": recorded.inside,
                "alarm": recorded.alarm,
                "clock": {"error": round(recorded.clock_error, 3), "words": recorded.clock},
            }
        )


def _result(result: ScanAnswer) -> dict[str, Any]:
    return {**vars(result), "id": str(result.id), "result": str(result.result), "reason": str(result.reason)}


class DoorSearchView(DeviceApiMixin, View):
    """?q= Finds people by what was typed, in any script."""

    trusted_only = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lines = find_at_door(self.device, request.GET.get("q", "")[:300])
        return answer({"results": [{**line, "photo": self.photo_url(line)} for line in lines]})

    def photo_url(self, line: dict[str, Any]) -> str | None:
        """Return the address of the photograph of somebody who was found, if there is one."""
        args = [self.conference.slug, line["registration"]]
        return reverse("registrations_onsite:door-photo", args=args) if line["photo"] else None


class PhotoView(DeviceApiMixin, View):
    """The photograph of somebody who comes to the door."""

    trusted_only = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = person_at_door(self.device, self.kwargs["pk"])
        return file_response(request, person.photo if person else None, attachment=False)
