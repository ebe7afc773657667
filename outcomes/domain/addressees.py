"""The bodies that recommendations are addressed to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import RestrictedError
from django.utils.translation import gettext as _

from confman.audit.domain import record_audit
from confman.conferences.models import Conference
from confman.web.errors import Refused
from confman.web.search import fold
from outcomes.domain.focal_points import renew_term
from outcomes.models import Addressee


def save_addressee(
    conference: Conference, *, by: Any, values: Mapping[str, Any], addressee: Addressee | None = None
) -> Addressee:
    """A new addressee, last in the list, or a changed one.

    Where somebody else answers for it from now on, the links of who did before are no longer valid.
    """
    row = addressee or Addressee(conference=conference, position=conference.addressees.count())
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(exclude=["conference"])
    with transaction.atomic():
        before = Addressee.objects.filter(pk=row.pk).values_list("email", flat=True).first()
        row.save()
        renew_term(row, by=by, new_mailbox=before is not None and before != row.email)
        record_audit(
            "outcomes.addressee_changed" if addressee else "outcomes.addressee_added",
            by=by, conference=conference, target=row, label=str(row), details={"fields": sorted(values)},
        )  # fmt: skip
    return row


def addressees_named(
    conference: Conference, *, by: Any, names: Iterable[str], language: str
) -> list[Addressee]:
    """The addressees of these names, in `language`; those that the list lacks are added to it.

    A name is the same whatever its case, its accents and its alphabet: none comes in twice.
    """
    known = {fold(name): row for row in conference.addressees.all() for name in dict(row.name).values()}
    found = []
    for name in names:
        row = known.get(fold(name)) or save_addressee(conference, by=by, values={"name": {language: name}})
        known[fold(name)] = row
        found.append(row)
    return found


def remove_addressee(addressee: Addressee, *, by: Any) -> None:
    """Remove one that nothing names. Raises Refused where a recommendation, letter, action or response does."""
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
            record_audit(
                "outcomes.addressee_removed", by=by, conference=addressee.conference, target=addressee,
                label=str(addressee),
            )  # fmt: skip
            addressee.delete()
    except RestrictedError as error:
        raise Refused(
            _("%(name)s leads an action or has answered; it stays in the record.") % {"name": addressee}
        ) from error
