"""Restores seats with their group or session when its deletion is undone."""

from collections.abc import Sequence

from django.db import models

from agenda.rooms.models.working_group import WorkingGroup
from agenda.sessions.models.session import Session
from registrations.core.models.registration import HOLDING_A_PLACE
from registrations.seats.models import Seat

_WAYS: dict[type[models.Model], str] = {WorkingGroup: "group", Session: "session"}


def count_seats_anew(model: type[models.Model], keys: Sequence[str]) -> None:
    """Set `taken` of restored groups or sessions to the number of seats restored with them.

    A registration cancelled or replaced meanwhile has no seat any more.
    """
    way = _WAYS.get(model)
    if way is None:
        return
    returned = Seat.objects.filter(**{f"{way}__in": keys})
    returned.exclude(registration__status__in=HOLDING_A_PLACE).delete()
    for key, taken in returned.seated().order_by().values_list(way).annotate(models.Count("pk")):
        model._base_manager.filter(pk=key).update(taken=taken)
