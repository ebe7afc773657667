"""Check permissions: every view names its own, and a test fails for a view that names none."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from confman.accounts.models import User
from confman.accounts.sessions import is_poll, user_of
from confman.web.errors import Refused
from confman.web.faults.refusals import signed_out
from confman.web.forms.submissions import answer_once, answer_to_repetition, page_before

_READING = ("GET", "HEAD", "OPTIONS")
# The permission for what anyone may see, signed in or not.
PUBLIC = "public"


def page_to_return_to(request: HttpRequest) -> str:
    """Return the page to return to after signing in: this one or, for a late POST, the page with the form.

    The browser returns by GET, which an address for POST alone would not answer.
    """
    return (request.method == "POST" and page_before(request)) or request.get_full_path()


def require_open(request: HttpRequest, conference: Any) -> None:
    """Raise Refused for a request that changes something in an archived conference, whoever asks."""
    if getattr(conference, "is_read_only", False) and request.method not in _READING:
        raise Refused(
            _(
                "This conference is archived: it can be read, and nothing in it can be changed. An owner may "
                "reopen it on the page “Conference” of the settings."
            )
        )


class AccessMixin:
    """Checks `permission` on `get_permission_object()` before the view does anything.

    Strangers are asked to sign in; signed-in users without the permission get 403. What does not exist is 404
    (`refuse_missing`).
    """

    permission: str
    # The attribute of the page on which the permission is asked, instead of its conference.
    permission_on = ""
    # True if browsers and caches may keep the answer: it is public and the same for everyone (confman/web/caching.py).
    may_be_cached = False
    # True if it may be done in a conference that is archived, and thereby read only.
    is_done_when_archived = False
    # True if a form that is sent twice is carried out once; a file may be taken as often as one likes.
    is_carried_out_once = True
    request: HttpRequest

    @property
    def acting_user(self) -> User:
        """The user in whose name verbs are called."""
        return user_of(self.request)

    def get_permission_object(self) -> Any:
        """Return the object for the permission check; None for permissions on the whole installation."""
        return getattr(self, self.permission_on) if self.permission_on else getattr(self, "conference", None)

    def is_permitted(self) -> bool:
        """Tell whether the visitor has the permission."""
        return self.permission == PUBLIC or self.request.user.has_perm(
            self.permission, self.get_permission_object()
        )

    def check_access(self) -> HttpResponseBase | None:
        """Return None if access is granted, else the refusal. Raises PermissionDenied."""
        return None if self.is_permitted() else self.refuse()

    def refuse(self) -> HttpResponseBase:
        """Send strangers to the sign-in page. Raises PermissionDenied for signed-in users."""
        if not self.request.user.is_authenticated:
            return self.ask_to_sign_in()
        raise PermissionDenied

    def ask_to_sign_in(self) -> HttpResponseBase:
        """Redirect to the sign-in page, which leads back to this one; what was typed is kept on a page of its own."""
        if self.request.headers.get("HX-Request"):
            # The sign-in page would be inserted into the middle of this one. What repeats itself reloads the whole
            # page, which then asks to sign in; who did something is told (requests.js), and the page stays.
            return HttpResponseClientRefresh() if is_poll(self.request) else HttpResponse(status=401)
        way_in = redirect_to_login(page_to_return_to(self.request))
        return signed_out(self.request, way_in.url) or way_in

    def refusal(self) -> HttpResponseBase | None:
        """Prepare and check access; return None if the view may answer. Raises Http404, PermissionDenied."""
        try:
            self.prepare()
        except Http404 as missing:
            # The row may be deleted by the form that is repeated.
            return answer_to_repetition(self.request) or self.refuse_missing(missing)
        if refused := self.check_access():
            return refused
        self.refuse_change()
        return None

    def refuse_change(self) -> None:
        """Refuse whatever changes something in an archived conference. Raises Refused."""
        if not self.is_done_when_archived:
            require_open(self.request, getattr(self, "conference", None))

    def refuse_missing(self, missing: Http404) -> HttpResponseBase:
        """Answer for what `prepare` did not find. Raises Http404."""
        raise missing

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Prepare, check access, then answer; repeated submissions are carried out once."""
        answer = super().dispatch  # type: ignore[misc]
        if not self.is_carried_out_once:
            return self.refusal() or answer(request, *args, **kwargs)
        return self.refusal() or answer_once(request, lambda: answer(request, *args, **kwargs))

    def prepare(self) -> None:
        """Fetch what the check needs (the conference, the object). Raises Http404."""
