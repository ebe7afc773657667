"""Dates stay in one line, whatever the width of the page."""

import io
import re
from html import escape
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from confman.documents.domain.builder import build_document
from confman.documents.rendering.fonts import font_configuration, weasyprint
from confman.documents.rendering.pdf import (
    with_firm_spaces,
    with_whole_dates,
    with_whole_endings,
    with_whole_names,
    with_whole_prepositions,
)
from confman.translation.dates import WORD_JOINER

DATES = {
    "en": "Names by 28 February 2017, for 30 March–1 April or 30–31 March 2017, 09:30–10:30, says letter No. 5.",
    "ru": "Имена до 28 февраля 2017 г., на 30 марта — 1 апреля или 30–31 марта 2017 г., 09:30–10:30, по письму № 5.",
    "uz": "Ismlar 28-fevralgacha yoki 2017-yil 30-mart kuni soat 09:30–10:30 da, 2017-yil 30–31-mart kunlari.",
}
# Words that belong together beside dates.
WHOLE = {
    "en": (
        "30 and 31 March 2017",
        "items 4–8",
        "(a) publish",
        "non-governmental",
        "25 min",
        "9.30 a.m.",
        "5 to 7 May 2017",
        "Ms. Kim",
    ),
    "ru": (
        "30 и 31 марта 2017 года",
        "пункты 4–8",
        "a) издать",
        "в 09:30",
        "УНП ООН",
        "из-за",
        "2016 год",
        "г-жа Каримова",
        "Е.П. г-н Саидов",
        "25 мин",
    ),
    "uz": ("09:30 dan", "10:30 gacha", "b) tarqatish", "2016-yilgi"),
}


@pytest.mark.parametrize("language", DATES)
def test_no_line_ends_within_a_date(language):
    page = with_whole_dates(f"<p>{DATES[language]}</p>", language)
    for width in range(30, 100, 5):
        style = f"<style>@page {{ size: {width}mm 200mm; margin: 2mm }} html {{ hyphens: auto }}</style>"
        pdf = weasyprint().HTML(string=style + page).write_pdf(font_config=font_configuration())
        lines = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()
        ends = [
            line for line in lines if re.search(r"((?<!:)\b\d{1,2}|[–№-]|No\.|-yil|марта|March)\s*$", line)
        ]
        assert not ends, f"at {width} mm"


@pytest.mark.parametrize("language", DATES)
def test_dates_have_no_break_spaces_in_word(language):
    page = with_firm_spaces(f"<p title='30 March 2017'>{DATES[language]}</p>", language)
    assert "title='30 March 2017'" in page
    assert "\u00a0" in page
    assert page.replace("\u00a0", " ") == f"<p title='30 March 2017'>{DATES[language]}</p>"
    assert not re.search(
        r"\d (?:March|April|February|марта|апреля|февраля|-yil)|(?:№|No\.|-yil) \d", page[26:]
    )


@pytest.mark.parametrize("language", WHOLE)
def test_numbers_and_letters_stay_with_what_they_count(language):
    page = with_whole_dates(
        f"<p>The words {' among others '.join(WHOLE[language])} stay whole.</p>", language
    )
    for width in range(40, 100, 5):
        style = f"<style>@page {{ size: {width}mm 200mm; margin: 2mm }} .unbroken {{ white-space: nowrap }}</style>"
        pdf = weasyprint().HTML(string=style + page).write_pdf(font_config=font_configuration())
        lines = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()
        assert [text for text in WHOLE[language] if not any(text in line for line in lines)] == [], (
            f"at {width} mm"
        )


def test_no_line_begins_with_a_dash():
    text = "<p>Общее число согласованных последующих мер — шесть, из них выполненных — одна, просроченных — пять.</p>"
    assert with_firm_spaces(text, "ru") == text.replace(" —", "\u00a0—")
    for width in range(30, 100, 3):
        style = f"<style>@page {{ size: {width}mm 200mm; margin: 2mm }}</style>"
        page = style + with_whole_dates(text, "ru")
        pdf = weasyprint().HTML(string=page).write_pdf(font_config=font_configuration())
        lines = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()
        assert not [line for line in lines if line.strip(f" {WORD_JOINER}").startswith("—")], f"at {width} mm"


def test_the_words_of_a_heading_in_capitals_are_not_joined():
    heading, institutions = "<h1>ЗАЛ ДЛЯ ГОСТЕЙ И ПРЕССЫ</h1>", "<p>Доклад УНП ООН, ВОЗ.</p>"
    page = with_whole_dates(heading + institutions, "ru")
    assert page.startswith(heading)
    assert "УНП ООН" not in page and page.replace(WORD_JOINER, "") == heading + institutions


@given(st.text("0123 –<>&№No.марта May/pb\"='", max_size=60))
def test_nothing_but_joiners_is_added(text):
    page = f"<!doctype html><title>5 May</title><p title='5 May'>{escape(text)}</p>"
    for language in ("en", "ru"):
        made = with_whole_dates(page, language)
        assert made.replace(WORD_JOINER, "") == page
        assert "<title>5 May</title>" in made


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The views expressed in this publication are those of the participants."),
        ("ru", "Высказанные в настоящем документе мнения принадлежат участникам."),
        ("en", "The conference was held in Tashkent on the day it was planned for so."),
    ],
)
def test_the_last_line_is_no_fragment_of_a_word_nor_a_short_word_alone(language, text):
    page = with_whole_endings(f'<html lang="{language}"><body><p>{text}</p></body></html>')
    last = text.split()[-1]
    for width in range(40, 100, 3):
        style = f"<style>@page {{ size: {width}mm 200mm; margin: 2mm }} html {{ hyphens: auto }}</style>"
        pdf = weasyprint().HTML(string=style + page).write_pdf(font_config=font_configuration())
        lines = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()
        assert last in lines[-1] and (len(last) > 6 or lines[-1].strip() != last), f"at {width} mm"


