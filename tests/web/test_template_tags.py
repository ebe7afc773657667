"""The tags of confman_web."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from confman.documents.domain.texts import document_dates
from confman.translation.dates import date_range
from confman.web.forms.base import REST, StyledForm
from confman.web.models import toned
from confman.web.templatetags.confman_web import moment, status_badge, styled

DAY = dt.date(2017, 3, 30)


@pytest.mark.parametrize(
    ("language", "end", "expected"),
    [
        ("en", dt.date(2017, 3, 31), "30–31 March 2017"),
        ("ru", dt.date(2017, 3, 31), "30–31 марта 2017\u202fг."),
        ("en", dt.date(2017, 4, 1), "30 March–1 April 2017"),
        ("ru", dt.date(2017, 4, 1), "30 марта\u202f— 1 апреля 2017\u202fг."),
        ("en", dt.date(2018, 4, 1), "30 March 2017–1 April 2018"),
        ("en", DAY, "30 March 2017"),
        ("uz", dt.date(2017, 3, 31), "2017-yil 30–31-mart"),
        ("uz", dt.date(2017, 4, 1), "2017-yil 30-mart – 1-aprel"),
        ("uz", DAY, "2017-yil 30-mart"),
    ],
    ids=[
        "days of a month",
        "in Russian",
        "two months",
        "two months in Russian",
        "two years",
        "one day",
        "in Uzbek",
        "two months in Uzbek",
        "one day in Uzbek",
    ],
)
def test_days_of_a_conference_are_written_as_the_language_does(
    language: str, end: dt.date, expected: str
) -> None:
    with translation.override(language):
        written = date_range(DAY, end)
    assert written.replace("\u00a0", "\u202f").replace("\u2009", "") == expected


def test_on_a_page_no_line_ends_between_two_days() -> None:
    page = Template("{% load confman_web %}{% date_range day end %}")
    written = page.render(Context({"day": DAY, "end": dt.date(2017, 3, 31)}))
    assert written == "30–\u206031 March 2017"


def test_of_a_period_one_day_may_be_unknown() -> None:
    assert date_range(DAY, None) == date_range(None, DAY) == "30 March 2017"
    assert date_range(None, None) == ""


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
@pytest.mark.parametrize("end", [dt.date(2017, 3, 31), dt.date(2017, 4, 1), dt.date(2018, 4, 1)])
def test_a_period_is_written_on_a_page_as_in_a_document(language: str, end: dt.date) -> None:
    with translation.override(language):
        on_page = date_range(DAY, end)
    of_document = document_dates(DAY, end, language)
    assert re.sub(r"\s", " ", on_page) == re.sub(r"\s", " ", of_document)


@pytest.mark.parametrize(("language", "dash"), [("en", "–"), ("ru", "\u00a0— "), ("uz", " – ")])
def test_the_dash_between_two_days_is_that_of_the_language(language: str, dash: str) -> None:
    with translation.override(language):
        assert Template("{% load confman_web %}a{% dash %}b").render(Context()) == f"a{dash}b"


def test_no_page_writes_the_dash_between_two_days_itself() -> None:
    """A template knows no language: {% date_range %} and {% dash %} do."""
    written = re.compile(r"[%}]\} – \{[%{]")
    pages = [*(settings.BASE_DIR / "templates").rglob("*.html")]
    assert len(pages) > 300
    assert not [page.name for page in pages if written.search(page.read_text())]


def test_moment_stands_in_the_zone_of_the_conference() -> None:
    with timezone.override(ZoneInfo("Asia/Tashkent")):
        text = moment(dt.datetime(2017, 3, 30, 4, 0, tzinfo=dt.UTC))
    assert text == '<time datetime="2017-03-30T09:00+05:00" data-local-time>30 March 2017, 09:00</time>'


def test_status_says_its_word_and_its_tone() -> None:
    assert status_badge("not_adopted", "not adopted") == '<span class="status status-bad">Not adopted</span>'
    assert "status-neutral" in status_badge("draft")
    assert "&lt;b&gt;" in status_badge("<b>")


@pytest.mark.parametrize(
    ("query", "address", "order"),
    [
        ("q=a&page=3", "?q=a&amp;sort=name", ""),
        ("sort=name", "?sort=-name", "ascending"),
        ("sort=-name", "?sort=name", "descending"),
    ],
    ids=["unsorted", "sorted", "sorted backwards"],
)
def test_head_sorts_and_keeps_the_filters(query: str, address: str, order: str) -> None:
    request = RequestFactory().get(f"/?{query}")
    html = Template('{% load confman_web %}{% sortable_heading "name" "Name" %}').render(
        Context({"request": request})
    )
    assert f'href="{address}"' in html
    assert (f'aria-sort="{order}"' in html) is bool(order)


class SampleForm(StyledForm, forms.Form):
    fieldsets = (("When", [("day", "hour")]),)
    name = forms.CharField(help_text="As on the passport.")
    day = forms.DateField(initial=DAY)
    hour = forms.TimeField()
    at = forms.DateTimeField(initial=dt.datetime(2017, 3, 30, 9, 0))


def test_days_and_hours_are_native_controls_in_any_language() -> None:
    with translation.override("ru"):
        form = SampleForm()
        assert 'type="date"' in str(form["day"])
        assert 'value="2017-03-30"' in str(form["day"])
        assert 'value="2017-03-30T09:00"' in str(form["at"])
        sent = SampleForm({"name": "a", "day": "2017-03-31", "hour": "09:30", "at": "2017-03-31T09:30"})
        assert sent.is_valid(), sent.errors


def test_fieldsets_come_first_and_no_field_is_lost() -> None:
    sections = SampleForm().sections
    assert [[field.name for field in row] for row in sections[0].rows] == [["day", "hour"]]
    assert [row[0].name for row in sections[1].rows] == ["name", "at"]


def test_what_no_row_names_stands_where_the_form_says_the_rest_does() -> None:
    class PlacedForm(SampleForm):
        fieldsets = (("Who", [REST]), ("When", [("day", "hour")]))

    found = [[field.name for row in section.rows for field in row] for section in PlacedForm().sections]
    assert found == [["name", "at"], ["day", "hour"]]


def test_control_is_styled_and_described() -> None:
    form = SampleForm({})
    field = form["name"]
    assert styled(field) == "control"
    assert styled(field) == "control"
    html = str(field)
    assert 'class="form-control is-invalid"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html


def test_a_value_has_one_tone_whichever_enumeration_gives_it():
    assert toned(good="adopted")("the enumeration") == "the enumeration"
    with pytest.raises(ValueError, match="adopted"):
        toned(bad="adopted")


def test_what_depends_on_the_language_alone_is_rendered_once_for_each() -> None:
    page = Template("{% load once %}{% once %}{% translate 'Today' %}{{ rendered }}{% endonce %}")
    for language in ("en", "ru", "en", "ru"):
        with translation.override(language):
            said = page.render(Context({"rendered": ""}))
            assert said == translation.gettext("Today")
            # Nothing of a page is in it for another page.
            assert page.render(Context({"rendered": "of a page"})) == said
