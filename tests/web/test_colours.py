"""Whatever colour is chosen, text on it and in it can be read; the design's own tokens too."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from confman.web.colours import contrast, mix, stylesheet, surface_colour_of, text_colour_of, text_on

TOKENS = dict(
    re.findall(
        r"--([\w-]+):\s*(#[0-9a-f]{6})",
        (Path(settings.BASE_DIR) / "static/src/styles/tokens.css").read_text(encoding="utf-8"),
    )
)
TEXT = [
    ("ink", "paper"),
    ("ink", "wash-deep"),
    ("ink-soft", "paper"),
    ("ink-soft", "wash"),
    ("ink-soft", "wash-deep"),
    ("ink-faint", "paper"),
    ("ink-faint", "wash"),
    *((state, ground) for state in ("good", "warn", "bad", "note") for ground in (f"{state}-tint", "paper")),
    ("conference-accent-contrast", "conference-accent"),
    ("conference-accent-ink", "paper"),
]
MARKS = [("line-strong", "paper"), ("focus", "paper"), ("focus", "wash")]

colours = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(("text", "ground"), TEXT, ids=" on ".join)
def test_text_of_the_tokens_is_readable(text: str, ground: str) -> None:
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), MARKS, ids=" on ".join)
def test_marks_of_the_tokens_are_seen(mark: str, ground: str) -> None:
    assert contrast(TOKENS[mark], TOKENS[ground]) >= 3


@given(colours)
def test_text_on_any_chosen_colour_is_readable(colour: str) -> None:
    surface = surface_colour_of(colour)
    assert contrast(text_on(surface), surface) >= 4.5


@given(colours)
def test_text_in_any_chosen_colour_is_readable_on_paper_and_on_its_tint(colour: str) -> None:
    ink = text_colour_of(colour)
    assert contrast(ink, "#ffffff") >= 4.5
    assert contrast(ink, mix(ink, "#ffffff", 0.07)) >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_colour_that_is_fit_stays_as_it_was_chosen() -> None:
    assert surface_colour_of("#1f4e79") == "#1f4e79"
    assert surface_colour_of("#f2c14e") == "#f2c14e"


def test_stylesheet_names_the_variables_and_leaves_out_what_is_no_colour() -> None:
    text = stylesheet("#1f4e79", [("theme-1", "#ffcc00"), ("theme-2", "red;}body{display:none")])
    assert ":root{--conference-accent:#1f4e79;--conference-accent-contrast:#ffffff;" in text
    assert ".theme-1{--swatch:#ffcc00;" in text
    assert "theme-2" not in text
