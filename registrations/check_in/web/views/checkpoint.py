"""At the door: arrivals, recorded as scans; and a checkpoint live."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import ActionView
from confman.web.errors import Refused
from confman.web.forms.selection import chosen_keys
from confman.web.uploads.stored_files import file_response
from registrations.attendance.domain.attendance import (
    find_for_check_in,
    may_take_back,
    present_today,
    record_scan,
    why_nobody_is_found,
    withdraw_own_scan,
)
from registrations.attendance.domain.messages import why_words
from registrations.attendance.models import AMBER, Checkpoint, Direction, Means, Scan, ScanResult
from registrations.attendance.web.base import CheckInPageMixin
from registrations.attendance.web.forms import RecordForm
from registrations.check_in.domain.live_status import live_checkpoint, open_cases, people_inside
from registrations.check_in.web.forms import DelegationInsideForm
from registrations.core.domain.ticket_codes import find_by_code
from registrations.core.models.registration import Registration

# Latest records shown, people that a name may mean, and the length of a code or name.
RECENT, MAX_FOUND, MAX_LENGTH = 6, 5, 300
# Under this key the session has the checkpoint that was used last.
USED = "checkpoint"
# Names of the door's sounds (static/src/door/sounds.js).
SOUNDS = {"good": "ok", "warn": "amber", "bad": "red"}
ANSWERS = {
    ScanResult.ADMITTED: gettext_lazy("Admitted"),
    ScanResult.REPEATED: gettext_lazy("Recorded before"),
    ScanResult.REFUSED: gettext_lazy("Not admitted"),
}


class CheckInMixin(CheckInPageMixin):
    """A page for those who record attendance."""

    permission = "registrations.record_attendance"
    navigation_key = "registrations.check_in"

    def checkpoint_url(self, checkpoint: Checkpoint) -> str:
        return reverse("registrations_onsite:checkpoint", args=[self.conference.slug, checkpoint.pk])


class CheckpointListView(CheckInMixin, TemplateView):
    """The places where people are recorded today."""

    template_name = "registrations/check_in/onsite/checkpoint_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open the one used last, unless someone wants to choose."""
        if "choose" not in request.GET and (checkpoint := self.used_last()):
            return HttpResponseRedirect(self.checkpoint_url(checkpoint))
        return super().get(request, *args, **kwargs)

    def used_last(self) -> Checkpoint | None:
        key = self.request.session.get(USED)
        return Checkpoint.objects.of(self.conference).filter(pk=key).first() if key else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = [
            {"checkpoint": checkpoint, "url": self.checkpoint_url(checkpoint)}
            for checkpoint in Checkpoint.objects.of(self.conference)
        ]
        return super().get_context_data(
            entries=entries,
            present=present_today(self.conference),
            leave_url=reverse("conferences_secretariat:dashboard", args=[self.conference.slug]),
            **kwargs,
        )


def scan_of(scan_id: str, holder: Registration) -> str:
    """Return the id of the scan of this holder at a page with the given id.

    A page that is gone back to still has its id when someone else's code is read.
    """
    try:
        return str(uuid5(UUID(scan_id), str(holder.pk)))
    except ValueError:
        return scan_id


class CheckpointView(CheckInMixin, TemplateView):
    """The desk at a door: a code is recorded at once; a name lists who may be meant, each with a button and a key."""

    template_name = "registrations/check_in/onsite/checkpoint.html"
    part_name = "registrations/check_in/onsite/found.html"
    queryset = Checkpoint.objects.select_related("session__working_group", "conference")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record the holder of a code; for anything else show who is found."""
        words = request.POST.get("words", "").strip()[:MAX_LENGTH]
        if holder := find_by_code(self.conference, words):
            data = {
                "scan_id": scan_of(request.POST.get("scan_id", ""), holder),
                "direction": request.POST.get("direction", ""),
                "registration": holder.pk,
                "means": Means.TICKET,
            }
            return record_for(self, self.object, RecordForm(data, conference=self.conference))
        return HttpResponseRedirect(f"{self.checkpoint_url(self.object)}?{urlencode({'words': words})}")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.session.get(USED) != str(self.object.pk):
            request.session[USED] = str(self.object.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.get("words", "").strip()[:MAX_LENGTH]
        registrations = find_for_check_in(self.conference, query) if query else []
        if by_code := find_by_code(self.conference, query) if query else None:
            registrations = [by_code]
        recent = Scan.objects.filter(checkpoint=self.object).select_related("registration__person")
        return super().get_context_data(
            checkpoint=self.object,
            leave_url=f"{reverse('registrations_onsite:index', args=[self.conference.slug])}?choose=1",
            others=[
                {"name": other.name, "url": self.checkpoint_url(other)}
                for other in Checkpoint.objects.of(self.conference)
                if other != self.object
            ],
            words=query,
            found=[{"registration": row, "scan_id": uuid4()} for row in registrations[:MAX_FOUND]],
            # Suggestions leave the focus in the field: what is being typed may be a code.
            focuses=not self.request.headers.get("HX-Request"),
            is_cut=len(registrations) > MAX_FOUND,
            why_nobody="" if registrations or not query else why_nobody_is_found(self.conference, query),
            means=Means.TICKET if by_code else Means.SEARCH,
            scan_id=uuid4(),
            answer=self.answer(),
            recent=recent[:RECENT],
            present=present_today(self.conference),
            expected=Registration.objects.of(self.conference).approved().count(),
            cases=len(open_cases(self.conference)),
            directions=Direction.choices if self.object.mode == "in-out" else [],
            may_print=self.may("registrations.make_cards"),
            may_register=self.may("registrations.edit_registrations"),
            **kwargs,
        )

    def answer(self) -> dict[str, Any] | None:
        """Return what is to be said of the scan that was just recorded here."""
        keys = chosen_keys([self.request.GET.get("answer", "")])
        scan = Scan.objects.filter(checkpoint=self.object, pk__in=keys).with_names().first()
        if scan is None:
            return None
        return {
            "scan": scan,
            "sound": SOUNDS[scan.tone],
            "word": ANSWERS[ScanResult(scan.result)],
            "why": why_words(scan.reason, direction=scan.direction) if scan.reason else "",
            "note": scan.note if scan.tone == "bad" or scan.reason in AMBER else "",
            "may_take_back": may_take_back(scan, by=self.acting_user),
        }


class ScanRecordView(CheckInMixin, View):
    """Records one scan; the same one sent twice counts once."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        checkpoint = self.own_row(Checkpoint)
        return record_for(self, checkpoint, RecordForm(request.POST, conference=self.conference))


