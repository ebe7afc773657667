"""The layout of a badge, as data: the designer's page writes it, the card engine draws it.

Measures are millimetres from the upper left corner of one face of the card, sizes of letters are points. In a
right-to-left document the whole face is mirrored, so a layout is made once for all languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.people.fields import ON_BADGES

SHEETS = ("a6", "id1", "four-on-a4", "a5-folded")
SIDES = {"front": gettext_lazy("front"), "back": gettext_lazy("back")}

# Kinds of elements. Each text is fitted into its box; a picture keeps its proportions.
TEXT_KINDS = {
    "name": gettext_lazy("Name"),
    "second-name": gettext_lazy("Name in the other script"),
    **{badge.kind: badge.label for badge, _field in ON_BADGES},
    "entity": gettext_lazy("Delegation or organization"),
    "function": gettext_lazy("Function in the delegation"),
    "category": gettext_lazy("Category"),
    "letter": gettext_lazy("Letter of the category"),
    "code": gettext_lazy("Code under the QR"),
    "conference": gettext_lazy("Title of the conference"),
    "dates": gettext_lazy("Place and dates"),
    "text": gettext_lazy("Text of your own"),
}
OTHER_KINDS = {
    "zones": gettext_lazy("Zones the category opens"),
    "photo": gettext_lazy("Photo"),
    "qr": gettext_lazy("QR code"),
    "logo": gettext_lazy("Logo"),
    "colour-band": gettext_lazy("Colour band"),
    "agenda": gettext_lazy("Sessions of the holder’s agenda"),
}
KINDS = {**TEXT_KINDS, **OTHER_KINDS}
# Drawn without letters: sizes, weight and alignment of text do not apply.
PICTURE_KINDS = ("photo", "qr", "logo", "colour-band")

WEIGHTS = {
    "regular": pgettext_lazy("weight of type", "regular"),
    "semibold": pgettext_lazy("weight of type", "semibold"),
    "bold": pgettext_lazy("weight of type", "bold"),
}
ALIGNMENTS = {
    "start": gettext_lazy("at the beginning of the line"),
    "centre": gettext_lazy("centred"),
    "end": gettext_lazy("at the end of the line"),
}
VERTICAL_ALIGNMENTS = {
    "top": gettext_lazy("at the top"),
    "middle": gettext_lazy("in the middle"),
    "bottom": gettext_lazy("at the bottom"),
}
# Beside #rrggbb. Text in the category's colour is darkened until it is legible on white.
COLOURS = {
    "ink": gettext_lazy("black"),
    "muted": gettext_lazy("grey"),
    "paper": gettext_lazy("white"),
    "accent": gettext_lazy("the conference’s colour"),
    "category": gettext_lazy("the category’s colour"),
    "on-category": gettext_lazy("what is read best on the category’s colour"),
}
HEX_COLOUR = re.compile(r"#[0-9a-f]{6}")

SMALLEST_PT, LARGEST_PT = 4.0, 120.0
# A telephone reads a code of this size at arm's length; smaller ones cause a queue.
SMALLEST_QR_MM = 15.0
MAX_ELEMENTS = 60
LONGEST_TEXT = 400


@dataclass(frozen=True)
class BadgeElement:
    """One thing on the badge, in its box.

    `colour` is that of the letters (of a QR code: its modules), `fill` that of the box behind, "" for none.
    `text` is for the kind "text": language -> text. `picture` is for the kind "logo": "" is the conference's
    own, else a Partner's id.
    """

    kind: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    side: str = "front"
    largest_pt: float = 12.0
    smallest_pt: float = 6.0
    weight: str = "regular"
    align: str = "start"
    valign: str = "top"
    colour: str = "ink"
    fill: str = ""
    corner_mm: float = 0.0
    text: Mapping[str, str] = field(default_factory=dict)
    picture: str = ""


@dataclass(frozen=True)
class CategoryStyle:
    """How one category differs on this badge: a colour and a letter in place of its own, "" for neither.

    `without` are kinds of elements that its badges do not show.
    """

    category: str
    colour: str = ""
    letter: str = ""
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class BadgeLayout:
    """A whole badge. `background` and `background_back` name pictures given when it is drawn; "" is none."""

    sheet: str
    elements: tuple[BadgeElement, ...]
    background: str = ""
    background_back: str = ""
    categories: tuple[CategoryStyle, ...] = ()

    @property
    def card_sheet(self) -> CardSheet:
        """Return the paper, with the size of one face."""
        return CARD_SHEETS[self.sheet]

    @property
    def has_back(self) -> bool:
        """Tell whether anything is on the back; a folded badge always has one."""
        return (
            self.card_sheet.folded
            or bool(self.background_back)
            or any(element.side == "back" for element in self.elements)
        )

    def shows(self, kind: str) -> bool:
        """Tell whether an element of that kind is on it: what no element shows need not be fetched."""
        return any(element.kind == kind for element in self.elements)

    def style_of(self, category: str) -> CategoryStyle:
        """Return how a category differs in this layout, by its id."""
        return next(
            (style for style in self.categories if style.category == category), CategoryStyle(category)
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain values, for a JSONField. Defaults are left out."""
        written = {"sheet": self.sheet, "elements": [_written(element) for element in self.elements]}
        if self.background:
            written["background"] = self.background
        if self.background_back:
            written["background_back"] = self.background_back
        if self.categories:
            written["categories"] = [_written(style) for style in self.categories]
        return written

    @classmethod
    def from_json(cls, value: Any) -> BadgeLayout:
        """Return the layout that to_json wrote, or one's own. Raises ValidationError with a sentence for each fault."""
        faults: list[str] = []
        layout = _layout(value, faults)
        if layout is None or faults:
            raise ValidationError(faults)
        return layout


