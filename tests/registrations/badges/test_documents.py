"""Badges, tickets, name plates and the list of participants, as files and as pictures."""

import io

import pypdfium2
import pytest
import zxingcpp
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from confman.documents.domain.builder import build_document
from confman.documents.rendering.fitted_text import fit
from confman.web.errors import Refused
from registrations.badges.documents.badge import BATCH, in_batches
from registrations.core.documents import by_category_and_name, selected_registrations
from registrations.core.domain.ticket_codes import find_by_code
from tests.documents.inspection import assert_sound_pdf
from tests.factories import (
    CategoryFactory,
    ConsentFactory,
    DelegationFactory,
    PersonFactory,
    RegistrationFactory,
)

# Every document is made of the demo with both databases (tests/documents/test_every_document.py).
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

HARD_NAMES = {
    "long": {"en": "María Fernanda de los Ángeles Wolfeschlegelsteinhausenbergerdorff-Villanueva"},
    "uzbek-cyrillic": {"uz-Cyrl": "Ғуломжон Ўктамович Қўлдошев"},
    "arabic": {"en": "ليلى حسن عبد الرحمن"},
    "chinese": {"en": "李明"},
    "one-letter": {"en": "O"},
}


def approved(conference, **more):
    person = PersonFactory(conference=conference, **more.pop("person", {}))
    return RegistrationFactory(conference=conference, person=person, status="approved", **more)


def make(kind, conference, language="en", format="pdf", **options):
    return build_document(
        f"registrations.{kind}", conference, language=language, format=format, options=options
    ).content


def codes_on(content, page=0):
    """The text that a decoder reads from the picture of a page."""
    picture = pypdfium2.PdfDocument(content)[page].render(scale=150 / 72).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def text_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


# --- cards ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["badges", "ticket"])
def test_the_code_read_from_the_printed_page_finds_the_right_person(conference, kind):
    rows = [approved(conference) for _number in range(2)]
    category = rows[0].category
    type(rows[0]).objects.update(category=category)
    content = make(kind, conference)

    found = [find_by_code(conference, code) for page in range(2) for code in codes_on(content, page)]

    assert {row.pk for row in found} == {row.pk for row in rows}


def test_four_badges_on_a_sheet_all_readable(conference):
    rows = [approved(conference) for _number in range(5)]
    content = make("badges", conference, design="four-on-a4")
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 2
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]
    read = codes_on(content, 0) + codes_on(content, 1)
    assert {find_by_code(conference, code).pk for code in read} == {row.pk for row in rows}


def test_for_a_printing_house_colour_goes_on_beyond_the_cut(conference):
    row = approved(conference, category=CategoryFactory(conference=conference, colour="#c0392b"))
    content = make("badges", conference, bleeds=True)

    assert_sound_pdf(content)
    page = PdfReader(io.BytesIO(content)).pages[0]
    whole, cut = ([round(float(side) / 72 * 25.4) for side in box] for box in (page.mediabox, page.trimbox))
    assert (whole, cut) == ([0, 0, 111, 154], [3, 3, 108, 151])
    assert find_by_code(conference, codes_on(content)[0]) == row
    picture = pypdfium2.PdfDocument(content)[0].render().to_pil()
    corners = [picture.getpixel((x, picture.height - 2)) for x in (1, picture.width - 2)]
    assert corners == [(192, 57, 43)] * 2


def test_sheets_of_several_cards_have_no_bleed(conference):
    approved(conference)
    page = PdfReader(io.BytesIO(make("badges", conference, design="four-on-a4", bleeds=True))).pages[0]
    assert page.mediabox == page.trimbox


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_hard_names_are_printed_whole_in_every_language(conference, language):
    for name in HARD_NAMES.values():
        approved(conference, person={"name": name, "job_title": {}, "organization": {}, "country": ""})
    content = make("badges", conference, language=language)
    assert_sound_pdf(content)
    letters = "".join(text_of(content).split())
    for name in ("Wolfeschlegelsteinhausenbergerdorff", "Ғуломжон", "李明"):
        assert name in letters.replace("-\n", "")


def test_a_long_name_in_two_scripts_stays_on_the_badge(conference):
    conference.languages = ["en", "ru"]
    conference.save()
    names = {
        "en": "Berdimuhammedova-Abdurahmangajiyeva Gulbahor-Sharafatkhon Abduqaharkhojaevna",
        "ru": "Бердимухаммедова-Абдурахмангаджиева Гульбахор-Шарафатхон Абдукахарходжаевна",
    }
    approved(conference, person={"name": names})
    page = pypdfium2.PdfDocument(make("badges", conference))[0]
    letters = page.get_textpage()
    assert "Абдукахарходжаевна" in letters.get_text_range()
    right = max(letters.get_charbox(number)[2] for number in range(letters.count_chars()))
    assert right < page.get_width()


