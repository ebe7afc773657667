"""Many sessions at once, through their pages: asked, shown, done, and taken back in one step."""

import datetime as dt
import re

import pytest
import time_machine

from agenda.history.domain.undo import redo, undo
from agenda.history.models import EditingStep
from agenda.releases.domain.publication import publish_agenda
from agenda.releases.models import AgendaRelease
from agenda.sessions.models.session import BoothShift, Session
from confman.mail.models import Message
from tests.factories import ItemFactory, RoomFactory, SessionFactory, SessionRoleFactory
from tests.sign_in import signed_in


@pytest.fixture
def morning(conference, hall, at):
    """Opening, coffee, plenary in the hall, then lunch at a fixed time."""

    def make(title, start, end, **more):
        return SessionFactory(
            conference=conference, title={"en": title}, start=at(start), end=at(end), **more
        )

    return {
        "opening": make("Opening", "09:30", "10:30", room=hall),
        "coffee": make("Coffee", "10:30", "11:00", kind="break"),
        "plenary": make("Plenary", "11:00", "12:30", room=hall),
        "lunch": make("Lunch", "13:00", "14:00", kind="meal", fixed=True),
    }


@pytest.fixture
def url(conference):
    return f"/{conference.slug}/secretariat/agenda/bulk/"


@pytest.fixture
def do(owner_client, url):
    """`do(action, sessions, **fields)`: look at it, then do what was shown; the preview's page and the answer."""

    def perform(action, sessions=(), **fields):
        asked = {"action": action, "selected": [str(session.pk) for session in sessions], **fields}
        looked = owner_client.post(url, {**asked, "stage": "review"})
        page = looked.content.decode()
        seen = re.search(r'name="seen" value="(\w+)"', page)
        if seen is None:
            return page, looked
        return page, owner_client.post(url, {**asked, "stage": "do", "seen": seen[1]})

    return perform


def hours(session) -> str:
    session = Session.objects.select_related("conference").get(pk=session.pk)
    local = session.conference.local
    return f"{local(session.start):%d. %H:%M}-{local(session.end):%H:%M}" if session.start else "none"


def test_the_list_offers_rows_to_choose(owner_client, conference, morning):
    page = owner_client.get(f"/{conference.slug}/secretariat/agenda/").content.decode()
    assert f'name="selected" value="{morning["opening"].pk}"' in page
    assert 'name="action" value="shift"' in page


def test_an_observer_sees_the_list_without_them(client_as, member, conference, morning):
    page = client_as(member("rapporteur")).get(f"/{conference.slug}/secretariat/agenda/").content.decode()
    assert 'name="selected"' not in page


def test_shifting_all_that_follows(do, morning, owner, conference):
    page, answer = do(
        "shift", [morning["opening"]], session=str(morning["opening"].pk), minutes="25", scope="day"
    )
    assert "Up to “Lunch” at 13:00" in page
    assert "30.03, 09:55–10:55" in page
    assert answer.status_code == 302
    assert [hours(morning[name]) for name in morning] == [
        "30. 09:55-10:55",
        "30. 10:55-11:25",
        "30. 11:25-12:55",
        "30. 13:00-14:00",
    ]
    assert EditingStep.objects.get().action == "agenda.sessions_shifted"
    undo(conference, by=owner)
    assert hours(morning["plenary"]) == "30. 11:00-12:30"
    redo(conference, by=owner)
    assert hours(morning["plenary"]) == "30. 11:25-12:55"


def test_what_runs_into_the_fixed_session_is_said_before(do, morning):
    page, _answer = do("shift", session=str(morning["opening"].pk), minutes="40", scope="day")
    assert "“Plenary” would run 10 minutes into “Lunch” (13:00), whose time is fixed." in page


def test_new_conflicts_are_shown_and_nothing_is_written_by_looking(
    owner_client, url, morning, conference, at
):
    other = SessionFactory(conference=conference, title={"en": "Other"}, start=at("12:45"), end=at("13:30"))
    person = SessionRoleFactory(session=morning["plenary"], role="chair").person
    SessionRoleFactory(session=other, person=person)
    asked = {"action": "shift", "session": str(morning["plenary"].pk), "minutes": "20", "scope": "room"}
    page = owner_client.post(url, {**asked, "stage": "review"}).content.decode()
    assert "A person in two places" in page
    assert hours(morning["plenary"]) == "30. 11:00-12:30"
    assert not EditingStep.objects.exists()
    assert morning["plenary"].revision == Session.objects.get(pk=morning["plenary"].pk).revision


