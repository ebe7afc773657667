"""One language a document: what is on record in another says which, in every kind, and a note says what that means."""

import dataclasses
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.apps import apps
from docx import Document
from docx.oxml.ns import qn
from lxml.html import fromstring
from pypdf import PdfReader

from agenda.run_of_show.models import Cue
from confman.conferences.models import Conference
from confman.documents.domain.builder import build_data, build_document
from confman.documents.domain.texts import at_beginning, in_document
from confman.documents.registry import document_kinds
from confman.documents.rendering.fitted_text import FittedText
from confman.documents.rendering.pdf import render_html
from confman.documents.word.styles import word_language
from confman.people.models import Person
from confman.translation.fields import TranslatedField
from confman.translation.languages import reading_in
from confman.translation.marks import Passages, marking
from confman.translation.text import TranslatedText
from outcomes.amendments.models import Amendment
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.correspondence.domain.correspondence import register_letter
from tests.documents.hard import hard_conference
from tests.documents.layout import pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NOTE = "Указание языка в квадратных скобках"
# Names of people are transliterated where they have to be, never marked; what a partner's agreement requires is kept.
UNMARKED = {
    *((Person, name) for name in ("name", "given_name", "family_name", "title", "salutation", "biography")),
    *((name, "name") for name in ("Signatory",)),
    *((name, "credit_line") for name in ("Partner",)),
}
KINDS = [kind for kind in document_kinds if kind.marks_languages and kind.html_template]


@pytest.fixture(scope="module")
def hard(kept: Any) -> Conference:
    return kept(hard_conference)


def texts_in_others(language: str) -> set[str]:
    """All texts on record that are not in the language; those with letters, and long enough to be recognized."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if (
                not isinstance(field, TranslatedField)
                or {(model, field.name), (model.__name__, field.name)} & UNMARKED
            ):
                continue
            for text in model._base_manager.values_list(field.attname, flat=True):
                if text and language not in text:
                    found |= {
                        words for words in text.values() if len(words) > 4 and any(map(str.isalpha, words))
                    }
    return found


def strings_of(value: Any, is_told: bool = False) -> Iterator[str]:
    """The texts of a document's data, but those beside which a field says the language."""
    if isinstance(value, str):
        if not is_told:
            yield str(value)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from strings_of(one, is_told)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from strings_of(one, is_told)
    elif isinstance(value, FittedText):
        yield from strings_of(" ".join(value.lines), is_told)
    elif dataclasses.is_dataclass(value):
        named = {
            each.name: getattr(value, each.name)
            for each in dataclasses.fields(value)
            if each.name != "passages"
        }
        told = any(
            isinstance(one, str)
            and one not in ("", "ru")
            and re.search("mark|language$|preamble_language", name)
            for name, one in named.items()
        )
        for one in named.values():
            yield from strings_of(one, is_told or told)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_each_text_in_another_language_bears_its_mark(hard, kind):
    # None of these kinds refuses: each has something to say of the hard cases.
    data = build_data(kind, hard, language="ru")
    others = texts_in_others("ru")
    without = {
        (words, text)
        for text in strings_of(data)
        for words in others
        if words in text and not re.search(re.escape(words.rstrip(".:")) + r"[.:]? \[[^]]+\]", text)
    }
    assert not without
    marks = any(re.search(r"\[(английский|арабский|узбекский)[^]]*\]", text) for text in strings_of(data))
    if marks:
        assert NOTE in data.meta.note


# By day those that joined texts without their languages.
BY_DAY = ("outcomes.follow-up", "registrations.correspondence")
# By day the one in which most is in other letters.
LANGUAGES = ["ru", *(pytest.param(code, marks=pytest.mark.nightly) for code in ("en", "uz"))]


def untold(page: str) -> list[str]:
    """The texts of a page that stand in no element with their language."""
    main = fromstring(page).find(".//main")
    return [
        " ".join(text.split())
        for text in main.xpath(".//text()[not(ancestor::style)]")
        if not any(
            "lang" in each.attrib for each in text.getparent().xpath("ancestor-or-self::*[ancestor::body]")
        )
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_each_text_in_another_language_says_its_language(hard, kind, language):
    data = build_data(kind, hard, language=language)
    texts = untold(render_html(kind.html_template, data, language=language))
    lines = {line.strip() for words in texts_in_others(language) for line in words.splitlines()}
    assert not {(words, text) for text in texts for words in lines if len(words) > 4 and words in text}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format", ["pdf", "docx"])
@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(each, id=each.key, marks=[] if each.key in BY_DAY else pytest.mark.nightly)
        for each in KINDS
    ],
)
def test_the_file_says_the_language_of_each_text(hard, kind, format, language):
    """By the structure tree of the PDF, and by the runs of the Word file."""
    if format not in kind.formats:
        return
    content = build_document(kind, hard, language=language, format=format).content
    texts = untold_in_pdf(content) if format == "pdf" else untold_in_word(content, language)
    lines = {line.strip() for words in texts_in_others(language) for line in words.splitlines()}
    # A line of paper may end within them.
    assert not {(words, text) for text in texts for words in lines if len(words) > 4 and words in text}


