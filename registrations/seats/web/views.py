"""Pages of the secretariat on sign-ups for sessions and working groups: add, remove and export people."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import Session
from confman.accounts.sessions import user_of
from confman.audit.domain.recorder import record_audit
from confman.conferences.registries import Link
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import ActionView
from confman.documents.registry import FORMATS
from registrations.core.models.registration import Registration
from registrations.core.web.base import RegistrationsMixin
from registrations.core.web.exports import attached
from registrations.lists.exchange import export_people
from registrations.seats.domain.seats import claim_seat, give_seat, give_up_seat
from registrations.seats.models import Seat

FOUND = 20
MODELS: dict[str, Any] = {"session": Session, "group": WorkingGroup}


class SeatMixin(RegistrationsMixin):
    """Finds the working group or the session of the address."""

    def prepare(self) -> None:
        super().prepare()
        self.kind: str = self.kwargs["kind"]
        rows = MODELS[self.kind].objects.select_related("conference")
        self.place = get_object_or_404(rows, conference=self.conference, pk=self.kwargs["place"])

    def list_url(self) -> str:
        return self.to("seat-list", self.kind, self.place.pk)


class SeatListView(SeatMixin, SecretariatView):
    """Those with a seat by name, those in line in its order; suitable for printing."""

    template_name = "registrations/seats/seat_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seats = Seat.objects.at(self.place).select_related(
            "registration__person", "registration__delegation", "registration__category"
        )
        query = self.request.GET.get("q", "").strip()
        registrations = Registration.objects.of(self.conference).approved().with_names().search(query)
        return super().get_context_data(
            # "kind" is part of the address, and "place" replaces the id in it.
            **{**kwargs, "place": self.place},
            name=self.place.title if self.kind == "session" else self.place,
            place_url=reverse(
                f"agenda_secretariat:{self.kind}-change", args=[self.conference.slug, self.place.pk]
            ),
            may_open_place=self.request.user.has_perm("agenda.edit_agenda", self.conference),
            seated=seats.seated().order_by("registration__person__sort_key", "id"),
            line=seats.in_line(),
            words=query,
            found=registrations.exclude(seats__in=Seat.objects.at(self.place))[:FOUND] if query else [],
            may_edit=self.may("registrations.review"),
            may_export=self.may("registrations.export_people"),
            is_closed_to_all=self.kind == "session" and not self.place.sign_up,
        )


class SeatAddView(SeatMixin, ActionView):
    """Gives an approved participant a seat, as the secretariat decides."""

    permission = "registrations.review"

    def perform(self) -> str:
        registration = self.own_row(Registration.objects.with_names(), "registration")
        seat = claim_seat(registration, by=self.acting_user, by_hand=True, **{self.kind: self.place})
        values = {"name": registration.person.name, "status": seat.get_status_display()}
        return _("%(name)s: %(status)s.") % values


class SeatActionView(SeatMixin, ActionView):
    """Gives a seat to someone in the line, or removes one."""

    permission = "registrations.review"

    def perform(self) -> str:
        seats = Seat.objects.at(self.place).select_related("registration__person", "registration__conference")
        seat = get_object_or_404(seats, pk=self.kwargs["seat"])
        name = {"name": seat.registration.person.name}
        if self.kwargs["action"] == "give":
            give_seat(seat, by=self.acting_user)
            return _("%(name)s has a seat now.") % name
        give_up_seat(seat, by=self.acting_user, notify=True)
        return _("%(name)s was taken out and is informed by mail.") % name


class SeatExportView(SeatMixin, View):
    """Those with a seat as a spreadsheet. Noted in the history."""

    permission = "registrations.export_people"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Registration.objects.of(self.conference).filter(seats__in=Seat.objects.at(self.place).seated())
        content = export_people(self.conference, format="xlsx", rows=rows)
        with transaction.atomic():
            record_audit(
                "registrations.people_exported",
                by=user_of(request),
                conference=self.conference,
                target=self.place,
                label=str(self.place),
                details={"format": "xlsx", "filters": [self.kind]},
            )
        return attached(content, FORMATS["xlsx"].content_type, f"{self.conference.slug}-signed-up.xlsx")


def seat_list_of(place: Session | WorkingGroup) -> Iterator[Link]:
    """Yield the link to the list of those signed up for a session or a working group."""
    kind = "session" if isinstance(place, Session) else "group"
    url = reverse("registrations_secretariat:seat-list", args=[place.conference.slug, kind, place.pk])
    yield Link(_("Signed up"), url, "people")
