"""The status of a recommendation as a whole, from those of its actions."""

from outcomes.tracker.domain import overall_status


def test_what_is_said_of_the_whole_is_never_more_than_what_was_verified():
    assert overall_status([]) == overall_status(["", ""]) == ""
    assert overall_status(["implemented", "superseded"]) == "implemented"
    assert overall_status(["implemented", ""]) == "partially-implemented"
    assert overall_status(["not-implemented", "in-progress"]) == "in-progress"
