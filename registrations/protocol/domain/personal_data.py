"""Personal data of protocol: for the person's own file, for erasure and for merging.

Journey, room and visa are answers of the form, and kept with these
(registrations.questionnaire.domain.personal_data).
"""

from typing import Any

from django.db import models

from confman.accounts.models import User
from confman.people.models import Person
from confman.web.search import words_of
from registrations.core.models.registration import Travel
from registrations.protocol.models import Allowance, Honours

_PARTS: tuple[type[models.Model], ...] = (Allowance, Honours)
_NOT_THEIRS = {"id", "registration"}


def collect_protocol(person: Person) -> list[dict[str, Any]]:
    """Return the person's allowances and the notes for their reception."""
    return [
        {
            "about": part._meta.model_name,
            **{
                field.name: field.value_from_object(row)
                for field in part._meta.concrete_fields
                if field.name not in _NOT_THEIRS
            },
        }
        for part in _PARTS
        for row in part._default_manager.filter(registration__person=person)
    ]


def erase_protocol(person: Person, *, by: User) -> None:
    """Delete the data, and the name where another person's room says with whom it is shared.

    There it is known by its words, in whatever order: the letters of a short one are in many other names.
    """
    for part in _PARTS:
        part._default_manager.filter(registration__person=person).delete()
    for name in filter(words_of, set(person.name.values())):
        words = set(words_of(name))
        shared = Travel.objects.filter(
            registration__conference=person.conference_id, shares_with__icontains=max(name.split(), key=len)
        )
        texts = shared.values_list("pk", "shares_with")
        Travel.objects.filter(pk__in=[pk for pk, text in texts if words <= set(words_of(text))]).update(
            shares_with=""
        )
