"""Pages reached by a personal link, which is the only way in: it is exchanged for the session.

Also says which roles this browser has in a conference.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from confman.accounts.models import User, Visitor
from confman.accounts.sessions import is_poll, session_of
from confman.accounts.signed_links import LinkIncomplete, LinkInvalid
from confman.accounts.system_users import system_user
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from confman.conferences.web.base import ConferenceMixin, nearest_language
from confman.conferences.web.decisions import by_urgency
from confman.people.domain.open_pages import LINK, allow_pages, note_opening, note_use
from confman.people.domain.own_roles import OwnRole, roles_of_account, roles_of_mailbox
from confman.people.models import OpenPage, Person
from confman.people.registries import own_role_kinds
from confman.translation.languages import interface_language, set_reading_languages
from confman.web.access import PUBLIC
from confman.web.faults.refusals import signed_out
from confman.web.forms.base import OpenFormMixin

# The session's key for the target of the link opened last, or for the reason why it opens nothing.
LAST = "opened_last_link"
_of_session = CompiledQuery(lambda key: OpenPage.objects.filter(session__session_key=key), models.CharField())


def remember(request: HttpRequest, kind: str, subject: Any) -> None:
    """Let this browser use `subject` until its link is revoked or the session ends.

    This is all that a link in a mail does on GET: mail scanners open links ahead of their readers. Changes to the
    record (confirming the address, accepting a place, cancelling) are buttons on the page behind it.
    """
    remember_all(request, [(kind, subject)])


def remember_all(
    request: HttpRequest, subjects: Iterable[tuple[str, Any]], *, by_account: bool = False
) -> None:
    """The same for many subjects, each with its kind."""
    keys = [(kind, str(subject.pk), subject.link_version) for kind, subject in subjects]
    if all(opened(request, kind).get(key) == version for kind, key, version in keys):
        return
    with transaction.atomic(savepoint=False):
        # A key that someone else knew before opens none of it.
        session_of(request).renew_key(str(keys))
        allow_pages(session_of(request).row, keys, by_account=by_account)
    _read_anew(request)


def close_personal_pages(request: HttpRequest) -> None:
    """Forget everything that this browser opened by personal links; an account stays signed in."""
    if request.user.is_authenticated:
        OpenPage.objects.of_session(request.session).delete()
        request.session.pop(LAST, None)
    else:
        request.session.flush()
    _read_anew(request)


def opened(request: HttpRequest, kind: str) -> dict[str, int]:
    """Return the ids that this browser has opened, with the version of the link."""
    return {str(page.subject_id): page.version for page in _pages(request) if page.kind == kind}


def opened_anything(request: HttpRequest) -> bool:
    """Tell whether this browser has opened anything, of any conference, by a personal link or a mailed code."""
    return bool(_pages(request))


def still_open(request: HttpRequest, kind: str, subjects: Any) -> set[str]:
    """Return the ids of those rows that this browser has opened by a link that is still valid."""
    versions = opened(request, kind)
    keys = {str(row.pk) for row in subjects if versions.get(str(row.pk)) == row.link_version}
    if keys and not is_poll(request):
        note_use(page for page in _pages(request) if str(page.subject_id) in keys)
    return keys


def _pages(request: HttpRequest) -> list[OpenPage]:
    """Return the pages open in this browser; the database is queried once per request."""
    session: Any = request.session
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not session.is_found():
        return []
    if not hasattr(session, "open_pages"):
        session.open_pages = _of_session.all(session.row_key)
    return session.open_pages


def _read_anew(request: HttpRequest) -> None:
    vars(request.session).pop("open_pages", None)


def language_used(request: HttpRequest, conference: Conference) -> tuple[str, bool]:
    """Return the conference's language nearest to this page, and whether it was chosen in this browser."""
    is_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return nearest_language(conference, translation.get_language() or ""), is_chosen


def acting_user_of(request: HttpRequest) -> User:
    """Return the signed-in user, else the system user of personal links."""
    user: Visitor = request.user
    return user if user.is_authenticated else system_user("participant")


def activate_language_of(request: HttpRequest, person: Person) -> None:
    """Show this page in the person's language, unless this browser has chosen another.

    If none is known, one of the languages they work in.
    """
    conference = person.conference
    if (language := interface_language(person.language)) is None:
        speak_in(request, conference, person.preferred_language())
        return
    translation.activate(language)
    request.LANGUAGE_CODE = language
    set_reading_languages(person.language, *conference.languages)


def speak_in(request: HttpRequest, conference: Conference, language: str) -> None:
    """Answer in a language, unless this browser has chosen another, or someone is signed in."""
    chosen_here = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    if not chosen_here and not request.user.is_authenticated:
        translation.activate(interface_language(language) or "en")
    set_reading_languages(translation.get_language() or "", language, *conference.languages)


