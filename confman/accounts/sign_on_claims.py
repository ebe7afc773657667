"""What the provider of single sign-on has said about whoever signs in just now, kept in the request alone."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest

from confman.accounts.models import User

# The session's key for the address at which the provider is told that somebody signs out.
_SIGN_OUT = "single_sign_on_end"
# How a provider says that a second factor was used (RFC 8176).
_SECOND_FACTORS = {"mfa", "otp", "hwk", "swk", "sc", "fpt", "face"}
# Attributes of the request in which somebody comes back.
_CLAIMS, _END = "single_sign_on_claims", "single_sign_on_end"


def note_claims(request: HttpRequest, claims: Mapping[str, Any], end: str) -> None:
    """Note what the provider has signed, and the address at which it ends its own session."""
    setattr(request, _CLAIMS, claims)
    setattr(request, _END, end)


def claims_of(request: HttpRequest) -> Mapping[str, Any]:
    """Return what the provider has signed about whoever is signing in; empty in any other request."""
    found: Mapping[str, Any] = getattr(request, _CLAIMS, {})
    return found


def note_verified(request: HttpRequest, user: User) -> None:
    """Note that the user's address is verified, if the provider says so now; no code is mailed then.

    Whoever had begun an account with this address before, without verifying it, has lost their password by now.
    """
    claims = claims_of(request)
    if claims.get("email_verified") is True and str(claims.get("email", "")).lower() == user.email:
        user.add_address(verified=True)
        EmailAddress.objects.filter(user=user, email__iexact=user.email).update(verified=True)


def groups_of(request: HttpRequest) -> list[str] | None:
    """Return the provider's groups of whoever signs in; None in any other request."""
    claims = claims_of(request)
    if not claims:
        return None
    found = claims.get(settings.CONFMAN_OIDC.groups_claim, [])
    return [str(each) for each in found] if isinstance(found, list) else [str(found)]


def used_second_factor(request: HttpRequest) -> bool:
    """Tell whether the provider says that whoever signs in has used a second factor."""
    claims = claims_of(request)
    methods = claims.get("amr")
    used = {str(each) for each in methods} if isinstance(methods, list) else set()
    return bool(used & _SECOND_FACTORS) or claims.get("acr") in settings.CONFMAN_OIDC.strong_acr


def note_way_out(request: HttpRequest) -> None:
    """Keep in the session where the provider is told that its user signs out, if it wants to know."""
    if end := getattr(request, _END, ""):
        query = {
            "client_id": settings.CONFMAN_OIDC.client_id,
            "post_logout_redirect_uri": f"{settings.BASE_URL}/",
        }
        request.session[_SIGN_OUT] = f"{end}?{urlencode(query)}"


def way_out(request: HttpRequest) -> str:
    """Return the address at which the provider ends its own session; empty if this session did not begin there."""
    return str(request.session.get(_SIGN_OUT, ""))
