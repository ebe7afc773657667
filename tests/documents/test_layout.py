"""The inspection of pages finds what a page tears apart, and nothing in a page that does not."""

import pytest
from django.utils import translation
from django.utils.translation import gettext

from confman.documents.registry import document_kinds
from confman.documents.rendering.fonts import font_configuration, weasyprint
from tests.documents.layout import AS_WRITTEN, MAY_END_EARLY, faults_of_layout

# The layout of a file is looked at, which no database changes.
pytestmark = pytest.mark.sqlite

STYLE = """<style>@page { size: A5; margin: 26mm 20mm 24mm; @top-center { content: string(continued, start) } }
html { font: 10pt 'Noto Sans' } td, th { vertical-align: top } table { width: 100% }
h2, h3 { string-set: continued '' } i { string-set: continued attr(title) } .hyphens { hyphens: auto }</style>"""
ROWS = "".join(f"<tr><td>{number}</td><td>A person</td></tr>" for number in range(60))
TABLE = f"<table><thead><tr><th>No.</th><th>Name</th></tr></thead><tbody>{ROWS}</tbody></table>"
LINES = "<p>A paragraph.</p>" * 8


def faults(body, language="en", kind=""):
    page = f"<html lang='{language}'><title>Page</title>{STYLE}<body>{body}</body></html>"
    made = weasyprint().HTML(string=page).write_pdf(pdf_variant="pdf/ua-1", font_config=font_configuration())
    return faults_of_layout(made, language, kind, frozenset({"of", "representatives"}))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p>Text</p><h2>A part</h2><p style='break-before: page'>Text</p>", "page 1 ends with the heading"),
        (f"{LINES * 3}<p>Expected action</p><p style='break-before: page'>1. Text</p>", "ends with the label"),
        (f"{LINES * 3}<p style='break-before: page'>Addressed to: all</p>", " begins with “Addressed to"),
        (f"<h2>Persons</h2>{TABLE}", "page 2 continues a table"),
        (f"{LINES}<p style='break-before: page'>More</p>", "empty before “More”"),
        ("<table><tr><td style='width: 15mm; overflow-wrap: break-word'>Birlashtirilga<br>n</td></tr></table>",
         "has “n” alone"),
        ("<h2 class='hyphens' style='width: 20mm'>representatives</h2>", "page 1 divides “"),
        ("<p style='width: 20mm'>of Represen&shy;tatives</p>", "page 1 divides a name"),
        ("<table><tr><td>Omar Al-<br>Hassan</td></tr></table>", "page 1 divides “Omar Al"),
        ("<table><tr><td>One</td><td><p style='margin-top: 3mm'>Two</p></td></tr></table>", "is not level"),
        ("<p>as follows:</p><p style='break-before: page'>One</p>", "ends with the label"),
        (f"{LINES * 6}<p style='break-before: page'>The meeting rose.</p>", "has nothing but “The meeting rose.”"),
        ("<p style='width: 18mm; overflow-wrap: anywhere'>of representatives</p>", "cuts “representatives”"),
        (f"{LINES * 2}<table><tr><td>09:30<td><p style='break-inside: avoid'>{'Title<br>' * 20}</table>",
         "page 1 ends with “09:30” without"),
        ("<p>Text</p><p style='margin-top: -8mm'>Words</p>", "over “Words”"),
        ("<p style='white-space: nowrap'>" + "Text " * 30 + "</p>", "in its margin"),
        ("<p style='margin-left: 180mm'>Text</p>", "does not hold “Text”"),
        ("<p>Министерство иностранных дел и торговли</p>", "is ru"),
        ("<h2>Union<i title='Union (continued)'></i></h2><p style='break-before: page'>Union</p>",
         "page 2 continues Union, which begins there"),
    ],
)  # fmt: skip
def test_what_is_torn_apart_is_found(body, found):
    assert any(found in fault for fault in faults(body)), faults(body)


def test_a_row_that_ends_with_its_longest_cell_holds_together():
    long = "<p style='margin-left: 4mm'>(a) Text</p>" * 30 + "<p>Indicator</p>"
    following = "<tr style='break-inside: avoid'><td>2<td>Text<div style='height: 140mm'></div>"
    found = faults(f"<table><tr><td>1<td>{long}{following}</table>")
    assert not [fault for fault in found if "in its row" in fault]


def test_a_page_that_holds_together_has_no_faults():
    said = "<p lang='ru'>Министерство иностранных дел и торговли</p>"
    body = f"<h2>Persons<i title='Persons (continued)'></i></h2>{TABLE}<h2>Parts</h2>{LINES}{said}"
    assert not faults(body)


def test_only_a_kind_that_is_named_may_begin_a_part_on_a_new_page():
    body = f"{LINES}<h2 style='break-before: page'>A new part</h2>{LINES}"
    assert [fault.partition(" is ")[0] for fault in faults(body)] == ["page 1"]
    assert not faults(body, kind=next(iter(MAY_END_EARLY)))
    assert all(kind in document_kinds and why for kind, why in (MAY_END_EARLY | AS_WRITTEN).items())


def test_it_knows_the_words_of_the_language():
    with translation.override("ru"):
        label = gettext("Expected action")
    body = f"{LINES * 3}<p>{label}</p><p style='break-before: page'>1. Текст</p>"
    assert any("ends with the label" in fault for fault in faults(body, "ru"))
