"""Cards lie exactly on their sheet, and a thousand of them are made in batches."""

import io
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from confman.documents.cards import CARD_SHEETS, split_cards
from confman.documents.domain.builder import build_document
from tests.documents.inspection import assert_sound_pdf
from tests.documents.kinds import build_badges

# The layout of a file is looked at, which no database changes.
pytestmark = pytest.mark.sqlite

KIND = "registrations.test-badges"
NAME = "Social partnership a"
POINTS = 72 / 25.4


@pytest.mark.parametrize(
    ("sheet", "pages", "size"),
    [
        ("a6", 6, (105, 148)),
        ("id1", 6, (85.6, 53.98)),
        ("four-on-a4", 2, (210, 297)),
        ("a4", 6, (210, 297)),
        ("a4-landscape", 6, (297, 210)),
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_sheets_have_their_size_and_cards(
    five_languages: Any, sheet: str, pages: int, size: tuple[float, float], language: str
) -> None:
    made = build_document(KIND, five_languages, language=language, format="pdf", options={"sheet": sheet})

    assert_sound_pdf(made.content, language=language)
    reader = PdfReader(io.BytesIO(made.content))
    assert len(reader.pages) == pages
    for page in reader.pages:
        assert float(page.mediabox.width) == pytest.approx(size[0] * POINTS, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(size[1] * POINTS, abs=0.1)


def test_four_cards_stand_on_a_page(conference: Any) -> None:
    made = build_document(KIND, conference, language="en", format="pdf", options={"sheet": "four-on-a4"})
    first, second = (page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages)
    assert [f"{NAME} {number}" in first for number in range(5)] == [True] * 4 + [False]
    assert f"{NAME} 5" in second


@pytest.mark.parametrize("language", ["uz", "ru"])
def test_a_file_joined_from_batches_names_its_language(five_languages: Any, language: str) -> None:
    made = build_document(KIND, five_languages, language=language, format="pdf", options={"count": 120})
    assert_sound_pdf(made.content, language=language)


def test_batches_are_whole_pages_and_joined_in_order(conference: Any) -> None:
    data = build_badges(conference, language="en", options={"count": 230, "sheet": "four-on-a4"})
    assert [len(part.cards) for part in split_cards(data)] == [100, 100, 30]

    seen: list[tuple[int, int]] = []
    made = build_document(
        KIND,
        conference,
        language="en",
        format="pdf",
        options={"count": 230},
        progress=lambda *at: seen.append(at),
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert_sound_pdf(made.content)
    reader = PdfReader(io.BytesIO(made.content))
    assert len(reader.pages) == 230
    for number in (0, 99, 100, 229):
        assert f"{NAME} {number}" in reader.pages[number].extract_text()
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert [int(page.StructParents) for page in pdf.pages] == list(range(230))


def test_no_card_is_a_page_that_says_so(conference: Any) -> None:
    made = build_document(KIND, conference, language="en", format="pdf", options={"count": 0})
    assert "nothing matches" in PdfReader(io.BytesIO(made.content)).pages[0].extract_text()


def test_cards_of_a_sample_say_so(conference: Any) -> None:
    conference.is_sample = True
    conference.save()
    for sheet in CARD_SHEETS:
        made = build_document(KIND, conference, language="en", format="pdf", options={"sheet": sheet})
        for page in PdfReader(io.BytesIO(made.content)).pages:
            assert "SAMPLE" in page.extract_text()
