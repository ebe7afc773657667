"""At the door: arrivals, recorded as scans."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from confman.accounts.sessions import user_of
from confman.web.errors import Refused
from registrations.attendance.domain.attendance import (
    find_for_check_in,
    present_today,
    record_scan,
    why_nobody_is_found,
)
from registrations.attendance.models.attendance import Checkpoint, Direction, Means, Scan, ScanResult
from registrations.attendance.web.base import CheckInPageMixin
from registrations.attendance.web.forms.checkpoints import CheckInForm, RecordForm
from registrations.core.domain.ticket_codes import find_by_code
from registrations.core.models.registration import Registration

RECENT = 10


class CheckInMixin(CheckInPageMixin):
    """A page for those who record attendance."""

    permission = "registrations.record_attendance"
    navigation_key = "registrations.check_in"

    def checkpoint_url(self, checkpoint: Checkpoint) -> str:
        return reverse("registrations_onsite:checkpoint", args=[self.conference.slug, checkpoint.pk])


class CheckpointListView(CheckInMixin, TemplateView):
    """The places where people are recorded today."""

    template_name = "registrations/check_in/onsite/checkpoint_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = [
            {"checkpoint": checkpoint, "url": self.checkpoint_url(checkpoint)}
            for checkpoint in Checkpoint.objects.of(self.conference)
        ]
        return super().get_context_data(entries=entries, present=present_today(self.conference), **kwargs)


class CheckpointView(CheckInMixin, TemplateView):
    """A ticket scanned or typed is recorded at once; a name lists the possible people, each with a button."""

    template_name = "registrations/check_in/onsite/checkpoint.html"

    queryset = Checkpoint.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("words", "").strip()
        form = CheckInForm(self.request.GET if words else None, conference=self.conference)
        recent = Scan.objects.filter(checkpoint=self.object).select_related("registration__person")
        found = [
            {"registration": row, "scan_id": uuid4()}
            for row in (find_for_check_in(self.conference, words) if words else [])
        ]
        by_code = find_by_code(self.conference, words) if words else None
        if by_code:
            found = [{"registration": by_code, "scan_id": uuid4()}]
        return super().get_context_data(
            checkpoint=self.object,
            form=form,
            words=words,
            found=found,
            why_nobody="" if found or not words else why_nobody_is_found(self.conference, words),
            means=Means.TICKET if by_code else Means.SEARCH,
            recent=recent[:RECENT],
            present=present_today(self.conference),
            directions=Direction.choices if self.object.mode == "in-out" else [],
            **kwargs,
        )


class RecordView(CheckInMixin, View):
    """Records one scan; the same one sent twice counts once."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        checkpoint = self.own_row(Checkpoint)
        form = RecordForm(request.POST, conference=self.conference)
        if not form.is_valid():
            # Our own page wrote it: an invalid value names nothing of this conference.
            raise Http404
        registration = form.cleaned_data["registration"]
        try:
            scan = record_scan(
                checkpoint,
                registration=registration,
                by=user_of(request),
                scan_id=form.cleaned_data["scan_id"],
                direction=form.cleaned_data["direction"] or Direction.IN,
                means=form.cleaned_data["means"],
            )
        except Refused as error:
            messages.error(request, error.message)
        else:
            _say(request, scan, registration)
        return HttpResponseRedirect(self.checkpoint_url(checkpoint))


def _say(request: HttpRequest, scan: Scan, registration: Registration) -> None:
    name = {"name": registration.person.name, "status": registration.get_status_display()}
    if scan.result == ScanResult.ADMITTED:
        messages.success(request, _("%(name)s is recorded.") % name)
    elif scan.result == ScanResult.REPEATED:
        messages.warning(request, _("%(name)s was recorded here before.") % name)
    else:
        messages.error(request, _("%(name)s is not admitted: the registration is “%(status)s”.") % name)


class TicketView(CheckInMixin, View):
    """The address in a QR code. For check-in staff it leads to the holder; it tells nobody else anything."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        checkpoint = Checkpoint.objects.of(self.conference).first()
        if checkpoint is None:
            messages.info(request, _("There is no checkpoint yet. Add one first."))
            return HttpResponseRedirect(reverse("registrations_onsite:index", args=[self.conference.slug]))
        return HttpResponseRedirect(f"{self.checkpoint_url(checkpoint)}?words={self.kwargs['token']}")
