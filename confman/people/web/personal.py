"""Pages reached by a personal link: the browser that opened it may use its subject."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation

from confman.accounts.models import User, Visitor
from confman.accounts.sessions import is_poll, session_of
from confman.accounts.system_users import system_user
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.conferences.web.base import ConferenceMixin, nearest_language
from confman.people.domain.open_pages import allow_pages, note_use
from confman.people.models import OpenPage, Person
from confman.translation.reading_language import interface_language, set_reading_languages
from confman.web.faults.refusals import signed_out
from confman.web.forms.public import OpenFormMixin

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
