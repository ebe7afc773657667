"""Planning interpretation: verbs and the secretariat's pages."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from agenda.history.domain.undo import undo
from agenda.interpretation.domain import SEEN, ShiftRow, booths_of, copy_interpretation, plan_interpretation
from agenda.sessions.models.session import BoothShift, Session
from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.web.database.changes import StaleRevision, fingerprint_of
from tests.agenda.addresses import address
from tests.agenda.formsets import rows
from tests.factories import PersonFactory, RoomFactory, SessionFactory

pytestmark = pytest.mark.django_db
At = Callable[..., dt.datetime]


@pytest.fixture
def session(conference: Conference, at: At) -> Session:
    return SessionFactory(conference=conference, start=at("10:00"), end=at("12:00"), title={"en": "Plenary"})


class TestPlanning:
    def test_turns_are_put_in_place_of_those_before(self, session: Session, owner: User, at: At) -> None:
        person = PersonFactory(conference=session.conference)
        given = [
            ShiftRow("en", "ru", booth="1", interpreter=person, start=at("10:00"), end=at("11:00")),
            ShiftRow("en", "uz", relay="ru"),
        ]
        plan_interpretation(session, given, by=owner, revision=1, floor_languages=["en"])
        first, second = session.booth_shifts.all()
        assert (first.start, first.end, first.interpreter) == (None, at("11:00"), person)
        assert (second.relay, second.interpreter) == ("ru", None)
        session.refresh_from_db()
        assert (session.revision, session.floor_languages, session.listening_languages) == (2, ["en"], [])
        plan_interpretation(session, [ShiftRow("en", "ru", id=first.pk)], by=owner, revision=2)
        assert [shift.pk for shift in session.booth_shifts.all()] == [first.pk]
        assert AuditEntry.objects.filter(verb="agenda.interpretation_planned").count() == 2
        undo(session.conference, by=owner)
        assert session.booth_shifts.count() == 2

    @pytest.mark.parametrize(
        "row, says",
        [
            ({"target": "en"}, "two different languages"),
            ({"relay": "ru"}, "third language"),
            ({"start": "09:00"}, "within its session"),
            ({"end": "12:30"}, "within its session"),
            ({"start": "11:00", "end": "10:30"}, "not after the start"),
        ],
        ids=lambda value: str(value),
    )
    def test_a_turn_that_cannot_be_is_refused(
        self, session: Session, by: User, at: At, row: dict[str, Any], says: str
    ) -> None:
        moments = {name: at(value) for name, value in row.items() if name in ("start", "end")}
        with pytest.raises(ValidationError, match=says):
            plan_interpretation(
                session,
                [ShiftRow(**{"source": "en", "target": "ru", **row, **moments})],
                by=by,
                revision=None,
            )
        assert not BoothShift.objects.exists()

    def test_nobody_sits_in_two_booths_at_once(self, session: Session, by: User, at: At) -> None:
        person = PersonFactory(conference=session.conference)
        first = ShiftRow("en", "ru", booth="1", interpreter=person, end=at("11:00"))
        with pytest.raises(ValidationError, match="two booths at once"):
            plan_interpretation(
                session, [first, ShiftRow("en", "uz", booth="2", interpreter=person)], by=by, revision=None
            )
        later = ShiftRow("en", "uz", booth="2", interpreter=person, start=at("11:00"))
        plan_interpretation(session, [first, later], by=by, revision=None)
        assert booths_of(session) == 2

    def test_a_stale_plan_writes_nothing(self, session: Session, by: User) -> None:
        plan_interpretation(session, [ShiftRow("en", "ru")], by=by, revision=1)
        with pytest.raises(StaleRevision):
            plan_interpretation(session, [], by=by, revision=1)
        assert session.booth_shifts.count() == 1

    def test_a_person_of_another_conference_is_refused(
        self, session: Session, by: User, other_conference: Conference
    ) -> None:
        stranger = PersonFactory(conference=other_conference)
        with pytest.raises(ValidationError):
            plan_interpretation(session, [ShiftRow("en", "ru", interpreter=stranger)], by=by, revision=None)


class TestTakingOver:
    def test_the_others_have_the_same_at_their_hours(
        self, session: Session, conference: Conference, owner: User, at: At
    ) -> None:
        person = PersonFactory(conference=conference)
        turns = [
            ShiftRow("en", "ru", interpreter=person, end=at("10:40")),
            ShiftRow("en", "ru", start=at("10:40")),
            ShiftRow("en", "uz", start=at("11:30")),
        ]
        plan_interpretation(
            session, turns, by=owner, revision=None, floor_languages=["en"], listening_languages=["ru", "uz"]
        )
        other = SessionFactory(conference=conference, start=at("14:00"), end=at("15:00"))
        BoothShift.objects.create(session=other, source_language="ru", target_language="uz")
        copy_interpretation(other, by=owner, source=session)
        copy_interpretation(session, by=owner, source=session)
        session.refresh_from_db()
        assert session.revision == 2, "of itself it takes over nothing"
        other.refresh_from_db()
        assert (other.floor_languages, other.listening_languages) == (["en"], ["ru", "uz"])
        found = [(shift.start, shift.end, shift.interpreter) for shift in other.booth_shifts.all()]
        assert found == [(None, at("14:40"), person), (at("14:40"), None, None)], (
            "beyond its end there is no turn"
        )
        assert other.revision == 2
        undo(conference, by=owner)
        assert [shift.source_language for shift in other.booth_shifts.all()] == ["ru"]

    def test_without_interpreters_and_stale(
        self, session: Session, conference: Conference, by: User, at: At
    ) -> None:
        plan_interpretation(
            session,
            [ShiftRow("en", "ru", interpreter=PersonFactory(conference=conference))],
            by=by,
            revision=None,
        )
        other = SessionFactory(conference=conference, start=None, end=None)
        shown = fingerprint_of(other, SEEN)
        copy_interpretation(other, by=by, source=session, with_interpreters=False)
        assert other.booth_shifts.get().interpreter is None
        with pytest.raises(StaleRevision):
            copy_interpretation(other, by=by, source=session, seen=shown)


class TestPages:
    def test_the_turns_of_a_session_are_given_on_a_page(
        self, session: Session, conference: Conference, owner_client: Client, at: At
    ) -> None:
        page = address(conference, "interpretation-change", session.pk)
        data = {
            "revision": 1,
            "floor_languages": ["en"],
            "listening_languages": ["ru"],
            **rows(
                "shifts",
                {
                    "booth": "1",
                    "source": "en",
                    "target": "ru",
                    "both_ways": "on",
                    "person": "New Interpreter",
                    "ends": "11:00",
                },
                {"both_ways": "on"},
            ),
        }
        assert owner_client.post(page, data).status_code == 302
        shift = session.booth_shifts.get()
        assert (str(shift.interpreter), shift.start, shift.end) == ("New Interpreter", None, at("11:00"))
        text = owner_client.get(address(conference, "interpretation")).content.decode()
        assert "New Interpreter" in text and "(30.03, 11:00–12:00)" in text, (
            "who is missing in the second hour is said"
        )
        assert owner_client.post(page, data).status_code == 409
        assert Person.objects.filter(conference=conference).count() == 1, (
            "a refused form leaves no person behind"
        )

    @pytest.mark.parametrize(
        "row, says",
        [
            ({"source": "en"}, "Choose the language"),
            ({"source": "en", "target": "en"}, "two different languages"),
            ({"source": "en", "target": "ru", "starts": "08:00"}, "within its session"),
            ({"source": "xx", "target": "ru"}, "xx"),
        ],
        ids=["no target", "the same", "too early", "no language"],
    )
    def test_what_cannot_be_is_said_at_the_row(
        self, session: Session, owner_client: Client, row: dict[str, str], says: str
    ) -> None:
        page = address(session.conference, "interpretation-change", session.pk)
        response = owner_client.post(page, {"revision": 1, **rows("shifts", {"booth": "1", **row})})
        assert response.status_code == 200 and says in response.content.decode()
        assert not BoothShift.objects.exists()

    def test_booths_are_suggested_so_that_one_relay_is_enough(
        self, session: Session, owner_client: Client
    ) -> None:
        Session.objects.update(floor_languages=["ru", "uz"], listening_languages=["en", "ru", "uz"])
        page = address(session.conference, "interpretation-change", session.pk)
        response = owner_client.get(page, {"suggest": "1"})
        found = [
            (form.initial["source"], form.initial["target"])
            for form in response.context["rows"]
            if form.initial
        ]
        assert found == [("en", "ru"), ("en", "uz")]

    def test_a_night_session_has_turns_after_midnight(
        self, session: Session, owner_client: Client, at: At
    ) -> None:
        Session.objects.filter(pk=session.pk).update(start=at("22:00"), end=at("01:00", day=1))
        page = address(session.conference, "interpretation-change", session.pk)
        row = {"source": "en", "target": "ru", "starts": "23:30", "ends": "00:30"}
        assert owner_client.post(page, {"revision": 1, **rows("shifts", row)}).status_code == 302
        shift = session.booth_shifts.get()
        assert (shift.start, shift.end) == (at("23:30"), at("00:30", day=1))

    def test_the_booths_of_one_are_taken_over_by_the_chosen(
        self,
        session: Session,
        conference: Conference,
        owner_client: Client,
        other_conference: Conference,
        by: User,
    ) -> None:
        plan_interpretation(session, [ShiftRow("en", "ru")], by=by, revision=None)
        other, foreign = SessionFactory(conference=conference), SessionFactory(conference=other_conference)
        page, data = (
            address(conference, "interpretation"),
            {"action": "copy", "selected": [other.pk, foreign.pk]},
        )
        asked = owner_client.post(page, data).content.decode()
        assert "Plenary</option>" in asked and "You can undo it afterwards" in asked
        seen = re.search(r'name="seen" value="(\w+)"', asked)
        assert seen and "Revision" not in asked
        data |= {"confirmed": "1", "source": session.pk, "with_interpreters": "on", "seen": seen[1]}
        assert "1 done" in owner_client.post(page, data, follow=True).content.decode()
        assert other.booth_shifts.count() == 1 and foreign.booth_shifts.count() == 0
        undo(conference, by=other.conference.memberships.get(role="owner").user)
        assert not other.booth_shifts.exists()
        late = owner_client.post(page, data).content.decode()
        assert "meanwhile" in late and "Plenary</option>" in late, "someone has changed it since it was shown"
        assert not other.booth_shifts.exists()
        none = owner_client.post(page, {"action": "copy", "selected": ["x" * 36]}, follow=True)
        assert "Choose at least one row" in none.content.decode()

    def test_only_the_programme_may_take_over(
        self, session: Session, conference: Conference, member: Any, client_as: Any
    ) -> None:
        browser = client_as(member("registration"))
        assert browser.get(address(conference, "interpretation")).status_code == 200
        data = {"action": "copy", "selected": [session.pk]}
        assert browser.post(address(conference, "interpretation"), data).status_code == 403

    def test_too_few_booths_and_places_to_fill_are_said(
        self, session: Session, conference: Conference, owner_client: Client, by: User
    ) -> None:
        Session.objects.update(room=RoomFactory(conference=conference, booths=1))
        session.refresh_from_db()
        plan_interpretation(session, [ShiftRow("en", "ru"), ShiftRow("en", "uz")], by=by, revision=None)
        page = owner_client.get(address(conference, "interpretation")).content.decode()
        assert "2 needed, the room has 1" in page and "?show=open" in page
        assert "?show=gaps" not in page, "nothing else is heard than what is spoken"
        assert (
            "Plenary"
            in owner_client.get(address(conference, "interpretation"), {"show": "open"}).content.decode()
        )

    def test_the_page_asks_the_same_number_of_queries(
        self, conference: Conference, owner_client: Client, assert_constant_queries: Any
    ) -> None:
        def add() -> None:
            BoothShift.objects.create(
                session=SessionFactory(conference=conference, room=RoomFactory(conference=conference)),
                source_language="en",
                target_language="ru",
                interpreter=PersonFactory(conference=conference),
            )

        assert_constant_queries(address(conference, "interpretation"), add, client=owner_client)
