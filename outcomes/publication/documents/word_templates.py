"""The Word templates of this floor's documents."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from confman.documents.word.blocks import Column, WordTemplate, value
from outcomes.publication.documents.outcome_document import (
    FIRST_COUNT_ID,
    FIRST_UNNUMBERED_ID,
    LARGEST_COUNTED,
    LARGEST_UNNUMBERED,
)
from registrations.lists.documents.word_templates import listed_people

# Ids of the definitions of lists, away from those of python-docx's default document.
FIRST_ABSTRACT_ID = 90


def recommendations_template(language: str) -> bytes:
    """Real headings; numbers that Word counts, each beginning where the record says; (a) and (i) below them."""
    word = WordTemplate(language, watermark=True)
    define_counting(word.document)
    with word.for_each("text in document.preamble"):
        marked(word.document.add_paragraph(style="Normal"), "{{ text }}", "document.word_preamble_language")
    with word.for_each("part in document.parts"):
        with word.when("part.title"):
            word.heading("{{ part.title }}")
        with word.when("not part.title"):
            word.heading(_("Recommendations"))
        with word.for_each("entry in part.entries"):
            _entry(word)
    with word.when("document.adoption"):
        word.heading(_("Adoption"))
        with word.for_each("sentence in document.adoption"):
            word.paragraph("{{ sentence }}")
    with word.when("document.votes"):
        word.heading(_("Recorded votes"))
        with word.for_each("vote in document.votes"):
            word.heading(_("Recommendation %(head)s") % {"head": "{{ vote.head }}"}, 2)
            with word.for_each("line in vote.lines"):
                word.paragraph("{{ line }}")
    with word.when("document.others"):
        word.heading(_("Not adopted, or still being worked on"))
        with word.for_each("part in document.others"):
            with word.when("part.title"):
                word.heading("{{ part.title }}", 2)
            with word.for_each("entry in part.entries"):
                _entry(word, level=3)
    with word.when("document.positions"):
        word.heading(_("Reservations and statements"))
        with word.for_each("position in document.positions"):
            word.heading("{{ position[1].delegation }}: {{ position[1].kind }} ({{ position[0] }})", 2)
            marked(
                word.document.add_paragraph(style="Normal"),
                "{{ position[1].text }}",
                "position[1].word_language",
            )
    _annexes(word)
    with word.for_each("annex in document.annexes"):
        word.heading("{{ annex.title }}", new_page=True)
        with word.for_each("text in annex.paragraphs"):
            marked(word.document.add_paragraph(style="Normal"), "{{ text }}", "annex.word_language")
        with word.when("annex.file_note"):
            word.paragraph("{{ annex.file_note }}", "Note")
    word.credits()
    return word.to_bytes()


def _entry(word: WordTemplate, *, level: int = 2) -> None:
    with word.when("not entry.number"):
        word.heading("{{ entry.ref }} · {{ entry.stage }}", level)
    with word.for_each("line in entry.lines"):
        with word.when("line.is_first and entry.counted"):
            _counted_line(word, level="0")
        with word.when("line.is_first and entry.number and not entry.counted"):
            _line(word, "{{ entry.head }} {{ line.text }}")
        with word.when("line.level == 0 and not line.is_first and entry.number"):
            _line(word, "{{ line.text }}", indent=9)
        with word.when("line.level == 0 and not entry.number"):
            _line(word, "{{ line.text }}")
        with word.when("line.level > 0 and ((entry.counted and not line.is_first) or entry.counted_below)"):
            _counted_line(word, level="{{ line.level }}")
        with word.when(
            "line.level > 0 and not entry.counted and not entry.counted_below"
            " and not (line.is_first and entry.number)"
        ):
            _line(word, "{{ line.label }} {{ line.text }}", indent=9)
    with word.when("entry.addressees"):
        _below(word, f"{_('Addressed to:')} {value('entry.addressees')}")
    with word.when("entry.number and entry.stage"):
        _below(word, f"{_('Stage:')} {value('entry.stage')}")
    with word.when("entry.note"):
        _below(word, value("entry.note"))


def _below(word: WordTemplate, text: str) -> None:
    """A fact on a recommendation, under its text."""
    paragraph = word.document.add_paragraph(text, style="Below")
    paragraph.paragraph_format.left_indent = Mm(9)


def _line(word: WordTemplate, text: str, *, indent: float = 0) -> Any:
    """A paragraph of a recommendation, marked with the language it is in."""
    paragraph = word.document.add_paragraph(style="Normal")
    if indent:
        paragraph.paragraph_format.left_indent = Mm(indent)
    # The last one stays with what is said of it; Jinja fills it in, python-docx would insist on a truth value here.
    keep = OxmlElement("w:keepNext")
    keep.set(qn("w:val"), "{{ 1 if line.is_last and (entry.addressees or entry.note) else 0 }}")
    paragraph._p.get_or_add_pPr().insert_element_before(
        keep, "w:numPr", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    return marked(paragraph, text, "line.word_language")


def marked(paragraph: Any, text: str, language: str) -> Any:
    """The paragraph with a run of this text, marked with the language that the expression gives."""
    run = paragraph.add_run(text)
    mark = OxmlElement("w:lang")
    for attribute in ("val", "eastAsia", "bidi"):
        mark.set(qn(f"w:{attribute}"), value(language))
    run._r.get_or_add_rPr().append(mark)
    return paragraph


def _counted_line(word: WordTemplate, *, level: str) -> None:
    paragraph = _line(word, "{{ line.text }}")
    paragraph.style = "List Number"
    if level == "0":
        paragraph.paragraph_format.space_before = Pt(8)
    count(paragraph, level=level, list_id=value("entry.list_id"))


def count(paragraph: Any, *, level: str, list_id: str) -> None:
    """Have Word number the paragraph: on a level of a list, both perhaps Jinja."""
    properties = paragraph._p.get_or_add_pPr()
    counting = OxmlElement("w:numPr")
    for tag, chosen in (("ilvl", level), ("numId", list_id)):
        element = OxmlElement(f"w:{tag}")
        # Jinja fills it in; python-docx would insist on a number here.
        element.set(qn("w:val"), chosen)
        counting.append(element)
    properties.insert_element_before(counting, "w:spacing", "w:ind", "w:jc", "w:rPr")


def define_counting(document: Any, *, columns: int = 1) -> None:
    """Lists of three levels: for every number one that begins there, for every draft one without a number.

    In a table of two columns each has its own, so that one column does not count on from the other: `COLUMN_IDS`
    further on.
    """
    numbering = document.part.numbering_part.element
    abstracts, lists = [], []
    for column in range(columns):
        for kind, (first_id, largest, form, text) in enumerate(
            (
                (FIRST_COUNT_ID, LARGEST_COUNTED, "decimal", "%1."),
                (FIRST_UNNUMBERED_ID, LARGEST_UNNUMBERED, "none", ""),
            )
        ):
            # Of its own for each column: lists of one definition count on from each other.
            abstract_id = FIRST_ABSTRACT_ID + 2 * column + kind
            abstracts.append(_levels(abstract_id, form, text))
            lists += [
                _list(column * COLUMN_IDS + first_id + number, abstract_id, 1 if kind else number)
                for number in range(1, largest + 1)
            ]
    first = numbering.find(qn("w:num"))
    for abstract in abstracts:
        first.addprevious(abstract) if first is not None else numbering.append(abstract)
    # Read at once: there are thousands.
    numbering.extend(parse_xml(f"<w:numbering {nsdecls('w')}>{''.join(lists)}</w:numbering>"))


# How far the lists of the second column are from those of the first.
COLUMN_IDS = 5000


def _levels(abstract_id: int, form: str, text: str) -> Any:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
        for level, form, text, left, hanging in (
            (0, form, text, 510, 510),
            (1, "lowerLetter", "(%2)", 964, 454),
            (2, "lowerRoman", "(%3)", 1418, 454),
        )
    )
    return parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract_id}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )


def _list(list_id: int, abstract_id: int, start: int) -> str:
    """A list that begins at `start`, and its lower levels at one."""
    overrides = "".join(
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{first}"/></w:lvlOverride>'
        for level, first in enumerate((start, 1, 1))
    )
    return f'<w:num w:numId="{list_id}"><w:abstractNumId w:val="{abstract_id}"/>{overrides}</w:num>'


def _annexes(word: WordTemplate) -> None:
    with word.when("document.origins"):
        word.page_break()
        word.heading(_("Annex I. Origin of the recommendations"))
        word.table(
            [
                Column(_("Number"), 15),
                Column(_("Working reference"), 21),
                Column(_("Working group")),
                Column(_("Session"), 38),
                Column(_("Proposed by"), 30),
                Column(_("Merged from"), 21),
            ],
            each="origin in document.origins",
            cells=[
                "{{ origin.number }}", "{{ origin.ref }}", "{{ origin.group }}", "{{ origin.session }}",
                "{{ origin.proposers }}", "{{ origin.merged_from }}",
            ],
        )  # fmt: skip
    with word.when("document.groups"):
        word.heading(_("Annex II. Working groups"))
        word.table(
            [
                Column(_("Code"), 18),
                Column(_("Working group")),
                Column(_("Chair"), 40),
                Column(_("Rapporteur"), 40),
            ],
            each="group in document.groups",
            cells=["{{ group.code }}", "{{ group.name }}", "{{ group.chairs }}", "{{ group.rapporteurs }}"],
        )
    with word.when("document.participants"):
        word.page_break()
        word.heading("{{ document.participants_title }}")
        listed_people(word, "document.participants", level=2)
        word.paragraph("{{ document.persons_listed }}", "Note")
