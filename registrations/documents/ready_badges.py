"""The badges that are there before anybody designs one: one for each paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from registrations.documents.badge_layout import SHEETS, BadgeElement, BadgeLayout

HAIRLINE = "#c9ced4"


@cache
def ready_layout(sheet: str) -> BadgeLayout:
    """The ready-made badge for a paper of SHEETS. Raises KeyError for any other."""
    return _READY[sheet]()


def ready_layouts() -> dict[str, BadgeLayout]:
    """All of them, by the paper."""
    return {sheet: ready_layout(sheet) for sheet in SHEETS}


def _upright_face() -> tuple[BadgeElement, ...]:
    """A6 upright: who above, what for in the middle, as what in the coloured band below."""
    return (
        BadgeElement(
            "conference", 7, 6.5, 68, 12.5, largest_pt=10, smallest_pt=6.5, weight="semibold", valign="top"
        ),
        BadgeElement("dates", 7, 19.5, 68, 6, largest_pt=7.5, smallest_pt=5.5, colour="muted"),
        BadgeElement("logo", 78, 6.5, 20, 16, align="end", valign="top"),
        BadgeElement("colour-band", 7, 27.5, 91, 0.2, fill=HAIRLINE),
        BadgeElement("salutation", 7, 30, 91, 5, largest_pt=9.5, smallest_pt=6, colour="muted"),
        BadgeElement("name", 7, 35, 91, 27, largest_pt=36, smallest_pt=15, weight="bold", valign="middle"),
        BadgeElement("second-name", 7, 62.5, 91, 8, largest_pt=13, smallest_pt=6.5, colour="muted"),
        BadgeElement(
            "entity", 7, 74, 57, 15, largest_pt=15, smallest_pt=7, weight="semibold", valign="bottom"
        ),
        BadgeElement("job-title", 7, 90.5, 57, 13, largest_pt=10.5, smallest_pt=6, colour="muted"),
        BadgeElement("zones", 7, 105, 57, 6.5, largest_pt=11, smallest_pt=6, weight="bold", valign="bottom"),
        BadgeElement("qr", 67, 74, 31, 31, align="end"),
        BadgeElement(
            "code", 67, 105.5, 31, 4.5, largest_pt=7, smallest_pt=5, weight="semibold", align="centre"
        ),
        BadgeElement("colour-band", 0, 115, 105, 33, fill="category"),
        BadgeElement(
            "letter",
            7,
            120.5,
            22,
            22,
            largest_pt=40,
            smallest_pt=14,
            weight="bold",
            align="centre",
            valign="middle",
            fill="paper",
            corner_mm=2,
        ),
        BadgeElement(
            "category",
            34,
            119.5,
            64,
            14,
            largest_pt=17,
            smallest_pt=8,
            weight="bold",
            valign="bottom",
            colour="on-category",
        ),
        BadgeElement("function", 34, 134.5, 64, 9, largest_pt=11, smallest_pt=6.5, colour="on-category"),
    )


def _upright(sheet: str) -> BadgeLayout:
    return BadgeLayout(sheet=sheet, elements=_upright_face())


def _bank_card() -> BadgeLayout:
    """ID-1: of the size of a bank card, the band at its side."""
    return BadgeLayout(
        sheet="id1",
        elements=(
            BadgeElement("colour-band", 0, 0, 17, 53.98, fill="category"),
            BadgeElement(
                "letter",
                3,
                4,
                11,
                11,
                largest_pt=22,
                smallest_pt=8,
                weight="bold",
                align="centre",
                valign="middle",
                fill="paper",
                corner_mm=1.2,
            ),
            BadgeElement(
                "category",
                1.5,
                17,
                14,
                15,
                largest_pt=7.5,
                smallest_pt=4.5,
                weight="semibold",
                align="centre",
                colour="on-category",
            ),
            BadgeElement(
                "zones",
                1.5,
                34,
                14,
                17,
                largest_pt=9,
                smallest_pt=5,
                weight="bold",
                align="centre",
                valign="bottom",
            ),
            BadgeElement("conference", 20.5, 3.5, 47, 6, largest_pt=6.5, smallest_pt=4.5, weight="semibold"),
            BadgeElement("logo", 70, 3.5, 12, 7, align="end"),
            BadgeElement(
                "name", 20.5, 11, 61.5, 16, largest_pt=22, smallest_pt=9, weight="bold", valign="middle"
            ),
            BadgeElement("second-name", 20.5, 27.3, 61.5, 4.2, largest_pt=8, smallest_pt=5, colour="muted"),
            BadgeElement(
                "entity", 20.5, 32, 40, 8, largest_pt=8.5, smallest_pt=5, weight="semibold", valign="bottom"
            ),
            BadgeElement("job-title", 20.5, 40.5, 40, 5.5, largest_pt=7, smallest_pt=4.5, colour="muted"),
            BadgeElement("function", 20.5, 46.3, 40, 4.2, largest_pt=7, smallest_pt=4.5),
            BadgeElement("qr", 64, 32, 18, 18, align="end"),
            BadgeElement(
                "code", 62, 50, 22, 2.6, largest_pt=5, smallest_pt=4, weight="semibold", align="centre"
            ),
        ),
    )


def _folded() -> BadgeLayout:
    """A5 folded at its upper edge: A6 lying, the holder's agenda on the back."""
    return BadgeLayout(
        sheet="a5-folded",
        elements=(
            BadgeElement(
                "conference",
                8,
                7,
                96,
                10.5,
                largest_pt=10.5,
                smallest_pt=6.5,
                weight="semibold",
                valign="top",
            ),
            BadgeElement("dates", 8, 17.5, 96, 4.5, largest_pt=7.5, smallest_pt=5.5, colour="muted"),
            BadgeElement("logo", 112, 7, 28, 14, align="end"),
            BadgeElement("salutation", 8, 24, 132, 5, largest_pt=10, smallest_pt=6, colour="muted"),
            BadgeElement(
                "name", 8, 29, 132, 21, largest_pt=44, smallest_pt=17, weight="bold", valign="middle"
            ),
            BadgeElement("second-name", 8, 50.5, 100, 7, largest_pt=14, smallest_pt=7, colour="muted"),
            BadgeElement(
                "entity", 8, 59, 98, 9.5, largest_pt=15, smallest_pt=7, weight="semibold", valign="bottom"
            ),
            BadgeElement("job-title", 8, 69.5, 98, 8, largest_pt=10.5, smallest_pt=6, colour="muted"),
            BadgeElement("qr", 112, 51, 28, 28, align="end"),
            BadgeElement("colour-band", 0, 84, 148, 21, fill="category"),
            BadgeElement(
                "letter",
                8,
                87,
                15,
                15,
                largest_pt=30,
                smallest_pt=11,
                weight="bold",
                align="centre",
                valign="middle",
                fill="paper",
                corner_mm=1.6,
            ),
            BadgeElement(
                "category",
                28,
                86,
                70,
                9.5,
                largest_pt=16,
                smallest_pt=8,
                weight="bold",
                valign="bottom",
                colour="on-category",
            ),
            BadgeElement("function", 28, 96, 70, 6.5, largest_pt=10.5, smallest_pt=6.5, colour="on-category"),
            BadgeElement(
                "zones",
                100,
                90.5,
                40,
                8,
                largest_pt=13,
                smallest_pt=6,
                weight="bold",
                align="end",
                valign="middle",
            ),
            BadgeElement(
                "name", 8, 7, 98, 7, side="back", largest_pt=12, smallest_pt=7, weight="bold", valign="top"
            ),
            BadgeElement(
                "code",
                106,
                7,
                34,
                7,
                side="back",
                largest_pt=8,
                smallest_pt=5,
                weight="semibold",
                align="end",
                colour="muted",
            ),
            BadgeElement("colour-band", 8, 15, 132, 0.6, side="back", fill="category"),
            BadgeElement("agenda", 8, 18, 132, 80, side="back", largest_pt=9, smallest_pt=5.5),
        ),
    )


_READY: dict[str, Callable[[], BadgeLayout]] = {
    "a6": lambda: _upright("a6"),
    "four-on-a4": lambda: _upright("four-on-a4"),
    "id1": _bank_card,
    "a5-folded": _folded,
}
