"""The note for participants says what is settled and published, in numbered paragraphs, and leaves out the rest."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from agenda.releases.domain.publication import publish_agenda
from confman.web.markdown import plain_blocks
from tests.factories import (
    DocumentFileFactory,
    PageFactory,
    RegisteredDocumentFactory,
    RoomFactory,
    SessionFactory,
)
from tests.outcomes.secretariat_documents.samples import data_of, lines_of, queries_of, words_of

pytestmark = pytest.mark.django_db

KIND = "outcomes.information-note"


def titles(data):
    return [part.title for part in data.parts]


def test_interpretation_is_into_what_is_spoken_not_into_a_script(conference, owner):
    conference.languages = ["en", "ru", "uz", "uz-Cyrl"]
    conference.save()
    SessionFactory(
        conference=conference,
        kind="opening",
        floor_languages=["en"],
        listening_languages=["uz", "uz-Cyrl", "ru"],
    )
    publish_agenda(conference, by=owner)
    lines = lines_of(data_of(KIND, conference).parts)
    assert "Interpretation is provided into Uzbek and Russian." in lines


@time_machine.travel(dt.datetime(2027, 1, 10, tzinfo=dt.UTC))
def test_what_is_not_settled_is_left_out(conference):
    conference.contact_email, conference.status = "", "draft"
    conference.save()
    assert titles(data_of(KIND, conference)) == ["I. Dates and venue", "II. Languages"]


@pytest.mark.parametrize("day", [dt.date(2027, 3, 10), dt.date(2027, 3, 31), dt.date(2027, 4, 10)])
def test_it_stays_an_announcement_when_the_days_are_over(conference, owner, day):
    conference.registration_mode = "open"
    conference.registration_opens_on, conference.registration_closes_on = (
        dt.date(2027, 1, 5), dt.date(2027, 3, 1),
    )  # fmt: skip
    conference.save()
    hall = RoomFactory(conference=conference, name={"en": "Hall A"})
    SessionFactory(conference=conference, kind="opening", title={"en": "The opening"}, room=hall)
    publish_agenda(conference, by=owner)
    with time_machine.travel(dt.datetime(day.year, day.month, day.day, 9, tzinfo=dt.UTC), tick=False):
        words = " ".join(lines_of(data_of(KIND, conference).parts))
    assert (
        "Registration was open from 5 January 2027 to 1 March 2027." in words and "register at" not in words
    )
    assert "“The opening”, begins on Tuesday" in words and "The sessions will be held in" in words
    assert "was held" not in words and "any changes will be announced there" in words


def test_an_original_is_named_only_where_the_register_has_it(conference, owner):
    assert not data_of(KIND, conference, "ru").meta.masthead.original_language
    row = RegisteredDocumentFactory(conference=conference, made_from=f"{KIND}:")
    DocumentFileFactory(document=row, language=conference.default_language)
    assert data_of(KIND, conference, "ru").meta.masthead.original_language == "английский"


@time_machine.travel(dt.datetime(2027, 1, 10, tzinfo=dt.UTC))
def test_it_says_place_registration_programme_languages_pages_and_contacts(conference, owner):
    conference.venue = {"en": "Palace of Forums"}
    conference.address = {"en": "1 Sample Street\n100000 Tashkent"}
    conference.directions = {"en": "Take the metro."}
    conference.registration_mode = "open"
    conference.registration_opens_on, conference.registration_closes_on = (
        dt.date(2027, 1, 5),
        dt.date(2027, 3, 1),
    )
    conference.save()
    hall = RoomFactory(conference=conference, name={"en": "Hall A"}, capacity=200, accessible=True)
    SessionFactory(
        conference=conference, kind="opening", title={"en": "The opening"}, room=hall,
        floor_languages=["en"], listening_languages=["ru", "uz"],
    )  # fmt: skip
    publish_agenda(conference, by=owner)
    PageFactory(
        conference=conference, title={"en": "Visas and hotels"}, published_at=timezone.now() - dt.timedelta(1),
        body={"en": "## Visas\n\nAsk *early*.\n\n- Hotel A, [map](https://example.org/a)\n- Hotel B"},
    )  # fmt: skip
    data = data_of(KIND, conference)
    assert titles(data) == [
        "I. Dates and venue",
        "II. Registration",
        "III. Programme",
        "IV. Languages and interpretation",
        "V. Visas and hotels",
        "VI. Contacts",
    ]
    lines = lines_of(data.parts)
    assert "Venue: Palace of Forums, 1 Sample Street, 100000 Tashkent." in lines
    assert "Hall A: 200 places, step-free access" in lines and "Take the metro." in lines
    assert "Registration is open from 5 January 2027 to 1 March 2027." in lines
    assert "The first session, “The opening”, begins on Tuesday, 30 March 2027, at 10 a.m. (Hall A)." in lines
    assert "Interpretation is provided into Russian and Uzbek." in lines
    assert lines[lines.index("Visas") :][:4] == [
        "Visas", "Ask early.", "Hotel A, map (https://example.org/a)", "Hotel B",
    ]  # fmt: skip
    numbers = [block.number for part in data.parts for block in part.blocks if block.number]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_page_that_is_not_published_is_not_told(conference):
    PageFactory(conference=conference, title={"en": "Draft"}, body={"en": "Secret"}, published_at=None)
    assert "Secret" not in str(data_of(KIND, conference))


def test_a_page_in_another_language_says_which(conference):
    PageFactory(
        conference=conference, title={"ru": "Визы"}, body={"ru": "Виза нужна."}, published_at=timezone.now()
    )
    data = data_of(KIND, conference)
    [block] = [block for part in data.parts for block in part.blocks if block.language]
    assert (block.text, block.language, block.mark) == ("Виза нужна.", "ru", "Russian")


@pytest.mark.parametrize(
    ("language", "title", "part"),
    [
        ("en", "Information for participants", "I. Dates and venue"),
        ("ru", "Информация для участников", "I. Сроки и место проведения"),
        ("uz", "Ishtirokchilar uchun maʼlumot", "I. Vaqti va joyi"),
    ],
)
def test_it_speaks_the_language_of_the_document(conference, language, title, part):
    words = words_of(KIND, conference, language)
    assert title in words and part in words and "CONF" not in words


def test_three_pages_take_as_many_queries_as_one(conference):
    for number in range(3):
        PageFactory(
            conference=conference, slug=f"page-{number}", body={"en": "A text."}, published_at=timezone.now()
        )
        if number == 0:
            before = queries_of(KIND, conference)
    assert queries_of(KIND, conference) == before


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("One\ntwo", [("paragraph", "One two")]),
        ("# A\n\n1. b\n2. c\n\nd", [("heading", "A"), ("item", "b"), ("item", "c"), ("paragraph", "d")]),
        ("<s@example.org>", [("paragraph", "s@example.org")]),
        ("[bad](javascript:alert(1))", [("paragraph", "[bad](javascript:alert(1))")]),
    ],
)
def test_markdown_in_plain_words(text, blocks):
    assert list(plain_blocks(text)) == blocks
