"""The Word template of the sheet of amendments."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor

from confman.documents.word.blocks import WordTemplate, statement, value

ADDED, REMOVED = RGBColor(0x1B, 0x5E, 0x20), RGBColor(0x9B, 0x1C, 0x1C)


def amendments_template(language: str) -> bytes:
    """A heading for each text and paragraph; each amendment with its change underlined and struck through."""
    word = WordTemplate(language)
    word.paragraph(_("Added words are underlined, removed ones struck through."), "Note")
    with word.when("not document.texts"):
        word.paragraph(_("There are no amendments."))
    with word.for_each("text in document.texts"):
        word.heading("{{ text.title }}{% if text.symbol %} ({{ text.symbol }}){% endif %}")
        with word.when("text.note"):
            word.paragraph("{{ text.note }}", "Note")
        with word.for_each("paragraph in text.paragraphs"):
            word.heading(
                "{{ paragraph.name }}{% if paragraph.language_name %} ({{ paragraph.language_name }}){% endif %}",
                2,
            )
            with word.when("paragraph.text"):
                _in_its_language(word.document.add_paragraph(style="Normal"), "{{ paragraph.text }}")
            with word.for_each("line in paragraph.lines"):
                _line(word)
    word.credits()
    return word.to_bytes()


def _line(word: WordTemplate) -> None:
    word.heading("{{ line.label }}{% if line.proposer %} · {{ line.proposer }}{% endif %}", 3)
    _below(
        word,
        f"{value('line.what')} · {value('line.state')}{{% if line.reason %}}: {value('line.reason')}{{% endif %}}",
    )
    with word.when("line.co_sponsors"):
        _below(word, f"{_('Co-sponsors:')} {value('line.co_sponsors')}")
    _tracked(word.document.add_paragraph(style="Normal"))
    with word.when("line.rationale"):
        _below(word, f"{_('Rationale:')} {value('line.rationale')}")


def _below(word: WordTemplate, text: str) -> None:
    word.document.add_paragraph(text, style="Below").paragraph_format.left_indent = Mm(9)


def _tracked(paragraph: Any) -> None:
    """The words in one paragraph: each kind of run under its condition."""
    paragraph.paragraph_format.left_indent = Mm(9)
    paragraph.add_run(statement("for run in line.runs", over="r"))
    for kind in ("insert", "delete", "equal"):
        paragraph.add_run(statement(f"if run.kind == '{kind}'", over="r"))
        run = _in_its_language(paragraph, "{{ run.text }}")
        if kind == "insert":
            run.font.underline, run.font.color.rgb = True, ADDED
        elif kind == "delete":
            run.font.strike, run.font.color.rgb = True, REMOVED
        paragraph.add_run(statement("endif", over="r"))
    paragraph.add_run(statement("endfor", over="r"))


def _in_its_language(paragraph: Any, text: str) -> Any:
    """A run marked with the language of the paragraph that is amended."""
    run = paragraph.add_run(text)
    mark = OxmlElement("w:lang")
    for attribute in ("val", "eastAsia", "bidi"):
        mark.set(qn(f"w:{attribute}"), "{{ paragraph.word_language }}")
    run._r.get_or_add_rPr().append(mark)
    return run
