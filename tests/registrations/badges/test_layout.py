"""A badge's layout is data: written and read again unchanged, and refused with a sentence for each fault."""

import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from registrations.badges.domain.layout import (
    ALIGNMENTS,
    COLOURS,
    KINDS,
    SHEETS,
    SIDES,
    VERTICAL_ALIGNMENTS,
    WEIGHTS,
    BadgeElement,
    BadgeLayout,
    CategoryStyle,
    default_layout,
)

tenths = st.integers(0, 200).map(lambda number: number / 10)
elements = st.builds(
    BadgeElement,
    kind=st.sampled_from(sorted(set(KINDS) - {"text", "qr"})),
    x_mm=tenths,
    y_mm=tenths,
    width_mm=st.integers(1, 30).map(float),
    height_mm=st.integers(1, 30).map(float),
    side=st.sampled_from(sorted(SIDES)),
    largest_pt=st.integers(12, 60).map(float),
    smallest_pt=st.integers(4, 12).map(float),
    weight=st.sampled_from(sorted(WEIGHTS)),
    align=st.sampled_from(sorted(ALIGNMENTS)),
    valign=st.sampled_from(sorted(VERTICAL_ALIGNMENTS)),
    colour=st.sampled_from([*COLOURS, "#1f4e79"]),
    fill=st.sampled_from(["", *COLOURS, "#c9ced4"]),
    corner_mm=tenths,
    picture=st.sampled_from(["", "0c9f6f5e-8a3c-4f0e-8d7c-7c1b5f0c5a11"]),
)
styles = st.builds(
    CategoryStyle,
    category=st.text("abc-0", min_size=1, max_size=8),
    colour=st.sampled_from(["", "#aa2211"]),
    letter=st.sampled_from(["", "P", "VI"]),
    without=st.sampled_from([(), ("zones", "qr")]),
)
layouts = st.builds(
    BadgeLayout,
    sheet=st.sampled_from(SHEETS),
    elements=st.lists(elements, max_size=8).map(tuple),
    background=st.sampled_from(["", "background"]),
    categories=st.lists(styles, max_size=2).map(tuple),
)


@given(layouts)
def test_what_is_written_is_read_again_unchanged(layout):
    assert BadgeLayout.from_json(json.loads(json.dumps(layout.to_json()))) == layout


@pytest.mark.parametrize("sheet", SHEETS)
def test_there_is_a_badge_for_every_paper(sheet):
    layout = default_layout(sheet)
    assert default_layout(sheet) is layout
    assert BadgeLayout.from_json(layout.to_json()) == layout
    for kind in ("name", "second-name", "entity", "category", "letter", "zones", "qr"):
        assert layout.shows(kind)
    assert layout.has_back == (sheet == "a5-folded")


def box(**more):
    return {"kind": "name", "x_mm": 5, "y_mm": 5, "width_mm": 50, "height_mm": 20, **more}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "should be a dictionary"),
        ({"sheet": "a3", "elements": []}, "sheet: String should match pattern '^(a6|id1|four-on-a4|a5-folded)$'"),
        ({"sheet": "a6"}, "elements: Field required"),
        ({"sheet": "a6", "elements": [], "script": "x"}, "script: Unexpected keyword argument"),
        ({"sheet": "a6", "elements": [{"kind": "video"}]}, "elements.0.kind: String should match pattern"),
        ({"sheet": "a6", "elements": [box(x_mm="far")]}, "elements.0.x_mm: Input should be a valid number"),
        ({"sheet": "a6", "elements": [box(y_mm=float("nan"))]}, "elements.0.y_mm: Input should be greater"),
        ({"sheet": "a6", "elements": [box(width_mm=None)]}, "elements.0.width_mm: Input should be a valid number"),
        ({"sheet": "a6", "elements": [box(x_mm=80)]}, "Element 1 (Name): it reaches over the edge of the card"),
        ({"sheet": "a6", "elements": [box(largest_pt=8, smallest_pt=9)]}, "is above the largest"),
        ({"sheet": "a6", "elements": [box(colour="red; x")]}, "elements.0.colour: String should match pattern"),
        ({"sheet": "a6", "elements": [box(weight="black")]}, "elements.0.weight: String should match"),
        ({"sheet": "a6", "elements": [box(kind="qr", width_mm=9)]}, "below 15 mm is not read at the door"),
        ({"sheet": "a6", "elements": [box(kind="text")]}, "it has no text"),
        ({"sheet": "a6", "elements": [box(text=["a"])]}, "elements.0.text: Input should be a valid dictionary"),
        ({"sheet": "a6", "elements": [box()] * 61}, "elements: Tuple should have at most 60 items"),
        ({"sheet": "a6", "elements": [], "categories": [{"category": "x", "letter": "ABC"}]}, "letter: String"),
        ({"sheet": "a6", "elements": [], "categories": [{}]}, "categories.0.category: Field required"),
    ],
)  # fmt: skip
def test_what_is_no_badge_is_refused_and_why_is_said(value, said):
    with pytest.raises(ValidationError) as refused:
        BadgeLayout.from_json(value)
    assert said in " ".join(refused.value.messages)


def test_every_fault_is_said_at_once():
    with pytest.raises(ValidationError) as refused:
        BadgeLayout.from_json({"sheet": "a6", "elements": [box(x_mm=-1), box(side="edge")]})
    assert len(refused.value.messages) == 2