def test_pauses_are_shortened_where_asked(do, morning):
    page, _answer = do("shift", session=str(morning["opening"].pk), minutes="40", scope="day", pauses_to="15")
    assert "15 minutes shorter" in page
    assert hours(morning["coffee"]) == "30. 11:10-11:25"


def test_what_was_changed_meanwhile_is_shown_again(owner_client, url, morning, conference):
    asked = {"action": "shift", "session": str(morning["opening"].pk), "minutes": "25", "scope": "day"}
    looked = owner_client.post(url, {**asked, "stage": "review"}).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', looked)[1]
    Session.objects.filter(pk=morning["plenary"].pk).update(revision=7)
    answer = owner_client.post(url, {**asked, "stage": "do", "seen": seen})
    assert answer.status_code == 409
    assert "Look at it again" in answer.content.decode()
    assert hours(morning["opening"]) == "30. 09:30-10:30"


def test_turns_of_interpreters_go_along_and_come_back(do, morning, at, owner, conference):
    turn = BoothShift.objects.create(
        session=morning["opening"],
        source_language="en",
        target_language="ru",
        start=at("09:30"),
        end=at("10:00"),
    )
    do("shift", session=str(morning["opening"].pk), minutes="25", scope="day")
    turn.refresh_from_db()
    assert (turn.start, turn.end) == (at("09:55"), at("10:25"))
    undo(conference, by=owner)
    turn = BoothShift.objects.get()
    assert (turn.start, turn.end) == (at("09:30"), at("10:00"))


def test_an_evening_that_runs_past_midnight_stays_on_its_day(do, conference, at):
    late = SessionFactory(conference=conference, start=at("23:30"), end=at("23:50"))
    do("shift", session=str(late.pk), minutes="60", scope="day")
    late.refresh_from_db()
    assert hours(late) == "31. 00:30-00:50"
    assert late.conference_day == conference.starts_on


def test_swapping(do, morning, owner, conference):
    chosen = [morning["opening"], morning["plenary"]]
    page, _answer = do("swap", chosen, first=str(chosen[0].pk), second=str(chosen[1].pk))
    assert "Each takes the time of the other whole" in page
    assert [hours(session) for session in chosen] == ["30. 11:00-12:30", "30. 09:30-10:30"]
    undo(conference, by=owner)
    assert [hours(session) for session in chosen] == ["30. 09:30-10:30", "30. 11:00-12:30"]


def test_a_session_of_fixed_time_is_not_swapped(do, morning):
    page, _answer = do("swap", first=str(morning["opening"].pk), second=str(morning["lunch"].pk))
    assert "“Lunch” has a fixed time" in page


def test_moving_a_selection_to_another_room_and_day(do, morning, conference, owner):
    small = RoomFactory(conference=conference, name={"en": "Small room"})
    chosen = [morning["opening"], morning["plenary"]]
    _page, answer = do("move", chosen, room=str(small.pk), day="2027-03-31")
    assert answer.status_code == 302
    assert [hours(session) for session in chosen] == ["31. 09:30-10:30", "31. 11:00-12:30"]
    assert set(Session.objects.filter(room=small)) == set(chosen)
    undo(conference, by=owner)
    assert not Session.objects.filter(room=small).exists()


def test_moving_nowhere_is_refused(do, morning):
    page, _answer = do("move", [morning["opening"]], room="keep", day="keep")
    assert "Choose a room or a day." in page


def test_moving_without_a_selection_leads_back_to_the_list(owner_client, url, conference):
    answer = owner_client.post(url, {"action": "move"}, follow=True)
    assert "Choose sessions in the list first" in answer.content.decode()


def test_copying_the_frame_of_a_day(do, morning, conference, owner):
    SessionRoleFactory(session=morning["plenary"])
    ItemFactory(session=morning["plenary"])
    _page, answer = do("frame", source="2027-03-30", days=["2027-03-31"], what="all")
    assert answer.status_code == 302
    made = Session.objects.exclude(pk__in=[session.pk for session in morning.values()]).order_by("start")
    assert [(str(row.title), row.kind, hours(row)) for row in made] == [
        ("Opening", "plenary", "31. 09:30-10:30"),
        ("Coffee", "break", "31. 10:30-11:00"),
        ("Plenary", "plenary", "31. 11:00-12:30"),
        ("Lunch", "meal", "31. 13:00-14:00"),
    ]
    assert made[2].title == {"en": "Plenary", "ru": "Пленарное заседание", "uz": made[2].title["uz"]}
    assert not made[2].roles.exists()
    assert not made[2].items.exists()
    undo(conference, by=owner)
    assert Session.objects.count() == 4


