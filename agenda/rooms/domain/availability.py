"""The hours in which a room is open, or a person is available. Without any, they are free at all times."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agenda.core.domain.intervals import Hours, joined
from agenda.history.domain.undo import editing_step
from agenda.rooms.models import Availability, Room
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.people.models import Person
from confman.web.database.changes import StaleRevision, claim_revision, fingerprint


def hours_of(whose: Room | Person) -> list[Hours]:
    """Return their hours, in order of time."""
    return list(whose.availabilities.order_by("start", "id").values_list("start", "end"))


def fingerprint_of_hours(hours: Sequence[Hours]) -> str:
    """Return a digest that tells whether hours are as a form showed them: a person has no revision of their own."""
    return fingerprint([moment.astimezone(dt.UTC) for pair in hours for moment in pair])


def set_hours(
    whose: Room | Person, hours: Sequence[Hours], *, by: User, seen: str | None = None
) -> list[Hours]:
    """Set the hours of a room or a person; those that overlap or touch become one. Return what is stored.

    `seen` is the fingerprint of the hours that the form showed. Raises StaleRevision if they have changed
    since, ValidationError for hours that end before they begin. A room's revision rises.
    """
    for start, end in hours:
        if end <= start:
            raise ValidationError(_("The end is not after the start."))
    merged = joined(hours)
    key = "room" if isinstance(whose, Room) else "person"
    action = f"agenda.{key}_hours_set"
    with editing_step(whose.conference, by=by, action=action, touching=[whose]):
        # Anyone else writing these hours at the same moment waits here.
        type(whose)._base_manager.select_for_update().get(pk=whose.pk)
        before = hours_of(whose)
        if seen is not None and seen != fingerprint_of_hours(before):
            raise StaleRevision(
                _(
                    "Someone has changed these hours meanwhile, so yours were not saved. Compare, then save again."
                ),
                whose,
            )
        if merged == before:
            return merged
        whose.availabilities.all().delete()
        Availability.objects.bulk_create(
            Availability(**{key: whose}, start=start, end=end) for start, end in merged
        )
        if isinstance(whose, Room):
            claim_revision(whose, None)
        record_audit(
            action,
            by=by,
            target=whose,
            label=str(whose) if isinstance(whose, Room) else "",
            details={"count": len(merged)},
        )
    return merged
