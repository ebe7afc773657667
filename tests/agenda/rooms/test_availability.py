"""The hours of rooms and people: verbs and the secretariat's pages."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from agenda.rooms.domain import fingerprint_of_hours, hours_of, set_hours
from agenda.rooms.models import Room
from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.web.database.changes import StaleRevision
from tests.agenda.addresses import address
from tests.agenda.formsets import rows
from tests.factories import PersonFactory, RoomFactory

pytestmark = pytest.mark.django_db
At = Callable[..., dt.datetime]


class TestHours:
    def test_those_that_touch_become_one_and_the_room_is_newer(
        self, conference: Conference, by: User, at: At
    ) -> None:
        room = RoomFactory(conference=conference)
        given = [
            (at("12:00"), at("18:00")),
            (at("09:00"), at("12:00")),
            (at("09:00", day=1), at("10:00", day=1)),
        ]
        set_hours(room, given, by=by)
        assert hours_of(room) == [(at("09:00"), at("18:00")), (at("09:00", day=1), at("10:00", day=1))]
        room.refresh_from_db()
        assert room.revision == 2
        set_hours(room, given, by=by)
        assert AuditEntry.objects.filter(verb="agenda.room_hours_set").count() == 1, "no change is no event"
        with pytest.raises(ValidationError):
            set_hours(room, [(at("12:00"), at("12:00"))], by=by)

    def test_hours_someone_has_changed_since_are_not_written_over(
        self, conference: Conference, by: User, at: At
    ) -> None:
        person = PersonFactory(conference=conference)
        seen = fingerprint_of_hours([])
        set_hours(person, [(at("09:00"), at("12:00"))], by=by, seen=seen)
        with pytest.raises(StaleRevision):
            set_hours(person, [], by=by, seen=seen)
        assert len(hours_of(person)) == 1

    def test_the_form_of_a_room_has_its_hours(
        self, conference: Conference, owner_client: Client, at: At
    ) -> None:
        data = {
            "name_en": "Hall",
            "booths": "0",
            **rows("hours", {"day": "every", "starts": "09:00", "ends": "00:00"}, {"day": "every"}),
        }
        assert owner_client.post(address(conference, "room-add"), data).status_code == 302
        room = Room.objects.get()
        assert hours_of(room) == [
            (at("09:00"), at("00:00", day=1)),
            (at("09:00", day=1), at("00:00", day=1) + dt.timedelta(days=1)),
        ]
        response = owner_client.get(address(conference, "room-change", room.pk))
        shown = [
            (form.initial["day"], form.initial["ends"]) for form in response.context["rows"] if form.initial
        ]
        assert shown == [("2027-03-30", dt.time()), ("2027-03-31", dt.time())]
        wrong = {
            "name_en": "Hall",
            "booths": "0",
            "position": "1",
            "revision": room.revision,
            **rows("hours", {"day": "every", "starts": "12:00", "ends": "09:00"}),
        }
        response = owner_client.post(address(conference, "room-change", room.pk), wrong)
        assert response.status_code == 200 and "not after the start" in response.content.decode()
        room.refresh_from_db()
        assert room.revision == 2

    def test_the_hours_of_a_person_are_given_and_shown(
        self, conference: Conference, owner_client: Client, at: At
    ) -> None:
        person = PersonFactory(conference=conference)
        page = address(conference, "person-hours", person.pk)
        seen = fingerprint_of_hours([])
        data = {"seen": seen, **rows("hours", {"day": "2027-03-30", "starts": "14:00", "ends": "18:00"})}
        assert owner_client.post(page, data).status_code == 302
        assert hours_of(person) == [(at("14:00"), at("18:00"))]
        response = owner_client.post(page, data)
        assert response.status_code == 409 and "Saved meanwhile" in response.content.decode()
        shown = owner_client.get(
            reverse("people_secretariat:person", args=[conference.slug, person.pk])
        ).content.decode()
        assert page in shown and "14:00" in shown
        row = {"day": "2027-03-30", "starts": "14:00", "ends": "18:00", "DELETE": "on"}
        removed = {
            "seen": fingerprint_of_hours(hours_of(person)),
            **rows("hours", row),
            "hours-INITIAL_FORMS": 1,
        }
        assert owner_client.post(page, removed).status_code == 302 and hours_of(person) == []

    def test_a_stretch_of_days_is_shown_day_by_day(
        self, conference: Conference, owner_client: Client, by: User, at: At
    ) -> None:
        person = PersonFactory(conference=conference)
        set_hours(person, [(at("14:00"), at("12:00", day=1))], by=by)
        response = owner_client.get(address(conference, "person-hours", person.pk))
        shown = [form.initial for form in response.context["rows"] if form.initial]
        assert [(row["day"], f"{row['starts']:%H:%M}", f"{row['ends']:%H:%M}") for row in shown] == [
            ("2027-03-30", "14:00", "00:00"),
            ("2027-03-31", "00:00", "12:00"),
        ]

    def test_a_person_of_another_conference_is_not_found(
        self, conference: Conference, owner_client: Client, other_conference: Conference
    ) -> None:
        person = PersonFactory(conference=other_conference)
        assert owner_client.get(address(conference, "person-hours", person.pk)).status_code == 404