def test_the_frame_of_a_closed_session_stays_closed(do, conference, owner, client, hall, at):
    SessionFactory(
        conference=conference, title={"en": "Talks on the text"}, start=at("09:30"), end=at("10:30"), room=hall,
        visibility="closed",
    )  # fmt: skip
    SessionFactory(conference=conference, start=at("11:00"), end=at("12:30"), room=hall)
    do("frame", source="2027-03-30", days=["2027-03-31"], what="all")
    assert Session.objects.filter(visibility="closed").count() == 2
    publish_agenda(conference, by=owner)
    assert "Talks on the text" not in client.get(f"/{conference.slug}/en/agenda/").content.decode()


def test_the_frame_leaves_out_what_stands_in_the_way(do, morning, conference, hall, at):
    SessionFactory(conference=conference, start=at("10:00", 1), end=at("11:30", 1), room=hall)
    page, _answer = do("frame", source="2027-03-30", days=["2027-03-31"], what="pauses")
    assert "1 was left out" in page
    assert Session.objects.filter(kind="meal").count() == 2
    assert Session.objects.filter(kind="break").count() == 1


def test_fitting_items(do, morning, conference, owner):
    for minutes in (20, 20, None):
        ItemFactory(session=morning["opening"], minutes=minutes)
    page, _answer = do("fit", [morning["opening"], morning["coffee"]])
    assert "“Coffee” has no items." in page
    assert sum(item.minutes for item in morning["opening"].items.all()) == 60 == 3 * 20
    ItemFactory(session=morning["opening"], minutes=20)
    do("fit", [morning["opening"]])
    assert [item.minutes for item in morning["opening"].items.all()] == [15, 15, 15, 15]
    undo(conference, by=owner)
    assert [item.minutes for item in morning["opening"].items.all()] == [20, 20, 20, 20]


def test_sessions_of_another_conference_cannot_be_chosen(owner_client, url, other_conference):
    foreign = SessionFactory(conference=other_conference)
    answer = owner_client.post(url, {"action": "move", "selected": [str(foreign.pk)]}, follow=True)
    assert "Choose sessions in the list first" in answer.content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"action": "shift", "stage": "review", "session": "x", "minutes": "5", "scope": "day"},
        {"action": "shift", "stage": "do", "minutes": "99999"},
        {"action": "swap", "stage": "review", "first": "", "second": "x"},
        {"action": "frame", "stage": "review", "source": "2020-01-01", "days": ["x"], "what": "all"},
        {"action": "unknown", "stage": "do"},
        {"action": "late", "selected": ["not-an-id-but-of-thirty-six-letters-"]},
    ],
    ids=["no session", "too many minutes", "empty", "another day", "no action", "no id"],
)
def test_bad_input_is_answered(owner_client, url, morning, given):
    assert owner_client.post(url, given).status_code in {200, 302}
    assert not EditingStep.objects.exists()


def test_the_list_asks_as_much_for_three_as_for_one(assert_constant_queries, owner_client, conference):
    assert_constant_queries(
        f"/{conference.slug}/secretariat/agenda/",
        lambda: SessionFactory(conference=conference),
        client=owner_client,
    )


# --- Running late -----------------------------------------------------------------------------------------


@pytest.fixture
def today(conference, morning, owner, owner_client):
    """The conference runs today: all is moved to the present date, and the opening is due."""
    shift = conference.today() - conference.starts_on
    conference.starts_on += shift
    conference.ends_on += shift
    conference.save()
    for session in morning.values():
        session.start += shift
        session.end += shift
        session.save()
    with time_machine.travel(morning["opening"].start, tick=False):
        signed_in(owner, owner_client)
        yield conference


@pytest.fixture
def late_url(conference):
    return f"/{conference.slug}/secretariat/agenda/late/"


def late(client, url, session, minutes, **fields):
    page = client.get(url, {"session": str(session.pk), "minutes": minutes}).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    asked = {"session": str(session.pk), "minutes": minutes, "scope": "day", "stage": "do", "seen": seen}
    return page, client.post(url, {**asked, **fields}, follow=True)


