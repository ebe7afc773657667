"""The badges that exist before anybody designs one: one for each paper."""

from collections.abc import Mapping
from typing import Any

from registrations.badges.domain.layout import BadgeElement, BadgeLayout

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
