"""The layout of a badge, as data: the designer's page writes it, the card engine draws it.

Measures are millimetres from the upper left corner of one face of the card, sizes of letters are points. In a
right-to-left document the whole face is mirrored, so a layout is made once for all languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any

import pydantic
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from pydantic import AfterValidator, Field, StringConstraints

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
HEX_COLOUR = "#[0-9a-fA-F]{6}"

SMALLEST_PT, LARGEST_PT = 4.0, 120.0
# A telephone reads a code of this size at arm's length; smaller ones cause a queue.
SMALLEST_QR_MM = 15.0
MAX_ELEMENTS = 60
MAX_TEXT_LENGTH = 400


def _one_of(*patterns: str) -> StringConstraints:
    """Allow these words, or what is like these patterns."""
    return StringConstraints(pattern=f"^({'|'.join(patterns)})$", to_lower=True)


def _without_blanks(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if text.strip()}


Length = Annotated[float, Field(strict=True, ge=0), AfterValidator(lambda length: round(length, 2))]
Size = Annotated[float, Field(strict=True, ge=SMALLEST_PT, le=LARGEST_PT)]
Words = Annotated[str, Field(max_length=MAX_TEXT_LENGTH)]
Kind = Annotated[str, _one_of(*KINDS)]
# Names that are no field are refused.
STRICTLY = pydantic.ConfigDict(extra="forbid")


@dataclass(frozen=True)
class BadgeElement:
    """One thing on the badge, in its box.

    `colour` is that of the letters (of a QR code: its modules), `fill` that of the box behind, "" for none.
    `text` is for the kind "text": language -> text. `picture` is for the kind "logo": "" is the conference's
    own, else a Partner's id.
    """

    __pydantic_config__ = STRICTLY

    kind: Kind
    x_mm: Length
    y_mm: Length
    width_mm: Annotated[Length, Field(ge=0.1)]
    height_mm: Annotated[Length, Field(ge=0.1)]
    side: Annotated[str, _one_of(*SIDES)] = "front"
    largest_pt: Size = 12.0
    smallest_pt: Size = 6.0
    weight: Annotated[str, _one_of(*WEIGHTS)] = "regular"
    align: Annotated[str, _one_of(*ALIGNMENTS)] = "start"
    valign: Annotated[str, _one_of(*VERTICAL_ALIGNMENTS)] = "top"
    colour: Annotated[str, _one_of(*COLOURS, HEX_COLOUR)] = "ink"
    fill: Annotated[str, _one_of("", *COLOURS, HEX_COLOUR)] = ""
    corner_mm: Annotated[Length, Field(le=30)] = 0.0
    text: Annotated[Mapping[str, Words], AfterValidator(_without_blanks)] = field(default_factory=dict)
    picture: Words = ""


@dataclass(frozen=True)
class CategoryStyle:
    """The look of a category on this badge: a colour and a letter in place of its own, "" for neither.

    `without` are kinds of elements that its badges do not show.
    """

    __pydantic_config__ = STRICTLY

    category: str
    colour: Annotated[str, _one_of("", HEX_COLOUR)] = ""
    letter: Annotated[str, Field(max_length=2)] = ""
    without: tuple[Kind, ...] = ()


@dataclass(frozen=True)
class BadgeLayout:
    """A whole badge. `background` and `background_back` name pictures given when it is drawn; "" is none."""

    __pydantic_config__ = STRICTLY

    sheet: Annotated[str, _one_of(*SHEETS)]
    elements: Annotated[tuple[BadgeElement, ...], Field(max_length=MAX_ELEMENTS)]
    background: Words = ""
    background_back: Words = ""
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
        plain: dict[str, Any] = _layouts().dump_python(self, mode="json", exclude_defaults=True)
        return plain

    @classmethod
    def from_json(cls, value: object) -> BadgeLayout:
        """Return the layout that to_json wrote. Raises ValidationError, with each fault and its place."""
        faults: list[str] = []
        try:
            layout = _layouts().validate_python(value)
        except pydantic.ValidationError as error:
            faults = [f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors()]
            raise ValidationError(faults) from error
        for number, element in enumerate(layout.elements, start=1):
            where = _("Element %(number)d (%(kind)s)") % {"number": number, "kind": KINDS[element.kind]}
            faults += [f"{where}: {fault}" for fault in _inconsistent_values(element, layout.card_sheet)]
        if faults:
            raise ValidationError(faults)
        return layout


@cache
def _layouts() -> pydantic.TypeAdapter[BadgeLayout]:
    return pydantic.TypeAdapter(BadgeLayout)


def _inconsistent_values(element: BadgeElement, sheet: CardSheet) -> Iterator[str]:
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
