"""Rights that the operator grants to an account and revokes."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.factors import seal_again
from confman.accounts.models import Session, User
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.web.database.changes import apply_changes, delete_row
from confman.web.errors import Refused


def account_of(email: str) -> User:
    """Return the account of an address. Raises Refused if there is none."""
    user = User.objects.filter(email__iexact=email.strip(), is_system=False).first()
    if user is None:
        raise Refused(_("There is no account “%(email)s”.") % {"email": email.strip()})
    return user


@transaction.atomic
def add_account(user: User, *, by: User) -> None:
    """Save a new account without a password: its user signs in by a mailed code and may set one."""
    user.set_unusable_password()
    user.save(force_insert=True)
    user.add_address(verified=False)
    record_audit("accounts.added", by=by, target=user)


@transaction.atomic
def change_rights(user: User, *, by: User, groups: Iterable[Group] | None = None, **rights: bool) -> None:
    """Grant and revoke rights: ``change_rights(user, by=by, may_hold_conferences=True)``.

    Rights that are not named stay as they are. Safe to repeat.
    """
    changed: dict[str, Any] = {name: rights[name] for name in apply_changes(user, rights)}
    if groups is not None and set(groups) != set(user.groups.all()):
        user.groups.set(groups)
        changed["groups"] = sorted(group.name for group in groups)
    if changed:
        clear_rights(by, user)
        record_audit("accounts.rights_changed", by=by, target=user, details=changed)


@transaction.atomic
def change_group(group: Group, permissions: Iterable[Permission], *, by: User) -> None:
    """Save a group, new or not, with exactly these permissions for its members."""
    group.save()
    group.permissions.set(permissions)
    labels = sorted(
        f"{permission.content_type.app_label}.{permission.codename}" for permission in permissions
    )
    record_audit(
        "accounts.group_changed", by=by, target=group, label=group.name, details={"permissions": labels}
    )


def delete_group(group: Group, *, by: User) -> None:
    """Delete a group; its members keep their accounts."""
    delete_row(group, "accounts.group_deleted", by=by, label=group.name)


@transaction.atomic
def reset_factors(user: User, *, by: User) -> int:
    """Delete all second factors of a user who lost theirs; return how many there were.

    The user is signed out on every device. Staff set up a new factor at their next sign-in.
    """
    rows = Authenticator.objects.filter(user=user)
    kinds = sorted(rows.values_list("type", flat=True))
    rows.delete()
    # Someone who has the user's device must not be able to set up a new factor.
    Session.objects.filter(user=user).delete()
    if kinds:
        record_audit("accounts.factors_reset", by=by, target=user, details={"count": len(kinds)})
    return len(kinds)


@transaction.atomic
def end_sessions_of(user: User, *, by: User) -> int:
    """Sign a user out everywhere; return how many sessions there were."""
    rows = Session.objects.of(user)
    number = rows.count()
    rows.delete()
    if number:
        record_audit("accounts.sessions_ended", by=by, target=user, details={"count": number})
    return number


@transaction.atomic
def seal_factors_again(*, by: User) -> tuple[int, int]:
    """Encrypt all second factors with the newest key; return how many were, and how many no key opens."""
    done, unreadable = seal_again()
    record_audit("accounts.factors_sealed_again", by=by, details={"number": done, "unreadable": unreadable})
    return done, unreadable
