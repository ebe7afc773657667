"""Places of working groups and sessions: never fewer than are taken."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import ngettext


def check_capacity(target: models.Model, changes: Mapping[str, Any]) -> None:
    """Raise ValidationError where `changes` leave fewer places than are taken.

    The caller has written to the row in the same transaction (its revision), so that nobody can sign up in
    between.
    """
    capacity = changes.get("capacity")
    if capacity is None:
        return
    taken_places = type(target)._default_manager.values_list("taken", flat=True).get(pk=target.pk)
    if capacity < taken_places:
        message = ngettext(
            "%(taken)d person has signed up already. Set at least as many places, or take people off the list first.",
            "%(taken)d people have signed up already. Set at least as many places, or take people off the list first.",
            taken_places,
        )
        raise ValidationError({"capacity": message % {"taken": taken_places}})
