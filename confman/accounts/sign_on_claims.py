"""Keeps the claims of the provider of single sign-on about the person who signs in just now, in the request alone."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest

from confman.accounts.models import User

# The session's key for the address at which the provider is told that someone signs out.
_SIGN_OUT = "single_sign_on_end"
# Values by which a provider reports a second factor (RFC 8176). One of the others may have been the only one.
_SECOND_FACTORS = {"mfa", "otp", "hwk", "swk", "sc", "fpt", "face"}
# The session's key for what the provider said of a user who has yet to use a factor of ours.
_PENDING = "single_sign_on_pending"
# Attributes of the request in which someone comes back.
_CLAIMS, _END = "single_sign_on_claims", "single_sign_on_end"


def note_claims(request: HttpRequest, claims: Mapping[str, Any], end: str) -> None:
    """Note what the provider has signed, and the address at which it ends its own session."""
    setattr(request, _CLAIMS, claims)
    setattr(request, _END, end)


def claims_of(request: HttpRequest) -> Mapping[str, Any]:
    """Return what the provider has signed about the person who is signing in; empty in any other request."""
    return getattr(request, _CLAIMS, {})


def note_verified(request: HttpRequest, user: User) -> None:
    """Note that the user's address is verified, if the provider says so now; no code is mailed then.

    Anyone who had begun an account with this address before, without verifying it, has lost their password by now.
    """
    claims = claims_of(request)
    if claims.get("email_verified") is True and str(claims.get("email", "")).lower() == user.email:
        user.add_address(verified=True)
        EmailAddress.objects.filter(user=user, email__iexact=user.email).update(verified=True)


def store_until_signed_in(request: HttpRequest, user: User) -> None:
    """Keep what counts once the user is in: another factor may be asked for first, in other requests."""
    claims = claims_of(request)
    if claims:
        claim = claims.get(settings.CONFMAN_OIDC.groups_claim, [])
        groups = [str(group) for group in claim] if isinstance(claim, list) else [str(claim)]
        request.session[_PENDING] = {
            "user": str(user.pk),
            "groups": groups,
            "end": getattr(request, _END, ""),
        }


def groups_of(request: HttpRequest, user: User) -> list[str] | None:
    """Return the provider's groups of the user who has just signed in by it, once; None for any other."""
    pending = request.session.pop(_PENDING, None)
    return pending["groups"] if pending and pending["user"] == str(user.pk) else None


def used_second_factor(request: HttpRequest) -> bool:
    """Tell whether the provider says that the person who signs in has used a second factor."""
    claims = claims_of(request)
    methods = claims.get("amr")
    methods_used = {str(method) for method in methods} if isinstance(methods, list) else set()
    has_two = "mfa" in methods_used or (len(methods_used) > 1 and bool(methods_used & _SECOND_FACTORS))
    return has_two or claims.get("acr") in settings.CONFMAN_OIDC.strong_acr


def note_way_out(request: HttpRequest, user: User) -> None:
    """Keep in the session where the provider is told that its user signs out, if it wants to know."""
    pending = request.session.get(_PENDING) or {}
    if pending.get("user") == str(user.pk) and (end := pending["end"]):
        query = {
            "client_id": settings.CONFMAN_OIDC.client_id,
            "post_logout_redirect_uri": f"{settings.BASE_URL}/",
        }
        request.session[_SIGN_OUT] = f"{end}?{urlencode(query)}"


def way_out(request: HttpRequest) -> str:
    """Return the address at which the provider ends its own session; empty if this session did not begin there."""
    return str(request.session.get(_SIGN_OUT, ""))