class PersonalMixin(ConferenceMixin):
    """Shows pages in the person's language unless this browser chose one, and acts in their name.

    `way_in` is the page where a stranger may request the link.
    """

    way_in = "people_portal:index"
    asks_to_sign_in = False

    def activate_language_of(self, person: Person) -> None:
        """Show this page in the person's language."""
        activate_language_of(self.request, person)

    def speak_in(self, language: str) -> None:
        """Show this page in a language, unless this browser has chosen another."""
        speak_in(self.request, self.conference, language)

    @property
    def content_language(self) -> str:
        """The conference's language nearest to the page's, in which texts typed here are stored."""
        return self.site_language

    @property
    def acting_user(self) -> User:
        """The signed-in user, else the system user of personal links."""
        return acting_user_of(self.request)

    def refuse(self) -> HttpResponseBase:
        """Send strangers to the page where they request the link; answer 404 to signed-in users."""
        if self.request.user.is_authenticated:
            raise Http404
        way_in = reverse(self.way_in, args=[self.conference.slug])
        # A form of a public page is sent by whoever reads it, signed in before or not.
        kept = None if isinstance(self, OpenFormMixin) else signed_out(self.request, way_in)
        return kept or redirect(way_in)


def by_id(rows: Any, pk: UUID) -> Any:
    """Return the row of that id. Raises Http404."""
    return get_object_or_404(rows, pk=pk)


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

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Nothing is shown here: the page that it leads to asks who may see it.
        last = request.session.get(LAST, {})
        return SeeOther(last["page"]) if "page" in last else super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        last = request.session.get(LAST, {})
        address, text = last.get("way_on") or to_new_link(self.conference)
        context = self.get_context_data(reason=last.get("reason", ""), way_on=address, words=text)
        return self.render_to_response(context, status=410)


@dataclass(frozen=True)
class RoleCard:
    """A page that someone has here: its owner or subject, its purpose, and its address."""

    name: Any
    role: Any
    label: Any
    icon: str
    url: str


def open_roles(request: HttpRequest, roles: Iterable[OwnRole], *, by_account: bool = False) -> None:
    """Allow this browser to use these roles from now on."""
    remember_all(request, ((kind.key, row) for kind, row in roles), by_account=by_account)


def open_own_roles(request: HttpRequest, conference: Conference) -> None:
    """Open the roles of the signed-in account's mailboxes, which a code confirmed when they were added."""
    open_keys = {(kind.key, str(row.pk)) for kind, row in roles_here(request, conference)}
    proved = [
        role
        for address in verified_addresses(request.user)
        for role in roles_of_mailbox(conference, address)
        if (role[0].key, str(role[1].pk)) not in open_keys
    ]
    open_roles(request, proved, by_account=True)


def verified_addresses(user: Visitor) -> list[str]:
    """Return the mailboxes that an account has confirmed."""
    if not user.is_authenticated:
        return []
    return list(EmailAddress.objects.filter(user=user.pk, verified=True).values_list("email", flat=True))


def roles_here(request: HttpRequest, conference: Conference) -> list[OwnRole]:
    """List the kinds and rows that this browser may use, each once."""
    role_by_key: dict[tuple[str, str], OwnRole] = {}
    for kind in own_role_kinds:
        if keys := opened(request, kind.key):
            rows = list(kind.rows().filter(pk__in=keys, **{kind.conference: conference}))
            allowed = still_open(request, kind.key, rows)
            role_by_key |= {(kind.key, str(row.pk)): (kind, row) for row in rows if str(row.pk) in allowed}
    if request.user.is_authenticated:
        roles = roles_of_account(conference, request.user)
        role_by_key |= {(kind.key, str(row.pk)): (kind, row) for kind, row in roles}
    places = {kind.key: number for number, kind in enumerate(own_role_kinds)}
    return sorted(role_by_key.values(), key=lambda role: places[role[0].key])


def has_a_role(request: HttpRequest, conference: Conference) -> bool:
    """Tell whether this browser, or a mailbox that its account has proved, has a page in the conference."""
    return bool(roles_here(request, conference)) or any(
        roles_of_mailbox(conference, address) for address in verified_addresses(request.user)
    )


def role_cards(roles: Iterable[OwnRole]) -> list[RoleCard]:
    """Return the roles in words; two that lead to one page are one card."""
    cards = [
        RoleCard(kind.name(row), kind.role, kind.label, kind.icon, kind.page(row)) for kind, row in roles
    ]
    return list({card.url: card for card in reversed(cards)}.values())[::-1]


def steps_of(roles: Iterable[OwnRole], conference: Conference, user: Visitor) -> list[DashboardItem]:
    """List what someone has to do in all their roles, the urgent first; each step says in which role."""
    steps = [
        replace(step, owner=str(kind.role), detail=str(kind.name(row)))
        for kind, same in groupby(roles, key=lambda role: role[0])
        for row, step in kind.steps(conference, [row for _kind, row in same], user)
    ]
    return by_urgency(conference, steps)


def people_in(roles: Iterable[OwnRole]) -> list[Person]:
    """Return the people whose roles these are, each once."""
    people = [person for _kind, row in roles if isinstance(person := getattr(row, "person", None), Person)]
    return list({person.pk: person for person in people}.values())
