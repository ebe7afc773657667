"""The totals of surveys through the API: suppressed as on the page, and never a text."""

import pytest

from registrations.surveys.domain.lifecycle import close_survey, open_survey, release_totals
from registrations.surveys.domain.questions import questions_of_survey
from registrations.surveys.domain.responses import submit_response
from tests.api.conftest import Program, secret_of
from tests.factories import RegistrationFactory
from tests.registrations.survey_samples import survey_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(conference, owner):
    """A survey that six have answered: five with 5, one with 1."""
    survey = open_survey(survey_with(conference, by=owner), by=owner)
    for rating in (5, 5, 5, 5, 5, 1):
        row = RegistrationFactory(conference=conference, status="approved")
        submit_response(survey, row, {"overall": rating}, questions_of_survey(survey), language="en")
    return survey


@pytest.fixture
def observer(conference, member, program):
    return Program(secret_of(member("observer"), conference), program.prefix)


def figures(answer):
    [question] = answer.json()["questions"]
    return {row["label"]: row["number"] for row in question["rows"]}


def test_who_reads_all_reads_the_figures(program, answered):
    [row] = program.get("/surveys").json()["items"]
    assert row["id"] == str(answered.pk)
    totals = program.get(f"/surveys/{answered.pk}/totals")
    assert totals.json()["answered"] == 6 and totals.json()["percent"] == 100
    assert sorted(number for number in figures(totals).values() if number) == [1, 5]


def test_others_read_what_was_released_with_small_figures_suppressed(
    observer, program, conference, owner, answered
):
    path = f"/surveys/{answered.pk}/totals"
    assert observer.get("/surveys").json()["items"] == [] and observer.get(path).status_code == 404
    release_totals(close_survey(answered, by=owner), by=owner)
    assert len(observer.get("/surveys").json()["items"]) == 1
    shown = observer.get(path)
    assert 1 not in figures(shown).values() and None in figures(shown).values()
    assert shown.json()["questions"][0]["mean"] is None
    # A token without the permission reads no more than an observer, though its owner may.
    narrow = Program(
        secret_of(owner, conference, scopes=["registrations.view_survey_totals"]), program.prefix
    )
    assert narrow.get(path).json() == shown.json()


def test_drafts_are_no_results(program, conference, owner):
    draft = survey_with(conference, by=owner)
    assert program.get("/surveys").json()["items"] == []
    assert program.get(f"/surveys/{draft.pk}/totals").status_code == 404


def test_the_list_makes_as_many_queries_for_three_rows_as_for_one(
    program, conference, owner, assert_constant_queries
):
    assert_constant_queries(
        "/surveys", lambda: open_survey(survey_with(conference, by=owner), by=owner), client=program
    )
