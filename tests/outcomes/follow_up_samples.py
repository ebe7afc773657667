"""Data for tests of the follow-up: bodies with a focal point, and recommendations published for them."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from outcomes.follow_up.domain.actions import save_action, save_indicator
from outcomes.follow_up.domain.transmittals import write_transmittals
from tests.factories import AddresseeFactory, PersonFactory, SignatoryFactory
from tests.outcomes.recommendation_samples import recommendation


def followed_world(conference: Any, by: Any) -> SimpleNamespace:
    """Create two bodies and three published recommendations.

    The first body has a focal point who reads Russian, the second a mailbox of its own. The first is addressed by all
    recommendations, the second by one; the first leads an action with an indicator.
    """
    person = PersonFactory(
        conference=conference, name={"en": "Nodira Sample"}, email="nodira@example.org", languages=["ru"]
    )
    first = AddresseeFactory(
        conference=conference, name={"en": "First Ministry", "ru": "Первое министерство"}, focal_point=person,
        recipient={"en": "Ms. Nodira Sample, Deputy Minister"}, language="en",
    )  # fmt: skip
    second = AddresseeFactory(
        conference=conference, name={"en": "Second Agency"}, email="office@agency.example"
    )
    rows = [
        recommendation(
            conference, by=by, stage="published", addressees=[first] if number else [first, second],
            texts={"en": f"Text number {number}.", "ru": f"Текст номер {number}."},
        )
        for number in range(3)
    ]  # fmt: skip
    action = save_action(
        rows[0], by=by, partners=[second],
        values={"what": {"en": "Draft the plan"}, "lead": first, "due_on": dt.date(2027, 12, 1)},
    )  # fmt: skip
    indicator = save_indicator(
        rows[0],
        by=by,
        values={"name": {"en": "Calls answered"}, "unit": {"en": "a year"}, "baseline": 10, "target": 20},
    )
    return SimpleNamespace(
        conference=conference, by=by, person=person, first=first, second=second, rows=rows, action=action,
        indicator=indicator, signatory=SignatoryFactory(conference=conference),
    )  # fmt: skip


def letter_to(world: SimpleNamespace, addressee: Any, **options: Any) -> Any:
    """Return the letter to one addressee."""
    written = write_transmittals(
        world.conference, [addressee.pk], by=world.by, signatory=world.signatory, **options
    )
    return written.letters[0]


def page(name: str, conference: Any, *args: Any) -> str:
    return reverse(f"outcomes_secretariat:{name}", args=[conference.slug, *args])


def portal(name: str, conference: Any, *args: Any) -> str:
    return reverse(f"outcomes_portal:{name}", args=[conference.slug, *args])
