"""Conflicts of a working agenda in the database: what is loaded, how it is told, on the pages and by the command."""

import datetime as dt
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from agenda.conflicts.domain.loader import plan_of
from agenda.conflicts.domain.report import conflicts_of
from agenda.conflicts.domain.severities import set_severities
from agenda.core.models import AgendaSettings
from agenda.rooms.domain import set_hours
from agenda.sessions.models.session import BoothShift, Session
from confman.accounts.models import User
from confman.conferences.models import Conference, ConferenceProfile
from confman.translation.languages import reading_in
from tests.agenda.addresses import address
from tests.factories import (
    GroupRoleFactory,
    ItemFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkingGroupFactory,
)

pytestmark = pytest.mark.django_db
At = Callable[..., dt.datetime]


def kinds(conference: Conference) -> set[str]:
    """The faults, but for the one that every session without a chair has."""
    return {conflict.kind for conflict in conflicts_of(conference)} - {"no-chair"}


def parallel(conference: Conference, **more: Any) -> Session:
    return SessionFactory(conference=conference, kind="parallel", **more)


def test_they_are_told_with_names_hours_rooms_and_what_to_do(conference: Conference, at: At) -> None:
    person = PersonFactory(conference=conference, name={"en": "Busy Person", "ru": "Занятая Персона"})
    for hour, title in (("10:00", "First"), ("10:30", "Second")):
        SessionRoleFactory(
            session__conference=conference,
            session__kind="parallel",
            session__start=at(hour),
            session__title={"en": title},
            session__room=RoomFactory(conference=conference, name={"en": f"Hall {title}"}),
            person=person,
            role="chair",
        )
    (conflict,) = conflicts_of(conference)
    assert conflict.kind == "person-twice" and not conflict.blocks, "by default everything only warns"
    assert conflict.text == (
        "Busy Person is expected in several sessions at the same time: “First” (30.03, 10:00–11:00, Hall First)"
        " and “Second” (30.03, 10:30–11:30, Hall Second). Move one of the sessions, or ask someone else."
    )
    assert [title for _key, title in conflict.sessions] == ["First", "Second"]
    assert (conflict.people, conflict.days) == ((str(person.pk),), (conference.starts_on,))
    with reading_in("ru"):
        assert "Занятая Персона" in conflicts_of(conference)[0].text


def test_who_declined_or_was_cancelled_is_in_no_two_places(conference: Conference) -> None:
    person = PersonFactory(conference=conference)
    room = RoomFactory(conference=conference)
    for more in ({"session__room": room}, {"status": "declined"}):
        SessionRoleFactory(session__conference=conference, session__kind="parallel", person=person, **more)
    parallel(conference, room=room, status="cancelled")
    assert kinds(conference) == {"role-declined"}


def test_who_leads_a_group_is_where_the_group_meets_and_chairs_it(conference: Conference) -> None:
    chair = GroupRoleFactory(group__conference=conference)
    GroupRoleFactory(group=chair.group, role="rapporteur")
    parallel(conference, working_group=chair.group)
    SessionRoleFactory(
        session__conference=conference, session__kind="parallel", person=chair.person, role="chair"
    )
    assert [conflict.kind for conflict in conflicts_of(conference)] == ["person-twice"]


def test_a_member_of_a_group_may_be_elsewhere(conference: Conference) -> None:
    group = WorkingGroupFactory(conference=conference)
    member = GroupRoleFactory(group=group, role="member")
    parallel(conference, working_group=group)
    SessionRoleFactory(session__conference=conference, session__kind="parallel", person=member.person)
    assert kinds(conference) == {"no-rapporteur"}


def test_an_interpreter_with_turns_is_where_the_turns_are(conference: Conference, at: At) -> None:
    person = PersonFactory(conference=conference)
    long = parallel(conference, start=at("09:00"), end=at("12:00"))
    SessionRoleFactory(session=long, person=person, role="interpreter")
    shift = BoothShift.objects.create(
        session=long, source_language="en", target_language="ru", interpreter=person, end=at("10:30")
    )
    SessionRoleFactory(
        session__conference=conference, session__kind="parallel", session__start=at("10:30"), person=person
    )
    assert "person-twice" not in kinds(conference)
    shift.delete()
    assert "person-twice" in kinds(conference)


