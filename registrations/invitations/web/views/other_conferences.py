"""The page on which institutions are taken from other conferences into the ledger of invitees."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import ngettext

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.web.forms.selection import chosen_keys
from registrations.invitations.domain.other_conferences import (
    known_institutions,
    related_conferences,
    take_invitees,
)
from registrations.invitations.web.views.invitees import InviteeMixin

SHOWN = 300


class OtherConferencesView(InviteeMixin, SecretariatView):
    """Shows whom other conferences of the organization or series have invited, and takes those who are chosen."""

    template_name = "registrations/invitations/other_conferences.html"
    heading = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "")
        known = known_institutions(self.conference, self.request.user, words)
        return super().get_context_data(
            known=known[:SHOWN],
            left=max(len(known) - SHOWN, 0),
            words_typed=words,
            has_related=bool(related_conferences(self.conference, self.request.user)),
            list_url=self.to("invitee-list"),
            list_label=self.list_label,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = chosen_keys(request.POST.getlist("selected"))
        number = len(take_invitees(self.conference, chosen, by=user_of(request)))
        said = ngettext("%(count)d invitee was added.", "%(count)d invitees were added.", number)
        messages.success(request, said % {"count": number})
        return HttpResponseRedirect(self.to("invitee-list"))