def record_for(page: CheckInMixin, checkpoint: Checkpoint, form: RecordForm) -> HttpResponse:
    """Record the scan that the form describes, and lead to the answer."""
    if not form.is_valid():
        # Our own page wrote it: an invalid value names nothing of this conference.
        raise Http404
    data = form.cleaned_data
    try:
        scan = record_scan(
            checkpoint,
            registration=data["registration"],
            by=user_of(page.request),
            scan_id=data["scan_id"],
            direction=data["direction"] or Direction.IN,
            means=data["means"],
        )
    except Refused as error:
        messages.error(page.request, error.message)
        return HttpResponseRedirect(page.checkpoint_url(checkpoint))
    return HttpResponseRedirect(f"{page.checkpoint_url(checkpoint)}?answer={scan.pk}")


class HolderPhotoView(CheckInMixin, View):
    """The photograph of the person at the desk."""

    queryset = Registration.objects.select_related("person")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return file_response(request, self.object.person.photo or None, attachment=False)


class OwnScanWithdrawView(CheckInMixin, ActionView):
    """Takes back what the same user recorded here a moment ago."""

    verb = withdraw_own_scan
    success_message = gettext_lazy("The record of %(name)s was taken back.")
    message_names = {"name": "object.registration.person.name"}

    def get_object(self) -> Scan:
        scans = Scan.objects.filter(checkpoint=self.own_row(Checkpoint)).exclude(registration=None)
        scans = scans.select_related("checkpoint__conference", "registration__person")
        return get_object_or_404(scans, pk=self.kwargs["scan"])

    def get_success_url(self) -> str:
        return reverse("registrations_onsite:checkpoint", args=[self.conference.slug, self.kwargs["pk"]])


class TicketScanView(CheckInMixin, View):
    """The address in a QR code. For check-in staff it leads to the holder; to others it reveals nothing."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        checkpoint = Checkpoint.objects.of(self.conference).first()
        if checkpoint is None:
            messages.info(request, _("There is no checkpoint yet. Add one first."))
            return redirect("registrations_onsite:index", self.conference.slug)
        return HttpResponseRedirect(f"{self.checkpoint_url(checkpoint)}?words={self.kwargs['token']}")


PART = "registrations/check_in/live_part.html"


class AttendanceLiveView(CheckInPageMixin, SecretariatView):
    """Shows the people inside, by category and delegation; the latest scans; contradictions between doors."""

    permission = "registrations.record_attendance"
    template_name = "registrations/check_in/live.html"

    queryset = Checkpoint.objects.select_related("session", "room")

    def get_template_names(self) -> list[str]:
        """Return the changing part where the page refreshes itself; else the whole page, as for a filter."""
        return [PART if self.request.headers.get("HX-Trigger") == "live" else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = DelegationInsideForm(self.request.GET, conference=self.conference)
        delegation = form.cleaned_data["delegation"] if form.is_valid() else None
        return super().get_context_data(
            checkpoint=self.object,
            live=live_checkpoint(self.object),
            form=form,
            delegation=delegation,
            people=people_inside(self.object, delegation) if delegation else None,
            counts_heads=self.object.mode == "in-out",
            **kwargs,
        )
