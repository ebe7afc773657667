"""The chair's list of speakers: order, the floor, closing, undoing; the screens; two operators at once."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from confman.accounts.system_users import system_user
from confman.people.domain.merge import merge_people
from confman.people.registries import person_records
from confman.web.errors import Refused
from outcomes.speakers_lists.domain.order import (
    group_of,
    moved,
    ordered_anew,
    speaking_order,
    with_first,
    with_newcomer,
)
from outcomes.speakers_lists.domain.speakers_list import (
    Speaker,
    ask_for_the_floor,
    change_list,
    close_list,
    end_speaking,
    give_the_floor,
    move_request,
    open_list,
    put_back,
    state_of,
    totals,
    withdraw_request,
)
from outcomes.speakers_lists.models import SpeakersList, SpeakingRequest
from outcomes.speakers_lists.web.forms import suggested_speakers
from tests.factories import (
    CategoryFactory,
    DelegationFactory,
    ItemFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SessionRoleFactory,
)

KINDS = list(SpeakingRequest.Kind.values)


# --- The order, without a database ------------------------------------------------------------------------


@dataclass(eq=False)
class ListFilter:
    kind: str
    rank: int
    number: int
    position: int = 0


ASKED = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 4)), max_size=12)
MOVES = st.lists(st.tuples(st.integers(0, 11), st.sampled_from([-1, 1])), max_size=8)


def numbered(line):
    for place, one in enumerate(line, start=1):
        one.position = place
    return line


def made(asked):
    return [ListFilter(kind, rank, number) for number, (kind, rank) in enumerate(asked)]


@given(asked=ASKED, order=st.sampled_from(["time", "rank"]))
def test_points_of_order_come_first_rights_of_reply_last_and_statements_by_the_rule(asked, order):
    rows, line = made(asked), []
    for row in rows:
        line = numbered(with_newcomer(line, row, order))

    def key(row):
        by_rank = row.rank if order == "rank" and row.kind == "statement" else 0
        return (group_of(row), by_rank, row.number)

    assert line == speaking_order(line) == sorted(rows, key=key)
    assert ordered_anew(made(asked), order) is not None
    anew = ordered_anew(rows, order)
    assert anew == sorted(rows, key=key)


@given(asked=ASKED, order=st.sampled_from(["time", "rank"]), moves=MOVES)
def test_moves_lose_nobody_and_keep_the_kinds_apart(asked, order, moves):
    line = numbered(ordered_anew(made(asked), order))
    everyone = set(line)
    for place, step in moves:
        if place < len(line):
            row = line[place]
            line = numbered(moved(line, row, step))
            assert set(line) == everyone and len(line) == len(everyone)
            assert [group_of(one) for one in line] == sorted(group_of(one) for one in line)
    newcomer = ListFilter("statement", 1, 99)
    after = with_newcomer(line, newcomer, order)
    # Requests that the chair has moved stay where they were moved.
    assert [one for one in after if one is not newcomer] == line


@given(asked=ASKED, kind=st.sampled_from(KINDS))
def test_who_is_put_back_is_the_next_of_their_kind(asked, kind):
    line = numbered(ordered_anew(made(asked), "time"))
    returned = ListFilter(kind, 1, 99)
    after = with_first(line, returned)
    assert next(row for row in after if row.kind == kind) is returned
    assert [group_of(one) for one in after] == sorted(group_of(one) for one in after)


# --- The list ---------------------------------------------------------------------------------------------


@pytest.fixture
def staff():
    return system_user("demo")


@pytest.fixture
def session(conference):
    conference.profile = "intergovernmental"
    conference.save()
    return SessionFactory(conference=conference, kind="plenary", title={"en": "Debate", "ru": "Прения"})


@pytest.fixture
def speakers(session, staff):
    return open_list(session, by=staff)


@pytest.fixture
def desk(member, client_as):
    return client_as(member("rapporteur"))


def page(name, conference, *args):
    return reverse(f"outcomes_secretariat:{name}", args=[conference.slug, *args])


def asks(speakers, name, **options):
    return ask_for_the_floor(speakers, by=system_user("demo"), speaker=Speaker(name=name), **options)


def line(speakers):
    return [str(row) for row in state_of(speakers).waiting]


def test_the_chair_keeps_the_list_on_one_page(conference, session, desk):
    second = DelegationFactory(conference=conference, name={"en": "Zambia"}, precedence=2)
    first = DelegationFactory(conference=conference, name={"en": "Andorra"}, precedence=1)
    opened = desk.get(page("speakers-of-session", conference, session.pk))
    assert opened.status_code == 200 and "Open the list" in opened.content.decode()
    answer = desk.post(page("speakers-of-session", conference, session.pk), {"order": "rank", "minutes": 3})
    speakers = SpeakersList.objects.get()
    address = page("speakers-list", conference, speakers.pk)
    assert answer["Location"] == address
    assert desk.get(page("speakers-of-session", conference, session.pk))["Location"] == address

    html = desk.get(address).content.decode()
    assert html.index('value="Andorra"') < html.index('value="Zambia"')
    for who, kind in (
        ("zambia", "statement"),
        ("Andorra", "statement"),
        ("Andorra", "statement"),
        ("A guest <b>", "right-of-reply"),
        ("Zambia", "point-of-order"),
    ):
        assert desk.post(address, {"who": who, "kind": kind, "minutes": ""}).status_code == 302
    wrong = desk.post(address, {"who": "Andorra", "kind": "statement", "minutes": "0"})
    assert wrong.status_code == 200 and 'value="Andorra"' in wrong.content.decode()
    rows = list(state_of(speakers).waiting)
    assert [(str(row), row.kind) for row in rows] == [
        ("Zambia", "point-of-order"), ("Andorra", "statement"), ("Zambia", "statement"),
        ("A guest <b>", "right-of-reply"),
    ]  # fmt: skip
    assert (rows[1].delegation, rows[2].delegation, rows[3].name) == (first, second, "A guest <b>")
    html = desk.get(address).content.decode()
    assert "A guest &lt;b&gt;" in html and "Next: Zambia" in html

    action = page("speakers-action", conference, speakers.pk)
    part = desk.post(action, {"one": f"give {rows[0].pk}", "seen": ""}, headers={"HX-Request": "true"})
    assert "data-floor-timer" in part.content.decode() and part.status_code == 200
    # A second click on the same button changes nothing.
    desk.post(action, {"one": f"give {rows[0].pk}", "seen": ""})
    assert state_of(speakers).speaking == rows[0]
    # Another operator, who has not seen that someone speaks.
    refused = desk.post(action, {"one": f"give {rows[2].pk}", "seen": ""}, headers={"HX-Request": "true"})
    assert "Zambia was given the floor meanwhile" in refused.content.decode()
    assert state_of(speakers).speaking == rows[0]
    desk.post(action, {"one": f"give {rows[1].pk}", "seen": rows[0].pk})
    desk.post(action, {"one": f"end {rows[1].pk}", "seen": rows[1].pk})
    assert state_of(speakers).speaking is None and len(state_of(speakers).spoken) == 2
    desk.post(action, {"one": f"back {rows[1].pk}", "seen": ""})
    assert line(speakers) == ["Andorra", "Zambia", "A guest <b>"]
    desk.post(action, {"one": f"down {rows[1].pk}"})
    assert line(speakers) == ["Zambia", "Andorra", "A guest <b>"]
    desk.post(action, {"one": f"down {rows[1].pk}"})  # the right of reply stays last
    assert line(speakers) == ["Zambia", "Andorra", "A guest <b>"]
    desk.post(action, {"one": f"withdraw {rows[3].pk}"})
    desk.post(action, {"one": "close"})
    said = desk.post(address, {"who": "Late", "kind": "statement", "minutes": ""}).content.decode()
    assert "The list is closed" in said and 'value="Late"' in said
    assert desk.post(address, {"who": "Late", "kind": "point-of-order", "minutes": "2"}).status_code == 302
    desk.post(action, {"one": "reopen"})
    assert desk.post(address, {"who": "Late", "kind": "statement", "minutes": ""}).status_code == 302
    for wrong in ({"one": "dance"}, {"one": f"give {uuid4()}"}, {"one": "give x"}, {}):
        assert desk.post(action, wrong).status_code == 302
    assert desk.get(page("speakers", conference)).status_code == 200
    settings = page("speakers-settings", conference, speakers.pk)
    assert desk.get(settings).status_code == 200
    assert desk.post(settings, {"order": "time", "minutes": 5}).status_code == 302
    assert line(speakers) == ["Late", "Zambia", "Andorra", "Late"]


def test_heads_are_offered_whose_category_may_speak(conference, session):
    for name, may_speak in (("Speaker", True), ("Listener", False)):
        RegistrationFactory(
            conference=conference,
            person=PersonFactory(conference=conference, name={"en": name}),
            category=CategoryFactory(conference=conference, may_speak=may_speak),
            delegation=DelegationFactory(conference=conference),
            function="head",
            status="approved",
        )
    assert [label.partition(" (")[0] for label in suggested_speakers(session)] == ["Speaker"]


def test_the_page_keeps_up_by_itself_and_the_totals_add_up(conference, speakers, desk, staff):
    asked = asks(speakers, "First")
    address = page("speakers-part", conference, speakers.pk)
    mark = re.search(
        r"mark=(\w+)", desk.get(page("speakers-list", conference, speakers.pk)).content.decode()
    )[1]
    assert desk.get(address).url == page("speakers-list", conference, speakers.pk)
    htmx = {"HX-Request": "true"}
    assert desk.get(address, {"mark": mark}, headers=htmx).status_code == 204
    give_the_floor(asked, by=staff, seen=None)
    fresh = desk.get(address, {"mark": mark}, headers=htmx)
    assert fresh.status_code == 200 and "data-floor-timer" in fresh.content.decode()
    end_speaking(asked, by=staff)
    began = timezone.now() - dt.timedelta(minutes=10)
    SpeakingRequest.objects.update(started_at=began, ended_at=began + dt.timedelta(seconds=247))
    html = desk.get(address, headers=htmx).content.decode()
    assert "4:07" in html
    assert [(one.who, one.times, one.seconds) for one in totals(state_of(speakers).spoken)] == [
        ("First", 1, 247)
    ]


def test_rank_is_the_delegations_place_else_the_persons_own(conference, session, staff):
    speakers = open_list(session, by=staff, order="rank")
    delegation = DelegationFactory(conference=conference, name={"en": "First State"}, precedence=1)
    minister = PersonFactory(conference=conference, name={"en": "Minister"}, rank=2)
    delegate = RegistrationFactory(conference=conference, delegation=delegation, status="approved").person
    asks(speakers, "Nobody")
    ask_for_the_floor(speakers, by=staff, speaker=Speaker(person=minister))
    ask_for_the_floor(speakers, by=staff, speaker=Speaker(person=delegate))
    assert line(speakers) == ["First State", "Minister", "Nobody"]
    other = PersonFactory(name={"en": "Elsewhere"})
    with pytest.raises(Refused, match="does not belong to this conference"):
        ask_for_the_floor(speakers, by=staff, speaker=Speaker(person=other))
    change_list(speakers, by=staff, order="time", minutes=3)
    assert line(speakers) == ["Nobody", "Minister", "First State"]


def test_one_at_most_has_the_floor_also_for_the_database(speakers, staff):
    first, second = asks(speakers, "First"), asks(speakers, "Second")
    give_the_floor(first, by=staff, seen=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        SpeakingRequest.objects.filter(pk=second.pk).update(state="speaking")
    put_back(first, by=staff)
    assert line(speakers) == ["First", "Second"] and state_of(speakers).speaking is None
    with pytest.raises(Refused, match="has ended meanwhile"):
        give_the_floor(second, by=staff, seen=first.pk)
    withdraw_request(second, by=staff)
    for action in (
        lambda: move_request(second, by=staff, step=1),
        lambda: give_the_floor(second, by=staff, seen=None),
    ):
        with pytest.raises(Refused, match="no longer in line"):
            action()


def test_two_operators_at_once_give_the_floor_to_one(speakers, staff, at_once):
    rows = [asks(speakers, name) for name in ("First", "Second", "Third", "Fourth")]

    def give(row):
        give_the_floor(row, by=staff, seen=None)
        move_request(rows[3], by=staff, step=-1)

    refused = [told for told in at_once(*[partial(give, row) for row in rows[:2]]) if told]
    found = state_of(speakers)
    assert found.speaking in rows[:2] and len(refused) == 1
    assert sorted(row.position for row in found.waiting) == list(range(1, len(found.waiting) + 1))


def test_the_room_reads_names_that_it_may_and_nothing_under_chatham_house(
    conference, session, speakers, staff, desk, client
):
    hidden = PersonFactory(
        conference=conference,
        name={"en": "Hidden Name"},
        organization={"en": "An Office"},
        listing="secretariat",
    )
    asked = ask_for_the_floor(speakers, by=staff, speaker=Speaker(person=hidden), kind="point-of-order")
    asks(speakers, "Plain Name")
    give_the_floor(asked, by=staff, seen=None)
    chairs = desk.get(page("speakers-list", conference, speakers.pk)).content.decode()
    assert "Hidden Name" in chairs
    address = re.search(rf"{settings.BASE_URL}(/\S+/onsite/speakers/[^<\s]+)", chairs)[1]
    shown = client.get(address).content.decode()
    assert "An Office" in shown and "Plain Name" in shown and "Hidden Name" not in shown
    part = client.get(f"{address}part/")
    assert "An Office" in part.json()["part"]
    assert client.get(f"{address}part/", headers={"If-None-Match": part["ETag"]}).status_code == 304
    assert client.get(f"{address[:-3]}xx/").status_code == 404
    podium = page("speakers-podium", conference, speakers.pk)
    assert desk.get(podium).status_code == desk.get(f"{podium}part/").status_code == 200
    session.chatham_house = True
    session.save()
    assert client.get(address).status_code == client.get(f"{address}part/").status_code == 404
    assert desk.get(podium).status_code == 200
    assert (
        "/onsite/speakers/" not in desk.get(page("speakers-list", conference, speakers.pk)).content.decode()
    )


def test_who_has_spoken_goes_into_the_record_without_typing_the_name(conference, session, staff, desk):
    item = ItemFactory(session=session, title={"en": "Item one"})
    speakers = open_list(session, by=staff, item=item)
    delegation = DelegationFactory(conference=conference, name={"en": "Andorra"})
    person = PersonFactory(conference=conference, name={"en": "Jane Roe"})
    asked = ask_for_the_floor(speakers, by=staff, speaker=Speaker(delegation=delegation, person=person))
    give_the_floor(asked, by=staff, seen=None)
    end_speaking(asked, by=staff)
    html = desk.get(page("speakers-list", conference, speakers.pk)).content.decode()
    link = re.search(r'href="([^"]+\?request=[^"#]+)', html)[1]
    form = desk.get(link).context["form"]
    assert (form.initial["who"], form.initial["delegation"], form.initial["item"]) == (
        "Jane Roe", delegation.pk, item.pk,
    )  # fmt: skip
    for wrong in (str(uuid4()), "x"):
        assert desk.get(page("record", conference, session.pk), {"request": wrong}).status_code == 200


def test_the_chair_of_the_session_keeps_its_list_and_no_other(
    conference, session, speakers, stranger, client_as
):
    browser, other = client_as(stranger), SessionFactory(conference=conference)
    assert browser.get(page("speakers-list", conference, speakers.pk)).status_code == 403
    person = PersonFactory(conference=conference, user=stranger)
    SessionRoleFactory(session=session, person=person, role="chair", status="confirmed")
    assert browser.get(page("speakers-list", conference, speakers.pk)).status_code == 200
    listed = browser.get(page("speakers", conference)).content.decode()
    assert page("speakers-of-session", conference, session.pk) in listed
    assert page("speakers-of-session", conference, other.pk) not in listed
    assert browser.get(page("speakers-of-session", conference, other.pk)).status_code == 403


def test_an_expert_meeting_finds_it_at_the_session_and_not_in_the_way(conference, session, desk):
    assert page("speakers", conference) in desk.get(page("record-list", conference)).content.decode()
    conference.profile = "expert-meeting"
    conference.save()
    html = desk.get(page("record-list", conference)).content.decode()
    assert f'href="{page("speakers", conference)}"' not in html
    record = desk.get(page("record", conference, session.pk)).content.decode()
    assert page("speakers-of-session", conference, session.pk) in record


def test_what_is_held_on_a_person_is_told_merged_and_erased(conference, speakers, staff):
    person = PersonFactory(conference=conference, name={"en": "Jane Roe"})
    kept = PersonFactory(conference=conference, name={"en": "Jane A. Roe"})
    ask_for_the_floor(speakers, by=staff, speaker=Speaker(person=person))
    data = person_records.get("outcomes")
    assert "asked for the floor" in str(data.collect(person)) and "Debate" in str(data.collect(person))
    merge_people(kept, person, by=staff)
    assert SpeakingRequest.objects.get().person == kept
    data.erase(kept, by=staff)
    assert SpeakingRequest.objects.get().person is None and str(SpeakingRequest.objects.get()) == "…"


def test_one_list_a_session_and_an_item_and_other_sessions_items_are_refused(conference, session, staff):
    assert open_list(session, by=staff) == open_list(session, by=staff, order="rank", minutes=9)
    item = ItemFactory(session=SessionFactory(conference=conference))
    with pytest.raises(Refused, match="another session"):
        open_list(session, by=staff, item=item)
    speakers = SpeakersList.objects.get()
    close_list(speakers, by=staff)
    with pytest.raises(Refused, match="Say who"):
        asks(speakers, " ")
