"""The recommendations as open data: what was published, and of the follow-up what was verified."""

import pytest

from outcomes.follow_up.domain.reporting_dates import change_follow_up_settings
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db


def test_everybody_reads_what_was_published_and_nothing_else(anybody, conference, owner):
    recommendation(conference, by=owner, stage="adopted", texts={"en": "Not published."})
    shown = recommendation(conference, by=owner, stage="published")
    answer = anybody.get("/recommendations")
    [row] = answer.json()["items"]
    assert row["number"] == shown.number and row["text"][0]["texts"]["en"] == "Strengthen the hotline."
    assert row["follow_up"] is None and row["actions"] == [] and row["adopted_on"]
    assert len(row["addressees"]) == len(row["themes"]) == 1
    assert anybody.get(f"/recommendations/{shown.number}").json() == row
    assert anybody.get("/recommendations/99").status_code == 404
    assert answer["Cache-Control"] == "public, max-age=60"


def test_the_follow_up_is_told_where_there_is_a_public_tracker(anybody, conference, owner):
    shown = recommendation(conference, by=owner, stage="published")
    change_follow_up_settings(conference, by=owner, public_tracker=True)
    assert anybody.get(f"/recommendations/{shown.number}").json()["follow_up"] == ""


def test_the_list_makes_as_many_queries_for_three_rows_as_for_one(
    anybody, conference, owner, assert_constant_queries
):
    change_follow_up_settings(conference, by=owner, public_tracker=True)
    assert_constant_queries(
        "/recommendations", lambda: recommendation(conference, by=owner, stage="published"), client=anybody
    )