def untold_in_pdf(content: bytes) -> list[str]:
    """The pieces of text of which the tags name no language of their own."""
    return [piece.text for page in pages_of(content) for piece in page.pieces if not piece.language]


def untold_in_word(content: bytes, language: str) -> list[str]:
    """The texts of the runs that are said to be in the document's language."""
    said = {run: run.find(f"{qn('w:rPr')}/{qn('w:lang')}") for run in runs_of(content)}
    own = word_language(language)
    return [run.text for run, mark in said.items() if mark is None or mark.get(qn("w:val")) == own]


def runs_of(content: bytes) -> list[Any]:
    return [*Document(io.BytesIO(content)).element.body.iter(qn("w:r"))]


def test_a_name_and_a_function_on_a_card_say_their_language(hard):
    person = hard.registrations.approved().first().person
    Person.objects.filter(pk=person.pk).update(
        name={"en": "Nodira Karim", "ru": "Нодира Карим"}, badge_name=""
    )
    content = build_document("registrations.badges", hard, language="en", format="pdf").content
    told = {
        piece.language for page in pages_of(content) for piece in page.pieces if piece.text == "Нодира Карим"
    }
    assert told == {"ru"}


@pytest.mark.parametrize(
    ("text", "tagged"),
    [
        ("Proposed by the Прокуратура; others", 'Proposed by the <span lang="ru">Прокуратура</span>; others'),
        (
            "Ёпилиш [Uzbek]; Прокуратура.",
            '<span lang="uz-Cyrl">Ёпилиш</span> <span class="in-language">[Uzbek]</span>; '
            '<span lang="ru">Прокуратура</span>.',
        ),
        ('<p lang="ru">Прокуратура</p>', '<p lang="ru">Прокуратура</p>'),
        ("<title>Прокуратура</title>", "<title>Прокуратура</title>"),
        ('<img alt="Прокуратура">', '<img alt="Прокуратура">'),
        ("Прокуратуры", '<span lang="und">Прокуратуры</span>'),
        ("Name: สมชาย ใจดี.", 'Name: <span lang="und">สมชาย ใจดี</span>.'),
    ],
)
def test_a_passage_is_known_wherever_it_stands(text, tagged):
    passages = Passages({"Прокуратура": "ru", "Ёпилиш": "uz-Cyrl"}, "en")
    assert passages.tagged(text) == tagged


def test_a_text_of_passages_in_one_language_is_in_that():
    passages = Passages({"Прокуратура": "ru", "Бухара": "ru", "head": "en"}, "uz")
    assert passages.language_of("Бухара, Прокуратура") == "ru"
    assert passages.language_of("Бухара, head") == passages.language_of("Bosh, Бухара") == ""


def written(content: bytes, format: str) -> str:
    """The words of a file, on one line."""
    if format == "pdf":
        words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    else:
        nodes = Document(io.BytesIO(content)).element.body.iter()
        words = "".join(
            node.text or "" if node.tag.endswith("}t") else " " * node.tag.endswith("}p") for node in nodes
        )
    return re.sub(r"\s+", " ", words)


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_the_mark_is_in_the_file_and_its_note_below_the_title(hard, format):
    words = written(build_document("agenda.agenda", hard, language="en", format=format).content, format)
    # Brackets within brackets are mirrored on a page with Arabic, as pypdf reads it.
    assert re.search(r"Ёпилиш маросими \[Uzbek .Cyrillic.\]", words)
    assert words.count("A language in brackets") == 1
    assert "[English]" not in words
    # A passage is marked with its own language for the person who hears the document read.
    page = build_data(document_kinds.get("agenda.agenda"), hard, language="en")
    [title] = [
        s.title for day in page.days for part in day.parts for s in part.sessions if "Ёпилиш" in s.title
    ]
    assert title.__html__() == (
        '<span lang="uz-Cyrl">Ёпилиш маросими</span> <span class="in-language">[Uzbek (Cyrillic)]</span>'
    )


def test_a_document_of_which_all_is_in_its_language_has_no_note(hard):
    data = build_data(document_kinds.get("registrations.seating"), hard, language="en")
    assert ("A language in brackets" in data.meta.note) == any("[" in text for text in strings_of(data))


