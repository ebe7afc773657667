"""How somebody stands at a checkpoint: green, amber with the reason, or red with the reason."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Value

from registrations.models import (
    SEATED,
    Checkpoint,
    Mode,
    Registration,
    RegistrationQuerySet,
    RegistrationStatus,
    ScanReason,
    Seat,
)


class Level(models.TextChoices):
    """The colour a door shows."""

    OK = "ok"
    AMBER = "amber"
    RED = "red"


_REFUSED = {
    RegistrationStatus.REPLACED: ScanReason.REPLACED,
    RegistrationStatus.CANCELLED: ScanReason.CANCELLED,
    RegistrationStatus.DECLINED: ScanReason.DECLINED,
}


def has_list(checkpoint: Checkpoint) -> bool:
    """Whether one signs up for what happens there: for the session, or for its working group."""
    session = checkpoint.session
    if session is None:
        return False
    group = session.working_group
    return session.sign_up or (group is not None and group.capacity is not None)


def for_checkpoint(rows: RegistrationQuerySet, checkpoint: Checkpoint) -> RegistrationQuerySet:
    """With what `standing` looks at, in the same query. The checkpoint's session is fetched with it.

    Of a checkpoint that is known to be for everybody (`is_for_some` of a device's), the categories are not asked for:
    a third of a millisecond of each scan.
    """
    chosen = Checkpoint.categories.through.objects.filter(checkpoint_id=checkpoint.pk)
    everybody = checkpoint.is_for_some is False
    seats = Seat.objects.filter(registration=OuterRef("pk"), status__in=SEATED)
    signed_up: Exists | Value = Value(True)
    if checkpoint.session is not None and has_list(checkpoint):
        session = checkpoint.session
        place = (
            models.Q(session=session)
            if session.sign_up
            else models.Q(session=session) | models.Q(group=session.working_group_id)
        )
        signed_up = Exists(seats.filter(place))
    return rows.annotate(
        is_for_all=Value(True) if everybody else ~Exists(chosen),
        is_for_category=Value(True) if everybody else Exists(chosen.filter(category=OuterRef("category"))),
        is_signed_up=signed_up,
    )


def standing(row: Registration) -> tuple[Level, str]:
    """The colour and the ScanReason of a registration that came by `for_checkpoint`."""
    if not row.is_approved:
        reason = _REFUSED.get(RegistrationStatus(row.status), ScanReason.NOT_APPROVED)
        return Level.RED, reason
    if not (row.is_for_all or row.is_for_category):  # type: ignore[attr-defined]
        return Level.AMBER, ScanReason.CATEGORY
    if not row.is_signed_up:  # type: ignore[attr-defined]
        return Level.AMBER, ScanReason.NOT_SIGNED_UP
    if row.mode == Mode.ONLINE:
        return Level.AMBER, ScanReason.ONLINE
    return Level.OK, ""
