"""Adapts allauth to confman: its limits are counted by our own table like all others (limits.py).

Its codes to sign in are bound to the mailbox (domain/mailed_codes.py) and not to the browser.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess as Process
from allauth.account.internal.flows.signup import get_signup_url
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, login_code_rejected
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from confman.accounts.adapter import grant_first_user_conferences, note_factor_used
from confman.accounts.client_address import client_address
from confman.accounts.domain.mailed_codes import MailedCode, code_of_mailbox
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


# No conference has this name.
PURPOSE = "sign in"
# No vowels, so that a code never spells a word.
LETTERS, LENGTH = "BCDFGHJKLMNPQRSTVWXZ", 8

_finish, _record_invalid_attempt = Process.finish, Process.record_invalid_attempt


def _send_by_email(process: Any, email: str, skip_enumeration_mails: bool = False) -> None:
    """Mail a code unless the mailbox already has one; tell unknown addresses by mail, at the same rate."""
    code, is_new = code_of_mailbox(PURPOSE, email)
    spelled = code.spelled(LETTERS, LENGTH)
    adapter: Any = get_adapter()
    process.state["code_ends"] = code.ends
    if process.user:
        process.state["code"] = f"{spelled[:4]}-{spelled[4:]}"
        if is_new:
            adapter.write_mail("account/email/login_code", email, {"code": process.code})
    elif is_new:
        signup_url = get_signup_url(process.request)
        adapter.write_mail("account/email/unknown_account", email, {"signup_url": signup_url})
    process.add_sent_message({"email": email, "recipient": email})


def _finish_once(process: Any, redirect_url: str | None) -> HttpResponse:
    """Sign in the first browser that brings a code; refuse a second one, and the code of an address given up since."""
    code = _count_typed(process)
    if _is_of_user(process) and code.use():
        _forget_password_of_strangers(process)
        return _finish(process, redirect_url)
    process.abort()
    messages.error(process.request, get_adapter().error_messages["incorrect_code"])
    return HttpResponseRedirect(reverse("account_request_login_code"))


def _is_of_user(process: Any) -> bool:
    """Tell whether the mailbox is still one of the user's: they may have removed it since the code was mailed."""
    user, email = process.user, process.state["email"].strip().lower()
    return user.email == email or EmailAddress.objects.filter(user=user, email__iexact=email).exists()


def _forget_password_of_strangers(process: Any) -> None:
    """Remove the password of an account whose address nobody had confirmed: anyone may have signed up with it.

    A code signs its mailbox's owner in, who has not chosen that password; they may set one of their own.
    """
    addresses = EmailAddress.objects.filter(user=process.user, verified=False)
    if process.user.has_usable_password() and addresses.filter(email__iexact=process.state["email"]).exists():
        process.user.set_unusable_password()
        process.user.save(update_fields=["password"])


def _record_wrong(process: Any) -> bool:
    """Count a wrong code against the code itself; allauth counts per browser, which an attacker easily changes.

    Do nothing for an unknown mailbox: allauth does not report that failure, and a visible effect would tell who has an
    account.
    """
    _count_typed(process)
    has_more = _record_invalid_attempt(process)
    if not process.user:
        login_code_rejected.send(Process, request=process.request, user=None, typed=process.state["email"])
    return has_more


def _count_typed(process: Any) -> MailedCode:
    code = MailedCode(PURPOSE, process.state["email"].strip().lower(), process.state.get("code_ends", ""))
    code.count_typed(client_address(process.request))
    return code


def use_codes_of_mailboxes() -> None:
    """Patch allauth. Called once, by set_up_allauth."""
    Process.send_by_email = _send_by_email
    Process.finish = _finish_once
    Process.record_invalid_attempt = _record_wrong


def set_up_allauth() -> None:
    """Replace its limits and codes, and connect what follows its signals. Safe to repeat."""
    use_our_limits()
    use_codes_of_mailboxes()
    # A user who has just set up a factor has shown it, and need not show it again at once.
    authenticator_added.connect(note_factor_used, dispatch_uid="accounts.factor_used")
    email_confirmed.connect(grant_first_user_conferences, dispatch_uid="accounts.first")