def _written(value: BadgeElement | CategoryStyle) -> dict[str, Any]:
    """Return the fields that differ from their default."""
    blank: BadgeElement | CategoryStyle
    blank = BadgeElement("", 0, 0, 0, 0) if isinstance(value, BadgeElement) else CategoryStyle("")
    always = ("kind", "x_mm", "y_mm", "width_mm", "height_mm", "category")
    plain: dict[str, Any] = {}
    for entry in fields(value):
        own = getattr(value, entry.name)
        if entry.name in always or own != getattr(blank, entry.name):
            plain[entry.name] = (
                dict(own) if isinstance(own, Mapping) else list(own) if isinstance(own, tuple) else own
            )
    return plain


# --- Reading ----------------------------------------------------------------------------------------------


def _layout(value: Any, faults: list[str]) -> BadgeLayout | None:
    if not isinstance(value, Mapping):
        faults.append(_("A badge is an object with “sheet” and “elements”."))
        return None
    _refuse_unknown(
        value, ("sheet", "elements", "background", "background_back", "categories"), _("Badge"), faults
    )
    sheet = value.get("sheet")
    if sheet not in SHEETS:
        faults.append(
            _("There is no paper “%(sheet)s”. There are: %(sheets)s.")
            % {"sheet": sheet, "sheets": ", ".join(SHEETS)}
        )
        return None
    entries = _entries(value.get("elements"), "elements", faults)
    if len(entries) > MAX_ELEMENTS:
        faults.append(
            _("A badge has at most %(most)d elements; this one has %(number)d.")
            % {"most": MAX_ELEMENTS, "number": len(entries)}
        )
        return None
    styles = _entries(value.get("categories", []), "categories", faults)
    return BadgeLayout(
        sheet=sheet,
        elements=tuple(
            element
            for number, entry in enumerate(entries, start=1)
            if (element := _element(entry, number, CARD_SHEETS[sheet], faults))
        ),
        background=_words(value, "background", _("Badge"), faults),
        background_back=_words(value, "background_back", _("Badge"), faults),
        categories=tuple(style for entry in styles if (style := _style(entry, faults))),
    )


def _entries(value: Any, name: str, faults: list[str]) -> Sequence[Any]:
    if isinstance(value, list):
        return value
    faults.append(_("“%(name)s” is a list.") % {"name": name})
    return []


def _element(value: Any, number: int, sheet: CardSheet, faults: list[str]) -> BadgeElement | None:
    kind = value.get("kind") if isinstance(value, Mapping) else None
    if not isinstance(kind, str) or kind not in KINDS:
        faults.append(
            _("Element %(number)d: there is no kind “%(kind)s”. There are: %(kinds)s.")
            % {"number": number, "kind": kind, "kinds": ", ".join(KINDS)}
        )
        return None
    where = _("Element %(number)d (%(kind)s)") % {"number": number, "kind": KINDS[kind]}
    before = len(faults)
    _refuse_unknown(value, [entry.name for entry in fields(BadgeElement)], where, faults)
    read: dict[str, Any] = {"kind": kind}
    for name, lowest, highest in (
        ("x_mm", 0.0, sheet.card_width_mm),
        ("y_mm", 0.0, sheet.card_height_mm),
        ("width_mm", 0.1, sheet.card_width_mm),
        ("height_mm", 0.1, sheet.card_height_mm),
        ("largest_pt", SMALLEST_PT, LARGEST_PT),
        ("smallest_pt", SMALLEST_PT, LARGEST_PT),
        ("corner_mm", 0.0, 30.0),
    ):
        if name in value or (name.endswith("_mm") and name != "corner_mm"):
            read[name] = _number(value.get(name), name, (lowest, highest), where, faults)
    for name, choices in (
        ("side", SIDES),
        ("weight", WEIGHTS),
        ("align", ALIGNMENTS),
        ("valign", VERTICAL_ALIGNMENTS),
    ):
        if name in value:
            read[name] = _choice(value[name], name, choices, where, faults)
    for name in ("colour", "fill"):
        if name in value:
            read[name] = _colour(value[name], name, where, faults)
    read["text"] = _translated(value.get("text", {}), where, faults)
    read["picture"] = _words(value, "picture", where, faults)
    if len(faults) > before:
        return None
    element = BadgeElement(**read)
    faults += [f"{where}: {fault}" for fault in _misfits(element, sheet)]
    return element if len(faults) == before else None


