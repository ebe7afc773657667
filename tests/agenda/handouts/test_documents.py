"""The agenda's other documents: what they say, to whom, of which revision; two languages; days with many rooms."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn
from lxml.html import fromstring
from pypdf import PdfReader

from agenda.core.domain.groups import grouped
from agenda.core.models import AgendaSettings
from agenda.handouts.documents.interpreters import build_pack, build_roster
from agenda.handouts.documents.room_sheets import RoomSession, build_door_signs, build_room_sheets
from agenda.handouts.documents.speaker_briefing import build_briefing, split_briefing
from agenda.interpretation.domain import ShiftRow, plan_interpretation
from agenda.materials.domain import presentations
from agenda.materials.models import Material
from agenda.programme.documents.agenda_source import side_by_side
from agenda.programme.documents.annotated_agenda import build_annotated
from agenda.programme.documents.glance import build_glance
from agenda.run_of_show.documents import build_run_of_show
from agenda.run_of_show.domain.cues import Annotation, CueRow, annotate_items, delay_cue, save_cues
from agenda.run_of_show.models import Cue
from agenda.sessions.domain.sessions import ItemRow, RoleRow, change_session, create_session, delete_session
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.domain.builder import build_data, build_document, render
from confman.documents.registry import document_kinds
from confman.translation.languages import reading_in
from confman.web.errors import Refused
from tests.documents.accessibility import elements_of
from tests.documents.inspection import assert_sound_pdf
from tests.documents.layout import faults_of_layout
from tests.factories import PersonFactory, RoomFactory, SessionFactory

# Every document is made of the demo with both databases (tests/documents/test_every_document.py).
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
At = Callable[..., dt.datetime]


@pytest.fixture
def room(conference: Conference) -> Any:
    return RoomFactory(conference=conference, name={"en": "Main hall", "ru": "Большой зал"})


@pytest.fixture
def agenda(conference: Conference, by: User, room: Any, at: At, publish: Callable[..., Any]) -> Conference:
    """A plenary with an item and three people, and a closed meeting; published."""

    def person(name: str, **fields: Any) -> Any:
        return PersonFactory(conference=conference, name={"en": name}, **fields)

    create_session(
        conference,
        by=by,
        kind="plenary",
        title={"en": "Plenary", "ru": "Пленарное заседание"},
        start=at("10:00"),
        end=at("11:30"),
        room=room,
        floor_languages=["en", "ru"],
        listening_languages=["en", "ru", "uz"],
        items=[ItemRow({"en": "Adoption", "ru": "Принятие"}, minutes=20, symbol="CONF/2")],
        roles=[
            RoleRow(person("Anna Chair"), "chair", "confirmed"),
            RoleRow(person("Boris Speaker"), "speaker", "confirmed", 1),
            RoleRow(person("Vera Unasked"), "speaker", "proposed", 1),
            RoleRow(person("Hidden Agent", listing="secretariat"), "speaker", "confirmed", 1),
        ],
    )
    create_session(
        conference,
        by=by,
        kind="panel",
        title={"en": "Secret talks"},
        start=at("14:00"),
        end=at("15:00"),
        room=room,
        visibility="closed",
        roles=[RoleRow(person("Closed Member"), "chair", "confirmed")],
    )
    publish()
    return conference


def build(builder: Callable[..., Any], conference: Conference, language: str = "en", **options: Any) -> Any:
    with reading_in(language, *conference.languages):
        return builder(conference, language=language, options=options)


def html(key: str, conference: Conference, language: str = "en", **options: Any) -> str:
    made = build_document(f"agenda.{key}", conference, language=language, format="html", options=options)
    return made.content.decode()


def words(key: str, conference: Conference, format: str, language: str = "en", **options: Any) -> str:
    """Its words in Word or on paper: cards are drawn; of a page the HTML is read from which it is drawn."""
    kind = document_kinds.get(f"agenda.{key}")
    if format == "pdf" and not kind.card_template:
        data = build_data(kind, conference, language=language, options=options)
        page = fromstring(render(kind, data, format="html", language=language))
        return " ".join(page.body.text_content().split())
    content = build_document(
        f"agenda.{key}", conference, language=language, format=format, options=options
    ).content
    if format == "pdf":
        return " ".join(
            "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split()
        )
    body = Document(io.BytesIO(content)).element.body
    return " ".join(node.text or "" for node in body.iter(qn("w:t")))


# --- Which revision, and for whom -------------------------------------------------------------------------

PUBLISHED = ("glance", "annotated", "room-sheets", "door-signs")


@pytest.mark.parametrize("key", PUBLISHED)
@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_it_shows_the_release_and_says_which(agenda: Conference, by: User, key: str, format: str) -> None:
    session = agenda.sessions.get(kind="plenary")
    change_session(session, by=by, revision=None, title={"en": "Plenary as never published"})
    text = words(key, agenda, format)
    assert "Provisional agenda published on" in text
    assert "never published" not in text and "DRAFT" not in text
    text = words(key, agenda, format, state="working")
    assert "never published" in text and "Shows the working agenda" in text
    assert "DRAFT" in text or format == "docx"


@pytest.mark.parametrize("key", [*PUBLISHED, "agenda"])
@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_who_has_not_confirmed_or_is_hidden_has_no_name(agenda: Conference, key: str, format: str) -> None:
    text = words(key, agenda, format)
    for name in ("Vera Unasked", "Hidden Agent", "Closed Member", "Secret talks"):
        assert name not in text, name


@pytest.mark.parametrize("key", ["run-of-show", "briefing", "roster", "pack"])
def test_what_staff_have_is_the_working_agenda(agenda: Conference, by: User, key: str) -> None:
    text = words(key, agenda, "pdf")
    assert "Provisional agenda published on" in text and "DRAFT" not in text
    session = agenda.sessions.get(kind="plenary")
    change_session(session, by=by, revision=None, title={"en": "Plenary as never published"})
    text = words(key, agenda, "pdf")
    assert "never published" in text and "Shows the working agenda" in text and "DRAFT" in text


def test_a_closed_door_says_that_it_is_closed(agenda: Conference) -> None:
    sign = build(build_door_signs, agenda).cards[0]
    assert [(line.time, line.title) for line in sign.lines] == [
        ("10:00–11:30", "Plenary"),
        ("14:00–15:00", "Closed meeting"),
    ]
    assert sign.lines[0].chair == "Chair: Anna Chair" and not sign.lines[1].chair
    sheet = build(build_room_sheets, agenda).sheets[0]
    assert sheet.room == "Main hall" and not sheet.sessions[1].roles


def test_no_hour_stays_on_a_page_without_its_session(agenda: Conference) -> None:
    data = build(build_room_sheets, agenda)
    # The heights of the rows leave another rest at the foot of each page, also one of the hour alone.
    title = (
        "A session on a subject that needs some words to be told, as most of them do"
        + " in this house of many rooms" * 3
    )
    sessions = [
        RoomSession(f"{number:02d}:00", title, "", " and words about it" * (number % 11 * 5))
        for number in range(90)
    ]
    data = replace(data, sheets=(replace(data.sheets[0], sessions=tuple(sessions)),))
    made = render(document_kinds.get("agenda.room-sheets"), data, format="pdf", language="en")
    assert not [
        fault for fault in faults_of_layout(made, "en", "agenda.room-sheets") if "in its row" in fault
    ]


# --- The programme at a glance ----------------------------------------------------------------------------


@pytest.fixture
def twelve_rooms(conference: Conference, at: At, publish: Callable[..., Any]) -> Conference:
    for number in range(12):
        where = RoomFactory(conference=conference, name={"en": f"Room {number + 1}"}, position=number)
        for hour in range(9, 17):
            SessionFactory(
                conference=conference,
                room=where,
                kind="parallel",
                title={"en": f"Session {number + 1}-{hour} on a subject that needs some words to be told"},
                start=at(f"{hour:02d}:00"),
                end=at(f"{hour:02d}:50"),
            )
    SessionFactory(
        conference=conference,
        kind="meal",
        title={"en": "Dinner"},
        start=at("18:00"),
        end=at("19:00"),
        room=None,
    )
    publish()
    return conference


def test_a_day_of_twelve_rooms_is_two_pages_of_six(twelve_rooms: Conference) -> None:
    pages = build(build_glance, twelve_rooms).pages
    assert [page.rooms for page in pages] == [
        tuple(f"Room {number}" for number in range(1, 7)),
        tuple(f"Room {number}" for number in range(7, 13)),
    ]
    assert [page.part for page in pages] == ["1 / 2", "2 / 2"]
    for page in pages:
        assert page.size >= 6.5
        assert any(cell.columns == 6 and cell.title == "Dinner" for row in page.rows for cell in row.cells)
    content = build_document("agenda.glance", twelve_rooms, language="en", format="pdf").content
    assert_sound_pdf(content)
    assert len(PdfReader(io.BytesIO(content)).pages) == 2


def test_a_session_spans_its_rows_in_word_too(conference: Conference, at: At, publish: Any) -> None:
    first, second = (RoomFactory(conference=conference, name={"en": name}) for name in ("One", "Two"))
    SessionFactory(
        conference=conference, room=first, title={"en": "Long"}, start=at("10:00"), end=at("12:00")
    )
    for hour in (10, 11):
        SessionFactory(
            conference=conference,
            room=second,
            title={"en": f"Short {hour}"},
            start=at(f"{hour}:00"),
            end=at(f"{hour + 1}:00"),
        )
    publish()
    made = build_document("agenda.glance", conference, language="en", format="docx").content
    table = Document(io.BytesIO(made)).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["Time", "One", "Two"]
    assert table.cell(1, 1)._tc is table.cell(2, 1)._tc, "one cell of two rows"
    assert "Long" in table.cell(2, 1).text and "Short 11" in table.cell(2, 2).text
    widths = [cell.width for cell in table.rows[0].cells]
    assert widths[1] == widths[2] > widths[0]
    page = html("glance", conference)
    assert page.count('rowspan="2"') == 1


@pytest.mark.parametrize("after_midnight", [False, True], ids=["no end", "after midnight"])
def test_a_session_without_an_end_or_after_midnight_has_its_place(
    conference: Conference, at: At, publish: Any, after_midnight: bool
) -> None:
    start = at("00:30", day=1) if after_midnight else at("10:00")
    SessionFactory(
        conference=conference,
        title={"en": "Late"},
        start=start,
        end=start + dt.timedelta(hours=1) if after_midnight else None,
        day=conference.starts_on,
        room=None,
    )
    publish()
    pages = build(build_glance, conference).pages
    assert len(pages) == 1
    assert [cell.title for row in pages[0].rows for cell in row.cells] == ["Late"]


def test_a_room_used_twice_at_once_has_two_columns(
    conference: Conference, at: At, room: Any, publish: Any
) -> None:
    for title in ("One", "Two"):
        SessionFactory(
            conference=conference, room=room, title={"en": title}, start=at("10:00"), end=at("11:00")
        )
    publish()
    assert build(build_glance, conference).pages[0].rooms == ("Main hall", "Main hall")


def test_changes_are_marked_at_a_glance_and_in_the_agenda(
    agenda: Conference, by: User, at: At, room: Any, publish: Callable[..., Any]
) -> None:
    gone = SessionFactory(
        conference=agenda,
        room=room,
        kind="social",
        title={"en": "Excursion"},
        start=at("16:00"),
        end=at("17:00"),
    )
    publish()
    session = agenda.sessions.get(kind="plenary")
    change_session(session, by=by, revision=None, start=at("10:30"), end=at("12:00"))
    delete_session(gone, by=by, revision=None)
    publish()
    page = html("agenda", agenda)
    assert "Before: 10:00–11:30" in page and ">moved<" in page
    assert "Cancelled since the revision before" in page and "16:00–17:00: Excursion" in page
    assert 'class="changed">moved' in html("glance", agenda)
    assert "Before: 10:00–11:30" in words("agenda", agenda, "docx")


# --- Two languages ----------------------------------------------------------------------------------------


EVERY = [*PUBLISHED, "agenda", "run-of-show", "briefing", "roster", "pack"]


@pytest.mark.parametrize("key", EVERY)
@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_two_languages_stand_side_by_side(agenda: Conference, key: str, format: str) -> None:
    text = words(key, agenda, format, second="ru")
    assert "Plenary" in text and "Пленарное" in text
    alone = words(key, agenda, format)
    assert "Пленарное" not in alone


@pytest.mark.parametrize("key", EVERY)
@pytest.mark.parametrize("second", [pytest.param("ru", marks=pytest.mark.nightly), "ar"])
def test_a_document_in_two_languages_is_as_sound_as_in_one(agenda: Conference, key: str, second: str) -> None:
    Conference.objects.filter(pk=agenda.pk).update(languages=["en", "ar", "ru"])
    agenda.refresh_from_db()
    made = build_document(f"agenda.{key}", agenda, language="en", format="pdf", options={"second": second})
    assert_sound_pdf(made.content)


def test_a_room_has_each_text_in_both_and_each_hour_once(agenda: Conference) -> None:
    sheet = build(build_room_sheets, agenda, second="ru").sheets[0]
    assert sheet.room == side_by_side("Main hall", "Большой зал", "/")
    first, closed = sheet.sessions
    assert first.time == "10:00–11:30"
    assert first.title == side_by_side("Plenary", "Пленарное заседание", "/")
    assert closed.title.startswith("\u2068Closed meeting\u2069 /")
    assert first.roles[0].name == "Anna Chair", "who is written alike is named once"


def test_a_sign_has_a_title_below_the_other_and_fewer_sessions(twelve_rooms: Conference) -> None:
    room = twelve_rooms.rooms.first()
    sessions = list(twelve_rooms.sessions.filter(room=room).order_by("start"))
    for late in sessions[6:]:
        late.delete()
    sessions[0].title = {"en": "One", "ru": "Один"}
    sessions[0].save()
    options = {"state": "working", "room": str(room.pk)}
    assert [len(sign.lines) for sign in build(build_door_signs, twelve_rooms, **options).cards] == [6]
    signs = build(build_door_signs, twelve_rooms, second="ru", **options).cards
    assert [len(sign.lines) for sign in signs] == [3, 3]
    first, other = signs[0].lines[:2]
    assert (first.title, first.second) == ("One", "Один")
    assert not other.second, "what there is in one language alone is said once"
    assert " · " in signs[0].day and signs[0].room == str(room)
    alone = build(build_door_signs, twelve_rooms, second="ru", per="session", **options).cards
    assert [(len(sign.lines), sign.lines[0].second) for sign in alone[:1]] == [(1, "Один")]
    for late in sessions[4:6]:
        late.delete()
    two = build(build_door_signs, twelve_rooms, second="ru", **options).cards
    assert [len(sign.lines) for sign in two] == [2, 2], "four with two titles each are read from nowhere"


def test_a_sign_says_in_which_language_its_second_title_is(agenda: Conference) -> None:
    made = build_document("agenda.door-signs", agenda, language="en", format="pdf", options={"second": "ru"})
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        said = {str(each.found.Lang) for each in elements_of(pdf) if "/Lang" in each.found}
    assert said == {"ru"}


def test_a_sign_of_two_languages_is_one_page_in_word_too(agenda: Conference) -> None:
    for session in agenda.sessions.all():
        session.title = {"en": "Plenary", "ru": "Пленарное заседание"}
        session.save()

    def styles(**options: Any) -> set[str]:
        options |= {"state": "working"}
        made = build_document("agenda.door-signs", agenda, language="en", format="docx", options=options)
        word = Document(io.BytesIO(made.content))
        return {line.style.name for line in word.paragraphs if "Plenary" in line.text}

    assert styles() == {"Sign Text"}
    assert styles(second="ru") == {"Sign Text Small"}, "two sessions have four titles"


def test_interpreters_stand_in_one_order_in_every_language(agenda: Conference, by: User) -> None:
    people = [
        PersonFactory(conference=agenda, name={"en": "Adam", "ru": "Яков"}),
        PersonFactory(conference=agenda, name={"en": "Zoe", "ru": "Алла"}),
    ]
    turns = [ShiftRow("en", "ru", booth=str(n), interpreter=person) for n, person in enumerate(people)]
    plan_interpretation(agenda.sessions.get(kind="plenary"), turns, by=by, revision=None)
    found = build(build_roster, agenda, second="ru").interpreters
    assert {row.name for row in found} == {
        side_by_side("Adam", "Яков", "/"),
        side_by_side("Zoe", "Алла", "/"),
    }


def test_the_second_language_is_marked_and_another_than_the_first(agenda: Conference) -> None:
    Conference.objects.filter(pk=agenda.pk).update(languages=["en", "ar", "ru"])
    agenda.refresh_from_db()
    page = html("agenda", agenda, second="ar")
    assert '<td lang="ar" dir="rtl">' in page
    assert "<td lang=" not in html("agenda", agenda, second="en")
    assert "<td lang=" not in html("agenda", agenda, second="xx")


# --- The annotated agenda ---------------------------------------------------------------------------------


def test_a_heading_in_two_languages_stands_on_the_page_of_its_text(agenda: Conference) -> None:
    session = agenda.sessions.order_by("start").first()
    for number in range(30):
        session.items.create(
            position=number + 10,
            title={"en": f"Short {number}.", "ru": f"Длинный {number}. " + "заголовок пункта " * 6},
            background={
                "en": f"Told {number}. " + "word " * number,
                "ru": f"Текст {number}. " + "слово " * number,
            },
        )
    options = {"state": "working", "second": "ru"}
    made = build_document("agenda.annotated", agenda, language="en", format="pdf", options=options)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made.content)).pages]
    for number in range(30):
        text = next(place for place, page in enumerate(pages) if f"Told {number}." in page)
        assert f"Short {number}." in pages[text]
        assert f"Длинный {number}." in pages[text] and f"Текст {number}." in pages[text]


def test_items_have_background_action_and_documents(
    agenda: Conference, by: User, publish: Callable[..., Any]
) -> None:
    session = agenda.sessions.get(kind="plenary")
    item = session.items.get()
    annotation = Annotation({"en": "First paragraph.\n\nSecond paragraph."}, {"en": "Adopt it."})
    annotate_items(session, {item: annotation}, by=by, revision=None)
    for title, embargo, visibility in (
        ("Draft text", None, "public"),
        ("Under embargo", timezone.now() + dt.timedelta(days=1), "public"),
        ("Internal", None, "closed"),
    ):
        Material.objects.create(
            session=session, item=item, title={"en": title}, link="https://example.org/x", language="ru",
            embargo=embargo, visibility=visibility,
        )  # fmt: skip
    publish(label="final")
    document = build(build_annotated, agenda)
    entry = document.annotated[0]
    assert entry.label == "1." and entry.background == ("First paragraph.", "Second paragraph.")
    assert entry.action == ("Adopt it.",)
    assert entry.documents == ("CONF/2", "Draft text (Russian)")
    assert document.meta.title == "Annotated agenda"
    assert [(line.time, line.items) for line in document.days[0].lines] == [("10:00–11:30", "1")]


def test_paragraphs_are_numbered_throughout_and_items_are_a_list_of_word(
    agenda: Conference, by: User, publish: Callable[..., Any]
) -> None:
    session = agenda.sessions.get(kind="plenary")
    item = session.items.get()
    other = session.items.create(position=9, title={"en": "Other matters"})
    annotate_items(
        session,
        {
            item: Annotation({"en": "First.\n\nSecond."}, {"en": "Adopt it."}),
            other: Annotation({"en": "Fourth."}, {}),
        },
        by=by,
        revision=None,
    )
    publish()
    made = build_document("agenda.annotated", agenda, language="en", format="pdf", options={})
    text = " ".join(" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(made.content)).pages)
    assert "1. First. 2. Second." in text and "3. Adopt it." in text and "4. Fourth." in text
    made = build_document("agenda.annotated", agenda, language="en", format="docx", options={})
    written = Document(io.BytesIO(made.content)).paragraphs
    headings = [p.text for p in written if p.style.name == "Heading 1"]
    assert headings == ["Provisional agenda", "Annotations", "Annex. Organization of work"]
    lists = grouped(
        (p._p.pPr.numPr.numId.val, p.text)
        for p in written
        if p._p.pPr is not None and p._p.pPr.numPr is not None
    )
    # The items, the heads of their annotations, and the paragraphs below these are counted each for themselves.
    items = [str(item.title), "Other matters"]
    assert [*lists.values()] == [items, items, ["First.", "Second.", "Adopt it.", "Fourth."]]


def test_beside_another_language_word_counts_the_paragraphs_of_each_column(
    agenda: Conference, by: User, publish: Callable[..., Any]
) -> None:
    session = agenda.sessions.get(kind="plenary")
    texts = {"en": "First.\n\nSecond.", "ru": "Первый.\n\nВторой."}
    annotate_items(
        session,
        {session.items.get(): Annotation(texts, {"en": "Adopt.", "ru": "Принять."})},
        by=by,
        revision=None,
    )
    publish()
    made = build_document("agenda.annotated", agenda, language="en", format="docx", options={"second": "ru"})
    columns = [
        cell.paragraphs
        for table in Document(io.BytesIO(made.content)).tables
        for row in table.rows
        for cell in row.cells
        if "First." in cell.text or "Первый." in cell.text
    ]
    lists = [
        {p._p.pPr.numPr.numId.val for p in column if p._p.pPr is not None and p._p.pPr.numPr is not None}
        for column in columns
    ]
    assert [len(keys) for keys in lists] == [1, 1], "one list goes on in each column"
    assert not lists[0] & lists[1], "columns count beside each other"
    assert [p.text for p in columns[1]][:4] == ["Первый.", "Второй.", "Ожидаемые меры", "Принять."], (
        "no number is typed"
    )


# --- The run of show --------------------------------------------------------------------------------------


def test_the_run_of_show_has_delays_and_problems_in_it(agenda: Conference, by: User, at: At) -> None:
    session = agenda.sessions.get(kind="plenary")
    rows = [
        CueRow("Doors close", 10, who="ushers", fallback="wait"),
        CueRow("Anthem", 5, fixed_at=at("10:10")),
        CueRow("Speeches", 90, microphone="lectern"),
    ]
    save_cues(session, rows, by=by, revision=None)
    delay_cue(Cue.objects.get(cue="Doors close"), 5, by=by)
    shown = build(build_run_of_show, agenda).days[0].sessions[0]
    assert [(cue.time, cue.planned, cue.fixed) for cue in shown.cues] == [
        ("10:05", "10:00", False),
        ("10:10", "", True),
        ("10:15", "", False),
    ]
    assert "5 minutes" in shown.cues[1].problem and "15 minutes" in shown.over
    for format in ("pdf", "docx"):
        text = words("run-of-show", agenda, format)
        assert all(said in text for said in ("Doors close", "ushers", "wait", "lectern", "15 minutes longer"))


# --- Rooms and doors --------------------------------------------------------------------------------------


def test_signs_are_for_a_room_and_day_or_for_a_session(twelve_rooms: Conference) -> None:
    assert len(build(build_door_signs, twelve_rooms).cards) == 24, "eight sessions are two signs of four"
    signs = build(build_door_signs, twelve_rooms, per="session").cards
    assert len(signs) == 96 and all(len(sign.lines) == 1 for sign in signs)
    chosen = twelve_rooms.rooms.first()
    only = build(build_door_signs, twelve_rooms, room=str(chosen.pk), day=twelve_rooms.starts_on.isoformat())
    assert {sign.room for sign in only.cards} == {str(chosen)}
    with pytest.raises(Refused):
        build(build_door_signs, twelve_rooms, day=twelve_rooms.ends_on.isoformat())


@pytest.mark.parametrize("length", [10, 60, 171, 400])
def test_what_a_sign_says_fits_it(conference: Conference, at: At, publish: Any, length: int) -> None:
    room = RoomFactory(conference=conference, name={"en": ("The Great Hall of Assemblies " * 20)[:length]})
    SessionFactory(
        conference=conference,
        room=room,
        title={"en": ("Partnership against trafficking in persons " * 20)[:length]},
        start=at("10:00"),
        end=at("11:00"),
        floor_languages=["en", "ru", "uz"],
    )
    publish()
    content = build_document("agenda.door-signs", conference, language="en", format="pdf").content
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 1
    text = "".join(pages[0].extract_text().split())
    assert "".join(("Partnership against trafficking in persons " * 20)[:length].split()) in text


# --- Briefing sheets --------------------------------------------------------------------------------------


def test_a_briefing_sheet_has_all_that_its_speaker_must_know(agenda: Conference, at: At) -> None:
    AgendaSettings.objects.update_or_create(
        conference=agenda, defaults={"materials_due": at("18:00") - dt.timedelta(days=7)}
    )
    sheets = {sheet.name: sheet for sheet in build(build_briefing, agenda).sheets}
    assert set(sheets) == {"Anna Chair", "Boris Speaker", "Vera Unasked", "Hidden Agent", "Closed Member"}
    sheet = sheets["Boris Speaker"]
    facts = {fact.label: fact.value for fact in sheet.sessions[0].facts}
    assert facts["Your part"] == "Speaker: Adoption (20 min)"
    assert facts["Room"] == "Main hall" and facts["Chair"].startswith("Anna Chair")
    assert "With you" not in facts, "one is not asked yet, the other is hidden"
    assert "English, Russian → Uzbek" in facts["Languages"]
    assert sheet.materials == ("Please submit your presentation by 6 p.m. on 23 March 2027.",)
    assert not sheets["Anna Chair"].materials, "nothing is expected of who leads"
    assert not sheet.asked and sheets["Vera Unasked"].asked
    own = {fact.label: fact.value for fact in sheets["Anna Chair"].sessions[0].facts}
    assert own["Your part"] == "Chair" and "Chair" not in own and own["With you"].startswith("Boris Speaker")


def test_a_presentation_is_asked_of_those_of_whom_one_is_missed(agenda: Conference, by: User, at: At) -> None:
    AgendaSettings.objects.update_or_create(conference=agenda, defaults={"materials_due": at("18:00")})
    session = agenda.sessions.get(kind="plenary")
    person = PersonFactory(conference=agenda, name={"en": "Welcoming Host"})
    change_session(session, by=by, revision=None, roles=[RoleRow(person, "welcome", "confirmed")])
    [sheet] = build(build_briefing, agenda, person=str(person.pk)).sheets
    assert not sheet.materials
    assert person not in {
        each for room in presentations(agenda) for row in room.missing for each in row.speakers
    }


def test_a_briefing_sheet_tells_of_the_speakers_own_presentations(
    agenda: Conference, by: User, at: At
) -> None:
    AgendaSettings.objects.update_or_create(conference=agenda, defaults={"materials_due": at("18:00")})
    session = agenda.sessions.get(kind="plenary")
    first, second = (PersonFactory(conference=agenda, name={"en": f"Speaker {name}"}) for name in "AB")
    roles = [RoleRow(person, "speaker", "confirmed") for person in (first, second)]
    change_session(session, by=by, revision=None, roles=roles)
    for title, person in (("Slides of A", first), ("Background", None)):
        Material.objects.create(
            session=session, title={"en": title}, link="https://example.org/s", uploaded_by=person
        )
    sheets = {sheet.name: sheet.materials for sheet in build(build_briefing, agenda).sheets}
    assert set(sheets["Speaker A"]) == {"Received: Slides of A", "Received: Background"}
    received, asked = sheets["Speaker B"]
    assert received == "Received: Background" and asked.startswith("Please submit your presentation")


def test_one_sheet_or_all_in_batches(agenda: Conference) -> None:
    person = agenda.people.get(name__en="Boris Speaker")
    only = build(build_briefing, agenda, person=str(person.pk))
    assert [sheet.name for sheet in only.sheets] == ["Boris Speaker"]
    data = build(build_briefing, agenda)
    many = type(data)(data.meta, data.sheets * 20)
    assert [len(part.sheets) for part in split_briefing(many)] == [40, 40, 20]
    with pytest.raises(Refused):
        build(build_briefing, agenda, person="00000000-0000-0000-0000-000000000000")


# --- Interpreters -----------------------------------------------------------------------------------------


def test_the_roster_names_everyone_and_marks_days_that_are_too_long(agenda: Conference, by: User) -> None:
    AgendaSettings.objects.update_or_create(conference=agenda, defaults={"interpreter_minutes_a_day": 60})
    session = agenda.sessions.get(kind="plenary")
    roster = build(build_roster, agenda)
    assert roster.days[0].lines[0].missing, "nobody is planned yet"
    interpreter = PersonFactory(conference=agenda, name={"en": "Interpreter One"})
    turns = [
        ShiftRow("en", "ru", booth="1", interpreter=interpreter),
        ShiftRow("en", "uz", relay="ru", booth="Uzbek booth", both_ways=False),
    ]
    plan_interpretation(session, turns, by=by, revision=None)
    roster = build(build_roster, agenda)
    first, second = roster.days[0].lines
    assert (first.booth, first.languages, first.interpreter) == ("1", "English ↔ Russian", "Interpreter One")
    assert (first.goes_on, second.goes_on) == (True, False), "a rule stands between sessions, in Word too"
    assert second.missing and second.same and "relay from Russian" in second.languages
    row = roster.interpreters[0]
    assert (row.name, row.total, row.hours[0].text, row.hours[0].over) == (
        "Interpreter One", "1 h 30 min", "1 h 30 min", True,
    )  # fmt: skip
    assert "number over" in roster_html(agenda)
    team = build(build_pack, agenda).sessions[0].team
    assert [line.rpartition(" · ")[2] for line in team] == ["booth 1", "Uzbek booth"]


def test_readers_of_latin_letters_have_the_names_of_interpreters_in_them(
    agenda: Conference, by: User
) -> None:
    Conference.objects.filter(pk=agenda.pk).update(languages=["ru", "uz"])
    agenda.refresh_from_db()
    interpreter = PersonFactory(conference=agenda, name={"ru": "Мария Соколова"})
    session = agenda.sessions.get(kind="plenary")
    plan_interpretation(session, [ShiftRow("ru", "uz", interpreter=interpreter)], by=by, revision=None)
    for language, name in {"uz": "Mariya Sokolova", "ru": "Мария Соколова"}.items():
        roster = build(build_roster, agenda, language)
        assert (roster.days[0].lines[0].interpreter, roster.interpreters[0].name) == (name, name)
        assert name in build(build_pack, agenda, language).sessions[0].team[0]


def roster_html(conference: Conference) -> str:
    from confman.documents.rendering.pdf import render_html

    return render_html(
        "agenda/handouts/documents/roster.html", build(build_roster, conference), language="en"
    )


def test_the_pack_has_names_titles_and_materials_and_no_empty_glossary(agenda: Conference) -> None:
    session: Session = agenda.sessions.get(kind="plenary")
    Material.objects.create(
        session=session, title={"en": "Slides"}, link="https://example.org/s", language="ru"
    )
    pack = build(build_pack, agenda)
    assert [part.title for part in pack.sessions] == ["Plenary"]
    part = pack.sessions[0]
    made = build_document("agenda.pack", agenda, language="en", format="docx", options={})
    assert "Glossary" not in [p.text for p in Document(io.BytesIO(made.content)).paragraphs]
    assert part.materials == ("Slides · Russian · https://example.org/s",)
    assert any("Vera Unasked" in line and "not confirmed yet" in line for line in part.items[0].speakers)
    assert build(build_pack, agenda, day=agenda.starts_on.isoformat()).sessions
    with pytest.raises(Refused):
        build(build_pack, agenda, day=agenda.ends_on.isoformat())


# --- Before anything is there -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key", ["glance", "annotated", "run-of-show", "room-sheets", "door-signs", "briefing", "roster", "pack"]
)
def test_of_an_empty_agenda_it_is_said_what_is_missing(conference: Conference, key: str) -> None:
    with pytest.raises(Refused) as refused:
        build_document(f"agenda.{key}", conference, language="en", format="pdf")
    assert str(refused.value.message)
