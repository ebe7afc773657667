"""The demo's list of speakers: sample delegations and sample speakers who asked for the floor in a discussion."""

from django.db import transaction

from agenda.sessions.models.session import Item, Session
from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, read_rows
from confman.conferences.models import Conference
from confman.people.models import Person
from outcomes.speakers.domain.speakers_list import Speaker, ask_for_the_floor, open_list
from outcomes.speakers.models import SpeakersList
from registrations.core.models.delegation import Delegation


class DemoSpeakers(DemoRow):
    minutes: int
    delegations: list[str]
    speakers: int


def load(conference: Conference, *, by: User) -> None:
    """Open the list of the last public discussion. Does nothing if there is a list, or no such discussion."""
    item = (
        Item.objects.filter(
            session__conference=conference,
            session__visibility=Session.Visibility.PUBLIC,
            session__chatham_house=False,
            kind=Item.Kind.DISCUSSION,
        )
        .select_related("session__conference")
        .order_by("session__start", "position")
        .last()
    )
    if item is None or SpeakersList.objects.filter(session__conference=conference).exists():
        return
    rows = read_rows(DemoSpeakers, __file__)
    delegations_by_name = {row.name.get("en"): row for row in Delegation.objects.of(conference)}
    people = Person.objects.filter(session_roles__session=item.session).order_by("sort_key", "pk").distinct()
    with transaction.atomic():
        speakers_list = open_list(item.session, by=by, item=item, minutes=rows.minutes)
        for name in rows.delegations:
            if name in delegations_by_name:
                ask_for_the_floor(speakers_list, by=by, speaker=Speaker(delegation=delegations_by_name[name]))
        for person in people[: rows.speakers]:
            ask_for_the_floor(speakers_list, by=by, speaker=Speaker(person=person))
