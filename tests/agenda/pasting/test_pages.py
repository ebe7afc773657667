"""Pasting a programme through its pages: nothing is added before it is accepted, nothing typed is lost."""

import re

import pytest

from agenda.history.domain.undo import undo
from agenda.history.models import EditingStep
from agenda.rooms.models import Room
from agenda.sessions.domain.frame import create_initial_agenda
from agenda.sessions.models.session import Session, SessionRole
from confman.people.models import Person
from tests.factories import PersonFactory, RoomFactory, SessionFactory, WorkingGroupFactory

TEXT = """Day 1
09:30–10:30 Opening [Hall]
Chair: Anna Sample, Ministry of Justice
10:30–11:00 Coffee break
11:00–12:30 Law and practice (Boris Sample, IOM; Clara Sample) [Small room]
   20 min Statistics (Anna Sample)
   Discussion
Day 2
10:00–11:00 WG1 meets
What is this line for?

And this one?
"""


@pytest.fixture
def url(conference):
    return f"/{conference.slug}/secretariat/agenda/paste/"


def fields_of(page: str) -> dict[str, list[str]]:
    """Every field of the page's form as a browser would send it."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self):
            super().__init__(convert_charrefs=True)
            self.fields, self.area, self.select, self.ours = {}, None, None, False

        def handle_starttag(self, tag, attributes):
            given = dict(attributes)
            if tag == "form":
                self.ours = given.get("class") == "form form-wide"
            if not self.ours or (given.get("name") in (None, "csrfmiddlewaretoken") and tag != "option"):
                return
            if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
                self.fields[given["name"]] = given.get("value", "on")
            elif tag == "textarea":
                self.area, self.fields[given["name"]] = given["name"], ""
            elif tag == "select":
                self.select, self.fields[given["name"]] = given["name"], ""
            elif tag == "option" and self.select and "selected" in given:
                self.fields[self.select] = given.get("value", "")

        def handle_endtag(self, tag):
            if tag == "textarea" and self.area:
                self.fields[self.area] = self.fields[self.area].removeprefix("\n")
                self.area = None
            self.select = None if tag == "select" else self.select
            self.ours = self.ours and tag != "form"

        def handle_data(self, data):
            if self.area:
                self.fields[self.area] += data

    reader = Reader()
    reader.feed(page)
    return reader.fields


@pytest.fixture
def read(owner_client, url):
    """`read(text)`: the page on which it can be corrected, and its fields."""

    def look(text=TEXT, **more):
        page = owner_client.post(url, {"text": text, "stage": "read", **more}).content.decode()
        return page, fields_of(page)

    return look


def test_what_was_understood_is_shown_and_nothing_is_written(read):
    page, fields = read()
    assert [fields[f"rows-{place}-title"] for place in range(4)] == [
        "Opening",
        "Coffee break",
        "Law and practice",
        "WG1 meets",
    ]
    assert fields["rows-0-day"] == "2027-03-30"
    assert (fields["rows-2-starts"], fields["rows-2-ends"]) == ("11:00", "12:30")
    assert fields["rows-0-people"] == "chair: Anna Sample, Ministry of Justice"
    assert fields["rows-2-items"] == "20 min Statistics (Anna Sample)\nDiscussion"
    assert fields["rows-3-description"] == "What is this line for?"
    # Sessions that are plain are folded.
    assert page.count("<details>") == 4
    assert "1 line was not understood" in page
    assert "And this one?" in page
    assert not Session.objects.exists()
    assert not Person.objects.exists()


def test_accepting_makes_everything_in_one_step(owner_client, url, read, owner, conference):
    hall = RoomFactory(conference=conference, name={"en": "Hall", "ru": "Зал"})
    anna = PersonFactory(conference=conference, name={"en": "Anna Sample"})
    group = WorkingGroupFactory(conference=conference, code="WG1")
    page, fields = read(status="confirmed")
    assert "Known" in page
    assert "New person" in page
    assert "New room" in page
    answer = owner_client.post(url, {**fields, "stage": "accept"}, follow=True)
    assert "4 sessions were added." in answer.content.decode()
    opening, coffee, law, meeting = Session.objects.order_by("start")
    assert (opening.room, opening.kind, coffee.kind, meeting.kind) == (
        hall,
        "opening",
        "break",
        "working-group",
    )
    assert meeting.working_group == group
    assert law.room == Room.objects.get(position=law.room.position)
    assert str(law.room) == "Small room"
    assert law.title == {"en": "Law and practice"}
    roles = SessionRole.objects.filter(session=law).order_by("position")
    assert [(str(role.person), role.role, role.status, str(role.item or "")) for role in roles] == [
        ("Boris Sample", "speaker", "confirmed", ""),
        ("Clara Sample", "speaker", "confirmed", ""),
        ("Anna Sample", "speaker", "confirmed", "Statistics"),
    ]
    assert opening.roles.get().person == anna
    assert Person.objects.get(name__en="Boris Sample").organization == {"en": "IOM"}
    assert EditingStep.objects.get().action == "agenda.programme_pasted"
    undo(conference, by=owner)
    assert not Session.objects.exists()
    assert list(Room.objects.all()) == [hall], "the room and the people that it made go with it"
    assert list(Person.objects.all()) == [anna]


def test_what_was_corrected_is_what_is_made(owner_client, url, read):
    _page, fields = read()
    del fields["rows-1-take"]
    fields |= {"rows-0-title": "Grand opening", "rows-0-starts": "09:45", "rows-0-people": "Zoe Sample"}
    owner_client.post(url, {**fields, "stage": "accept"})
    assert [str(session.title) for session in Session.objects.order_by("start")] == [
        "Grand opening",
        "Law and practice",
        "WG1 meets",
    ]
    assert Session.objects.first().roles.get().person.name == {"en": "Zoe Sample"}


def test_nothing_typed_is_lost_by_an_error(owner_client, url, read):
    _page, fields = read()
    fields |= {"rows-0-title": "Typed by hand", "rows-2-ends": "10:00", "rows-3-day": ""}
    answer = owner_client.post(url, {**fields, "stage": "accept"})
    page = answer.content.decode()
    assert "2 sessions need a correction. Nothing was added." in page
    assert "The end is not after the start." in page and page.count("<details open>") == 2
    again = fields_of(page)
    drawn_anew = ("stage", "submission")
    assert {key: value for key, value in again.items() if key in fields and key not in drawn_anew} == {
        key: value for key, value in fields.items() if key not in drawn_anew
    }
    assert not Session.objects.exists()
    back = owner_client.post(url, {**again, "stage": "text"}).content.decode()
    assert fields_of(back)["text"].splitlines() == TEXT.splitlines()


def test_several_of_one_name_are_told_apart_by_their_institution(owner_client, url, read, conference):
    PersonFactory(conference=conference, name={"en": "Boris Sample"}, organization={"en": "IOM"})
    wanted = PersonFactory(conference=conference, name={"en": "Clara Sample"}, organization={"en": "UNDP"})
    PersonFactory(conference=conference, name={"en": "Clara Sample"}, organization={"en": "IOM"})
    page, fields = read()
    assert "Several of this name" in page
    answer = owner_client.post(url, {**fields, "stage": "accept"})
    assert "Several people are called" in answer.content.decode()
    assert not Session.objects.exists()
    fields["rows-2-people"] = "Boris Sample, IOM\nClara Sample, UNDP"
    owner_client.post(url, {**fields, "stage": "accept"})
    law = Session.objects.get(title__en="Law and practice")
    assert wanted in [role.person for role in law.roles.all()]
    assert Person.objects.filter(name__en="Boris Sample").count() == 1


def test_what_the_agenda_has_already_is_not_taken_twice(read, conference, at):
    SessionFactory(conference=conference, title={"en": "Coffee break"}, start=at("10:30"))
    page, fields = read()
    assert "has a session of this title at this hour already" in page
    assert page.count("<details open>") == 1
    assert "rows-1-take" not in fields
    assert fields["rows-0-take"] == "on"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("10:00–11:00 Открытие конференции", "ru"),
        ("10:00–11:00 Konferensiyaning ochilishi va yalpi majlis", "uz"),
        ("10:00–11:00 Opening", "en"),
    ],
)
def test_the_language_is_found_out(owner_client, url, read, text, language):
    _page, fields = read(text)
    owner_client.post(url, {**fields, "stage": "accept"})
    assert list(Session.objects.get().title) == [language]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "required"),
        ("Day 1\n", "No session was found in this."),
        ("\n".join(f"{hour:02}:{minute:02} T" for hour in range(9, 15) for minute in range(60)), "too many at once"),
        ("x" * 200_001, "at most 200000 characters"),
        ("10:00 T\x00", "Null characters are not allowed."),
    ],
    ids=["empty", "no session", "too many", "too long", "null"],
)  # fmt: skip
def test_bad_input(owner_client, url, text, said):
    page = owner_client.post(url, {"text": text, "stage": "read"}).content.decode()
    assert said in page
    assert not Session.objects.exists()


@pytest.mark.parametrize("day", ["some", "0001-01-01", "9999-12-31"])
def test_a_day_that_there_is_not_is_said_at_its_row(owner_client, url, read, day):
    _page, fields = read("22:00–02:00 Reception")
    page = owner_client.post(url, {**fields, "rows-0-day": day, "stage": "accept"})
    assert page.status_code == 200 and "Select a valid choice" in page.content.decode()
    assert not Session.objects.exists()


def test_a_title_that_is_too_long_is_said_at_its_row(owner_client, url, read):
    _page, fields = read("10:00–11:00 " + "x" * 1200)
    page = owner_client.post(url, {**fields, "stage": "accept"}).content.decode()
    assert "at most 1000 characters" in page


def test_only_the_programme_may(client_as, member, url):
    assert client_as(member("rapporteur")).post(url, {"text": TEXT, "stage": "read"}).status_code == 403


def test_as_many_queries_for_three_sessions_as_for_one(owner_client, url, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    # The first page of a workspace is worked out once a minute.
    owner_client.get(url)
    counts = []
    for hours in (range(9, 10), range(9, 12)):
        text = "\n".join(f"{hour}:00 Session {hour} (Anna Sample{hour}, IOM)" for hour in hours)
        with CaptureQueriesContext(connection) as captured:
            owner_client.post(url, {"text": text, "stage": "read"})
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_form_names_its_fields(read):
    page, _fields = read()
    assert len(re.findall(r"<fieldset class=\"pasted-row", page)) == 4


def test_a_pasted_programme_takes_the_place_of_the_frame_if_wanted(
    conference, owner, owner_client, read, url
):
    create_initial_agenda(conference, by=owner)
    frame = set(conference.sessions.values_list("pk", flat=True))
    assert 'name="replace_frame"' in owner_client.get(url).content.decode()
    _page, fields = read(replace_frame="on")
    owner_client.post(url, {**fields, "stage": "accept"})
    assert not frame & set(conference.sessions.values_list("pk", flat=True)) and conference.sessions.exists()
    undo(conference, by=owner)
    assert set(conference.sessions.values_list("pk", flat=True)) == frame
