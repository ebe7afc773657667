"""Tokens: made, withdrawn, recognized; their scopes, and the log of what they are used for."""

import datetime as dt
import hashlib
import secrets
from collections import defaultdict
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.db.models import CharField, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import User
from confman.api.models import ApiRequest, ApiToken
from confman.api.registries import ApiScope, api_scopes
from confman.audit.domain.recorder import record_audit
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.documents.registry import document_kinds
from confman.web.database.changes import change_row
from confman.web.errors import Refused

_AFTER_ALL_OTHERS = 90


def known_scopes() -> list[ApiScope]:
    """Return the permissions in their order; one that only documents ask for is told by their names."""
    labels_by_permission: dict[str, list[Any]] = defaultdict(list)
    for kind in document_kinds:
        if kind.permission not in api_scopes:
            labels_by_permission[kind.permission].append(kind.label)
    return [
        *api_scopes,
        *(
            ApiScope(
                permission, format_lazy("{}: {}", _("Make documents"), _enumerated(labels)), _AFTER_ALL_OTHERS
            )
            for permission, labels in labels_by_permission.items()
        ),
    ]


def _enumerated(labels: list[str | Promise]) -> Promise:
    return format_lazy(", ".join(["{}"] * len(labels)), *labels)


def words_of(permission: str) -> str | Promise:
    """Return in words what a permission allows a token."""
    return next(scope.label for scope in known_scopes() if scope.permission == permission)


# By which people, and scanners for published secrets, recognize one of ours.
MARK = "cfm_"
_SHOWN = len(MARK) + 6
MAX_VALIDITY = dt.timedelta(days=366)


def create_token(
    *,
    by: User,
    name: str,
    scopes: Sequence[str],
    expires_on: dt.date,
    conference: Conference | None = None,
    is_service: bool = False,
    second_factor: bool = False,
) -> tuple[ApiToken, str]:
    """Make a token that acts for `by`; return it and its secret, which nothing can show a second time.

    `second_factor` says that `by` has used one in the session in which it is made.
    Raises Refused for a life of more than a year, ValidationError.
    """
    today = timezone.now().date()
    if not today <= expires_on <= today + MAX_VALIDITY:
        raise Refused(
            gettext("A token lives for a year at most: choose an earlier last day, and make a new one then.")
        )
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken(
        owner=by,
        conference=conference,
        is_service=is_service,
        name=name,
        scopes=sorted(set(scopes)),
        prefix=secret[:_SHOWN],
        digest=digest_of(secret),
        second_factor=second_factor,
        expires_on=expires_on,
    )
    with transaction.atomic():
        token.full_clean()
        token.save(force_insert=True)
        record_audit(
            "api.token_made",
            by=by,
            conference=conference,
            target=token,
            label=token.prefix,
            details={"scopes": token.scopes},
        )
    return token, secret


def rename_token(token: ApiToken, *, by: User, name: str) -> list[str]:
    """Give a token another name. Raises ValidationError."""
    return change_row(token, "api.token_renamed", {"name": name}, by=by, label=token.prefix)


def withdraw_token(token: ApiToken, *, by: User) -> None:
    """Withdraw a token: from now on it opens nothing. Safe to repeat."""
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
            record_audit(
                "api.token_withdrawn", by=by, conference=token.conference, target=token, label=token.prefix
            )


def digest_of(secret: str) -> str:
    """Return what is kept of a secret. It is long and random, so a plain digest can't be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(secret: str) -> ApiToken | None:
    """Return the token of a secret, whatever its state. Found by the digest: how long it takes betrays nothing."""
    return _by_digest.get_or_none(digest_of(secret))


_by_digest: CompiledQuery[ApiToken] = CompiledQuery(
    lambda digest: ApiToken.objects.select_related("owner", "conference").filter(digest=digest), CharField()
)


# "Last used" is told to the minute, so that a program that asks every second does not write it every second.
_NOTED_EVERY = dt.timedelta(minutes=1)


def note_request(token: ApiToken, *, method: str, path: str, status: int) -> None:
    """Note that a token was used, and for what; of one that opens nothing any more, once a minute."""
    now = timezone.now()
    lately = now - _NOTED_EVERY
    if status == HTTPStatus.UNAUTHORIZED and token.requests.filter(status=status, at__gte=lately).exists():
        return
    ApiRequest.objects.create(token=token, at=now, method=method[:8], path=path[:300], status=status)
    if token.used_at is None or token.used_at < lately:
        long_ago = Q(used_at=None) | Q(used_at__lt=now)
        ApiToken.objects.filter(long_ago, pk=token.pk).update(used_at=now)


def delete_old_requests() -> int:
    """Delete the requests of more than a month ago. Return how many."""
    return ApiRequest.objects.expired().delete()[0]
