"""Check the caller and their permissions before anything that was sent is read.

A token never does more than its owner: its scopes and the rules are both asked. What the rules allow to everybody needs
no token.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.client_address import client_address
from confman.accounts.domain.rate_limits import count_try
from confman.accounts.factors import needs_second_factor
from confman.accounts.models import User, Visitor
from confman.api.domain.tokens import token_of
from confman.api.models import ApiToken, TokenState
from confman.api.web.problems import ApiProblem, not_found
from confman.conferences.models import Conference
from confman.translation.languages import set_reading_languages
from confman.web.access import PUBLIC, require_open

SCHEME = "bearer "
_NOBODY = AnonymousUser()


class AuthorizedRequest(HttpRequest):
    """A request as the operations see it: who comes, to which conference, and the row that is written."""

    auth: Caller
    conference: Conference
    target: Any


def is_open(permission: str, about: Any) -> bool:
    """Tell whether everybody has the permission."""
    return permission == PUBLIC or _NOBODY.has_perm(permission, about)


@dataclass(frozen=True)
class Caller:
    """Anyone who comes: with a token, or as anybody."""

    token: ApiToken | None = None

    @property
    def user(self) -> Visitor:
        return self.token.owner if self.token else _NOBODY

    @property
    def acting_user(self) -> User:
        """The user in whose name verbs are called."""
        assert self.token, "Nobody writes without a token."
        return self.token.owner

    def may(self, permission: str, about: Any = None) -> bool:
        """Tell whether everybody may, or the token and its owner both."""
        if is_open(permission, about):
            return True
        return bool(self.token and permission in self.token.scopes and self.user.has_perm(permission, about))

    def require(self, permission: str, about: Any = None) -> None:
        """Raise the problem that says why not."""
        if self.may(permission, about):
            return
        if self.token is None:
            raise unauthorized("token-missing", _("This needs a token: Authorization: Bearer …"))
        if permission not in self.token.scopes:
            raise ApiProblem(
                403, "scope-missing", _("This token was not given the permission %(name)s.") % {"name": permission},
                permission=permission,
            )  # fmt: skip
        raise ApiProblem(
            403,
            "role-missing",
            _("The owner of this token does not have the role for this."),
            permission=permission,
        )

    def knows(self, conference: Conference) -> bool:
        """Tell whether the conference exists for the person who comes: it was announced, or they work for it."""
        if conference.is_public:
            return True
        token = self.token
        return bool(
            token
            and token.conference_id in (None, conference.pk)
            and self.user.has_perm("conferences.view_site", conference)
        )


def unauthorized(kind: str, detail: Any) -> ApiProblem:
    return ApiProblem(401, kind, detail, headers={"WWW-Authenticate": "Bearer"})


def other_conference() -> ApiProblem:
    return ApiProblem(403, "other-conference", _("This token is for another conference."))


def caller_of(request: HttpRequest) -> Caller:
    """Return who comes. Raises ApiProblem for a token that opens nothing, TooManyTries."""
    header = request.headers.get("Authorization", "")
    if not header:
        return Caller()
    secret = header[len(SCHEME) :].strip() if header.lower().startswith(SCHEME) else ""
    token = token_of(secret) if secret else None
    if token is None:
        count_try("unknown token", address=client_address(request))
        raise unauthorized("token-unknown", _("This is not a token of this server, or not the whole of it."))
    request.api_token = token  # type: ignore[attr-defined]  # for the log
    # One that opens nothing counts, too: each of its requests writes a row of the log.
    count_try("request with a token", token=token.pk)
    if token.state == TokenState.EXPIRED:
        raise unauthorized("token-expired", _("This token has expired. Make a new one."))
    if token.state == TokenState.WITHDRAWN or not token.owner.is_active:
        raise unauthorized("token-withdrawn", _("This token was withdrawn. Make a new one."))
    # It may have been made before its owner joined a team: pages would ask for the factor, too.
    if not token.second_factor and needs_second_factor(token.owner):
        raise unauthorized(
            "token-without-factor",
            _(
                "Its owner’s role asks for a second factor, and this token was made without one. Make a new one."
            ),
        )
    return Caller(token)


@dataclass(frozen=True)
class Access:
    """The check of one operation, by its permission; ninja calls it first.

    What writes an object also answers with it, so it needs the permission to read it, too.
    """

    permission: str
    reads: str = ""
    openapi_security_schema = {"type": "http", "scheme": "bearer"}

    def __call__(self, request: AuthorizedRequest) -> Caller:
        """Return who comes, and set the request's conference. Raises ApiProblem."""
        caller = caller_of(request)
        about = self._conference_of(request, caller)
        for permission in filter(None, (self.permission, self.reads)):
            caller.require(permission, about)
        require_open(request, about)
        return caller

    @staticmethod
    def _conference_of(request: AuthorizedRequest, caller: Caller) -> Conference | None:
        assert request.resolver_match
        slug = request.resolver_match.kwargs.get("slug")
        token = caller.token
        if slug is None:
            return None
        conference = Conference.objects.filter(slug=slug).first()
        if conference is None or not caller.knows(conference):
            raise not_found()
        if token and token.conference_id not in (None, conference.pk):
            raise other_conference()
        request.conference = conference
        timezone.activate(conference.zone)
        set_reading_languages(*conference.languages)
        return conference
