"""The Word templates of this floor's documents."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from confman.documents.word.blocks import Column, WordTemplate, value
from outcomes.documents.recommendations import LARGEST_COUNTED
from registrations.documents.word_templates import listed_people

# Ids of numbering definitions, away from those of python-docx's default document.
ABSTRACT_ID = 90
FIRST_COUNT_ID = 1000


def recommendations_template(language: str) -> bytes:
    """Real headings; numbers that Word counts, each beginning where the record says; (a) and (i) below them."""
    word = WordTemplate(language)
    _define_counting(word.document)
    with word.for_each("text in document.preamble"):
        word.paragraph("{{ text }}")
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
            word.paragraph("{{ position[1].text }}")
    _annexes(word)
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
        with word.when("line.level > 0 and not line.is_first and entry.counted"):
            _counted_line(word, level="{{ line.level }}")
        with word.when("line.level > 0 and (not entry.counted) and not (line.is_first and entry.number)"):
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
    run = paragraph.add_run(text)
    mark = OxmlElement("w:lang")
    for attribute in ("val", "eastAsia", "bidi"):
        mark.set(qn(f"w:{attribute}"), "{{ line.word_language }}")
    run._r.get_or_add_rPr().append(mark)
    return paragraph


def _counted_line(word: WordTemplate, *, level: str) -> None:
    paragraph = _line(word, "{{ line.text }}")
    paragraph.style = "List Number"
    if level == "0":
        paragraph.paragraph_format.space_before = Pt(8)
    properties = paragraph._p.get_or_add_pPr()
    counting = OxmlElement("w:numPr")
    for tag, chosen in (("ilvl", level), ("numId", f"{{{{ entry.number + {FIRST_COUNT_ID} }}}}")):
        element = OxmlElement(f"w:{tag}")
        # Jinja fills it in; python-docx would insist on a number here.
        element.set(qn("w:val"), chosen)
        counting.append(element)
    properties.insert_element_before(counting, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _define_counting(document: Any) -> None:
    """A list of three levels, and for every number an instance of it that begins there."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
        for level, form, text, left, hanging in (
            (0, "decimal", "%1.", 510, 510),
            (1, "lowerLetter", "(%2)", 964, 454),
            (2, "lowerRoman", "(%3)", 1418, 454),
        )
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{ABSTRACT_ID}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    first = numbering.find(qn("w:num"))
    first.addprevious(abstract) if first is not None else numbering.append(abstract)
    for number in range(1, LARGEST_COUNTED + 1):
        numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{FIRST_COUNT_ID + number}"><w:abstractNumId w:val="{ABSTRACT_ID}"/>'
                f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{number}"/></w:lvlOverride>'
                '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride>'
                '<w:lvlOverride w:ilvl="2"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        )


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