def test_running_late_shifts_publishes_and_prepares_the_mails(owner_client, owner, late_url, today, morning):
    speaker = SessionRoleFactory(session=morning["plenary"], person__name={"en": "Sample Speaker"}).person
    publish_agenda(today, by=owner)
    page, answer = late(
        owner_client, late_url, morning["opening"], 25, publish="on", label="Rev.1", note="A guest is late."
    )
    assert "Sample Speaker" in page
    assert "“Opening” begins at 09:55 instead of 09:30." in page
    release = AgendaRelease.objects.latest_of(today)
    assert (release.number, release.label, release.note) == (2, "Rev.1", "A guest is late.")
    assert [notice.person for notice in release.notices.all()] == [speaker]
    assert "One mail waits for you to review it." in answer.content.decode()
    assert not Message.objects.filter(to=speaker.email).exists()
    assert hours(morning["plenary"]).endswith("11:25-12:55")


def test_what_has_begun_ends_later_and_the_rest_follows(owner_client, owner, late_url, today, morning):
    publish_agenda(today, by=owner)
    with time_machine.travel(morning["opening"].start + dt.timedelta(minutes=50), tick=False):
        page, _answer = late(owner_client, late_url, morning["opening"], 20, has_begun="on", publish="on")
        assert "“Opening” ends at 10:50 instead of 10:30." in page
        assert hours(morning["opening"]).endswith("09:30-10:50")
        assert hours(morning["plenary"]).endswith("11:20-12:50")
        step = EditingStep.objects.get(action="agenda.running_late")
        undo_url = f"/{today.slug}/secretariat/agenda/editor/undo/"
        taken_back = owner_client.post(undo_url, {"shown": str(step.pk)}, follow=True)
    assert "Readers still see" in taken_back.content.decode()
    assert hours(morning["opening"]).endswith("09:30-10:30")


def test_mails_go_at_once_where_ticked(owner_client, owner, late_url, today, morning):
    speaker = SessionRoleFactory(session=morning["plenary"]).person
    publish_agenda(today, by=owner)
    late(owner_client, late_url, morning["opening"], 25, publish="on", send="on")
    assert Message.objects.filter(to=speaker.email).count() == 1


def test_before_anything_is_published_it_only_shifts(owner_client, late_url, today, morning):
    page, _answer = late(owner_client, late_url, morning["opening"], 25)
    assert "Who is told" not in page
    assert not AgendaRelease.objects.exists()
    assert hours(morning["opening"]).endswith("09:55-10:55")


def test_a_conflict_that_blocks_undoes_the_shift(owner_client, owner, late_url, today, morning):
    from agenda.conflicts.domain.severities import set_severities

    publish_agenda(today, by=owner)
    set_severities(today, {"no-chair": "block"}, by=owner)
    _page, answer = late(owner_client, late_url, morning["opening"], 25, publish="on")
    assert "Not published" in answer.content.decode()
    assert hours(morning["opening"]).endswith("09:30-10:30")
    assert AgendaRelease.objects.count() == 1


def test_other_changes_that_would_be_published_are_said(owner_client, owner, late_url, today, morning):
    publish_agenda(today, by=owner)
    SessionFactory(conference=today, title={"en": "Brand new"}, start=morning["lunch"].end)
    page, _answer = late(owner_client, late_url, morning["opening"], 25)
    assert "Brand new" in page


def test_what_was_not_shown_is_not_published_with_a_delay(owner_client, owner, late_url, today, morning):
    publish_agenda(today, by=owner)
    opening = morning["opening"]
    page = owner_client.get(late_url, {"session": str(opening.pk), "minutes": 25}).content.decode()
    seen = dict(re.findall(r'name="(seen\w*)" value="(\w+)"', page))
    SessionFactory(conference=today, title={"en": "Brand new"}, start=morning["lunch"].end)
    asked = {
        "session": str(opening.pk),
        "minutes": 25,
        "scope": "day",
        "stage": "do",
        "publish": "on",
        **seen,
    }
    answer = owner_client.post(late_url, asked)
    assert answer.status_code == 409 and "Brand new" in answer.content.decode()
    assert AgendaRelease.objects.count() == 1 and hours(opening).endswith("09:30-10:30")
    asked |= dict(re.findall(r'name="(seen\w*)" value="(\w+)"', answer.content.decode()))
    assert owner_client.post(late_url, asked).status_code == 302
    assert AgendaRelease.objects.count() == 2 and hours(opening).endswith("09:55-10:55")


def test_the_dashboard_leads_to_it(client_as, owner, conference, morning):
    with time_machine.travel(morning["opening"].start - dt.timedelta(minutes=50), tick=False):
        page = client_as(owner).get(f"/{conference.slug}/secretariat/").content.decode()
    assert re.search(r'at 09:30 <a href="[^"]+" title="Opening">Opening</a>', page)
    assert f"late/?session={morning['opening'].pk}" in page
