"""Describe a token on pages: its scopes, and its use."""

from typing import Any

from confman.api.domain.tokens import known_scopes
from confman.api.models import ApiRequest, ApiToken

SHOWN = 50


def scopes_in_words(token: ApiToken) -> list[Any]:
    """Return what the token may do, in words."""
    return [scope.label for scope in known_scopes() if scope.permission in token.scopes]


def requests_of(token: ApiToken) -> list[ApiRequest]:
    """Return the latest requests with the token."""
    return list(token.requests.all()[:SHOWN])
