"""Limits of allauth, counted by our own table like all others (limits.py).

allauth counts in Django's cache, which each process has for itself. It has no setting for another store, so its
functions are replaced here; tests/accounts/test_limits.py walks through its pages and fails if a newer allauth calls
them differently.
"""

from typing import Any

from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest

from confman.accounts.client_address import client_address
from confman.accounts.domain.rate_limits import count_try, reset_tries, within_rate_limit
from confman.accounts.models import User

# The name in allauth -> the name in the table. The adapter counts passwords, and mails too.
LIMITED = {
    "signup": "sign-up",
    "request_login_code": "code asked for",
    "reset_password": "new password",
    "reset_password_from_key": "new password",
    "change_password": "account",
    "manage_email": "account",
    "reauthenticate": "account",
    "webauthn_login": "passkey",
}
FACTOR = "mfa-auth-user-"


def _consume(
    request: HttpRequest,
    *,
    action: str,
    key: str | None = None,
    user: User | None = None,
    dry_run: bool = False,
    limit_get: bool = False,
    **_more: Any,
) -> ratelimit.RateLimitUsage:
    """Count the attempt. Raises TooManyTries, a ValidationError in forms, answered by a page of its own elsewhere."""
    usage = ratelimit.RateLimitUsage(usage=[])
    if dry_run or (request.method == "GET" and not limit_get):
        return usage
    who: dict[str, object] = {"address": client_address(request)}
    if account := user or (request.user if request.user.is_authenticated else None):
        who["account"] = account.pk
    if key and key.startswith(FACTOR):
        count_try("second factor", **{**who, "account": key.removeprefix(FACTOR)})
    elif action in LIMITED:
        count_try(LIMITED[action], **who)
    return usage


def _clear(request: HttpRequest, *, key: str | None = None, **_more: Any) -> None:
    """Forget earlier attempts after a right code."""
    if key and key.startswith(FACTOR):
        reset_tries("second factor", address=client_address(request), account=key.removeprefix(FACTOR))


def _mark_code_used(app: TOTP, code: str) -> bool:
    """Tell whether a right code of an authenticator app is used for the first time."""
    return within_rate_limit("code of an app", account=app.instance.user_id, code=normalize_user_code(code))


def use_our_limits() -> None:
    """Patch allauth. Called once, by set_up_allauth."""
    TOTP._mark_code_used = _mark_code_used
    ratelimit.consume = _consume
    ratelimit.clear = _clear