def test_tables_letters_and_cards_have_no_marks(hard):
    kinds = {kind.key: kind for kind in document_kinds}
    for key, format in (
        ("registrations.participants", "xlsx"),
        ("registrations.badges", "pdf"),
        ("registrations.invitation_letter", "pdf"),
    ):
        data = build_data(kinds[key], hard, language="ru", format=format)
        assert not any(re.search(r"\[(английский|арабский)", text) for text in strings_of(data))


def test_names_of_people_are_never_marked(hard):
    for key in ("registrations.participants", "agenda.agenda", "outcomes.lists-of-speakers"):
        text = " ".join(strings_of(build_data(document_kinds.get(key), hard, language="ru")))
        assert "Suharto [" not in text
        assert "李明 [" not in text


def test_a_document_in_two_languages_marks_what_is_in_neither(hard):
    options = {"second": "uz-Cyrl"}
    data = build_data(document_kinds.get("agenda.run-of-show"), hard, language="ru", options=options)
    titles = [session.title for day in data.days for session in day.sessions]
    assert "Ёпилиш маросими" in titles
    assert "Coffee [английский]" in titles


def test_rows_that_are_all_in_one_other_language_are_marked_once(hard):
    session = hard.sessions.exclude(start=None).first()
    Cue.objects.all().delete()
    cue = Cue.objects.create(session=session, cue="Doors close", who="chair", from_where="by the left door")
    kind = document_kinds.get("agenda.run-of-show")

    def row():
        data = build_data(kind, hard, language="ru")
        cues = [cue for day in data.days for s in day.sessions for cue in s.cues]
        return data.meta.note, cues[-1].cue, cues[-1].who, cues[-1].lang

    note, *words = row()
    assert "Язык строк: английский." in note and words == ["Doors close", "chair", "en"]
    Cue.objects.create(session=session, cue="Двери закрываются", position=0)
    cue.position = 1
    cue.save()
    assert row()[1:] == ("Doors close [английский]", "chair", "en")


def test_plain_text_is_marked_where_its_letters_tell_another_language(hard, owner):
    session = hard.sessions.exclude(start=None).first()
    for cue in ("Двери закрываются", "Doors close", "Eshiklar yopiladi", "Panel"):
        Cue.objects.create(session=session, cue=cue)
    register_letter(hard, direction="in", subject="О составе делегации", by=owner)
    register_letter(
        hard,
        direction="in",
        subject="Composition of the delegation",
        sender="Ministry of the Interior",
        by=owner,
    )
    Recommendation.objects.of(hard).update(proposed_by="A participant of the plenary")
    cues = " ".join(strings_of(build_data(document_kinds.get("agenda.run-of-show"), hard, language="en")))
    assert "Двери закрываются [Russian]" in cues
    assert "Doors close [" not in cues
    assert "Eshiklar yopiladi [Uzbek]" in cues, "its endings are no English ones"
    assert "Panel [" not in cues, "what may be the document's own language is taken for it"
    russian = build_data(document_kinds.get("agenda.run-of-show"), hard, language="ru")
    cues = " ".join(strings_of(russian))
    assert "Doors close [английский]" in cues and "Eshiklar yopiladi [узбекский]" in cues
    # Letters that fit two languages, of which neither is the document's, name both.
    assert "Panel [английский или узбекский]" in cues
    [panel] = [cue.cue for day in russian.days for s in day.sessions for cue in s.cues if "Panel" in cue.cue]
    assert panel.__html__().startswith('<span lang="und">Panel</span>')
    letters = " ".join(
        strings_of(build_data(document_kinds.get("registrations.correspondence"), hard, language="ru"))
    )
    assert "О составе делегации [" not in letters
    assert "Composition of the delegation [английский]" in letters
    assert "Ministry of the Interior [английский]" in letters
    adopted: Any = build_data(document_kinds.get("outcomes.recommendations"), hard, language="ru")
    assert "A participant of the plenary [английский]" in " ".join(strings_of(adopted.origins))
    with reading_in("ru", "en"), marking():
        amendment = Amendment(proposed_by="A participant of the plenary")
        assert amendment.proposers == "A participant of the plenary [английский]"


def test_a_text_that_begins_a_line_has_a_capital_and_keeps_its_mark(conference):
    conference.languages = ["en", "ru"]
    with reading_in("ru", "en"), marking():
        text = at_beginning(in_document(TranslatedText({"en": "head of unit"}), conference, "ru"))
        assert text == "Head of unit [английский]" and 'lang="en"' in text.__html__()
        assert at_beginning("начальник отдела") == "Начальник отдела"
