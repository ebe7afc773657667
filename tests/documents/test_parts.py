"""The parts of documents: dates, mastheads, charts, codes, tables."""

import datetime as dt
import io
from collections import Counter
from typing import Any

import pytest
import vl_convert
from openpyxl import load_workbook
from PIL import Image

from confman.conferences.registries import navigation_items, navigation_views
from confman.documents.domain.mastheads import document_meta, whole_symbol
from confman.documents.domain.texts import document_date, document_dates, document_day
from confman.documents.meta import DocumentMeta, Masthead, Picture
from confman.documents.plain_values import fingerprint, plain
from confman.documents.registry import DocumentKind, Occasion, document_kinds
from confman.documents.rendering.charts import bar_chart, bar_picture
from confman.documents.rendering.qr import qr_data_uri, qr_svg
from confman.documents.rendering.spreadsheets import Sheet, render_csv, render_xlsx
from tests.documents.kinds import LONG, Line, Programme
from tests.factories import PartnerFactory

# The layout of a file is looked at, which no database changes.
pytestmark = pytest.mark.sqlite

FIRST, LAST, NEXT_MONTH = dt.date(2017, 3, 30), dt.date(2017, 3, 31), dt.date(2017, 4, 1)


@pytest.mark.parametrize(
    ("language", "date", "same_month", "two_months", "day"),
    [
        (
            "en", "30 March 2017", "30–31 March 2017", "30 March–1 April 2017", "Thursday, 30 March 2017",
        ),
        (
            "ru", "30 марта 2017 г.", "30–31 марта 2017 г.", "30 марта — 1 апреля 2017 г.",
            "Четверг, 30 марта 2017 г.",
        ),
        (
            "uz", "2017-yil 30-mart", "2017-yil 30–31-mart", "2017-yil 30-mart – 1-aprel",
            "2017-yil 30-mart, payshanba",
        ),
        (
            "uz-Cyrl", "2017 йил 30 март", "2017 йил 30–31 март", "2017 йил 30 март – 1 апрел",
            "2017 йил 30 март, пайшанба",
        ),
    ],
)  # fmt: skip
def test_dates_are_written_as_the_language_does(
    language: str, date: str, same_month: str, two_months: str, day: str
) -> None:
    def spaced(text: str) -> str:
        # CLDR sets thin and unbreakable spaces, which are right and hard to type.
        return text.replace("\u2009", " ").replace("\u00a0", " ").replace("\u202f", " ")

    assert spaced(document_date(FIRST, language)) == date
    assert spaced(document_dates(FIRST, LAST, language)) == same_month
    assert spaced(document_dates(FIRST, NEXT_MONTH, language)) == two_months
    assert document_dates(FIRST, FIRST, language) == document_date(FIRST, language)
    assert spaced(document_day(FIRST, language)) == day


def test_masthead_says_what_the_record_says(conference: Any, django_assert_max_num_queries: Any) -> None:
    conference.symbol_prefix = "CONF/2027"
    PartnerFactory(conference=conference, role="organizer", name={"en": "Centre", "ru": "Центр"})
    PartnerFactory(conference=conference, role="donor", credit_line={"en": "Made possible by the donor."})
    with django_assert_max_num_queries(1):
        meta = document_meta(
            conference,
            language="ru",
            title="Доклад",
            symbol=whole_symbol(conference, "L.3"),
            original_language="en",
            draft=True,
        )

    masthead = meta.masthead
    assert (masthead.organizer, masthead.conference) == ("Центр", "Конференция tashkent2027")
    assert masthead.place_and_dates == "Ташкент, 30 и 31 марта 2027\xa0года"
    assert (masthead.symbol, masthead.original_language) == ("CONF/2027/L.3", "английский")
    assert [line.text for line in masthead.credit_lines] == ["Made possible by the donor."]
    assert (meta.draft, meta.sample) == (True, False)


def test_symbol_that_has_its_prefix_keeps_it(conference: Any) -> None:
    conference.symbol_prefix = "CONF/2027/"
    for symbol, expected in (("CONF/2027/5", "CONF/2027/5"), ("5", "CONF/2027/5"), ("", "")):
        assert whole_symbol(conference, symbol) == expected


def test_logo_that_is_forbidden_somewhere_or_no_picture_is_left_out(conference: Any, tmp_path: Any) -> None:
    from django.core.files.base import ContentFile

    png = io.BytesIO()
    Image.new("RGB", (8, 8)).save(png, "PNG")
    for number, (content, forbidden) in enumerate(
        [(png.getvalue(), ""), (png.getvalue(), "certificates"), (b"not a picture", "")]
    ):
        partner = PartnerFactory(conference=conference, credit_line={"en": "x"}, logo_forbidden_on=forbidden)
        partner.logo.save(f"{number}.png", ContentFile(content))
    lines = document_meta(conference, language="en", title="x").masthead.credit_lines
    assert [line.logo is not None for line in lines] == [True, False, False]