def test_hours_seats_items_languages_and_limits_come_from_the_record(
    conference: Conference, by: User, at: At
) -> None:
    room = RoomFactory(conference=conference, capacity=10, name={"en": "Small room"})
    set_hours(room, [(at("09:00"), at("10:30"))], by=by)
    group = WorkingGroupFactory(conference=conference, taken=11)
    session = parallel(
        conference, room=room, working_group=group, floor_languages=["en"], listening_languages=["ru"]
    )
    ItemFactory(session=session, minutes=40)
    ItemFactory(session=session, minutes=30)
    person = SessionRoleFactory(session=session, role="rapporteur").person
    set_hours(person, [(at("10:00", day=1), at("12:00", day=1))], by=by)
    set_severities(conference, {}, by=by, limits={"longest_minutes_without_break": 50})
    told = {conflict.kind: conflict.text for conflict in conflicts_of(conference)}
    assert set(told) == {
        "room-closed", "person-away", "no-break", "items-too-long", "more-than-seats", "language-gap",
    }  # fmt: skip
    assert "Small room is open 30.03, 09:00–10:30;" in told["room-closed"]
    assert "is not there on the day of" in told["person-away"]
    assert "take 1 h 10 min; it has 1 h." in told["items-too-long"]
    assert "11 have signed up" in told["more-than-seats"] and "10 seats" in told["more-than-seats"]
    assert "English → Russian" in told["language-gap"]
    assert told["no-break"].startswith("1 h without a break, more than 50 min")


def test_a_relay_booth_hears_the_relay(conference: Conference) -> None:
    session = parallel(conference, floor_languages=["uz"], listening_languages=["zh"])
    BoothShift.objects.create(session=session, source_language="uz", target_language="zh", relay="en")
    assert "language-gap" in kinds(conference), "nobody makes the English that the booth would hear"
    BoothShift.objects.create(session=session, source_language="uz", target_language="en")
    assert "language-gap" not in kinds(conference)


class TestSpeakersRegistered:
    def test_a_conference_that_registers_nobody_is_not_asked(self, conference: Conference) -> None:
        SessionRoleFactory(session__conference=conference, session__kind="parallel")
        assert kinds(conference) == set()

    @pytest.mark.parametrize(
        "status, told",
        [
            ("approved", None),
            ("submitted", "the registration is not approved: submitted"),
            ("cancelled", "is not registered"),
            (None, "is not registered"),
        ],
    )
    def test_who_speaks_is_approved(
        self, conference: Conference, status: str | None, told: str | None
    ) -> None:
        RegistrationFactory(conference=conference, status="approved")
        role = SessionRoleFactory(session__conference=conference, session__kind="parallel")
        SessionRoleFactory(session=role.session, role="interpreter")
        SessionRoleFactory(session=role.session, role="speaker", status="declined")
        if status:
            RegistrationFactory(conference=conference, person=role.person, status=status)
        found = [
            conflict.text
            for conflict in conflicts_of(conference)
            if conflict.kind == "speaker-not-registered"
        ]
        assert len(found) == (1 if told else 0)
        assert not told or (told in found[0] and str(role.person.name) in found[0])


def test_what_is_ignored_is_not_told(conference: Conference, by: User) -> None:
    room = RoomFactory(conference=conference)
    for _each in range(2):
        parallel(conference, room=room)
    assert kinds(conference) == {"room-twice"}
    set_severities(conference, {"room-twice": "ignore"}, by=by)
    assert kinds(conference) == set()


def test_another_conference_is_not_looked_at(
    conference: Conference, other_conference: Conference, at: At, by: User
) -> None:
    room = RoomFactory(conference=other_conference)
    set_hours(room, [(at("09:00"), at("10:30"))], by=by)
    SessionFactory.create_batch(2, conference=other_conference, room=room)
    RegistrationFactory(conference=other_conference)
    assert list(conflicts_of(conference)) == []
    assert plan_of(conference).opening == {}


