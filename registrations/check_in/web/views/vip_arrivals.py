"""Guests of honour at the door, on their liaison's phone: one button, and a way to undo it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import ActionView
from registrations.attendance.web.base import CheckInPageMixin
from registrations.check_in.domain.vip_arrivals import (
    entrance_of,
    guests_today,
    mark_arrived,
    withdraw_arrival,
)
from registrations.protocol.models import Honours


class GuestMixin(CheckInPageMixin):
    permission = "registrations.receive_guests"
    navigation_key = "registrations.guests"


class GuestListView(GuestMixin, SecretariatView):
    """The guests, those still expected first."""

    template_name = "registrations/check_in/onsite/guests.html"
    part_name = "registrations/check_in/onsite/guests_part.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        guests = guests_today(self.conference)
        return super().get_context_data(
            guests=guests,
            expected=sum(guest.arrival is None for guest in guests),
            entrance=entrance_of(self.conference),
            may_edit=self.may("registrations.edit_honours"),
            **kwargs,
        )


class GuestActionView(GuestMixin, ActionView):
    """Marks a guest as arrived, or undoes it."""

    def perform(self) -> str:
        rows = Honours.objects.of_guests(self.conference).select_related("registration__conference")
        honours = get_object_or_404(rows, pk=self.kwargs["pk"])
        name = {"name": honours.registration.person.name}
        if self.kwargs["action"] == "arrived":
            mark_arrived(honours, by=self.acting_user)
            return _("%(name)s has arrived.") % name
        withdraw_arrival(honours, by=self.acting_user)
        return _("%(name)s is expected again.") % name
