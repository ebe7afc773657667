"""A card of one participant, from their page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import View

from confman.web.errors import Refused
from registrations.badges.domain.cards import make_card
from registrations.core.web.base import RegistrationObjectMixin
from registrations.core.web.downloads import attached


class CardView(RegistrationObjectMixin, View):
    """One ticket, name plate or confirmation, at once."""

    permission = "registrations.make_cards"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            made = make_card(self.registration, self.kwargs["kind"], by=self.acting_user)
        except Refused as error:
            raise Http404(error.message) from error
        return attached(made.content, made.content_type, made.filename, inline=True)
