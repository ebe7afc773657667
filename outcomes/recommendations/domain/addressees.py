"""The bodies that recommendations are addressed to."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.web.search import fold
from outcomes.recommendations.models.addressee import Addressee


def add_addressee(conference: Conference, *, by: User, values: Mapping[str, Any]) -> Addressee:
    """Add an addressee at the end of the list. Raises ValidationError."""
    row = Addressee(conference=conference, position=conference.addressees.count(), **values)
    row.full_clean(exclude=["conference"])
    with transaction.atomic():
        row.save(force_insert=True)
        record_audit(
            "outcomes.addressee_added", by=by, target=row, label=str(row), details={"fields": sorted(values)}
        )
    return row


def addressees_named(
    conference: Conference, *, by: User, names: Iterable[str], language: str
) -> list[Addressee]:
    """Return the addressees of these names, in `language`; missing ones are added to the list.

    Names are compared regardless of case, accents and alphabet, so that none is added twice.
    """
    rows_by_name = {
        fold(name): row for row in conference.addressees.all() for name in dict(row.name).values()
    }
    addressees = []
    for name in names:
        row = rows_by_name.get(fold(name)) or add_addressee(
            conference, by=by, values={"name": {language: name}}
        )
        rows_by_name[fold(name)] = row
        addressees.append(row)
    return addressees
