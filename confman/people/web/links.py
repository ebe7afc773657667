"""The one way in by a personal link: it is exchanged for the session, and no page is shown under its address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from confman.accounts.signed_links import LinkIncomplete, LinkInvalid
from confman.conferences.models import Conference
from confman.conferences.web.base import ConferenceMixin
from confman.people.domain.openings import LINK, note_opening
from confman.people.web.personal import LAST, remember
from confman.web.access import PUBLIC


class SeeOther(HttpResponseRedirect):
    """A redirect to another address by GET, whatever was asked for; the first is told to nobody."""

    status_code = 303

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self["Referrer-Policy"] = "no-referrer"


class LinkView(ConferenceMixin, View):
    """The address in a mail. It lets this browser in and uses nothing up: scanners of mail open links, too.

    `kind` names in the session what was opened; `read()` and `page()` say whose link it is and where it leads.
    """

    permission = PUBLIC
    http_method_names = ("get", "head", "options")
    kind: str

    def read(self, token: str) -> Any:
        """Return the subject of the link, with its `link_version`. Raises LinkInvalid."""
        raise NotImplementedError

    def page(self, subject: Any) -> str:
        """Return the address of the page it opens."""
        raise NotImplementedError

    def noted(self, subject: Any) -> list[Any]:
        """Return the rows in whose history the opening of the link is noted."""
        return [subject]

    def has_business(self) -> bool:
        """A link that is good opens a page in the conference."""
        try:
            return bool(self.read(self.kwargs["token"]))
        except LinkInvalid:
            return super().has_business()

    def closed(self, error: LinkInvalid) -> HttpResponse:
        """Answer a link that is no good."""
        return closed_link(self.request, self.conference, error, to_secretariat(self.conference))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            subject = self.read(self.kwargs["token"])
        except LinkInvalid as error:
            return self.closed(error)
        remember(request, self.kind, subject)
        if noted := self.noted(subject):
            note_opening(noted, LINK)
        request.session[LAST] = {"page": self.page(subject)}
        return SeeOther(reverse("people_portal:opened", args=[self.conference.slug]))


def to_secretariat(conference: Conference) -> tuple[str, str]:
    """Return the address and label of the contact page, where a reader with an invalid link has no better way on."""
    address = reverse("conferences_public:contact", args=[conference.slug, conference.default_language])
    return address, _("Write to the secretariat")


def to_new_link(conference: Conference) -> tuple[str, str]:
    """Return the way on for participants, on a floor above: their link is sent again."""
    slug, language = conference.slug, conference.default_language
    return reverse("registrations_public:link-request", args=[slug, language]), _("Send me a new link")


def closed_link(
    request: HttpRequest, conference: Conference, error: LinkInvalid, way_on: tuple[str, str]
) -> HttpResponse:
    """Lead to the page that says why a link opens nothing, and where to turn."""
    if isinstance(error, LinkIncomplete):
        # An address that somebody made up leaves no trace in the sessions; the page says what to do all the same.
        request.session.pop(LAST, None)
    else:
        request.session[LAST] = {"reason": error.message, "way_on": way_on}
    return SeeOther(reverse("people_portal:opened", args=[conference.slug]))


class OpenedView(ConferenceMixin, TemplateView):
    """The page to which every personal link leads first: on to its own page, or to the reason why not.

    A browser that brings no session back keeps no cookies, and is told so.
    """

    permission = PUBLIC
    template_name = "people/opened.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        last = request.session.get(LAST, {})
        if "page" in last:
            return SeeOther(last["page"])
        address, words = last.get("way_on") or to_new_link(self.conference)
        context = self.get_context_data(reason=last.get("reason", ""), way_on=address, words=words)
        return self.render_to_response(context, status=410)
