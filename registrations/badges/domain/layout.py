"""The layout of a badge, as data: the designer's page writes it, the card engine draws it; the first designs."""

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


HAIRLINE = "#c9ced4"

# The look of each kind, unless a badge says otherwise.
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "conference": {"weight": "semibold"},
    "dates": {"colour": "muted"},
    "logo": {"align": "end"},
    "salutation": {"colour": "muted"},
    "name": {"weight": "bold", "valign": "middle"},
    "second-name": {"colour": "muted"},
    "entity": {"weight": "semibold", "valign": "bottom"},
    "job-title": {"colour": "muted"},
    "function": {},
    "zones": {"weight": "bold", "valign": "bottom"},
    "qr": {"align": "end"},
    "code": {"weight": "semibold", "align": "centre"},
    "colour-band": {"fill": "category"},
    "letter": {"weight": "bold", "align": "centre", "valign": "middle", "fill": "paper"},
    "category": {"weight": "bold", "valign": "bottom", "colour": "on-category"},
    "agenda": {},
}


def default_layout(sheet: str) -> BadgeLayout:
    """Return the ready-made badge for a paper of SHEETS. Raises KeyError for any other."""
    return _READY[sheet]


def _box(
    kind: str, x: float, y: float, width: float, height: float, *points: float, **other: Any
) -> BadgeElement:
    """Return an element in its box; `points` are the largest and the smallest size of its letters."""
    sizes = dict(zip(("largest_pt", "smallest_pt"), points, strict=False))
    return BadgeElement(kind, x, y, width, height, **{**sizes, **_LOOKS[kind], **other})


# A6 portrait: the person above, the entity in the middle, the category in the coloured band below.
_UPRIGHT = (
    _box("conference", 7, 6.5, 68, 12.5, 10, 6.5, valign="bottom"),
    _box("dates", 7, 19.5, 68, 6, 7.5, 5.5),
    _box("logo", 78, 6.5, 20, 16),
    _box("colour-band", 7, 27.5, 91, 0.2, fill=HAIRLINE),
    _box("salutation", 7, 30, 91, 5, 9.5, 6),
    _box("name", 7, 35, 91, 27, 36, 15),
    _box("second-name", 7, 62.5, 91, 8, 13, 6.5),
    _box("entity", 7, 74, 57, 15, 15, 7),
    _box("job-title", 7, 90.5, 57, 13, 10.5, 6),
    _box("zones", 7, 105, 57, 6.5, 11, 6),
    _box("qr", 67, 74, 31, 31),
    _box("code", 67, 105.5, 31, 4.5, 7, 5),
    _box("colour-band", 0, 115, 105, 33),
    _box("letter", 7, 120.5, 22, 22, 40, 14, corner_mm=2),
    _box("category", 34, 119.5, 64, 14, 17, 8),
    _box("function", 34, 134.5, 64, 9, 11, 6.5, colour="on-category"),
)

# The size of a bank card, with the band at its side.
_BANK_CARD = (
    _box("colour-band", 0, 0, 17, 53.98),
    _box("letter", 3, 4, 11, 11, 22, 8, corner_mm=1.2),
    _box("category", 1.5, 17, 14, 15, 7.5, 4.5, weight="semibold", align="centre", valign="top"),
    _box("zones", 1.5, 34, 14, 17, 9, 5, align="centre"),
    _box("conference", 20.5, 3.5, 47, 6, 6.5, 4.5),
    _box("logo", 70, 3.5, 12, 7),
    _box("name", 20.5, 11, 61.5, 16, 22, 9),
    _box("second-name", 20.5, 27.3, 61.5, 4.2, 8, 5),
    _box("entity", 20.5, 32, 40, 8, 8.5, 5),
    _box("job-title", 20.5, 40.5, 40, 5.5, 7, 4.5),
    _box("function", 20.5, 46.3, 40, 4.2, 7, 4.5),
    _box("qr", 64, 32, 18, 18),
    _box("code", 62, 50, 22, 2.6, 5, 4),
)

# A5 folded at its upper edge: A6 landscape, the holder's agenda on the back.
_FOLDED = (
    _box("conference", 8, 7, 96, 10.5, 10.5, 6.5),
    _box("dates", 8, 17.5, 96, 4.5, 7.5, 5.5),
    _box("logo", 112, 7, 28, 14),
    _box("salutation", 8, 24, 132, 5, 10, 6),
    _box("name", 8, 29, 132, 21, 44, 17),
    _box("second-name", 8, 50.5, 100, 7, 14, 7),
    _box("entity", 8, 59, 98, 9.5, 15, 7),
    _box("job-title", 8, 69.5, 98, 8, 10.5, 6),
    _box("qr", 112, 51, 28, 28),
    _box("colour-band", 0, 84, 148, 21),
    _box("letter", 8, 87, 15, 15, 30, 11, corner_mm=1.6),
    _box("category", 28, 86, 70, 9.5, 16, 8),
    _box("function", 28, 96, 70, 6.5, 10.5, 6.5, colour="on-category"),
    _box("zones", 100, 90.5, 40, 8, 13, 6, align="end", valign="middle"),
    _box("name", 8, 7, 98, 7, 12, 7, side="back", valign="top"),
    _box("code", 106, 7, 34, 7, 8, 5, side="back", align="end", colour="muted"),
    _box("colour-band", 8, 15, 132, 0.6, side="back"),
    _box("agenda", 8, 18, 132, 80, 9, 5.5, side="back"),
)

_READY = {
    "a6": BadgeLayout("a6", _UPRIGHT),
    "four-on-a4": BadgeLayout("four-on-a4", _UPRIGHT),
    "id1": BadgeLayout("id1", _BANK_CARD),
    "a5-folded": BadgeLayout("a5-folded", _FOLDED),
}