def test_a_name_is_written_in_letters_that_the_reader_can_read(conference):
    conference.languages = ["uz", "ru", "en"]
    conference.save()
    approved(conference, person={"name": {"ru": "Елена Стоянова", "en": "Elena Stoyanova"}})
    security_list = {language: text_of(make("security", conference, language)) for language in ("uz", "ru")}
    assert "Elena Stoyanova" in security_list["uz"] and "Елена" not in security_list["uz"]
    assert "Елена Стоянова" in security_list["ru"]


def test_a_name_that_has_an_order_of_its_own_keeps_it(conference):
    parts = {"given_name": {"en": "Van An"}, "family_name": {"en": "Nguyen"}}
    approved(conference, person={"name": {"en": "Nguyen Van An"}, "country": "VN", **parts})
    parts = {"given_name": {"en": "Aziz"}, "family_name": {"en": "Karimov"}}
    approved(conference, person={"name": {"en": "Karimov Aziz Rustamovich"}, "country": "UZ", **parts})
    printed = " ".join(text_of(make("badges", conference)).split())
    assert "Nguyen Van An" in printed and "Aziz Karimov" in printed


def test_cards_stand_in_the_alphabet_of_their_language(conference):
    category = CategoryFactory(conference=conference)
    for latin, cyrillic in (("Yusupova", "Юсупова"), ("Zokirov", "Зокиров"), ("Chexov", "Чехов")):
        person = {
            "name": {"uz": f"{latin} Ali", "ru": f"{cyrillic} Али"},
            "family_name": {"uz": latin, "ru": cyrillic},
        }
        approved(conference, person=person, category=category)
    for kind in ("badges", "ticket"):
        for language, expected in (
            ("ru", ["Зокиров", "Чехов", "Юсупова"]),
            ("uz", ["Yusupova", "Zokirov", "Chexov"]),
        ):
            text = text_of(make(kind, conference, language))
            assert sorted(expected, key=text.index) == expected


def test_a_badge_says_its_category_by_letter_as_well_as_by_colour(conference):
    category = CategoryFactory(conference=conference, name={"en": "Observer"}, letter="Z")
    approved(conference, category=category)
    assert "ZObserver" in "".join(text_of(make("badges", conference)).split())


def test_a_name_is_legible_at_three_metres(conference):
    """Capital letters of 6 mm and more: what is asked of badges to be read across a room."""
    usual = fit("Nodira Karimova", width_mm=91, height_mm=38, largest=36, smallest=15)
    assert usual.size * 0.714 * 25.4 / 72 >= 6


@pytest.mark.parametrize("name", [name for names in HARD_NAMES.values() for name in names.values()])
def test_fitted_text_stays_in_its_box_and_loses_nothing(name):
    fitted = fit(name, width_mm=60, height_mm=20, largest=36, smallest=8)
    assert "".join("".join(fitted.lines).split()) == "".join(name.split())
    assert len(fitted.lines) * fitted.size * 1.14 * 25.4 / 72 <= 20.1


def test_only_who_is_approved_gets_a_card(conference):
    waiting = RegistrationFactory(conference=conference)
    approved(conference, person={"name": {"en": "Ada Sample"}})
    assert str(waiting.person) not in text_of(make("badges", conference))
    with pytest.raises(Refused, match="not approved"):
        make("ticket", conference, registration=str(waiting.pk))


def test_cards_of_another_conference_are_not_made(conference, other_conference):
    foreign = approved(other_conference)
    with pytest.raises(Refused):
        make("ticket", conference, registration=str(foreign.pk))


def test_a_name_plate_stands_on_both_sides(conference):
    approved(conference, person={"name": {"en": "Ada Sample"}})
    content = make("name_plates", conference)
    assert text_of(content).count("Ada Sample") == 2


def test_name_plates_read_what_people_share_once(conference):
    for _number in range(3):
        approved(conference, delegation=DelegationFactory(conference=conference))
    with CaptureQueriesContext(connection) as asked:
        make("name_plates", conference)
    [people] = [query["sql"] for query in asked if 'JOIN "people_person"' in query["sql"]]
    assert 'JOIN "conferences_conference"' not in people and len(asked) <= 5


def test_the_command_makes_badges_of_a_category(conference, tmp_path):
    letter = CategoryFactory(conference=conference, letter="M", name={"en": "Media"})
    approved(conference, category=letter)
    approved(conference)
    file = tmp_path / "badges.pdf"
    call_command("badges", conference.slug, "--category", "Media", "-o", str(file))
    assert len(PdfReader(file).pages) == 1
    with pytest.raises(CommandError, match="no category"):
        call_command("badges", conference.slug, "--category", "VIP", "-o", str(file))


