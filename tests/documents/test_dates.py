"""Dates as documents write them in columns, in each language."""

import datetime as dt

import pytest
from django.utils import translation

from agenda.programme.documents.agenda_source import zone_note
from confman.conferences.models import Conference
from confman.documents.domain.texts import (
    by_its_title,
    dates_in_text,
    document_column,
    document_month,
    from_to,
    hours_in_text,
    number_in_text,
    time_in_text,
)


@pytest.mark.parametrize(
    ("language", "column", "month"),
    [
        ("en", "30 Mar", "March 2017"),
        ("ru", "30 мар.", "март 2017\u202fг."),
        ("uz", "30-mar", "2017-yil mart"),
    ],
)
def test_the_day_of_a_column_and_the_month_follow_the_language(language, column, month):
    day = dt.date(2017, 3, 30)
    assert (document_column(day, language), document_month(day, language)) == (column, month)


@pytest.mark.parametrize(
    ("language", "last", "said"),
    [
        ("en", 31, "30 and 31 March 2017"),
        ("en", 30, "30 March 2017"),
        ("ru", 31, "30 и 31 марта 2017\u00a0года"),
        ("ru", 30, "30 марта 2017\u00a0года"),
        ("uz", 31, "2017-yil 30–31-mart"),
    ],
)
def test_two_days_are_said_as_such_within_a_sentence(language, last, said):
    assert dates_in_text(dt.date(2017, 3, 30), dt.date(2017, 3, last), language) == said


def test_more_than_two_days_stay_a_period():
    assert dates_in_text(dt.date(2017, 3, 27), dt.date(2017, 3, 31), "en") == "27–31 March 2017"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((2017, 5, 5), (2017, 5, 7), "held from 5 to 7 May 2017 in"),
        ((2017, 3, 30), (2017, 4, 2), "held from 30 March to 2 April 2017 in"),
        ((2026, 12, 30), (2027, 1, 2), "held from 30 December 2026 to 2 January 2027 in"),
        ((2017, 3, 30), (2017, 3, 31), "held on 30 and 31 March 2017 in"),
        ((2017, 3, 30), (2017, 3, 30), "held on 30 March 2017 in"),
    ],
)
def test_a_sentence_says_a_period_in_words(first, last, said):
    values = {"dates": dates_in_text(dt.date(*first), dt.date(*last), "en")}
    assert from_to("held on %(dates)s in", values["dates"]) % values == said


def test_a_title_with_a_period_stays_as_it_is_written():
    values = {"title": "Dialogue on 8–9 May", "dates": "5–7 May 2017"}
    said = from_to("“%(title)s” was held on %(dates)s.", values["dates"]) % values
    assert said == "“Dialogue on 8–9 May” was held from 5 to 7 May 2017."


@pytest.mark.parametrize("language", ["ru", "uz"])
def test_other_languages_say_a_period_as_ever(language):
    """In Uzbek “on” is ten."""
    dates = dates_in_text(dt.date(2017, 5, 5), dt.date(2017, 5, 7), language)
    assert from_to("on %(dates)s", dates) == "on %(dates)s"


def test_english_spells_out_numbers_under_ten():
    assert [number_in_text(number, "en") for number in (1, 9, 10)] == ["one", "nine", "10"]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("masculine", ["один", "два", "девять", "10"]),
        ("feminine", ["одна", "две", "девять", "10"]),
        ("neuter", ["одно", "два", "девять", "10"]),
        ("accusative", ["одну", "две", "девять", "10"]),
        ("genitive", ["одного", "двух", "девяти", "10"]),
    ],
)
def test_russian_spells_out_numbers_under_ten_as_the_sentence_takes_them(form, expected):
    assert [number_in_text(number, "ru", form) for number in (1, 2, 9, 10)] == expected


def test_uzbek_keeps_figures():
    assert number_in_text(3, "uz") == "3"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((9, 30), (10, 30), "from 9.30 to 10.30 a.m."),
        ((11, 0), (13, 0), "from 11 a.m. to 1 p.m."),
        ((10, 0), (12, 0), "from 10 a.m. to noon"),
        ((12, 0), (13, 15), "from noon to 1.15 p.m."),
        ((12, 30), (14, 0), "from 12.30 to 2 p.m."),
        ((22, 0), (0, 0), "from 10 p.m. to midnight"),
        ((23, 0), (0, 45), "from 11 p.m. to 12.45 a.m."),
    ],
)
def test_hours_within_an_english_sentence_are_those_of_the_united_nations(first, last, said):
    start, end = (dt.datetime(2017, 3, 30, *hour, tzinfo=dt.UTC) for hour in (first, last))
    assert "from {} to {}".format(*hours_in_text(start, end, "en")) == said
    assert time_in_text(start, "ru") == f"{start:%H:%M}"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Second Regional Forum on Water", "The Second Regional Forum on Water was held."),
        ("International Ministerial Conference", "The International Ministerial Conference was held."),
        ("Tashkent Summit 2027", "The Tashkent Summit 2027 was held."),
        ("Clean water for all", "The conference “Clean water for all” was held."),
        ("Preparing the Conference of 2030", "The conference “Preparing the Conference of 2030” was held."),
        ("Meeting the needs of victims", "The conference “Meeting the needs of victims” was held."),
        ("The Forum", "The conference “The Forum” was held."),
    ],
)
def test_a_title_that_says_what_is_held_stands_for_itself(title, said):
    sentence = "The conference “%(title)s” was held."
    assert by_its_title(sentence, title) % {"title": title} == said
    assert by_its_title(sentence.replace("%(title)s", "{conference}"), title).format(conference=title) == said


@pytest.mark.parametrize(
    ("city", "said"),
    [({"en": "Tashkent"}, "All times are those of Tashkent (UTC+5)."), ({}, "All times are in UTC+5.")],
)
def test_the_zone_of_the_times_is_named_by_its_city_if_it_is_known(city, said):
    conference = Conference(city=city, starts_on=dt.date(2017, 3, 30), timezone="Asia/Tashkent")
    with translation.override("en"):
        assert zone_note(conference) == said
