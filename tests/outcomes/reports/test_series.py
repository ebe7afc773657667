"""The conferences of a series side by side, as each is counted by itself."""

import datetime as dt

import pytest

from confman.conferences.models import Conference
from outcomes.reports.domain.figures import conferences_of_series, series_lines
from registrations.core.models.registration import RegistrationStatus
from registrations.lifecycle.table import MEASURES
from registrations.statistics.domain.figures import participation_figures, totals_of
from tests.factories import (
    CategoryFactory,
    ConferenceFactory,
    MembershipFactory,
    RegistrationFactory,
    ScanFactory,
    SeriesFactory,
)
from tests.outcomes.recommendation_samples import recommendation


@pytest.fixture
def series(conference, owner):
    """Three conferences of one series, two of which the owner works on."""
    found = SeriesFactory(name="Forum")
    Conference.objects.filter(pk=conference.pk).update(series=found)
    conference.refresh_from_db()
    earlier = ConferenceFactory(series=found, starts_on=dt.date(2025, 3, 30), slug="forum2025")
    MembershipFactory(conference=earlier, user=owner, role="programme")
    ConferenceFactory(series=found, starts_on=dt.date(2023, 3, 30), slug="forum2023")
    return found


def people(conference, number, **more):
    return RegistrationFactory.create_batch(number, conference=conference, **more)


def test_each_figure_is_that_of_the_conference_by_itself(series, conference):
    earlier = Conference.objects.get(slug="forum2025")
    staff = CategoryFactory(conference=conference, in_figures=False, letter="S")
    people(conference, 3, status=RegistrationStatus.SUBMITTED)
    people(conference, 2, status=RegistrationStatus.APPROVED, category=staff)
    people(earlier, 8, status=RegistrationStatus.DECLINED)
    for row in people(conference, 7, status=RegistrationStatus.APPROVED)[:6]:
        ScanFactory(registration=row)
        ScanFactory(registration=row)
    people(earlier, 2, status=RegistrationStatus.APPROVED)
    counted = totals_of([conference, earlier])
    for each in (conference, earlier):
        alone = participation_figures(each).counts
        assert {key: counted.get(each.pk, {}).get(key) for key in alone} == dict(alone)
    assert counted[earlier.pk]["approved"] is None


def test_what_was_adopted_and_what_became_of_it_stand_side_by_side(series, conference, owner):
    earlier = Conference.objects.get(slug="forum2025")
    for follow_up in ("implemented", "in-progress", "not-started"):
        old = recommendation(earlier, stage="published", follow_up=follow_up)
    recommendation(conference, stage="carried-over", carried_from=old)
    recommendation(conference, stage="adopted")
    lines = {line.key: line.numbers for line in series_lines(conferences_of_series(conference, owner))}
    assert lines["adopted"] == (3, 1)
    assert lines["implemented"] == (1, 0)
    assert lines["open"] == (2, 1)
    assert lines["left"] == (1, 1)


def test_only_conferences_that_one_works_on_are_compared(series, conference, owner, owner_client):
    assert [row.slug for row in conferences_of_series(conference, owner)] == ["forum2025", conference.slug]
    page = owner_client.get(f"/{conference.slug}/secretariat/report/series/").content.decode()
    assert "forum2025" in page
    assert "forum2023" not in page


def test_a_conference_without_a_series_is_told_how_to_have_one(conference, owner_client):
    page = owner_client.get(f"/{conference.slug}/secretariat/report/series/").content.decode()
    assert "belongs to no series" in page


def test_three_conferences_take_as_many_queries_as_one(series, conference, django_assert_num_queries):
    rows = list(Conference.objects.filter(series=series))
    for row in rows:
        people(row, 1, status=RegistrationStatus.APPROVED)
        recommendation(row, stage="adopted")
    with django_assert_num_queries(2):
        series_lines(rows[:1])
    with django_assert_num_queries(2):
        series_lines(rows)
    assert set(MEASURES) <= {"registered", "approved", "attended", "no_show"}