@given(st.text("ab &<>\n", max_size=40))
def test_endings_add_nothing_but_joiners(text):
    page = f"<p>{escape(text)}</p><ul><li>{escape(text)}</li></ul>"
    assert with_whole_endings(page).replace(WORD_JOINER, "") == page


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("ru", "Мирзиёев Шавкат передал приветствие Республики Узбекистан.", ("Мирзиёев", "Республики", "Узбекистан")),
        ("ru", "Слово взял докладчик (Независимый институт по мониторингу законодательства).", ("мониторингу",)),
        ("en", "Statements were made by Abdurahmanova, of the Commission.", ("Abdurahmanova", "Commission")),
        ("en", "Welcomed by the international secretariat of partnerships.", ("international", "partnerships")),
    ],
)  # fmt: skip
def test_no_line_ends_within_a_name(language, text, names):
    given = ["the international secretariat of partnerships"]
    page = with_whole_names(f'<html lang="{language}"><body><p>{text}</p></body></html>', given)
    for width in range(40, 100, 3):
        style = f"<style>@page {{ size: {width}mm 200mm; margin: 2mm }} html {{ hyphens: auto }}</style>"
        pdf = weasyprint().HTML(string=style + page).write_pdf(font_config=font_configuration())
        words = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
        assert [name for name in names if name not in words] == [], f"at {width} mm"


@given(st.text("Ab( )&<>\n", max_size=40))
def test_names_add_nothing_but_joiners(text):
    page = f"<title>Abbbbbbb</title><p title='Abbbbbbb'>{escape(text)}</p><td>{escape(text)}</td>"
    made = with_whole_names(page, ["Ab Ab", "A & b"])
    assert made.replace(WORD_JOINER, "") == page
    assert "<title>Abbbbbbb</title>" in made


def test_no_line_of_a_russian_heading_ends_in_a_preposition():
    title = "Рекомендации по борьбе с торговлей людьми и о помощи пострадавшим в Узбекистане"
    page = with_whole_prepositions(f"<h1>{title}</h1><p>{title}</p>", "ru")
    assert page.endswith(f"<p>{title}</p>"), "a paragraph is set as it is written"
    for width in range(50, 120, 5):
        style = f"<style>@page {{ size: {width}mm 200mm; margin: 2mm }} p {{ display: none }}</style>"
        pdf = weasyprint().HTML(string=style + page).write_pdf(font_config=font_configuration())
        lines = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()
        assert not [line for line in lines if re.search(r"\b(по|с|и|о|в)\s*$", line)], f"at {width} mm"
    assert with_whole_prepositions(f"<h1>{title}</h1>", "uz") == f"<h1>{title}</h1>"


@pytest.mark.parametrize(
    ("heading", "joined"),
    [
        ("<h2>Меры <em>по борьбе</em> с торговлей</h2>", "<h2>Меры <em>по_борьбе</em> с_торговлей</h2>"),
        ("<h2>Меры и <b>помощь</b></h2>", "<h2>Меры и_<b>помощь</b></h2>"),
        ("<h2>Меры <b>и</b> помощь</h2>", "<h2>Меры <b>и</b>_помощь</h2>"),
        ("<h2>Меры и <br>помощь</h2>", "<h2>Меры и <br>помощь</h2>"),
        (
            '<p class="masthead-name">О <i>мерах</i> и помощи</p><p>и о мерах</p>',
            '<p class="masthead-name">О_<i>мерах</i> и_помощи</p><p>и о мерах</p>',
        ),
    ],
)
def test_prepositions_stay_with_their_words_across_the_tags_of_a_heading(heading, joined):
    assert with_whole_prepositions(heading, "ru") == joined.replace("_", "\u00a0")


def test_the_last_word_of_a_name_is_not_broken_to_fill_the_line_of_the_masthead(five_languages):
    title = "Odam savdosiga qarshi kurashda ijtimoiy sheriklik va hamkorlikni mustahkamlash"
    five_languages.title = {"uz": title}
    five_languages.save()
    made = build_document("agenda.test-programme", five_languages, language="uz", format="pdf")
    words = PdfReader(io.BytesIO(made.content)).pages[0].extract_text()
    assert title in " ".join(words.split())


def test_what_joins_words_is_in_no_text_that_a_reader_copies_or_searches(five_languages):
    five_languages.title = {"en": "The international secretariat of partnerships, 30–31 March 2017"}
    five_languages.save()
    made = build_document("agenda.test-programme", five_languages, language="en", format="pdf")
    reader = PdfReader(io.BytesIO(made.content))
    words = "".join(page.extract_text() for page in reader.pages)
    names = [str(entry.title) for entry in reader.outline if not isinstance(entry, list)]
    assert WORD_JOINER not in words + "".join(names) and names


def test_no_line_of_the_running_head_ends_within_a_symbol():
    sheet = (Path(settings.BASE_DIR) / "templates/documents/print.css").read_text()
    goes_on = (
        "11:00–13:00 First plenary session: national legislation, practice and the role of organizations"
    )
    page = f"""<style>{sheet}</style><div class="page-strings"><span class="page-symbol">CONF/2017/1/Add.1</span>
        <span class="page-mark">SAMPLE</span></div><p>One<span class="continues" data-continued="{goes_on}"></span></p>
        <p style="break-before: page">Two</p>"""
    pdf = weasyprint().HTML(string=page).write_pdf(font_config=font_configuration())
    head = PdfReader(io.BytesIO(pdf)).pages[1].extract_text().splitlines()
    assert "CONF/2017/1/Add.1" in head and any("First plenary session" in line for line in head)
