"""Say the languages of a Word file and of its runs, and which way they are written. It needs nothing of Django."""

import re
import unicodedata
from copy import deepcopy
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from confman.translation.places import PlacesByWord

_MARK = re.compile(r"[.:]? \[[^\[\]]+\]")  # that names the language of a text


def mark_language(styles: Any, tag: str, *, right_to_left: bool) -> None:
    """Set the language in the document's defaults: Word spells and hyphenates by it."""
    properties = styles.element.find(f".//{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if properties is None:
        return
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), tag)
    language.set(qn("w:eastAsia"), tag)
    if right_to_left:
        language.set(qn("w:bidi"), tag)


def first_direction(text: str) -> str:
    """Return "ltr" or "rtl" by the first letter with a direction (rule P2 of UAX #9); '' if there is none."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return ""


# The elements that follow in the schema: Word may report a file as corrupt if the order differs.
AFTER_BIDI = tuple(
    f"w:{name}"
    for name in "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc"
    " textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange".split()
)
SAID = f"{qn('w:rPr')}/{qn('w:lang')}"
# Everything that Unicode writes from right to left, and its marks.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_AFTER_RTL = ("w:cs", "w:em", "w:lang", "w:eastAsianLayout", "w:specVanish", "w:oMath")
_OTHER_SIDE = {"left": "right", "start": "right", "right": "left", "end": "left"}


def mark_directions(body: Any, *, right_to_left: bool) -> None:
    """Mark the runs and paragraphs whose direction differs from the document's: names and quotations in other scripts.

    A paragraph keeps its alignment; a numbered one moves with its number, and one with an explicit direction stays as
    it is.
    """
    usual = "rtl" if right_to_left else "ltr"
    if not right_to_left and not _RIGHT_TO_LEFT.search("".join(body.itertext(qn("w:t")))):
        return
    for paragraph in body.iter(qn("w:p")):
        runs = [
            (run, "".join(part.text or "" for part in run.iter(qn("w:t"))))
            for run in paragraph.iter(qn("w:r"))
        ]
        for run, text in runs:
            direction = first_direction(text)
            if direction and direction != usual:
                _switch(run.get_or_add_rPr(), "w:rtl", direction == "rtl", _AFTER_RTL)
        direction = first_direction("".join(text for _run, text in runs))
        if direction and direction != usual:
            properties = paragraph.get_or_add_pPr()
            if properties.find(qn("w:bidi")) is not None:
                continue
            _switch(properties, "w:bidi", direction == "rtl", AFTER_BIDI)
            if properties.find(qn("w:numPr")) is None:
                # In a right-to-left paragraph, Word's "left" is the side on which it begins.
                side = properties.get_or_add_jc()
                side_name = side.get(qn("w:val")) or "left"
                side.set(qn("w:val"), _OTHER_SIDE.get(side_name, side_name))


def mark_runs(document: Any, tag: str, languages: dict[str, str]) -> None:
    """Mark every run without a language of its own as in that of its passage, or the document's."""
    passages = PlacesByWord(languages)
    parts = [document.element.body]
    # Follow the relations to find parts: filling has put new headers and footers where the document has the template's.
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            parts.append(relation.target_part.element)
    for part in parts:
        for run in [*part.iter(qn("w:r"))]:
            # Most of the thousands of runs have a language already.
            if run.find(SAID) is None:
                _mark_run(run, tag, passages)


def _mark_run(run: Any, tag: str, passages: PlacesByWord) -> None:
    """Part a run where its language changes, as in a subtitle of a name and a date, and mark each part."""
    texts = run.findall(qn("w:t"))
    parts = [(run.text, tag)]
    if len(texts) == 1 and len(run) - (run.rPr is not None) == 1:
        parts = _parts_by_language(run.text, tag, passages) or parts
    for text, spoken in reversed(parts[1:]):
        following = deepcopy(run)
        following.text = text
        _say(following, spoken)
        run.addnext(following)
    if len(parts) > 1:
        run.text = parts[0][0]
    _say(run, parts[0][1])


def _parts_by_language(text: str, tag: str, passages: PlacesByWord) -> list[tuple[str, str]]:
    """Return the text in parts with their languages; a mark in brackets goes with what it names."""
    parts, last = [], 0
    for start, end, spoken in passages.of(text):
        if mark := _MARK.match(text, end):
            end = mark.end()
        parts += [(text[last:start], tag), (text[start:end], spoken)]
        last = end
    return [(words, spoken) for words, spoken in [*parts, (text[last:], tag)] if words]


def _say(run: Any, tag: str) -> None:
    mark = OxmlElement("w:lang")
    for attribute in ("val", "eastAsia", "bidi"):
        mark.set(qn(f"w:{attribute}"), tag)
    run.get_or_add_rPr().insert_element_before(mark, *_AFTER_RTL[3:])


def _switch(properties: Any, tag: str, on: bool, after: tuple[str, ...]) -> None:
    for element in properties.findall(qn(tag)):
        properties.remove(element)
    element = OxmlElement(tag)
    if not on:
        element.set(qn("w:val"), "0")
    properties.insert_element_before(element, *after)
