"""What whoever runs the server gives to an account, and takes from it."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.factors import seal_again
from confman.accounts.models import Session, User
from confman.audit.domain import record_audit
from confman.web.errors import Refused


def account_of(email: str) -> User:
    """The account of an address. Raises Refused where there is none."""
    found = User.objects.filter(email__iexact=email.strip(), is_system=False).first()
    if found is None:
        raise Refused(_("There is no account “%(email)s”.") % {"email": email.strip()})
    return found


def grant_conferences(user: User, *, by: User, granted: bool = True) -> None:
    """Let somebody make and announce conferences, or no longer. Safe to repeat."""
    with transaction.atomic():
        changed = User.objects.filter(pk=user.pk, may_hold_conferences=not granted).update(
            may_hold_conferences=granted
        )
        if changed:
            record_audit("accounts.conferences_granted", by=by, target=user, details={"given": granted})


def reset_factors(user: User, *, by: User) -> int:
    """Delete all second factors of somebody who lost theirs; staff set up a new one when they next sign in, which
    they have to on every device.

    Returns how many there were.
    """
    with transaction.atomic():
        rows = Authenticator.objects.filter(user=user)
        kinds = sorted(rows.values_list("type", flat=True))
        rows.delete()
        # Whoever has a device of theirs is not the one to set up a new factor.
        Session.objects.filter(user=user).delete()
        if kinds:
            record_audit("accounts.factors_reset", by=by, target=user, details={"count": len(kinds)})
    return len(kinds)


def end_sessions_of(user: User, *, by: User) -> int:
    """Sign somebody out everywhere; how many sessions there were."""
    with transaction.atomic():
        rows = Session.objects.of(user)
        number = rows.count()
        rows.delete()
        if number:
            record_audit("accounts.sessions_ended", by=by, target=user, details={"count": number})
    return number


def seal_factors_again(*, by: User) -> tuple[int, int]:
    """Seal all second factors by the newest key: how many were, and how many no key of the settings opens."""
    with transaction.atomic():
        done, unreadable = seal_again()
        record_audit(
            "accounts.factors_sealed_again", by=by, details={"number": done, "unreadable": unreadable}
        )
    return done, unreadable