def _misfits(element: BadgeElement, sheet: CardSheet) -> Iterator[str]:
    """Yield the faults of values that are allowed singly but not together."""
    tolerance = 0.05
    right, bottom = element.x_mm + element.width_mm, element.y_mm + element.height_mm
    if right > sheet.card_width_mm + tolerance or bottom > sheet.card_height_mm + tolerance:
        yield _("it reaches over the edge of the card, which is %(width)g × %(height)g mm.") % {
            "width": sheet.card_width_mm,
            "height": sheet.card_height_mm,
        }
    if element.smallest_pt > element.largest_pt:
        yield _("the smallest size, %(smallest)g pt, is above the largest, %(largest)g pt.") % {
            "smallest": element.smallest_pt,
            "largest": element.largest_pt,
        }
    if element.kind == "qr" and min(element.width_mm, element.height_mm) < SMALLEST_QR_MM:
        yield _("a QR code below %(size)g mm is not read at the door.") % {"size": SMALLEST_QR_MM}
    if element.kind == "text" and not element.text:
        yield _("it has no text.")


def _style(value: Any, faults: list[str]) -> CategoryStyle | None:
    where = _("Category")
    if not isinstance(value, Mapping) or not isinstance(value.get("category"), str):
        faults.append(_("%(where)s: “category” is missing.") % {"where": where})
        return None
    before = len(faults)
    _refuse_unknown(value, [entry.name for entry in fields(CategoryStyle)], where, faults)
    colour = value.get("colour", "")
    if colour and not (isinstance(colour, str) and HEX_COLOUR.fullmatch(colour.lower())):
        faults.append(_("%(where)s: a colour is written as in #1f4e79.") % {"where": where})
    letter = _words(value, "letter", where, faults)
    if len(letter) > 2:
        faults.append(_("%(where)s: the letter has at most two signs.") % {"where": where})
    without = value.get("without", [])
    if not isinstance(without, list) or any(kind not in KINDS for kind in without):
        faults.append(_("%(where)s: “without” is a list of kinds of elements.") % {"where": where})
    if len(faults) > before:
        return None
    return CategoryStyle(value["category"], str(colour).lower(), letter, tuple(without))


def _refuse_unknown(value: Mapping[str, Any], known: Sequence[str], where: str, faults: list[str]) -> None:
    faults += [
        _("%(where)s: there is nothing called “%(name)s”.") % {"where": where, "name": name}
        for name in value
        if name not in known
    ]


def _number(value: Any, name: str, limits: tuple[float, float], where: str, faults: list[str]) -> float:
    lowest, highest = limits
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not lowest <= value <= highest:
        faults.append(
            _("%(where)s: “%(name)s” is a number from %(lowest)g to %(highest)g.")
            % {"where": where, "name": name, "lowest": lowest, "highest": highest}
        )
        return lowest
    return round(float(value), 2)


def _choice(value: Any, name: str, choices: Mapping[str, Any], where: str, faults: list[str]) -> str:
    if isinstance(value, str) and value in choices:
        return value
    faults.append(
        _("%(where)s: “%(name)s” is one of %(choices)s.")
        % {"where": where, "name": name, "choices": ", ".join(choices)}
    )
    return ""


def _colour(value: Any, name: str, where: str, faults: list[str]) -> str:
    if isinstance(value, str) and (value in COLOURS or HEX_COLOUR.fullmatch(value.lower())):
        return value if value in COLOURS else value.lower()
    if value == "" and name == "fill":
        return ""
    faults.append(
        _("%(where)s: “%(name)s” is a colour as in #1f4e79, or one of %(choices)s.")
        % {"where": where, "name": name, "choices": ", ".join(COLOURS)}
    )
    return "ink"


def _translated(value: Any, where: str, faults: list[str]) -> dict[str, str]:
    if isinstance(value, Mapping) and all(
        isinstance(part, str) and len(part) <= LONGEST_TEXT for pair in value.items() for part in pair
    ):
        return {language: text for language, text in value.items() if text.strip()}
    faults.append(
        _("%(where)s: “text” is one text a language, of at most %(most)d signs each.")
        % {"where": where, "most": LONGEST_TEXT}
    )
    return {}


def _words(value: Mapping[str, Any], name: str, where: str, faults: list[str]) -> str:
    found = value.get(name, "")
    if isinstance(found, str) and len(found) <= LONGEST_TEXT:
        return found
    faults.append(_("%(where)s: “%(name)s” is a text.") % {"where": where, "name": name})
    return ""
