"""The demo agenda: true to the facts, marked as samples, loaded once."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from agenda.conflicts.domain.report import conflicts_of
from agenda.demo.load import load
from agenda.releases.models import AgendaRelease
from agenda.rooms.models import Room, WorkingGroup
from agenda.sessions.models.session import Item, Session, SessionRole
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.people.models import Person

pytestmark = pytest.mark.django_db


class TestDemo:
    @pytest.fixture
    def demo(self, conference: Conference, by: User) -> Conference:
        Conference.objects.filter(pk=conference.pk).update(
            starts_on=dt.date(2017, 3, 30), ends_on=dt.date(2017, 3, 31), languages=["uz", "ru", "en"]
        )
        conference.refresh_from_db()
        load(conference, by=by)
        return conference

    def test_its_two_days_stand_by_the_facts(self, demo: Conference) -> None:
        assert {session.conference_day for session in demo.sessions.all()} == set(demo.days)
        assert list(conflicts_of(demo)) == []
        assert AgendaRelease.objects.latest_of(demo).label == "provisional"  # type: ignore[union-attr]
        for session in demo.sessions.all():
            assert set(session.title) == {"uz", "ru", "en"}
        roles = SessionRole.objects.filter(session__conference=demo)
        assert set(roles.values_list("status", flat=True)) == {"confirmed"}
        with translation.override("en"):
            unmarked = {
                person.name["en"] for person in Person.objects.all() if "(sample)" not in person.name["en"]
            }
        assert unmarked == {
            "Zakhid Abdukayumovich Dusanov",
            "Pamela Leora Spratlen",
            "Gulnoza Abdusattarovna Rakhimova",
        }
        # A person on record is a person, not a function: documents inflect the one and not the other.
        assert all(person.family_name and person.sex for person in Person.objects.all())

    def test_again_it_changes_nothing_and_overwrites_no_edit(self, demo: Conference, by: User) -> None:
        session = demo.sessions.get(kind="opening")
        session.title = {"en": "Edited"}
        session.save()
        demo.sessions.filter(kind="meal").first().delete()
        counts = self.counts()
        load(demo, by=by)
        assert self.counts() == counts
        session.refresh_from_db()
        assert str(session.title) == "Edited"

    def counts(self) -> list[int]:
        models: tuple[Any, ...] = (Session, Item, SessionRole, Person, Room, WorkingGroup, AgendaRelease)
        return [model.objects.count() for model in models]
