"""The working group that somebody chose on the form: a wish until the approval, then a seat is taken for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from agenda.models import WorkingGroup
from confman.web.errors import Refused
from confman.web.registries import Registry
from registrations.models import FieldType, FormField, Registration


@dataclass(frozen=True)
class WishTaker:
    """What makes a seat of a wish: `take(registration, *, group, by)`; a group that is full has a line."""

    key: str
    take: Callable[..., Any]


# Filled by what looks after seats; without it a wish stays an answer.
wish_takers: Registry[WishTaker] = Registry("takers of wishes", lambda taker: taker.key)


def wished_groups(registration: Registration) -> list[WorkingGroup]:
    """The working groups chosen on the form, in the order of its questions."""
    if not registration.answers:
        return []
    fields = FormField.objects.of(registration.conference_id).asked().filter(type=FieldType.WORKING_GROUP)
    chosen = [str(registration.answers.get(key, "")) for key in fields.values_list("key", flat=True)]
    groups = (
        {str(row.pk): row for row in WorkingGroup.objects.of(registration.conference_id)}
        if any(chosen)
        else {}
    )
    return [groups[key] for key in dict.fromkeys(chosen) if key in groups]


def take_wished_seats(registration: Registration, *, by: Any) -> None:
    """Called in the transaction of an approval. Where a group takes nobody in, the wish stays an answer."""
    for group in wished_groups(registration):
        for taker in wish_takers:
            try:
                with transaction.atomic():
                    taker.take(registration, group=group, by=by)
            except Refused:
                continue
