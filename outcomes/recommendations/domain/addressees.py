"""The bodies that recommendations are addressed to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.web.search import fold
from outcomes.recommendations.models.addressee import Addressee


def add_addressee(conference: Conference, *, by: User, values: Mapping[str, Any]) -> Addressee:
    """A new addressee, last in the list. Raises ValidationError."""
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
    """The addressees of these names, in `language`; those that the list lacks are added to it.

    A name is the same whatever its case, its accents and its alphabet: none comes in twice.
    """
    known = {fold(name): row for row in conference.addressees.all() for name in dict(row.name).values()}
    found = []
    for name in names:
        row = known.get(fold(name)) or add_addressee(conference, by=by, values={"name": {language: name}})
        known[fold(name)] = row
        found.append(row)
    return found
