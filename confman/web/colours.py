"""Colours that people choose, made safe to read: contrast by WCAG 2.2, and the generated stylesheet.

The style sheets use a conference's colours only through the variables and classes defined here:

    --conference-accent, --conference-accent-contrast, --conference-accent-ink on :root
    --swatch, --swatch-contrast, --swatch-ink                                  on .theme-<n>, .category-<n>
"""

from collections.abc import Callable, Iterable

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

IS_COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour as in #1f4e79."))
PAPER = "#ffffff"
INK = "#17212b"
# Text in the accent colour also stands on its own tint, which takes up to a seventh of the contrast with paper.
INK_CONTRAST = 5.4
TEXT_CONTRAST = 4.5


def _channels(colour: str) -> tuple[int, int, int]:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) != 6:
        raise ValueError(f"{colour!r} is not a colour as in #1f4e79.")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def luminance(colour: str) -> float:
    """Return the relative luminance of a #rrggbb colour (WCAG 2.2). Raises ValueError for an invalid colour."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """Mix `share` of `colour` with the rest of `other`."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def text_on(colour: str) -> str:
    """Return white or ink, whichever is more legible on the colour."""
    return PAPER if contrast(PAPER, colour) >= contrast(INK, colour) else INK


def surface_colour_of(colour: str) -> str:
    """Return the colour, darkened as far as needed to carry text in white or ink."""
    return _darkened(colour, lambda darker: contrast(text_on(darker), darker) >= TEXT_CONTRAST)


def text_colour_of(colour: str) -> str:
    """Return the colour, darkened until it is legible as text on white and on its own tint."""
    return _darkened(colour, lambda darker: contrast(darker, PAPER) >= INK_CONTRAST)


def _darkened(colour: str, enough: Callable[[str], bool]) -> str:
    steps = (mix(colour, "#000000", step / 40) for step in range(40, -1, -1))
    return next(darker for darker in steps if enough(darker))


def stylesheet(accent: str, swatches: Iterable[tuple[str, str]] = ()) -> str:
    """Return the generated style sheet: the conference's accent, and (class name, colour) of themes and categories.

    The caller chooses class names ("theme-3", "category-1"); invalid colours are left out.
    """
    surface = surface_colour_of(accent)
    rules = [
        ":root{"
        f"--conference-accent:{surface};"
        f"--conference-accent-contrast:{text_on(surface)};"
        f"--conference-accent-ink:{text_colour_of(accent)}"
        "}"
    ]
    for name, colour in swatches:
        try:
            surface, ink = surface_colour_of(colour), text_colour_of(colour)
        except ValueError:
            continue
        rules.append(f".{name}{{--swatch:{surface};--swatch-contrast:{text_on(surface)};--swatch-ink:{ink}}}")
    return "\n".join(rules) + "\n"
