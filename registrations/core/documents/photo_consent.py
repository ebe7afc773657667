"""Consent to a photograph on a card."""

from typing import Any

from confman.people.models import Consent


def photo_consents(people: Any) -> set[Any]:
    """Return the ids of people who consented to photographs, by their latest answer. One query.

    `people` are persons or a query of them.
    """
    answers = Consent.objects.filter(person__in=people, kind=Consent.Kind.PHOTO).order_by("at", "pk")
    latest = dict(answers.values_list("person_id", "given"))
    return {person for person, given in latest.items() if given}
