"""An account's events for the history: its sign-ins, failures, factors and passwords; and the end of its sessions.

Django and allauth tell of it by their signals, to which the app listens. No entry holds a password, a code, or an
address that somebody typed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from confman.accounts.domain.rate_limits import counted, within_rate_limit
from confman.accounts.models import Session, User
from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import record_audit
from confman.audit.guard import SIGN_INS, SIGN_INS_KEPT_DAYS
from confman.audit.models import AuditEntry

COUNTED = "failure in the history"

SIGNED_IN, FAILED, *_OF_PAGES = SIGN_INS
FACTOR_ADDED = "accounts.factor_added"
FACTOR_REMOVED = "accounts.factor_removed"
FACTOR_RENEWED = "accounts.factor_renewed"
PASSWORD_CHANGED = "accounts.password_changed"
ADDRESS_CONFIRMED = "accounts.address_confirmed"
ADDRESS_CHANGED = "accounts.address_changed"
ADDRESS_REMOVED = "accounts.address_removed"
SESSIONS_ENDED = "accounts.sessions_ended"
VERBS = (
    SIGNED_IN,
    FAILED,
    FACTOR_ADDED,
    FACTOR_REMOVED,
    FACTOR_RENEWED,
    PASSWORD_CHANGED,
    ADDRESS_CONFIRMED,
    ADDRESS_CHANGED,
    ADDRESS_REMOVED,
    SESSIONS_ENDED,
)


def record_sign_in(user: User, request: HttpRequest) -> None:
    """The user has signed in; by what, and with which second factor."""
    way = second = ""
    for record in get_authentication_records(request, user):
        if record.get("passwordless"):
            way = "passkey"
        elif record["method"] == "mfa":
            second = record["type"]
        else:
            way = record["method"]
    _record(SIGNED_IN, user, by=user, way=way, second=second)


def record_failure(user: User | None, way: str, typed: str = "") -> None:
    """Record that somebody could not sign in. What they typed is not kept where it is nobody's address.

    For an account, and for all addresses together that are nobody's, the first, tenth, hundredth … failure of a day
    stands in the history, with its number: a flood neither fills it nor hides what else is in it. The others are
    written and taken back, as is what concerns the one or the other alone, so that no time tells of an account.
    """
    with transaction.atomic():
        number = _number(f"{typed or user} {way}")
        with transaction.atomic():
            of_nobody = _number(f"nobody {way}")
            transaction.set_rollback(user is not None)
        number = number if user else of_nobody
        with transaction.atomic():
            _record(FAILED, user, by=system_user("visitor"), way=way, count=number if number > 1 else None)
            transaction.set_rollback(str(number).rstrip("0") != "1")


def _number(account: str) -> int:
    """Return the number of this failure within the day; 0 where nobody counts any more."""
    count = counted(COUNTED, account=account) if within_rate_limit(COUNTED, account=account) else None
    return count.number if count else 0


def record_factor(verb: str, user: User, request: HttpRequest, factor: str) -> None:
    """A second factor came, went or was renewed: whoever is signed in elsewhere must sign in again."""
    with transaction.atomic():
        _record(verb, user, by=user, factor=factor)
        _end_others(user, request)


def record_password(user: User, request: HttpRequest) -> None:
    """The password was changed: whoever is signed in elsewhere must sign in again."""
    with transaction.atomic():
        _record(PASSWORD_CHANGED, user, by=user)
        _end_others(user, request)


def record_address(verb: str, user: User) -> None:
    """Record that one of the user's addresses for signing in was confirmed, made the first, or removed."""
    with transaction.atomic():
        _record(verb, user, by=user)


def end_sessions(sessions: Any, *, by: User) -> int:
    """End these sessions of the acting user; how many they were."""
    with transaction.atomic():
        _count, gone = sessions.delete()
        ended = gone.get(Session._meta.label, 0)
        if ended:
            _record(SESSIONS_ENDED, by, by=by, count=ended)
    return ended


def _end_others(user: User, request: HttpRequest) -> None:
    here: Any = request.session
    Session.objects.filter(user=user).exclude(session_key=here.row_key).delete()


def _record(verb: str, user: User | None, *, by: User, **details: Any) -> None:
    with transaction.atomic():
        record_audit(
            verb, by=by, target=user, details={name: value for name, value in details.items() if value}
        )


def forget_sign_ins() -> int:
    """Delete the sign-ins and failures that are older than a year; returns how many. May come twice.

    A day more than the database asks for: its clock may be behind.
    """
    return AuditEntry.objects.delete_sign_ins(
        SIGN_INS, before=timezone.now() - dt.timedelta(days=SIGN_INS_KEPT_DAYS + 1)
    )
