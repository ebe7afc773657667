"""Changing and removing the bodies that recommendations are addressed to, and taking them to the next conference."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, RestrictedError
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.people.models import Institution, InstitutionKind
from confman.web.database.changes import delete_row
from confman.web.errors import Refused
from outcomes.follow_up.domain.focal_points import renew_term
from outcomes.recommendations.models.addressee import Addressee, AddresseeKind

# Kinds of the same name are the same; all others are bodies of a government.
_KINDS = set(AddresseeKind.values) & set(InstitutionKind.values)


def change_addressee(addressee: Addressee, *, by: User, values: Mapping[str, Any]) -> None:
    """Change an addressee. If someone else answers for it from now on, earlier links stop working.

    Raises ValidationError.
    """
    for name, value in values.items():
        setattr(addressee, name, value)
    addressee.full_clean(exclude=["conference"])
    with transaction.atomic():
        before = Addressee.objects.filter(pk=addressee.pk).values_list("email", flat=True).get()
        addressee.save()
        renew_term(addressee, by=by, new_mailbox=before != addressee.email)
        record_audit(
            "outcomes.addressee_changed", by=by, target=addressee, label=str(addressee),
            details={"fields": sorted(values)},
        )  # fmt: skip


def remove_addressee(addressee: Addressee, *, by: User) -> None:
    """Remove an unused addressee. Raises Refused if a recommendation, letter, action or response refers to it."""
    named = addressee.recommendations.count()
    written = addressee.transmittals.count()
    try:
        with transaction.atomic():
            if named:
                raise Refused(
                    _("%(name)s is the addressee of %(count)d recommendations; take it out of them first.")
                    % {"name": addressee, "count": named}
                )
            if written:
                raise Refused(_("%(name)s was written to; it stays in the record.") % {"name": addressee})
            delete_row(addressee, "outcomes.addressee_removed", by=by, label=str(addressee))
    except RestrictedError as error:
        raise Refused(
            _("%(name)s leads an action or has answered; it stays in the record.") % {"name": addressee}
        ) from error


def clone_addressees(copy: ConferenceCopy, rows: QuerySet[Addressee]) -> None:
    """Take them to the next conference; a recipient only where it is an office: a person has agreed to nothing."""
    copy.rows(rows, anew=("focal_point",), loose=("delegation",), change=Addressee.leave_person_behind)


def addressee_of(institution: Institution) -> dict[str, Any]:
    """Return what an addressee from the address book begins with, beside the fields that both have."""
    kind = institution.kind if institution.kind in _KINDS else AddresseeKind.GOVERNMENT
    return {"kind": kind, "by_office": True}


def institution_of(addressee: Addressee) -> dict[str, Any]:
    """Return what an institution that enters the address book begins with."""
    usual = InstitutionKind.OTHER if addressee.kind == AddresseeKind.STATE else InstitutionKind.AGENCY
    return {"kind": addressee.kind if addressee.kind in _KINDS else usual}
