"""The agenda as PDF and Word document: numbers, roles, rooms, languages; changes marked; hard cases sound."""

import io
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from agenda.releases.models import AgendaRelease
from agenda.sessions.domain.sessions import ItemRow, RoleRow, change_session
from agenda.sessions.models.session import Item
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.domain.builder import build_data, build_document
from confman.documents.registry import document_kinds
from confman.web.errors import Refused
from tests.documents.inspection import assert_sound_pdf
from tests.factories import (
    ItemFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    ThemeFactory,
    WorkingGroupFactory,
)

pytestmark = pytest.mark.django_db
LONG = (
    "Promoting meaningful social partnership between State bodies and non-governmental organizations in the"
    " prevention of trafficking in persons and in the protection of its victims"
)


@pytest.fixture
def published(conference: Conference, by: User, publish: Callable[..., AgendaRelease]) -> Conference:
    """Arabic, Uzbek Cyrillic and English; a title of 171 characters, an empty field, a text in one language."""
    Conference.objects.filter(pk=conference.pk).update(
        languages=["en", "uz-Cyrl", "ar"], symbol_prefix="CONF/2027", city={"en": "Tashkent", "ar": "طشقند"}
    )
    conference.refresh_from_db()
    room = RoomFactory(conference=conference, name={"en": "Main hall", "ar": "القاعة الرئيسية"})
    session = SessionFactory(
        conference=conference,
        room=room,
        title={
            "en": f"{LONG}{'.' * (171 - len(LONG))}",
            "uz-Cyrl": "Ўзбекистонда ҳамкорлик ғояси",
            "ar": "جلسة عامة",
        },
        floor_languages=["ar", "en"],
        listening_languages=["uz-Cyrl"],
    )
    speaker = PersonFactory(conference=conference, name={"en": "Speaker One"}, job_title={}, organization={})
    change_session(
        session,
        by=by,
        revision=None,
        items=[ItemRow({"en": "Only in English"}, symbol="CONF/2027/3"), ItemRow({"ar": "بند"})],
        roles=[
            RoleRow(speaker, "chair", "confirmed"),
            RoleRow(PersonFactory(conference=conference), "speaker", "proposed", 1),
        ],
    )
    SessionFactory(conference=conference, kind="break", title={"en": "Coffee"}, end=None)
    publish()
    return conference


def text_of(content: bytes) -> str:
    return content.decode()


@pytest.mark.parametrize("language", ["en", "uz-Cyrl", "ar"])
@pytest.mark.parametrize("order", ["day", "room"])
def test_the_pdf_is_sound(published: Conference, language: str, order: str) -> None:
    made = build_document(
        "agenda.agenda", published, language=language, format="pdf", options={"order": order}
    )
    assert_sound_pdf(made.content)
    assert made.filename == f"tashkent2027-agenda-{language}.pdf"


def test_what_it_says(published: Conference) -> None:
    page = build_document("agenda.agenda", published, language="en", format="html").content.decode()
    for said in (
        "Provisional agenda", "CONF/2027/1", "Tuesday, 30 March 2027", "10:00–11:00", "Main hall", "1.",
        "Only in English", "CONF/2027/3", "Chair:", "Speaker One", "to be confirmed",
        "Arabic, English → Uzbek (Cyrillic)", "Coffee",
    ):  # fmt: skip
        assert said in page, said
    assert 'class="change' not in page, "the first release has nothing to compare with"


def test_changes_are_marked_from_one_revision_to_the_next(
    published: Conference, by: User, publish: Callable[..., AgendaRelease]
) -> None:
    session = published.sessions.get(kind="plenary")
    change_session(session, by=by, revision=None, subtitle={"en": "Now with a subtitle"})
    publish()
    page = build_document("agenda.agenda", published, language="en", format="html").content.decode()
    assert "CONF/2027/1/Rev.1" in page and page.count('time change"') == 1 and ">changed<" in page
    publish(label="final")
    page = build_document("agenda.agenda", published, language="en", format="html").content.decode()
    assert "<h1>Agenda</h1>" in page and 'time change"' not in page


