"""The demo's outcomes: complete, marked as samples, loaded once and fast."""

import time

import pytest

from agenda.rooms.models import WorkingGroup
from confman.accounts.system_users import system_user
from confman.mail.models import Message
from outcomes.demo import load, recommendations
from outcomes.follow_up.models.follow_up import FollowUpAction, ProgressUpdate, Response
from outcomes.follow_up.models.transmittal import Transmittal
from outcomes.plenary.models import Adoption
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation
from tests.factories import ConferenceFactory, ThemeFactory


@pytest.fixture
def loaded(db):
    conference = ConferenceFactory(slug="demo", languages=["uz", "ru", "en"], is_sample=True)
    for number in range(4):
        ThemeFactory(conference=conference, position=number)
    for code in ("WG1", "WG2"):
        WorkingGroup.objects.create(conference=conference, code=code, name={"en": code})
    load.load(conference, by=system_user("demo"))
    return conference


def test_ten_are_adopted_by_consensus_and_published_in_three_languages(loaded):
    published = Recommendation.objects.of(loaded).published()
    assert published.count() == 10
    assert {row.current_version.status_of(code) for row in published for code in ("uz", "ru", "en")} == {
        "official"
    }
    assert set(Adoption.objects.of(loaded).values_list("method", flat=True)) == {"consensus"}
    assert all(row.addressees.exists() and row.themes.exists() for row in published)


def test_everything_is_marked_and_nothing_is_attributed(loaded):
    assert all("(sample)" in str(addressee.name["en"]) for addressee in Addressee.objects.of(loaded))
    assert all("(sample)" in action.what["en"] for action in FollowUpAction.objects.of(loaded))
    assert set(Recommendation.objects.of(loaded).values_list("source", flat=True)) == {load.SOURCE}
    assert not Response.objects.of(loaded).exists()
    document = loaded.outcome_documents.get()
    assert all(
        mark in document.title[code]
        for code, mark in (("uz", "(namuna)"), ("ru", "(образец)"), ("en", "(sample)"))
    )


def test_follow_up_is_under_way(loaded):
    assert set(FollowUpAction.objects.of(loaded).values_list("status", flat=True)) >= {
        "implemented", "in-progress", "partially-implemented", "not-started",
    }  # fmt: skip
    assert Recommendation.objects.of(loaded).filter(follow_up="in-progress").exists()


def test_one_is_left_with_brackets_to_go_on_with(loaded):
    draft = Recommendation.objects.of(loaded).get(stage="draft")
    assert "[three] [five]" in draft.current_version.body[0].text("en")


def test_a_second_load_changes_nothing_and_overwrites_no_edit(loaded):
    draft = Recommendation.objects.of(loaded).get(stage="draft")
    Recommendation.objects.filter(pk=draft.pk).update(priority="low")
    began = time.process_time()
    load.load(loaded, by=system_user("demo"))
    assert time.process_time() - began < 1
    assert Recommendation.objects.of(loaded).count() == 11
    assert Recommendation.objects.get(pk=draft.pk).priority == "low"


def test_letters_answers_and_reports_are_samples_and_loaded_once(loaded):
    """One report waits, one is published; two bodies have answered, the others are silent."""
    for _twice in range(2):
        recommendations.load_follow_up(loaded, by=system_user("demo"))
    assert Transmittal.objects.of(loaded).count() == Addressee.objects.of(loaded).count()
    answers = Response.objects.of(loaded).received()
    assert answers.count() == 3 and all("NAMUNA" in str(answer.text["uz"]) for answer in answers)
    reports = ProgressUpdate.objects.of(loaded)
    assert (reports.to_review().count(), reports.published().count()) == (1, 1)
    assert not Message.objects.of(loaded).exclude(status="held").exists()