def test_badges_are_asked_for_with_a_constant_number_of_queries(conference, django_assert_max_num_queries):
    for _number in range(3):
        approved(conference, delegation=DelegationFactory(conference=conference))
    # Their keys, and two hundred rows at a time with what they share; designs, what each category uses, partners.
    with django_assert_max_num_queries(9):
        make("badges", conference)


def test_badges_are_put_in_order_by_what_the_order_asks_for_alone(conference, django_assert_num_queries):
    """However many there are, one query of few columns, and for a chosen few no name of the others is compared."""
    asked = []
    order = by_category_and_name(conference, "en")
    later = CategoryFactory(conference=conference, position=9)
    rows = [
        approved(conference, category=later, person={"name": {"en": "Anna Adams"}}),
        approved(conference, person={"name": HARD_NAMES["uzbek-cyrillic"], "family_name_first": "yes"}),
        approved(
            conference, person={"name": {"en": "Li Ming"}, "family_name": {"en": "Li"}, "country": "CN"}
        ),
        *(approved(conference) for _number in range(BATCH)),
    ]
    chosen = {str(row.pk) for row in rows[:3]} | {str(row.pk) for row in rows[4:]}

    def place(row):
        asked.append(row.pk)
        return order(row)

    rows_to_print = selected_registrations(conference, {})
    with django_assert_num_queries(7) as queries:
        printed = [row.pk for batch in in_batches(rows_to_print, only=chosen, order=place) for row in batch]
    assert len(printed) == len(asked) == len(chosen) and rows[3].pk not in asked
    assert printed[-1] == rows[0].pk, "the category comes first"
    assert printed.index(rows[1].pk) < printed.index(rows[2].pk), "Gʻulomjon, in Latin letters, then Li"
    assert '"photo"' not in queries[0]["sql"], "nothing is fetched that the order does not ask for"


# --- the list of participants -----------------------------------------------------------------------------


@pytest.fixture
def listed(conference):
    kazakhstan = DelegationFactory(
        conference=conference, kind="state", name={"en": "Kazakhstan", "ru": "Казахстан"}
    )
    unodc = DelegationFactory(conference=conference, kind="un", name={"en": "UNODC"})
    for name, delegation, function, listing in (
        ("Adviser Sample", kazakhstan, "adviser", "participants"),
        ("Head Sample", kazakhstan, "head", "public"),
        ("Deputy Sample", kazakhstan, "deputy", "participants"),
        ("Hidden Sample", kazakhstan, "alternate", "secretariat"),
        ("Counted Sample", unodc, "", "counted-only"),
        ("Officer Sample", unodc, "", "participants"),
        ("Alone Sample", None, "", "participants"),
    ):
        row = approved(
            conference,
            person={"name": {"en": name}, "listing": listing},
            delegation=delegation,
            function=function,
        )
        ConsentFactory(person=row.person)
    return conference


@pytest.mark.parametrize("format", ["pdf", "docx", "xlsx", "html"])
def test_the_list_is_in_the_order_of_protocol_and_hides_whom_it_must(listed, format):
    content = make("participants", listed, format=format)
    text = {
        "pdf": text_of,
        "html": bytes.decode,
        "docx": lambda raw: "\n".join(
            node.text or "" for node in Document(io.BytesIO(raw)).element.body.iter()
        ),
        "xlsx": lambda raw: "\n".join(
            str(cell.value) for row in load_workbook(io.BytesIO(raw)).active.iter_rows() for cell in row
        ),
    }[format](content)
    order = [
        text.index(name)
        for name in ("Head Sample", "Deputy Sample", "Adviser Sample", "Officer Sample", "Alone Sample")
    ]
    assert order == sorted(order)
    assert "Hidden" not in text and "Counted" not in text
    if format != "xlsx":
        assert "Persons listed: 5" in text and "who may be listed" in text
        assert "attended" not in text.lower()


def test_the_public_list_has_only_who_is_public(listed):
    text = text_of(make("participants", listed, audience="public"))
    assert "Head Sample" in text and "Persons listed: 1" in text
    assert "Deputy" not in text and "Alone" not in text


def test_a_provisional_list_asks_for_corrections_by_a_day(listed):
    text = text_of(make("participants", listed, provisional=True, corrections_by="2027-03-20"))
    assert "Provisional list of participants" in text
    assert "20 March 2027" in text


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_the_list_is_sound_in_every_language(listed, language):
    content = make("participants", listed, language=language)
    assert_sound_pdf(content)
    if language == "ru":
        assert "Казахстан" in text_of(content)


def test_the_word_list_has_real_headings(listed):
    document = Document(io.BytesIO(make("participants", listed, format="docx")))
    headings = [part.text for part in document.paragraphs if part.style.name.startswith("Heading")]
    assert headings[:2] == ["States", "Kazakhstan"]


def test_an_empty_list_says_so(conference):
    assert "Nobody is listed yet" in text_of(make("participants", conference))