def test_a_chart_is_as_wide_as_the_text_its_words_as_large_as_small_print() -> None:
    rows = [("Women", 1200), ("Men", None), (LONG, 3), ("Not stated", 3), ("Nobody", 0)]
    assert {row["shown"] for row in bar_chart(rows)["data"]["values"]} == {"1\u202f200", "–", "3"}
    scale = bar_chart([(str(step), step) for step in range(11)], is_scale=True)
    assert [row["value"] for row in scale["data"]["values"]] == [*range(11)], "all steps of a scale"
    picture = bar_picture(rows, caption="Registered persons by sex.", language="en")
    assert picture is not None and picture.width_mm == 166
    assert picture.description.startswith("Registered persons by sex. Women: 1\u202f200; Men: –")
    with Image.open(io.BytesIO(picture.data)) as image:
        # 300 dots an inch; whatever the labels take, it is not drawn smaller.
        assert abs(image.width - 166 / 25.4 * 300) <= 30
    assert picture.media_type == "image/png"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_label_of_a_chart_is_never_cut_and_its_bar_never_thick(language: str) -> None:
    words = "Ministry of the Interior and of Emergencies of the Republic, Department for Citizenship and Migration"
    rows = [(label, name, 5) for label in (words, "A", "B", "C") for name in ("registered", "attended")]
    drawn = str(vl_convert.vegalite_to_svg(bar_chart(rows, language=language)))
    assert "…" not in drawn
    lines = [row["line"] for row in bar_chart(rows)["layer"][-1]["data"]["values"]]
    assert " ".join(lines[:-3]) == words and len(lines) > 4 and all(line in drawn for line in lines)


def test_a_chart_of_three_bars_is_left_to_its_table() -> None:
    assert bar_picture([("Women", 8), ("Men", 9), ("Not stated", 5)], caption="Sex", language="en") is None
    assert bar_picture([(label, 5) for label in "ABCD"], caption="Letters", language="en") is not None


def test_chart_of_several_series_and_of_nothing() -> None:
    several = bar_chart([("UZ", "registered", 5), ("UZ", "attended", 4)])
    assert [row["series"] for row in several["data"]["values"]] == ["registered", "attended"]
    assert bar_picture([("UZ", 0)], caption="Nothing", language="en") is None
    assert bar_picture([], caption="Nothing", language="en") is None


def test_code_of_the_same_text_is_the_same_picture() -> None:
    text = "https://example.org/t/" + "x" * 40
    assert qr_svg(text) == qr_svg(text) != qr_svg(text + "y")
    assert qr_svg(text).startswith("<svg")
    assert qr_data_uri(text).startswith("data:image/svg+xml")
    # White is drawn, so that a code is read from a page that a browser darkens; on a card the ground is the card's.
    assert 'fill="#fff"' in qr_svg(text) and "fill" not in qr_svg(text, border=0)
    with pytest.raises(ValueError, match="needs a text"):
        qr_svg("")


def test_text_in_a_table_is_never_a_formula() -> None:
    sheet = Sheet(
        "Sheet: [all]/1",
        ["Name", "Number"],
        [["=1+1", 3], ["+998 71", None], ["ok\x00", dt.date(2017, 3, 30)]],
    )

    book = load_workbook(io.BytesIO(render_xlsx([sheet, sheet])))
    page = book.worksheets[0]
    assert [name for name in book.sheetnames if set(name) & set("[]:/")] == []
    assert page["A2"].value == "=1+1" and page["A2"].data_type == "s"
    assert page["B2"].value == 3 and page["A4"].value == "ok"
    lines = render_csv(sheet).decode("utf-8-sig").splitlines()
    assert lines == ["Name,Number", "'=1+1,3", "'+998 71,", "ok\x00,2017-03-30"]


def test_model_in_a_dataclass_is_refused(conference: Any) -> None:
    with pytest.raises(TypeError, match="Conference"):
        plain([conference])


def test_fingerprint_changes_with_any_value() -> None:
    meta = DocumentMeta("Title", "en", Masthead("", "", ""))
    one = Programme(meta, "a", (Line("x"),), Picture(b"\x89PNG\r\n\x1a\n1", "d"))
    same = Programme(meta, "a", (Line("x"),), Picture(b"\x89PNG\r\n\x1a\n1", "d"))
    other = Programme(meta, "a", (Line("x"),), Picture(b"\x89PNG\r\n\x1a\n2", "d"))
    assert fingerprint(one) == fingerprint(same) != fingerprint(other)


def test_every_kind_says_its_occasion_its_phases_and_its_tabs() -> None:
    pages = {entry.key for entry in (*navigation_items, *navigation_views)}
    phases = Counter()
    for kind in document_kinds:
        assert kind.occasion in Occasion, kind.key
        assert {tab.partition("?")[0] for tab in kind.tabs} <= pages, kind.key
        phases.update(kind.phases)
    assert set(phases) == {"before", "near", "during", "after"} and max(phases.values()) <= 8


@pytest.mark.parametrize(
    ("formats", "given"), [(("pdf",), {}), (("docx",), {"card_template": "x"}), (("ods",), {})]
)
def test_kind_that_nothing_makes_is_a_mistake(formats: tuple[str, ...], given: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        DocumentKind(
            "a.b", "b", "", "p", lambda *args, **kwargs: None, Occasion.LETTERS, formats=formats, **given
        )  # type: ignore[arg-type]
