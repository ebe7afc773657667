"""The working group chosen on the form: a wish until the approval, when a seat is taken for it."""

from django.db import transaction

from agenda.rooms.models.working_group import WorkingGroup
from confman.accounts.models import User
from confman.web.errors import Refused
from registrations.core.models.registration import Registration
from registrations.questionnaire.models import FieldType, FormField
from registrations.seats.domain.seats import take_seat


def preferred_groups(registration: Registration) -> list[WorkingGroup]:
    """Return the working groups chosen on the form, in the order of its questions."""
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


def assign_preferred_seats(registration: Registration, *, by: User) -> None:
    """Take seats in the wished groups, when approved. Where a group takes nobody in, the wish stays an answer.

    Called in the transaction of the approval.
    """
    for group in preferred_groups(registration):
        try:
            with transaction.atomic():
                take_seat(registration, group=group, by=by)
        except Refused:
            continue
