"""Guests of honour at the door, on the phone of whoever receives them: one button, and a way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.web.errors import Refused
from registrations.attendance.web.base import CheckInPageMixin
from registrations.check_in.domain.vip_arrivals import (
    entrance_of,
    guests_today,
    mark_arrived,
    take_arrival_back,
)
from registrations.protocol.models import Honours

PART = "registrations/check_in/onsite/guests_part.html"


class GuestMixin(CheckInPageMixin):
    permission = "registrations.receive_guests"
    tab = "guests"


class GuestListView(GuestMixin, SecretariatView):
    """Who is still expected first."""

    template_name = "registrations/check_in/onsite/guests.html"

    def get_template_names(self) -> list[str]:
        return [PART if self.request.headers.get("HX-Request") else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        guests = guests_today(self.conference)
        return super().get_context_data(
            guests=guests,
            expected=sum(guest.arrival is None for guest in guests),
            entrance=entrance_of(self.conference),
            may_edit=self.may("edit_honours"),
            **kwargs,
        )


class GuestActView(GuestMixin, View):
    """POST: arrived, or not after all."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Honours.objects.of_guests(self.conference).select_related("registration__conference")
        honours = get_object_or_404(rows, pk=self.kwargs["pk"])
        name = {"name": honours.registration.person.name}
        try:
            if self.kwargs["act"] == "arrived":
                mark_arrived(honours, by=user_of(request))
                messages.success(request, _("%(name)s has arrived.") % name)
            else:
                take_arrival_back(honours, by=user_of(request))
                messages.success(request, _("%(name)s is expected again.") % name)
        except Refused as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(reverse("registrations_onsite:guests", args=[self.conference.slug]))
