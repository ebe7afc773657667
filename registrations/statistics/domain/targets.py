"""Targets set at the start: how many people are to be registered and approved, in total and by group."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.web.database.changes import changed_meanwhile, fingerprint
from confman.web.errors import Refused
from registrations.core.models.category import Category
from registrations.statistics.domain.figures import DIMENSIONS
from registrations.statistics.models import TARGETED, Target, TargetDimension

# measure ("registered", "approved"), dimension ("total", "category", …), key (which of them)
Aim = tuple[str, str, str]


def targets_of(conference: Conference) -> dict[Aim, int]:
    """Return all targets of a conference, in one query."""
    rows = Target.objects.filter(conference=conference).order_by()
    return {(row.measure, row.dimension, row.key): row.number for row in rows}


def names_of_targets(conference: UUID, codes: Collection[str]) -> dict[str, str]:
    """Return what targets are called whose parts the history has joined ("approved/sex/female")."""
    categories = {
        str(key): str(name) for key, name in Category.objects.of(conference).values_list("pk", "name")
    }
    names = {}
    for code in codes:
        measure, dimension, key = (*code.split("/", 2), "")[:3]
        label = DIMENSIONS[dimension].label if dimension in DIMENSIONS else None
        group: object = categories.get(key, key)
        if not key:
            group = TargetDimension(dimension).label
        elif label:
            group = label(key)
        names[code] = f"{TARGETED[measure]}: {group}"
    return names


def digest_of_targets(targets: Mapping[Aim, int]) -> str:
    """Return a digest of these targets, by which a form tells whether they are as it showed them."""
    return fingerprint(sorted(targets.items()))


def set_targets(
    conference: Conference, numbers: Mapping[Aim, int | None], *, by: User, seen: str = ""
) -> int:
    """Set the targets named, remove those set to None, leave the others. Returns how many differ.

    `seen` is the digest of the targets that a form showed: raises StaleRevision if they are others by now. Raises
    Refused for parts that add up to more than their whole.
    """
    with transaction.atomic():
        Conference.objects.select_for_update(no_key=True).only("pk").get(pk=conference.pk)
        before = targets_of(conference)
        if seen and seen != digest_of_targets(before):
            raise changed_meanwhile(conference)
        new_targets = {**before, **numbers}
        _refuse_more_than_all({aim: number for aim, number in new_targets.items() if number is not None})
        changed = {aim: number for aim, number in numbers.items() if before.get(aim) != number}
        for (measure, dimension, key), number in changed.items():
            row: dict[str, Any] = {
                "conference": conference,
                "measure": measure,
                "dimension": dimension,
                "key": key,
            }
            if number is None:
                Target.objects.filter(**row).delete()
            else:
                Target.objects.update_or_create(**row, defaults={"number": number})
        if changed:
            record_audit(
                "registrations.targets_set",
                by=by,
                target=conference,
                details={"targets": sorted("/".join(part for part in aim if part) for aim in changed)},
            )
    return len(changed)


def _refuse_more_than_all(targets: Mapping[Aim, int]) -> None:
    registered, approved = (targets.get((measure, "total", "")) for measure in ("registered", "approved"))
    if registered is not None and approved is not None and approved > registered:
        raise Refused(
            _(
                "%(approved)d approved are more than %(registered)d registered: correct one of the two targets."
            )
            % {"approved": approved, "registered": registered}
        )
