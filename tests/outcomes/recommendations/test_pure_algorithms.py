"""The algorithms that need no record: brackets, labels, numbers, comparison, openings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confman.web.word_differences import compare_words
from outcomes.recommendations.domain.outcome_documents import as_ranges
from outcomes.recommendations.domain.plain_text import as_plain_text, labels, paragraphs_of, split_plain_text
from outcomes.recommendations.domain.wording import bracketed, compare_paragraphs, has_usual_opening
from outcomes.recommendations.models.paragraphs import Paragraph, Text


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("Strengthen the hotline.", []),
        ("by [2018] [or [as soon as] possible]", ["2018", "or [as soon as] possible"]),
        ("until [2018", ["2018"]),
        ("until 2018] at the latest", ["until 2018"]),
        ("в течение [трёх] лет", ["трёх"]),
    ],
    ids=["none", "nested", "never closed", "never opened", "Cyrillic"],
)
def test_brackets_are_listed(text, passages):
    assert bracketed(text) == passages


def test_labels_are_counted_anew_under_each_paragraph():
    assert labels([0, 1, 1, 2, 2, 1, 0, 1]) == ["", "(a)", "(b)", "(i)", "(ii)", "(c)", "", "(a)"]
    assert labels([1] * 28)[-2:] == ["(aa)", "(ab)"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "(a) (i)"),
        ("ar", "(a) (i)"),
        ("zh-Hans", "(a) (i)"),
        ("ru", "a) i)"),
        ("uz", "a) i)"),
        ("fr", "a) i)"),
    ],
)
def test_labels_are_written_as_the_un_writes_them_and_read_back_from_either(language, expected):
    assert " ".join(labels([1, 2], language)) == expected
    body = paragraphs_of({language: "Text\n\n(a) one\n\n(i) two\n\nb) three"})
    assert [paragraph.level for paragraph in body] == [0, 1, 2, 1]
    assert split_plain_text(as_plain_text(body, language)) == [
        (0, "Text"),
        (1, "one"),
        (2, "two"),
        (1, "three"),
    ]


def test_pasted_text_becomes_paragraphs():
    pasted = (
        "Set out the procedure,\nin particular:\n\n(a) appoint an officer;\n(b) fix limits:\n(i) for calls;"
    )
    pasted += "\n(ii) for help."
    assert split_plain_text(pasted) == [
        (0, "Set out the procedure, in particular:"),
        (1, "appoint an officer;"),
        (1, "fix limits:"),
        (2, "for calls;"),
        (2, "for help."),
    ]


def test_the_ninth_sub_paragraph_is_a_letter_and_no_roman_number():
    text = "\n\n".join(f"({letter}) point {letter}" for letter in "abcdefghij")
    assert {level for level, _text in split_plain_text(text)} == {1}


def test_plain_text_reads_back_with_what_a_language_lacks():
    body = [
        Paragraph("p1", 0, {"en": Text("Do:"), "ru": Text("Сделать:")}),
        Paragraph("p2", 1, {"en": Text("this;")}),
        Paragraph("p3", 1, {"en": Text("that."), "ru": Text("то.")}),
    ]
    texts = {code: as_plain_text(body, code) for code in ("en", "ru", "uz")}
    again = paragraphs_of(texts)
    assert texts["uz"] == ""
    assert [(p.level, p.text("en"), p.text("ru")) for p in again] == [
        (0, "Do:", "Сделать:"),
        (1, "this;", ""),
        (1, "that.", "то."),
    ]


def test_languages_with_different_numbers_of_paragraphs_are_refused():
    with pytest.raises(ValueError, match="en: 2, ru: 1"):
        paragraphs_of({"en": "One.\n\nTwo.", "ru": "Раз."})


@pytest.mark.parametrize(
    ("numbers", "said"), [([], ""), ([3], "3"), ([1, 2], "1, 2"), ([5, 1, 2, 3], "1–3, 5")], ids=str
)
def test_numbers_are_said_as_ranges(numbers, said):
    assert as_ranges(numbers) == said


def test_the_last_number_of_a_sentence_has_a_word_before_it():
    assert as_ranges([1, 2, 3, 10], last="and") == "1–3 and 10"
    assert as_ranges([1, 2, 5], last="and") == "1, 2 and 5"
    assert as_ranges([1, 2, 3], last="and") == "1–3"


def test_words_are_compared_whole():
    pieces = compare_words("fund the hotline for three years", "fund the hotline for five years")
    assert [(piece.kind, piece.text) for piece in pieces if piece.kind != "equal"] == [
        ("delete", "three"),
        ("insert", "five"),
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_comparison_loses_nothing(before, after):
    pieces = compare_words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "insert") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "delete") == after


def test_a_removed_paragraph_stands_where_it_was():
    before = [Paragraph(f"p{n}", 0, {"en": Text(f"Text {n}.")}) for n in range(3)]
    after = [before[0], before[2], Paragraph("new", 1, {"en": Text("New.")})]
    changes = compare_paragraphs(before, after, "en")
    assert [change.kind for change in changes] == ["same", "removed", "same", "added"]


@pytest.mark.parametrize(
    ("text", "language", "usual"),
    [
        ("Strengthen the hotline.", "en", True),
        ("Strongly encourages States to cooperate.", "en", True),
        ("The hotline is important.", "en", False),
        ("Укрепить горячую линию.", "ru", True),
        ("Горячая линия важна.", "ru", False),
        ("Ishonch telefoni kuchaytirilsin.", "uz", True),
    ],
    ids=["verb", "adverb first", "noun", "Russian verb", "Russian noun", "Uzbek: the verb is last"],
)
def test_unusual_openings_are_noticed(text, language, usual):
    assert has_usual_opening(text, language) is usual
