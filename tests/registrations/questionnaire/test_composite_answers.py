"""An answer of several parts, as it is read."""

from registrations.questionnaire.domain.answer_reader import composite_text
from registrations.questionnaire.domain.composite_types import COMPOSITES


def test_a_box_that_was_ticked_is_read_as_yes():
    said = composite_text(COMPOSITES["arrival"], {"arrival_flight": "XY 371", "needs_transfer": True})
    assert said == "Flight or train: XY 371; Wants to be met and driven, both ways: yes"


def test_a_box_that_was_not_ticked_is_not_read():
    assert composite_text(COMPOSITES["arrival"], {"arrival_flight": "XY 371", "needs_transfer": False}) == (
        "Flight or train: XY 371"
    )
