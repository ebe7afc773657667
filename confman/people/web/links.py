"""The only way in by a personal link: the link is exchanged for the session, and shows no page at its own address."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from confman.accounts.signed_links import LinkIncomplete, LinkInvalid
from confman.conferences.models import Conference
from confman.conferences.web.base import ConferenceMixin
from confman.people.domain.openings import LINK, note_opening
from confman.people.registries import own_role_kinds
from confman.people.web.personal import LAST, remember
from confman.web.access import PUBLIC


class SeeOther(HttpResponseRedirect):
    """A redirect to another address by GET, whatever the method; sends no referrer."""

    status_code = 303

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self["Referrer-Policy"] = "no-referrer"


class PersonalLinkView(ConferenceMixin, View):
    """The address in a mail. It gives this browser access and uses nothing up: mail scanners open links, too.

    `kind` names in the session what was opened; `read()` and `page()` return whose link it is and where it leads.
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
        """Return the rows in whose history the opening is recorded."""
        return [subject]

    def has_business(self) -> bool:
        """A link that is good opens a page in the conference."""
        try:
            return bool(self.read(self.kwargs["token"]))
        except LinkInvalid:
            return super().has_business()

    def closed(self, error: LinkInvalid) -> HttpResponse:
        """Answer an invalid link."""
        return closed_link(self.request, self.conference, error, to_secretariat(self.conference))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            subject = self.read(self.kwargs["token"])
        except LinkInvalid as error:
            return self.closed(error)
        # Before: a new session is then written once. After: it may be the session of a request at the same moment.
        request.session[LAST] = last = {"page": self.page(subject)}
        with transaction.atomic():
            remember(request, self.kind, subject)
            if noted := self.noted(subject):
                note_opening(noted, LINK)
        request.session[LAST] = last
        return SeeOther(reverse("people_portal:opened", args=[self.conference.slug]))


def to_secretariat(conference: Conference) -> tuple[str, str]:
    """Return address and label of the contact page, for readers of an invalid link without a better way on."""
    address = reverse("conferences_public:contact", args=[conference.slug, conference.default_language])
    return address, _("Write to the secretariat")


def to_new_link(conference: Conference, language: str = "") -> tuple[str, str]:
    """Return the page that sends a link again, of the first kind of role that has one; else the contact page."""
    arguments = [conference.slug, language or conference.default_language]
    for kind in own_role_kinds:
        if kind.new_link:
            return reverse(kind.new_link, args=arguments), _("Send me a new link")
    return to_secretariat(conference)


def closed_link(
    request: HttpRequest, conference: Conference, error: LinkInvalid, way_on: tuple[str, str]
) -> HttpResponse:
    """Redirect to the page that says why a link opens nothing, and whom to ask."""
    if isinstance(error, LinkIncomplete):
        # A made-up address leaves no trace in the sessions; the page gives advice all the same.
        request.session.pop(LAST, None)
    else:
        request.session[LAST] = {"reason": error.message, "way_on": way_on}
    return SeeOther(reverse("people_portal:opened", args=[conference.slug]))


class OpenedView(ConferenceMixin, TemplateView):
    """The first page after every personal link: redirects to its own page, or says why not.

    Tells browsers that keep no cookies, and so bring no session back.
    """

    permission = PUBLIC
    template_name = "people/opened.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        last = request.session.get(LAST, {})
        if "page" in last:
            return SeeOther(last["page"])
        address, text = last.get("way_on") or to_new_link(self.conference)
        context = self.get_context_data(reason=last.get("reason", ""), way_on=address, words=text)
        return self.render_to_response(context, status=410)
