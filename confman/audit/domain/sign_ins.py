"""History of accounts: sign-ins, failures, factors and passwords; and the end of sessions.

Signals of Django and allauth report these events (confman/audit/sign_ins.py). No entry holds a password, a code, or an
address that someone typed.
"""

import datetime as dt
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.db import transaction
from django.db.models import QuerySet
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
VERBS = (
    SIGNED_IN,
    FAILED,
    "accounts.factor_added",
    "accounts.factor_removed",
    "accounts.factor_renewed",
    "accounts.password_changed",
    "accounts.address_confirmed",
    "accounts.address_changed",
    "accounts.address_removed",
    "accounts.sessions_ended",
)


def record_sign_in(user: User, request: HttpRequest) -> None:
    """Record that the user has signed in: how, and with which second factor."""
    way = second = ""
    for record in get_authentication_records(request, user):
        if record.get("passwordless"):
            way = "passkey"
        elif record["method"] == "mfa":
            second = record["type"]
        else:
            way = record["method"]
    _record(SIGNED_IN, user, by=user, way=way, second=second)


@transaction.atomic
def record_failure(user: User | None, way: str, typed: str = "") -> None:
    """Record a failed sign-in. What was typed is not stored if it is nobody's address.

    For each account, and for all unknown addresses together, only failures number 1, 10, 100 … of a day enter the
    history, with their number, so that a flood neither fills nor hides it. All others are written and rolled back, so
    that the time taken does not reveal whether an account exists.
    """
    number = _number(f"{typed or user} {way}")
    with transaction.atomic():
        of_nobody = _number(f"nobody {way}")
        transaction.set_rollback(user is not None)
    number = number if user else of_nobody
    with transaction.atomic():
        _record(FAILED, user, by=system_user("visitor"), way=way, count=number if number > 1 else None)
        transaction.set_rollback(str(number).rstrip("0") != "1")


def _number(account: str) -> int:
    """Return the number of this failure within the day; 0 once the day's counting has stopped."""
    count = counted(COUNTED, account=account) if within_rate_limit(COUNTED, account=account) else None
    return count.number if count else 0


@transaction.atomic
def record_credential(verb: str, user: User, request: HttpRequest, factor: str = "") -> None:
    """Record that the password or a second factor was changed, and require other sessions to sign in again."""
    session: Any = request.session
    _record(verb, user, by=user, factor=factor)
    Session.objects.filter(user=user).exclude(session_key=session.row_key).delete()


def record_address(verb: str, user: User) -> None:
    """Record that an address for signing in was confirmed, made primary, or removed."""
    _record(verb, user, by=user)


@transaction.atomic
def end_sessions(sessions: QuerySet[Session], *, by: User) -> int:
    """End these sessions of the acting user; return how many there were."""
    _count, counts = sessions.delete()
    ended = counts.get(Session._meta.label, 0)
    if ended:
        _record("accounts.sessions_ended", by, by=by, count=ended)
    return ended


@transaction.atomic
def _record(verb: str, user: User | None, *, by: User, **details: Any) -> None:
    record_audit(verb, by=by, target=user, details={name: value for name, value in details.items() if value})


@transaction.atomic
def delete_old_sign_ins() -> int:
    """Delete sign-ins and failures older than a year, and record how many; return their number. Safe to repeat.

    Waits a day longer than the database requires: its clock may be behind.
    """
    before = timezone.now() - dt.timedelta(days=SIGN_INS_KEPT_DAYS + 1)
    count = AuditEntry.objects.delete_sign_ins(SIGN_INS, before=before)
    if count:
        record_audit(
            "audit.sign_ins_forgotten",
            by=system_user("command"),
            details={"count": count, "until": before.date().isoformat()},
        )
    return count