def test_a_final_agenda_is_called_so_whatever_its_label(
    published: Conference, publish: Callable[..., AgendaRelease]
) -> None:
    publish(label="окончательная", is_final=True)
    for kind, title in (("agenda.agenda", "Agenda"), ("agenda.annotated", "Annotated agenda")):
        page = build_document(kind, published, language="en", format="html").content.decode()
        assert f"<h1>{title}</h1>" in page and "rovisional" not in page, kind


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_word_document_has_headings_tables_and_its_language(published: Conference, language: str) -> None:
    made = build_document("agenda.agenda", published, language=language, format="docx")
    document = Document(io.BytesIO(made.content))
    headings = [paragraph for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")]
    assert len(headings) == 1 and "2027" in headings[0].text
    paragraphs = [paragraph for table in document.tables for row in table.rows for cell in row.cells
                  for paragraph in cell.paragraphs]  # fmt: skip
    cells = [paragraph.text for paragraph in paragraphs]
    [item] = [paragraph for paragraph in paragraphs if paragraph.text.startswith("Only in English")]
    number = item._p.pPr.numPr
    [counted] = [num for num in document.part.numbering_part.element.num_lst if num.numId == number.numId.val]
    assert item.style.name == "Table Number" and number.ilvl.val == 0, "Word counts the items"
    assert [each.val for each in counted.iter(qn("w:startOverride"))] == [1]
    assert any("Speaker One" in text for text in cells)
    assert not any("{{" in text or "{%" in text for text in cells)
    assert document.core_properties.language == {"en": "en-GB", "ar": "ar-SA"}[language]


def test_before_the_first_release_it_is_a_draft_and_numbers_nothing(conference: Conference) -> None:
    with pytest.raises(Refused):
        build_document("agenda.agenda", conference, language="en", format="pdf")
    ItemFactory(session__conference=conference, session__title={"en": "In the making"})
    made = build_document("agenda.agenda", conference, language="ru", format="html").content.decode()
    assert "In the making" in made and 'class="mark"' in made
    assert not AgendaRelease.objects.exists() and Item.objects.get().number is None


def test_the_working_agenda_is_a_draft_beside_the_published_one(published: Conference, by: User) -> None:
    session = published.sessions.get(kind="plenary")
    change_session(session, by=by, revision=None, subtitle={"en": "Not yet published"})

    def page(state: str) -> str:
        made = build_document(
            "agenda.agenda", published, language="en", format="html", options={"state": state}
        )
        return made.content.decode()

    assert "Not yet published" not in page("published")
    assert "Not yet published" in page("working") and 'class="mark"' in page("working")
    assert "DRAFT" not in page("published")


def test_a_session_that_goes_over_a_page_says_so_on_the_next(
    conference: Conference, publish: Callable[..., AgendaRelease]
) -> None:
    long = SessionFactory(conference=conference, title={"en": "The long session"})
    for number in range(70):
        ItemFactory(session=long, position=number, title={"en": f"Item of the long session {number}"})
    start = long.end
    SessionFactory(conference=conference, title={"en": "The short one"}, start=start, end=None)
    publish()
    content = build_document("agenda.agenda", conference, language="en", format="pdf").content
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert len(pages) > 1
    assert "(continued)" not in pages[0]
    assert all("The long session (continued)" in page for page in pages[1:])
    assert "The short one (continued)" not in "".join(pages)


def test_no_hour_is_parted_from_its_title_and_first_item(
    conference: Conference, publish: Callable[..., AgendaRelease]
) -> None:
    start = SessionFactory(conference=conference, title={"en": "Opening"}).end
    for number in range(40):
        session = SessionFactory(
            conference=conference, title={"en": f"Session <{number}>"}, start=start, end=None
        )
        for position in range(number % 5):
            ItemFactory(session=session, position=position, title={"en": f"Item {number}/{position}"})
    publish()
    content = build_document("agenda.agenda", conference, language="en", format="pdf").content
    for page in PdfReader(io.BytesIO(content)).pages:
        words = re.sub(r"Session <\d+> \(continued\)", "", page.extract_text())
        for number in (number for number in range(40) if number % 5 and f"Session <{number}>" in words):
            assert f"Item {number}/0" in words


def test_in_word_a_session_of_many_items_begins_whole_and_goes_on_without_a_rule(
    published: Conference, by: User, publish: Callable[..., AgendaRelease]
) -> None:
    """Its title, chair and first item stay together, as does each other item; without rules they are one session."""
    session = SessionFactory(conference=published, title={"en": "Many items"})
    change_session(session, by=by, revision=None, items=[ItemRow({"en": f"Item {name}"}) for name in "ABCD"])
    publish()
    word = Document(
        io.BytesIO(build_document("agenda.agenda", published, language="en", format="docx").content)
    )
    rows = [(table, row) for table in word.tables for row in table.rows]
    (place,) = (number for number, (_table, row) in enumerate(rows) if "Many items" in row.cells[1].text)
    of_session = [row for _table, row in rows[place : place + 4]]
    assert [row.cells[1].text.splitlines()[-1] for row in of_session] == [f"Item {name}" for name in "ABCD"]
    for row in of_session:
        assert row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None
    for above, below in pairwise(of_session):
        for row, side in ((above, "bottom"), (below, "top")):
            rules = [cell.tcPr.find(f"{qn('w:tcBorders')}/{qn(f'w:{side}')}") for cell in row._tr.tc_lst]
            assert {rule.get(qn("w:val")) for rule in rules if rule is not None} == {
                "nil"
            } and None not in rules


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "(working group 1)"), ("ru", "(рабочая группа 1)"), ("uz", "(1-ishchi guruh)")],
)
def test_a_session_named_as_its_working_group_says_which_group_it_is(
    published: Conference, publish: Callable[..., AgendaRelease], language: str, said: str
) -> None:
    published.languages = ["en", "ru", "uz"]
    published.save()
    name = dict.fromkeys(published.languages, "Hotlines")
    group = WorkingGroupFactory(conference=published, code="WG1", name=name)
    SessionFactory(conference=published, working_group=group, title=name)
    SessionFactory(conference=published, working_group=group, title=dict.fromkeys(name, "Drafting"))
    publish()
    data = build_data(document_kinds.get("agenda.agenda"), published, language=language)
    found = {s.title: s.group for day in data.days for part in day.parts for s in part.sessions}
    assert found[f"Hotlines {said}"] == ""
    assert found["Drafting"] == f"{said.strip('()').capitalize()}: Hotlines"


def test_a_theme_without_a_colour_that_can_be_drawn_stops_no_glance(conference, publish):
    """Files brought any text as a colour once."""
    theme = ThemeFactory(conference=conference, name={"en": "Hotlines"}, colour="#zzzzzz")
    SessionFactory(conference=conference, theme=theme)
    publish()
    glance = build_document("agenda.glance", conference, language="en", format="docx")
    assert any("Hotlines" in paragraph.text for paragraph in Document(io.BytesIO(glance.content)).paragraphs)
