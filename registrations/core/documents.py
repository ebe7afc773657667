"""The registrations that a document is about, in order, and who of them may be shown on a photograph."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from confman.conferences.models import Conference
from confman.people.models import Consent
from registrations.core.domain.names import by_name
from registrations.core.models.registration import Registration, RegistrationQuerySet


def selected_registrations(conference: Conference, options: Mapping[str, Any]) -> RegistrationQuerySet:
    """List the approved registrations for cards: of a category or chosen singly; by category and name."""
    rows = Registration.objects.of(conference).approved()
    if options.get("category"):
        rows = rows.filter(category=options["category"])
    if options.get("registration"):
        rows = rows.filter(pk=options["registration"]).with_names()
    else:
        rows = rows.with_shared_names()
    if options.get("registrations"):
        rows = rows.filter(pk__in=options["registrations"])
    return rows.order_by("category__position", "category__letter", "person__sort_key", "pk")


# All that the key reads: a query of ten thousand fetches nothing else, and no row is asked for a further column.
ORDERED_BY = (
    "category__position", "category__letter",
    "person__name", "person__family_name", "person__family_name_first", "person__country",
)  # fmt: skip


def by_category_and_name(
    conference: Conference, language: str
) -> Callable[[Registration], tuple[int, str, str, UUID]]:
    """Return the key that sorts cards and letters: by category, then in the alphabet of the document's language."""

    name_of_card = by_name(conference, language)

    def place(row: Registration) -> tuple[int, str, str, UUID]:
        return row.category.position, row.category.letter, *name_of_card(row.person)

    return place


def photo_consents(people: Any) -> set[UUID]:
    """Return the ids of people who consented to photographs, by their latest answer. One query.

    `people` are persons or a query of them.
    """
    answers = Consent.objects.filter(person__in=people, kind=Consent.Kind.PHOTO).order_by("at", "pk")
    latest = dict(answers.values_list("person_id", "given"))
    return {person for person, is_given in latest.items() if is_given}
