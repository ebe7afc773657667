"""Versions: what becomes of the other languages, and that nothing is ever overwritten."""

import pytest

from confman.audit.models import AuditEntry
from confman.web.errors import Refused
from outcomes.drafting.domain.group_stages import submit_recommendation
from outcomes.recommendations.domain.plain_text import ParagraphText, paragraphs_of
from outcomes.recommendations.domain.versions import (
    discard_draft,
    draft_recommendation,
    revise_recommendation,
)
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion
from tests.outcomes.recommendation_samples import recommendation


def write(row, user, language, text, **kwargs):
    base = row.current_version
    written = [ParagraphText(text, paragraph.level, paragraph.id) for paragraph in base.body]
    return revise_recommendation(row, by=user, base=base, language=language, written=written, **kwargs)


def test_working_references_run_on_and_are_not_given_again(conference, staff):
    first, second = recommendation(conference), recommendation(conference)
    assert (first.working_ref, second.working_ref) == ("PL/R01", "PL/R02")
    discard_draft(second, by=staff)
    assert recommendation(conference).working_ref == "PL/R03"


def test_changing_one_language_marks_the_others_stale(conference, staff):
    row = recommendation(conference)
    version = write(row, staff, "en", "Strengthen and fund the hotline.")
    assert (version.status_of("en"), version.status_of("ru"), version.status_of("uz")) == (
        "draft",
        "stale",
        "missing",
    )


def test_bringing_a_stale_language_in_line_leaves_the_others_alone(conference, staff):
    row = recommendation(conference)
    write(row, staff, "en", "Strengthen and fund the hotline.", status="reviewed")
    version = write(row, staff, "ru", "Укрепить и финансировать горячую линию.")
    assert (version.status_of("en"), version.status_of("ru")) == ("reviewed", "draft")


def test_a_change_of_wording_alone_makes_nothing_stale(conference, staff):
    row = recommendation(conference)
    version = write(row, staff, "en", "Strengthen the hot line.", editorial=True)
    assert version.status_of("ru") == "draft"


def test_a_new_paragraph_makes_languages_without_it_stale(conference, staff):
    row = recommendation(conference)
    base = row.current_version
    written = [
        *(ParagraphText(p.text("en"), 0, p.id) for p in base.body),
        ParagraphText("Report every year."),
    ]
    version = revise_recommendation(row, by=staff, base=base, language="en", written=written)
    assert version.status_of("ru") == "stale"
    assert version.body[0].id == base.body[0].id


def test_two_people_never_overwrite_each_other(conference, staff):
    row = recommendation(conference)
    other = Recommendation.objects.get(pk=row.pk)
    write(row, staff, "en", "Mine.")
    with pytest.raises(Refused, match="Someone else saved"):
        write(other, staff, "en", "Theirs.")
    assert Recommendation.objects.get(pk=row.pk).current_version.body[0].text("en") == "Mine."


def test_versions_cannot_be_changed_or_deleted(conference):
    version = recommendation(conference).current_version
    version.reason = "Rewritten"
    for action in (version.save, version.delete, RecommendationVersion.objects.all().delete):
        with pytest.raises(TypeError):
            action()
    with pytest.raises(TypeError):
        RecommendationVersion.objects.update(reason="Rewritten")


def test_markup_is_text_like_any_other(conference, staff):
    row = recommendation(conference, texts={"en": "Ban <script>alert(1)</script> & “quotes”."})
    assert row.current_version.body[0].text("en") == "Ban <script>alert(1)</script> & “quotes”."


def test_a_paragraph_that_is_too_long_is_refused_and_nothing_is_lost(conference, staff):
    row = recommendation(conference)
    with pytest.raises(Refused, match="100001 characters"):
        write(row, staff, "en", "x" * 100_001)
    assert row.versions.count() == 1
    write(row, staff, "en", "x" * 100_000)


def test_only_a_draft_that_was_never_submitted_can_be_discarded(conference, staff):
    row = recommendation(conference)
    submit_recommendation(row, by=staff)
    with pytest.raises(Refused, match="is kept"):
        discard_draft(row, by=staff)
    fresh = recommendation(conference)
    discard_draft(fresh, by=staff)
    assert not Recommendation.objects.filter(pk=fresh.pk).exists()
    assert AuditEntry.objects.of(conference).filter(verb="outcomes.recommendation_discarded").count() == 1


def test_a_stranger_may_not_draft(conference, stranger):
    with pytest.raises(Refused):
        draft_recommendation(conference, by=stranger, paragraphs=paragraphs_of({"en": "Do it."}))


def test_a_conference_is_deleted_with_its_outcomes(conference):
    recommendation(conference, stage="published")
    conference.delete()
    assert not Recommendation.objects.exists()
