"""The letterhead for Word documents: page, masthead, place of the text, credits.

It contains translated words, so create it with the document's language active.
"""

import io
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from confman.documents.meta import sample_words
from confman.documents.word.languages import mark_language
from confman.documents.word.styles import BESIDE_NUMBER_MM, TEXT_WIDTH_MM, styled_document, word_language
from confman.documents.word.template_filler import BODY
from confman.translation.languages import language_direction


def value(expression: str) -> str:
    """Return Jinja code for the value of an expression."""
    return "{{ " + expression + " }}"


def statement(code: str, *, over: str = "") -> str:
    """Return Jinja code for a statement; `over` names the run (r), paragraph (p) or row (tr) to remove around it."""
    return "{%" + over + " " + code + " %}"


WIDE_TEXT_WIDTH_MM, FACTS_WIDTH_MM = 253.0, 54.0


def letterhead(
    language: str,
    *,
    masthead: bool = True,
    running: bool = True,
    landscape: bool = False,
    watermark: bool = False,
) -> bytes:
    """Return a .docx template: A4 with our styles, and a place for the text of the HTML template.

    A `masthead` with the title stands above the text; `running` adds owner and title to all pages, and the credits to
    the end; `watermark` is for drafts.
    """
    right_to_left = language_direction(language) == "rtl"
    width_mm = WIDE_TEXT_WIDTH_MM if landscape else TEXT_WIDTH_MM
    document = styled_document(right_to_left=right_to_left)
    mark_language(document.styles, word_language(language), right_to_left=right_to_left)
    _set_page(document.sections[0], landscape=landscape, right_to_left=right_to_left)
    _add_running_lines(document.sections[0], width_mm, with_name=running, apart=masthead)
    if watermark:
        add_watermark(document, _("DRAFT"), condition="meta.draft")
    properties = document.core_properties
    properties.title, properties.author, properties.comments = "", "", ""
    properties.created = properties.modified = timezone.now()
    properties.language = word_language(language)
    if masthead:
        _add_masthead(document, width_mm, right_to_left=right_to_left)
    _add(document, value(BODY), "Normal")
    if running:
        _add(document, statement("for credit in meta.masthead.credit_lines", over="p"), "Normal")
        _add(document, value("credit.logo"), "Picture", condition="credit.logo")
        _add(document, value("credit.text"), "Credits")
        _add(document, statement("endfor", over="p"), "Normal")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _add(container: Any, text: str, style: str, *, condition: str = "", end: bool = False) -> None:
    """Add a paragraph to a document or cell, under a condition, aligned to the beginning or the `end` of the line."""
    parts = [text]
    if condition:
        parts = [statement(f"if {condition}", over="p"), text, statement("endif", over="p")]
    for part in parts:
        paragraph = container.add_paragraph(part, style=style)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if end else None


def _add_masthead(document: Any, width_mm: float, *, right_to_left: bool) -> None:
    """Add organizer and symbol; conference, Distr., date and original language; then title and subtitle."""
    table = document.add_table(rows=2, cols=2, style="Masthead")
    table.autofit = False
    if right_to_left:
        table._tbl.tblPr.find(qn("w:tblStyle")).addnext(OxmlElement("w:bidiVisual"))
    for column, width in enumerate((width_mm - FACTS_WIDTH_MM, FACTS_WIDTH_MM)):
        table.columns[column].width = Mm(width)
    (organizer, symbol), (conference, facts) = (row.cells for row in table.rows)
    _add(organizer, value("meta.masthead.logo"), "Organizer", condition="meta.masthead.logo")
    _add(organizer, value("meta.masthead.organizer") + " ", "Organizer")
    _add(symbol, value("meta.masthead.symbol"), "Symbol", end=True)
    _add(conference, value("meta.masthead.conference"), "Conference")
    _add_if_there(conference, "meta.masthead.place_and_dates", "Small")
    _add_if_there(facts, "meta.masthead.distribution", "Small", label=_("Distr.:"))
    _add_if_there(facts, "meta.masthead.date", "Small")
    _add_if_there(facts, "meta.masthead.original_language", "Small", label=_("Original:"))
    _add(facts, _mark(), "Mark", condition="meta.sample or meta.draft")
    for cell in (organizer, symbol, conference, facts):
        # Every new cell already has a paragraph.
        cell._tc.remove(cell.paragraphs[0]._p)
    _add(document, value("meta.title"), "Title")
    _add_if_there(document, "meta.subtitle", "Subtitle")
    _add_if_there(document, "meta.note", "Note")


