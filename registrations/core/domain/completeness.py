"""What is missing of a registration, in words: each field of work adds what it asks for.

A check is asked once for all rows of a page, so that a list costs as much for three people as for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from confman.registries import Registry
from registrations.core.models.registration import Registration


@dataclass(frozen=True)
class MissingCheck:
    """`find(registrations)` gives, by the id of those concerned, what is missing in finished words."""

    key: str
    find: Callable[[Sequence[Registration]], Mapping[UUID, Sequence[str]]]
    position: int = 50


missing_checks = Registry(MissingCheck, "checks for what is missing")


def missing_of_all(registrations: Sequence[Registration]) -> dict[UUID, list[str]]:
    """What is missing of each, by id; an empty list where nothing is. They come `with_names()`."""
    missing: dict[UUID, list[str]] = {row.pk: [] for row in registrations}
    for check in missing_checks:
        for key, words in check.find(registrations).items():
            missing[key].extend(str(word) for word in words)
    return missing


def missing_of(registration: Registration) -> list[str]:
    """What is missing of one."""
    return missing_of_all([registration])[registration.pk]


def find_missing_basics(registrations: Sequence[Registration]) -> dict[UUID, list[str]]:
    """The person's own word, and what the list of participants cannot do without."""
    return {row.pk: _basics(row) for row in registrations}


def _basics(registration: Registration) -> list[str]:
    missing = []
    if registration.submitted_at is None:
        missing.append(_("has not completed the registration"))
    elif registration.confirmed_at is None:
        missing.append(_("has not confirmed the e-mail"))
    if not registration.person.job_title:
        missing.append(_("function in the institution is missing"))
    return missing