def test_the_number_of_queries_does_not_grow(
    conference: Conference, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    def queries() -> int:
        with django_assert_max_num_queries(14) as captured:
            list(conflicts_of(conference))
        return len(captured)

    def add() -> None:
        role = SessionRoleFactory(session__conference=conference, session__kind="parallel", status="invited")
        RegistrationFactory(conference=conference, person=role.person)
        BoothShift.objects.create(session=role.session, source_language="en", target_language="ru")
        ItemFactory(session=role.session, minutes=90)

    add()
    one = queries()
    add()
    add()
    assert queries() == one


# --- Pages and command ------------------------------------------------------------------------------------


@pytest.fixture
def trouble(conference: Conference, at: At) -> list[Session]:
    """Two sessions in one room at once on the first day, one without a chair on the second."""
    room = RoomFactory(conference=conference)
    sessions = [
        SessionRoleFactory(
            session=parallel(conference, room=room, title={"en": f"Talk {number} <b>"}), role="chair"
        ).session
        for number in range(2)
    ]
    alone = SessionFactory(
        conference=conference, kind="panel", start=at("10:00", day=1), title={"en": "Nobody’s"}
    )
    return [*sessions, alone]


def test_the_page_groups_by_kind_and_narrows_to_a_kind_and_a_day(
    conference: Conference, owner_client: Client, trouble: list[Session]
) -> None:
    page = owner_client.get(address(conference, "checks")).content.decode()
    assert "2 conflicts" in page and "A room used twice" in page and "No chair" in page
    assert f'<a href="{address(conference, "session-change", trouble[0].pk)}">Talk 0 &lt;b&gt;</a>' in page
    page = owner_client.get(address(conference, "checks"), {"kind": "no-chair"}).content.decode()
    assert "1 conflict" in page and "Nobody’s</a>" in page and "Talk 0" not in page
    page = owner_client.get(address(conference, "checks"), {"day": "2027-03-30"}).content.decode()
    assert "Talk 0" in page and "Nobody’s" not in page
    page = owner_client.get(address(conference, "checks"), {"day": "no-day", "kind": "?"}).content.decode()
    assert "2 conflicts" in page, "what is no filter is passed over"


def test_a_kind_is_ignored_from_the_page_and_looked_for_again(
    conference: Conference, owner_client: Client, trouble: list[Session]
) -> None:
    owner_client.post(address(conference, "severities"), {"room-twice": "ignore"})
    page = owner_client.get(address(conference, "checks")).content.decode()
    assert "Not checked:" in page and "Talk 0" not in page
    owner_client.post(address(conference, "severities"), {"room-twice": "block"})
    assert "1 blocks publishing" in owner_client.get(address(conference, "checks")).content.decode()


def test_who_may_only_look_gets_the_words_without_ways(
    conference: Conference, member: Any, client_as: Any, trouble: list[Session]
) -> None:
    page = client_as(member("registration")).get(address(conference, "checks")).content.decode()
    assert "Talk 0 &lt;b&gt;" in page and "/agenda/sessions/" not in page and "Ignore this kind" not in page


def test_severities_and_numbers_are_set_together(conference: Conference, owner_client: Client) -> None:
    data = {
        "no-break": "block",
        "minutes_between_rooms": "12",
        "longest_minutes_without_break": "",
        "no-chair": "",
    }
    owner_client.post(address(conference, "severities"), data)
    settings = AgendaSettings.objects.get()
    assert settings.severities == {"no-break": "block"}
    assert (settings.minutes_between_rooms, settings.longest_minutes_without_break) == (12, 150)
    answer = owner_client.post(address(conference, "severities"), {"minutes_between_rooms": "-1"})
    assert answer.status_code == 200 and AgendaSettings.objects.get().minutes_between_rooms == 12
    page = owner_client.get(address(conference, "severities")).content.decode()
    assert (
        'name="interpreter_minutes_a_day"' in page
        and "side events and press may take place at the same time" in page
    )


def test_nobody_expects_chairs_of_talks_at_an_expert_meeting_unless_the_conference_says_so(
    conference: Conference, by: User
) -> None:
    SessionRoleFactory(session__conference=conference, session__kind="parallel")
    assert not kinds(conference)
    conference.profile = ConferenceProfile.INTERGOVERNMENTAL
    conference.save()
    assert kinds(conference) == {"talk-without-chair"}
    conference.profile = ConferenceProfile.EXPERT_MEETING
    conference.save()
    set_severities(conference, {"talk-without-chair": "warn"}, by=by)
    assert kinds(conference) == {"talk-without-chair"}


def test_what_someone_else_has_set_meanwhile_stays(conference: Conference, owner_client: Client) -> None:
    page = owner_client.get(address(conference, "severities"))
    fields = [page.context["form"][name] for name in page.context["form"].fields]
    shown = {field.html_name: field.value() for field in fields}
    assert all(f'name="{field.html_initial_name}"' in page.content.decode() for field in fields)
    shown |= {field.html_initial_name: field.value() for field in fields}
    first, second = {"room-twice": "block", "minutes_between_rooms": 17}, {"room-closed": "ignore"}
    owner_client.post(address(conference, "severities"), shown | first)
    owner_client.post(address(conference, "severities"), shown | second)
    settings = AgendaSettings.objects.get()
    assert settings.severities == {"room-twice": "block", "room-closed": "ignore"}
    assert settings.minutes_between_rooms == 17


def test_saving_severities_as_they_are_fixes_none(conference: Conference, owner_client: Client) -> None:
    page = owner_client.get(address(conference, "severities"))
    shown = {name: field.initial for name, field in page.context["form"].fields.items()}
    owner_client.post(address(conference, "severities"), shown)
    assert AgendaSettings.objects.get().severities == {}


def test_many_conflicts_of_a_kind_are_one_line_with_a_number(
    conference: Conference, owner_client: Client
) -> None:
    SessionRoleFactory(session__conference=conference, role="chair")
    SessionFactory.create_batch(60, conference=conference, kind="panel")
    page = owner_client.get(address(conference, "checks")).content.decode()
    assert "All 60" in page and page.count("Nobody chairs") == 50 and "10 more" in page
    assert page.index("All 60") < page.index("Nobody chairs")
    before_release = owner_client.get(address(conference, "publish")).content.decode()
    assert "Nobody chairs" not in before_release
    assert f'<a href="{address(conference, "checks")}?kind=no-chair">60 conflicts</a>' in before_release


def test_many_of_a_kind_lead_to_the_list_of_just_these_sessions(
    conference: Conference, owner_client: Client, trouble: list[Session]
) -> None:
    """Red while the link led to all sessions, whatever the kind."""
    SessionFactory.create_batch(11, conference=conference, kind="panel")
    there = f"{address(conference, 'session-list')}?conflict=no-chair"
    assert f'href="{there}"' in owner_client.get(address(conference, "checks")).content.decode()
    page = owner_client.get(there)
    assert len(page.context["table"].shown) == 12
    content = page.content.decode()
    assert "Nobody’s" in content and "Conflict: No chair" in content
    assert not {f"Talk {number} &lt;b&gt;" for number in range(2)} & set(content.split("</a>"))


def test_who_declined_stands_in_a_view_of_the_roles(conference: Conference, owner_client: Client) -> None:
    for status in ("declined", "invited", "confirmed"):
        SessionRoleFactory(session__conference=conference, status=status)
    page = owner_client.get(address(conference, "role-list"), {"show": "declined"})
    assert [role.status for role in page.context["table"].shown] == ["declined"]


def test_the_list_of_conflicts_asks_the_same_number_of_queries(
    conference: Conference, owner_client: Client, assert_constant_queries: Any
) -> None:
    def add() -> None:
        SessionRoleFactory(session__conference=conference, session__kind="parallel", status="invited")

    assert_constant_queries(address(conference, "checks"), add, client=owner_client)


def test_the_command_prints_a_line_each_and_fails_where_one_blocks(
    conference: Conference, by: User, trouble: list[Session]
) -> None:
    out = StringIO()
    call_command("checkagenda", conference.slug, stdout=out)
    lines = [line.split("\t") for line in out.getvalue().splitlines()]
    assert [line[:2] for line in lines] == [["warn", "room-twice"], ["warn", "no-chair"]]
    assert "Give someone the role of chair" in lines[1][2]
    set_severities(conference, {"no-chair": "block"}, by=by)
    with pytest.raises(CommandError, match="1 of 2 conflicts block"):
        call_command("checkagenda", conference.slug, stdout=StringIO())


def test_every_kind_has_words_in_every_language(conference: Conference, trouble: list[Session]) -> None:
    for language in ("en", "ru", "uz"):
        with translation.override(language):
            assert all(conflict.text and conflict.label for conflict in conflicts_of(conference))


def test_of_very_many_sessions_in_one_room_some_are_named_and_how_many_more(
    conference: Conference, at: At, owner_client: Client
) -> None:
    room = RoomFactory(conference=conference, name={"en": "Hall"})
    lengths = []
    at_page = reverse("agenda_secretariat:checks", args=[conference.slug])
    for number in (30, 200):
        for _each in range(number):
            parallel(conference, room=room, start=at("10:00"), end=at("11:00"))
        lengths.append(len(owner_client.get(at_page).content))
    [told] = [each for each in conflicts_of(conference) if each.kind == "room-twice"]
    assert told.what.startswith("Hall is used by several sessions at the same time: “")
    assert told.what.endswith(" and 226 more.")
    assert len(told.sessions) == 230
    # Beside this one each has nobody who chairs it.
    assert lengths[1] < 230 / 30 * lengths[0]