def _add_if_there(container: Any, expression: str, style: str, *, label: str = "") -> None:
    _add(container, f"{label} {value(expression)}".strip(), style, condition=expression)


def _set_page(section: Any, *, landscape: bool, right_to_left: bool) -> None:
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    section.header_distance = section.footer_distance = Mm(11)
    if right_to_left:
        grid = section._sectPr.find(qn("w:docGrid"))
        section._sectPr.insert(section._sectPr.index(grid), OxmlElement("w:bidi"))


def _add_running_lines(section: Any, width_mm: float, *, with_name: bool, apart: bool) -> None:
    """Add owner and mark above, title and number below, where `with_name`; otherwise only the mark.

    `apart`: the first page has its masthead, and nothing above it.
    """
    section.different_first_page_header_footer = apart
    whose = value("meta.masthead.symbol or meta.masthead.organizer") if with_name else ""
    _line(section.header, width_mm, f"{whose}\t{_mark()}")
    footers = [section.footer, *([section.first_page_footer] if apart else [])]
    for footer in footers if with_name else ():
        paragraph = _line(footer, width_mm, "{{ meta.title }}\t")
        paragraph.paragraph_format.right_indent = Mm(BESIDE_NUMBER_MM)
        _add_field(paragraph, "PAGE")
        paragraph.add_run(" / ")
        _add_field(paragraph, "NUMPAGES")


def _line(container: Any, width_mm: float, text: str) -> Any:
    # In the style "Header" or "Footer", which it has by itself.
    paragraph = container.paragraphs[0]
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width_mm), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(text)
    return paragraph


def _mark() -> str:
    """Return template code that marks samples and drafts on every page."""
    sample, draft = (
        f"{{% if meta.sample %}}{sample_words()}",
        f"{{% if meta.draft %}}{_('DRAFT')}{{% endif %}}",
    )
    return f"{sample}{{% if meta.draft %}} · {{% endif %}}{{% endif %}}{draft}"


def _add_field(paragraph: Any, instruction: str) -> None:
    """Add a field that Word computes, such as PAGE."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("result", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "result":
            run.text = text
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


# Word's own shape of "text along a line".
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
    ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
)
_PLACE = (
    "position:absolute;margin-left:0;margin-top:0;width:420pt;height:140pt;rotation:315;z-index:-251658752;"
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    "mso-position-vertical:center;mso-position-vertical-relative:margin"
)


def add_watermark(document: Any, text: str, *, condition: str) -> None:
    """Put a text across every page of a template under construction, if the condition holds.

    It is a drawing behind the text, in the headers, as Word's own, so that Word can find and remove it.
    """
    section = document.sections[0]
    for number, header in enumerate((section.header, section.first_page_header), start=1):
        paragraph = header.paragraphs[0]
        paragraph.add_run(statement(f"if {condition}", over="r"))
        paragraph.add_run()._r.append(_picture(text, number))
        paragraph.add_run(statement("endif", over="r"))


def _picture(text: str, number: int) -> Any:
    return parse_xml(
        f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w10="urn:schemas-microsoft-com:office:word">'
        f'{_SHAPE_TYPE}<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}"'
        f' type="#_x0000_t136" alt="" style="{_PLACE}" o:allowincell="f" fillcolor="#e8d5d5" stroked="f">'
        '<v:fill opacity=".6"/><v:textpath style="font-family:&quot;Noto Sans&quot;;font-size:1pt"'
        f' string="{escape(text)}"/><w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict>'
    )
