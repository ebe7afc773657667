"""The run of show: its rows, delays on the day, its pages; annotations of items."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agenda.core.models import AgendaSettings
from agenda.history.domain.undo import undo
from agenda.history.models import EditingStep
from agenda.interpretation.domain import ShiftRow, plan_interpretation
from agenda.run_of_show.domain.cues import (
    Annotation,
    CueRow,
    annotate_items,
    begin_cue,
    delay_cue,
    make_cues_from_items,
    row_of,
    run_of_show,
    save_cues,
)
from agenda.run_of_show.models import Cue
from agenda.sessions.domain.sessions import change_session
from agenda.sessions.models.session import Item, Session
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.database.changes import StaleRevision
from confman.web.errors import Refused
from tests.factories import ItemFactory, MembershipFactory, PersonFactory, SessionFactory, SessionRoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(conference: Conference, at: Callable[..., dt.datetime]) -> Session:
    return SessionFactory(
        conference=conference,
        start=at("10:00"),
        end=at("11:00"),
        floor_languages=["uz"],
        listening_languages=["uz", "ru", "en"],
    )


@pytest.fixture
def programme(conference: Conference) -> User:
    return MembershipFactory(conference=conference, role="programme").user


@pytest.fixture
def desk(programme: User) -> Client:
    client = Client()
    client.force_login(programme, backend="django.contrib.auth.backends.ModelBackend")
    return client


def starts(conference: Conference) -> list[str]:
    """The beginning of each cue of the conference, by the clock of the place."""
    return [
        f"{conference.local(timed.times.starts):%H:%M}"
        for day in run_of_show(conference)
        for row in day.sessions
        for timed in row.cues
    ]


def cues(session: Session) -> list[Cue]:
    return list(session.cues.all())


def test_rows_are_made_from_the_items_and_those_that_are_there_stay(session: Session, by: User) -> None:
    first = ItemFactory(session=session, title={"en": "Welcome"}, kind="welcome", minutes=15, position=1)
    ItemFactory(session=session, title={"en": "Debate"}, kind="discussion", minutes=None, position=2)
    for status in ("confirmed", "declined"):
        person = PersonFactory(conference=session.conference, name={"en": f"Who {status}"})
        SessionRoleFactory(session=session, item=first, person=person, status=status)
    save_cues(session, [CueRow("Doors close", minutes=3, who="ushers")], by=by, revision=None)
    assert make_cues_from_items(session, by=by) == 2
    doors, welcome, debate = cues(session)
    assert (doors.cue, doors.who) == ("Doors close", "ushers")
    assert (welcome.cue, welcome.minutes, welcome.who, welcome.item) == (
        "Welcome",
        15,
        "Who confirmed",
        first,
    )
    assert welcome.languages == "UZ → RU, EN" and "lectern" in welcome.microphone
    assert debate.minutes == 5 and "floor" in debate.microphone
    assert make_cues_from_items(session, by=by) == 0
    assert starts(session.conference) == ["10:00", "10:03", "10:18"]


def test_a_session_without_items_has_one_row_for_the_whole(session: Session, by: User) -> None:
    assert make_cues_from_items(session, by=by) == 1
    assert cues(session)[0].minutes == 60


def test_a_delay_is_carried_on_up_to_the_next_fixed_time(
    session: Session, by: User, at: Callable[..., dt.datetime]
) -> None:
    rows = [
        CueRow("One", 10),
        CueRow("Two", 10),
        CueRow("Three", 10, fixed_at=at("10:40")),
        CueRow("Four", 30),
    ]
    save_cues(session, rows, by=by, revision=None)
    first = cues(session)[0]
    delay_cue(first, 5, by=by)
    delay_cue(first, 20, by=by)
    assert starts(session.conference) == ["10:25", "10:35", "10:40", "10:50"]
    delay_cue(first, -100, by=by)
    assert starts(session.conference) == ["10:00", "10:10", "10:40", "10:50"]
    row = run_of_show(session.conference)[0].sessions[0]
    assert row.runs_over == 20
    begin_cue(first, by=by)
    with pytest.raises(Refused):
        delay_cue(first, 5, by=by)
    begin_cue(first, by=by, begun=False)
    assert cues(session)[0].begun_at is None


def test_what_was_noted_on_the_day_stays_when_rows_are_saved(session: Session, by: User) -> None:
    save_cues(session, [CueRow("One"), CueRow("Two")], by=by, revision=None)
    one, two = cues(session)
    delay_cue(two, 5, by=by)
    save_cues(session, [row_of(two), row_of(one), CueRow("Three")], by=by, revision=None)
    assert [(cue.cue, cue.delay) for cue in cues(session)] == [("Two", 5), ("One", 0), ("Three", 0)]
    assert cues(session)[0].pk == two.pk


def test_what_is_noted_while_rows_are_being_saved_stays(session: Session, by: User) -> None:
    save_cues(session, [CueRow("One"), CueRow("Two")], by=by, revision=None)
    one, two = cues(session)

    class Meanwhile(list[CueRow]):
        def __iter__(self) -> Any:
            begin_cue(one, by=by)
            delay_cue(two, 5, by=by)
            return super().__iter__()

    save_cues(session, Meanwhile([row_of(one), row_of(two)]), by=by, revision=None)
    begun, late = cues(session)
    assert begun.begun_at and late.delay == 5


def test_rows_made_from_items_write_over_nothing(session: Session, by: User) -> None:
    ItemFactory(session=session)
    seen = Session.objects.get()
    save_cues(session, [CueRow("Typed meanwhile")], by=by, revision=None)
    with pytest.raises(StaleRevision):
        make_cues_from_items(seen, by=by)
    assert [cue.cue for cue in cues(session)] == ["Typed meanwhile"]


def test_of_two_who_say_that_it_begins_the_first_counts(
    session: Session, by: User, at: Callable[..., dt.datetime]
) -> None:
    save_cues(session, [CueRow("One")], by=by, revision=None)
    first, second = cues(session)[0], cues(session)[0]
    with time_machine.travel(at("10:02"), tick=False):
        begin_cue(first, by=by)
    with time_machine.travel(at("10:04"), tick=False):
        begin_cue(second, by=by)
    assert starts(session.conference) == ["10:02"]


def test_rows_are_a_step_that_can_be_undone_and_a_stale_one_is_refused(
    session: Session, programme: User
) -> None:
    seen = session.revision
    save_cues(session, [CueRow("One")], by=programme, revision=seen)
    with pytest.raises(StaleRevision):
        save_cues(session, [CueRow("Other")], by=programme, revision=seen)
    assert EditingStep.objects.get().action == "agenda.cues_changed"
    undo(session.conference, by=programme)
    assert not cues(session)


def test_a_fixed_time_that_a_moved_session_left_behind_is_said(
    session: Session, by: User, at: Callable[..., dt.datetime]
) -> None:
    save_cues(session, [CueRow("Broadcast", fixed_at=at("10:30"))], by=by, revision=None)
    assert not run_of_show(session.conference)[0].sessions[0].cues[0].stray
    change_session(session, by=by, revision=None, start=at("15:00"), end=at("16:00"))
    assert run_of_show(session.conference)[0].sessions[0].cues[0].stray


def test_interpreters_who_work_too_long_are_named_where_it_happens(
    conference: Conference, session: Session, by: User, at: Callable[..., dt.datetime]
) -> None:
    AgendaSettings.objects.create(conference=conference, interpreter_minutes_a_day=70)
    interpreter = PersonFactory(conference=conference, name={"en": "Interpreter One"})
    later = SessionFactory(conference=conference, start=at("14:00"), end=at("15:00"))
    for each in (session, later):
        plan_interpretation(each, [ShiftRow("uz", "ru", interpreter=interpreter)], by=by, revision=None)
        save_cues(each, [CueRow("First", 10), CueRow("Second", 50)], by=by, revision=None)
    day = run_of_show(conference)[0]
    assert [(over.name, over.minutes) for over in day.over] == [("Interpreter One", 120)]
    named = [bool(timed.over) for row in day.sessions for timed in row.cues]
    assert named == [False, False, False, True]
    delay_cue(cues(session)[0], 5, by=by)
    assert run_of_show(conference)[0].over[0].minutes == 125, "they stay until the last cue is over"


@pytest.mark.parametrize("role", ["programme", "check-in"])
def test_the_live_page_says_what_is_on_and_carries_delays_on(
    conference: Conference, session: Session, by: User, role: str
) -> None:
    save_cues(session, [CueRow("Doors close"), CueRow("Anthem"), CueRow("Speech")], by=by, revision=None)
    client = Client()
    client.force_login(
        MembershipFactory(conference=conference, role=role).user,
        backend="django.contrib.auth.backends.ModelBackend",
    )
    first, second, _third = cues(session)
    live = reverse("agenda_secretariat:live", args=[conference.slug])

    def action(name: str, cue: Cue, **data: Any) -> Any:
        address = reverse(f"agenda_secretariat:{name}", args=[conference.slug, cue.pk])
        return client.post(address, data, headers={"HX-Request": "true"}, follow=True)

    page = client.get(live).content.decode()
    assert page.count('live-card live-next"') == 1 and "Begins now" in page
    answer = action("cue-begin", first).content.decode()
    assert "<html" not in answer and "live-now" in answer
    answer = action("cue-delay", second, minutes="5").content.decode()
    # Five minutes after now, and five more.
    begun = cues(session)[0].begun_at
    expected = begun.replace(second=0, microsecond=0) + dt.timedelta(minutes=10)
    assert starts(conference)[1] == f"{conference.local(expected):%H:%M}"
    assert cues(session)[1].delay == 5 and "live-next" in answer
    refused = action("cue-delay", first, minutes="5").content.decode()
    assert "It has begun already" in refused
    assert "By how many minutes?" in action("cue-delay", second, minutes="some").content.decode()


def test_a_question_that_changed_nothing_is_answered_by_nothing(
    session: Session, by: User, desk: Client
) -> None:
    save_cues(session, [CueRow("Doors close")], by=by, revision=None)
    live = reverse("agenda_secretariat:live", args=[session.conference.slug])
    seen = desk.get(live).context["seen"]
    assert desk.get(live, {"seen": seen}).status_code == 204
    delay_cue(cues(session)[0], 5, by=by)
    assert desk.get(live, {"seen": seen}).status_code == 200
    seen = desk.get(live).context["seen"]
    save_cues(session, [replace(row_of(cues(session)[0]), microphone="lectern")], by=by, revision=None)
    assert "lectern" in desk.get(live, {"seen": seen}).content.decode()
    assert desk.get(live, {"day": "2027-13-45"}).status_code == 404


def form_of(page: Any, prefix: str) -> dict[str, Any]:
    """The data that a browser would send of a form with rows."""
    rows = page.context["rows"]
    data = {"revision": page.context["form"].initial["revision"]}
    for name in ("TOTAL_FORMS", "INITIAL_FORMS"):
        data[f"{prefix}-{name}"] = rows.management_form[name].value()
    for row in rows:
        for field in row:
            value = field.value()
            data[field.html_name] = "" if value is None else value
    return data


def test_rows_are_written_on_a_page_moved_and_taken_away(
    session: Session, desk: Client, at: Callable[..., dt.datetime]
) -> None:
    address = reverse("agenda_secretariat:cue-change", args=[session.conference.slug, session.pk])
    data = form_of(desk.get(address), "cues")
    data |= {
        "cues-0-cue": "Doors close",
        "cues-0-minutes": "4",
        "cues-1-cue": "Anthem",
        "cues-1-fixed": "10:30",
    }
    assert desk.post(address, data).status_code == 302
    doors, anthem = cues(session)
    assert (doors.minutes, anthem.fixed_at) == (4, at("10:30"))
    stale = form_of(desk.get(address), "cues")
    data = form_of(desk.get(address), "cues") | {"cues-0-ORDER": "2", "cues-1-ORDER": "1"}
    assert desk.post(address, data).status_code == 302
    assert [cue.cue for cue in cues(session)] == ["Anthem", "Doors close"]
    answer = desk.post(address, stale)
    assert answer.status_code == 409 and "Saved meanwhile" in answer.content.decode()
    data = form_of(desk.get(address), "cues") | {"cues-0-DELETE": "on", "cues-2-who": "nobody"}
    answer = desk.post(address, data)
    assert answer.status_code == 422 and "What happens?" in answer.content.decode()
    del data["cues-2-who"]
    assert desk.post(address, data).status_code == 302
    assert [cue.cue for cue in cues(session)] == ["Doors close"]


def test_an_hour_after_midnight_belongs_to_the_next_day(
    conference: Conference, desk: Client, at: Callable[..., dt.datetime]
) -> None:
    gala = SessionFactory(conference=conference, start=at("21:00"), end=at("23:00"))
    address = reverse("agenda_secretariat:cue-change", args=[conference.slug, gala.pk])
    data = form_of(desk.get(address), "cues") | {"cues-0-cue": "Last dance", "cues-0-fixed": "00:30"}
    assert desk.post(address, data).status_code == 302
    assert cues(gala)[0].fixed_at == at("00:30", day=1)


def test_rows_are_made_by_a_button(session: Session, desk: Client) -> None:
    ItemFactory(session=session, title={"en": "Welcome"})
    address = reverse("agenda_secretariat:cue-change", args=[session.conference.slug, session.pk])
    assert "Make rows from the items" in desk.get(address).content.decode()
    desk.post(address, {"make": "1"})
    assert [cue.cue for cue in cues(session)] == ["Welcome"]
    assert "Make rows from the items" not in desk.get(address).content.decode()


@pytest.mark.parametrize("name", ["run-of-show", "live", "annotation-list"])
def test_pages_ask_the_same_whatever_their_length(
    conference: Conference,
    by: User,
    desk: Client,
    at: Callable[..., dt.datetime],
    assert_constant_queries: Any,
    name: str,
) -> None:
    def add() -> None:
        each = SessionFactory(conference=conference, start=at("10:00"), end=at("11:00"))
        ItemFactory(session=each)
        make_cues_from_items(each, by=by)
        interpreter = PersonFactory(conference=conference)
        plan_interpretation(each, [ShiftRow("uz", "ru", interpreter=interpreter)], by=by, revision=None)

    address = reverse(f"agenda_secretariat:{name}", args=[conference.slug])
    assert_constant_queries(address, add, client=desk)


# --- Annotations ------------------------------------------------------------------------------------------


def test_annotations_are_written_on_a_page_and_read_with_the_next_release(
    session: Session, desk: Client, publish: Callable[..., Any]
) -> None:
    item = ItemFactory(session=session, title={"en": "Adoption"})
    publish()
    revision = Session.objects.get().revision
    address = reverse("agenda_secretariat:annotation-change", args=[session.conference.slug, session.pk])
    page = desk.get(address)
    prefix = str(item.pk)
    data = {
        "revision": page.context["form"].initial["revision"],
        f"{prefix}-background_en": "It came up last year.",
        f"{prefix}-expected_action_ru": "Принять.",
    }
    answer = desk.post(address, data)
    assert answer.status_code == 302, answer.content.decode()
    item.refresh_from_db()
    assert item.background["en"] == "It came up last year." and item.expected_action["ru"] == "Принять."
    assert Session.objects.get().revision == revision + 1
    answer = desk.post(address, data | {f"{prefix}-background_en": "Too late."})
    assert answer.status_code == 409 and "It came up last year." in answer.content.decode()
    release = publish()
    assert release.content["annotations"][str(item.pk)]["background"] == {"en": "It came up last year."}
    assert not any(release.changes.values()), "no session has changed, so no calendar hears of it"


def test_items_without_an_annotation_are_a_view(session: Session, desk: Client, by: User) -> None:
    item: Item = ItemFactory(session=session, title={"en": "Adoption"})
    ItemFactory(session=session, title={"en": "Closing"})
    annotate_items(session, {item: Annotation("It came up last year.")}, by=by, revision=None)
    address = reverse("agenda_secretariat:annotation-list", args=[session.conference.slug])
    whole, left = (desk.get(address, query).content.decode() for query in ({}, {"show": "unwritten"}))
    assert f"{session.pk}/#{item.pk}" in whole and "It came up last year." in whole and "Closing" in whole
    assert "Closing" in left and "It came up last year." not in left
    assert "Adoption" in desk.get(address, {"q": "adopt"}).content.decode()


def test_who_has_no_page_to_write_on_reads_the_list_whole(session: Session, desk: Client, by: User) -> None:
    item: Item = ItemFactory(session=session)
    annotate_items(session, {item: Annotation("It came up last year.")}, by=by, revision=None)
    address = reverse("agenda_secretariat:annotation-list", args=[session.conference.slug])
    reader = Client()
    viewer = MembershipFactory(conference=session.conference, role="rapporteur").user
    reader.force_login(viewer, backend="django.contrib.auth.backends.ModelBackend")
    cut = '<span class="one-line">It came up last year.</span>'
    written, read = (client.get(address).content.decode() for client in (desk, reader))
    assert cut in written
    assert "It came up last year." in read and cut not in read


def test_what_is_the_same_changes_nothing(session: Session, by: User) -> None:
    item: Item = ItemFactory(session=session)
    assert annotate_items(session, {item: Annotation("Text")}, by=by, revision=None) == 1
    revision = Session.objects.get().revision
    assert annotate_items(session, {item: Annotation({"en": "Text"})}, by=by, revision=None) == 0
    assert Session.objects.get().revision == revision


def test_the_live_page_of_today_counts_the_minutes(conference: Conference, by: User, desk: Client) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    # A zone in which it is neither early nor late, so that all of it is today.
    conference.timezone = "Asia/Tashkent" if now.hour < 12 else "America/Anchorage"
    conference.starts_on = conference.ends_on = today = conference.local(now).date()
    conference.save()
    start = now - dt.timedelta(minutes=3)
    each = SessionFactory(conference=conference, start=start, end=start + dt.timedelta(hours=1), day=today)
    save_cues(each, [CueRow("Doors close", 1), CueRow("Anthem", 2)], by=by, revision=None)
    page = desk.get(reverse("agenda_secretariat:live", args=[conference.slug])).content.decode()
    assert "due" in page and "Looks for changes automatically" in page
