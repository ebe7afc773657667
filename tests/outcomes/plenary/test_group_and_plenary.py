"""From submission to publication: guards, numbers, methods."""

import datetime as dt

import pytest
from django.utils import timezone

from agenda.rooms.models import GroupRole, WorkingGroup
from confman.audit.models import AuditEntry
from confman.documents.domain.builder import build_document
from confman.translation.languages import reading_in
from confman.web.errors import Refused
from outcomes.drafting.domain import group_stages
from outcomes.plenary.domain import adoption as plenary
from outcomes.plenary.domain.adoption_wording import adoption_formula, spoken_formula
from outcomes.plenary.models import Adoption
from outcomes.publication.domain.issues import publish_document, publish_recommendations
from outcomes.recommendations.domain.plain_text import ParagraphText
from outcomes.recommendations.domain.transitions import available
from outcomes.recommendations.domain.versions import revise_recommendation
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from tests.factories import PersonFactory, SessionFactory
from tests.outcomes.recommendation_samples import recommendation


@pytest.fixture
def group(conference):
    return WorkingGroup.objects.create(conference=conference, code="WG2", name={"en": "Second group"})


def in_group(group, role, user):
    person = PersonFactory(conference=group.conference, user=user)
    GroupRole.objects.create(person=person, group=group, role=role)
    return user


def consensus(**kwargs):
    return plenary.PlenaryDecision(method="consensus", **kwargs)


# --- The group --------------------------------------------------------------------------------------------


def test_submission_needs_addressee_and_theme(conference, staff):
    row = recommendation(conference)
    row.addressees.clear()
    row.themes.clear()
    with pytest.raises(Refused, match=r"no addressee.*no theme"):
        group_stages.submit_recommendation(Recommendation.objects.get(pk=row.pk), by=staff)


def test_an_unusual_opening_only_warns(conference, staff):
    row = recommendation(conference, texts={"en": "The hotline is good."})
    [action] = [action for action in available(row, staff) if action.transition.name == "submit"]
    assert not action.obstacles and "unusual opening" in action.warnings[0]
    group_stages.submit_recommendation(row, by=staff)
    assert row.stage == "submitted"


def test_nothing_in_brackets_is_agreed(conference, staff):
    # The same passages in another language are no others.
    texts = {"en": "Fund it for [three] [five] years.", "ru": "Финансировать [три] [пять] лет."}
    row = recommendation(conference, texts=texts, stage="submitted")
    with pytest.raises(Refused, match="2 passages still stand"):
        group_stages.agree_recommendation(row, by=staff)


def test_an_owner_may_set_a_rule_aside_with_a_reason_and_it_is_audited(conference, staff, owner):
    row = recommendation(conference, texts={"en": "Fund it for [three] years."}, stage="submitted")
    with pytest.raises(Refused, match="Only an owner"):
        group_stages.agree_recommendation(row, by=staff, override="The chair insists.")
    group_stages.agree_recommendation(row, by=owner, override="The chair insists.")
    entry = AuditEntry.objects.about(row).get(verb="outcomes.recommendation_agreed")
    assert entry.reason == "The chair insists." and entry.details["overridden"] == 1


def test_the_group_acts_by_its_roles(conference, group, django_user_model):
    users = {
        role: django_user_model.objects.create_user(f"{role}@example.org")
        for role in ("rapporteur", "chair", "member")
    }
    for role, user in users.items():
        in_group(group, role, user)
    row = recommendation(conference, by=users["rapporteur"], working_group=group)
    assert row.working_ref == "WG2/R01"
    with pytest.raises(Refused, match="the rapporteur of the group"):
        group_stages.submit_recommendation(row, by=users["member"])
    group_stages.submit_recommendation(row, by=users["rapporteur"])
    with pytest.raises(Refused, match="the chair of the group"):
        group_stages.agree_recommendation(row, by=users["rapporteur"])
    group_stages.agree_recommendation(row, by=users["chair"])
    assert row.stage == "agreed"


def test_returning_says_why(conference, staff):
    row = recommendation(conference, stage="submitted")
    with pytest.raises(Refused, match="Say why"):
        group_stages.return_recommendation(row, by=staff, reason=" ")
    group_stages.return_recommendation(row, by=staff, reason="It repeats another.")
    assert row.stage == "draft"


def test_what_was_agreed_gets_no_new_brackets(conference, staff):
    row = recommendation(conference, stage="agreed")
    base = row.current_version
    written = [ParagraphText("Strengthen the [national] hotline.", 0, base.body[0].id)]
    with pytest.raises(Refused, match="square brackets"):
        revise_recommendation(row, by=staff, base=base, language="en", written=written)


def test_a_merger_keeps_the_originals(conference, staff):
    originals = [recommendation(conference, stage="agreed") for _number in range(2)]
    merged = group_stages.merge_recommendations(
        originals, by=staff, paragraphs=group_stages.joined_paragraphs(originals)
    )
    assert merged.stage == "consolidated" and merged.addressees.count() == 2
    assert {v.recommendation.working_ref for v in merged.current_version.merged_from.all()} == {
        "PL/R01",
        "PL/R02",
    }
    for original in originals:
        original.refresh_from_db()
        assert (
            original.stage == "merged" and original.merged_into == merged and original.versions.count() == 1
        )


def test_a_merger_has_what_was_said_of_all_and_names_nobody_where_one_was_unattributed(conference, staff):
    open_one, closed = (
        SessionFactory(conference=conference, chatham_house=chatham_house) for chatham_house in (False, True)
    )
    details = (
        {"session": open_one, "proposed_by": "Association A", "sdg_targets": ["5.2"], "priority": "low",
         "concerned_groups": ["women"], "due_on": dt.date(2028, 1, 1)},
        {"session": closed, "proposed_by": "Association B", "sdg_targets": ["5.2", "16.a"], "priority": "high",
         "concerned_groups": ["children"]},
    )  # fmt: skip
    originals = [recommendation(conference, stage="agreed", **given) for given in details]
    merged = group_stages.merge_recommendations(
        originals, by=staff, paragraphs=group_stages.joined_paragraphs(originals)
    )
    merged.refresh_from_db()
    assert (merged.proposed_by, merged.sdg_targets) == ("Association A; Association B", ["5.2", "16.a"])
    assert (merged.concerned_groups, merged.priority) == (["women", "children"], "high")
    assert merged.due_on == dt.date(2028, 1, 1)
    plenary.adopt_recommendation(merged, by=staff, decision=consensus())
    said = build_document(
        "outcomes.recommendations", conference, language="en", format="html", options={}
    ).content.decode()
    assert "Association" not in said


def test_a_merger_with_itself_is_refused(conference, staff):
    row = recommendation(conference, stage="agreed")
    with pytest.raises(Refused, match="two different"):
        group_stages.merge_recommendations(
            [row, row], by=staff, paragraphs=group_stages.joined_paragraphs([row])
        )
    assert Recommendation.objects.count() == 1


# --- The plenary ------------------------------------------------------------------------------------------


def test_an_expert_meeting_adopts_what_was_agreed_and_numbers_it(conference, staff):
    rows = [recommendation(conference, stage="agreed") for _number in range(3)]
    adoptions = plenary.adopt_recommendations(rows, by=staff, decision=consensus())
    assert [adoption.recommendation.number for adoption in adoptions] == [1, 2, 3]
    assert {row.stage for row in rows} == {"adopted"}
    assert rows[0].current_version.status_of("en") == "official"


def test_adoption_is_all_or_none_and_uses_no_number_when_refused(conference, staff):
    good, bad = recommendation(conference, stage="agreed"), recommendation(conference, stage="submitted")
    with pytest.raises(Refused):
        plenary.adopt_recommendations([good, bad], by=staff, decision=consensus())
    assert Recommendation.objects.get(pk=good.pk).stage == "agreed"
    assert OutcomeDocument.objects.get().last_number == 0


def test_an_intergovernmental_conference_tables_before_it_adopts(conference, staff):
    conference.profile = "intergovernmental"
    conference.save()
    row = recommendation(conference, stage="agreed")
    with pytest.raises(Refused, match="possible only from: tabled"):
        plenary.adopt_recommendation(row, by=staff, decision=consensus())
    with pytest.raises(Refused, match="symbol"):
        plenary.table_recommendation(row, by=staff, symbol="")
    plenary.table_recommendation(row, by=staff, symbol="CONF/2027/L.1")
    plenary.adopt_recommendation(row, by=staff, decision=consensus())
    assert row.number == 1


def test_a_stale_language_is_not_tabled_a_missing_one_is(conference, staff):
    row = recommendation(conference, stage="agreed")
    base = row.current_version
    written = [ParagraphText("Strengthen and fund the hotline.", 0, base.body[0].id)]
    revise_recommendation(row, by=staff, base=base, language="en", written=written)
    with pytest.raises(Refused, match="stale"):
        plenary.table_recommendation(row, by=staff, symbol="CONF/L.1")
    advance = recommendation(conference, texts={"en": "Strengthen the hotline."}, stage="agreed")
    plenary.table_recommendation(advance, by=staff, symbol="CONF/L.2")
    entry = AuditEntry.objects.about(advance).get(verb="outcomes.recommendation_tabled")
    assert entry.details["advance_without"] == ["ru", "uz"]


def test_a_tabled_text_is_frozen_but_can_be_translated(conference, staff):
    row = recommendation(conference, texts={"en": "Strengthen the hotline."}, stage="agreed")
    plenary.table_recommendation(row, by=staff, symbol="CONF/L.1")
    base = row.current_version
    with pytest.raises(Refused, match="frozen"):
        revise_recommendation(
            row, by=staff, base=base, language="en", written=[ParagraphText("Other.", 0, base.body[0].id)]
        )
    version = revise_recommendation(
        row, by=staff, base=base, language="ru", written=[ParagraphText("Укрепить.", 0, base.body[0].id)]
    )
    assert (
        version.body[0].text("en") == "Strengthen the hotline." and version.body[0].text("ru") == "Укрепить."
    )


def test_what_was_deferred_is_tabled_again_as_a_new_version(conference, staff):
    row = recommendation(conference, stage="agreed")
    plenary.set_aside(row, "defer", by=staff, reason="No time.")
    plenary.table_recommendation(row, by=staff, symbol="CONF/L.1/Rev.1")
    assert row.stage == "tabled" and row.versions.count() == 2


def test_an_oral_amendment_is_the_text_that_counts(conference, staff):
    row = recommendation(conference, stage="agreed")
    written = (ParagraphText("Strengthen and fund the hotline.", 0, row.current_version.body[0].id),)
    adoption = plenary.adopt_recommendation(
        row, by=staff, decision=consensus(), amendment=plenary.OralAmendment("en", written)
    )
    assert row.stage == "adopted-as-amended"
    assert adoption.orally_amended and adoption.linguistic_revision
    assert adoption.version.body[0].text("en") == "Strengthen and fund the hotline."
    with pytest.raises(Refused, match="stale"):
        publish_recommendations([row], by=staff)
    base = row.current_version
    revise_recommendation(
        row, by=staff, base=base, language="ru", status="official",
        written=[ParagraphText("Укрепить и финансировать горячую линию.", 0, base.body[0].id)],
    )  # fmt: skip
    publish_recommendations([row], by=staff)
    assert row.stage == "published"


def test_a_recorded_vote_needs_tallies_that_can_be(conference, staff):
    from registrations.core.models.delegation import Delegation

    conference.profile = "intergovernmental"
    conference.save()
    for number in range(3):
        Delegation.objects.create(conference=conference, name={"en": f"State {number}"})
    row = recommendation(conference, stage="agreed")
    plenary.table_recommendation(row, by=staff, symbol="CONF/L.1")
    for votes, said in (
        ((None, None), "tallies"),
        ((3, 1), "3 delegations"),
        ((1, 2), "do not outnumber those against"),
    ):
        decision = plenary.PlenaryDecision(method="recorded-vote", votes_for=votes[0], votes_against=votes[1])
        with pytest.raises(Refused, match=said):
            plenary.adopt_recommendation(row, by=staff, decision=decision)
    plenary.adopt_recommendation(
        row, by=staff, decision=plenary.PlenaryDecision(method="recorded-vote", votes_for=2, votes_against=1)
    )
    assert Adoption.objects.get().votes_for == 2


def test_silence_must_have_ended(conference, staff):
    row = recommendation(conference, stage="agreed")
    running = plenary.PlenaryDecision(
        method="silence", circulated_until=timezone.now() + dt.timedelta(days=1)
    )
    with pytest.raises(Refused, match="still runs"):
        plenary.adopt_recommendation(row, by=staff, decision=running)
    plenary.adopt_recommendation(
        row, by=staff, decision=plenary.PlenaryDecision(method="silence", circulated_until=timezone.now())
    )
    assert row.stage == "adopted"


def test_what_is_not_adopted_gets_no_number(conference, staff):
    row = recommendation(conference, stage="agreed")
    adoption = plenary.reject_recommendation(
        row, by=staff, decision=plenary.PlenaryDecision(method="without-vote")
    )
    assert row.number is None and row.stage == "not-adopted" and adoption.outcome == "not-adopted"


def test_publishing_the_document_publishes_all_that_was_adopted(conference, staff):
    rows = [recommendation(conference, stage="adopted") for _number in range(2)]
    document = OutcomeDocument.objects.get()
    assert publish_document(document, by=staff) == 2
    assert document.status == "published"
    assert Recommendation.objects.published().count() == len(rows)


# --- Formulas ---------------------------------------------------------------------------------------------


def formula(language="en"):
    adoptions = Adoption.objects.select_related("recommendation", "session").order_by(
        "recommendation__number"
    )
    with reading_in(language):
        return adoption_formula(list(adoptions), language=language)


def test_one_sentence_for_what_was_decided_alike(conference, staff):
    rows = [recommendation(conference, stage="agreed") for _number in range(3)]
    plenary.adopt_recommendations(rows, by=staff, decision=consensus(decided_on=dt.date(2027, 3, 31)))
    assert formula() == ["The three recommendations were adopted by consensus on 31 March 2027."]


def test_russian_says_one_two_and_one_of_several_as_it_counts(conference, staff):
    rows = [recommendation(conference, stage="agreed") for _number in range(3)]
    day = dt.date(2027, 3, 31)
    plenary.adopt_recommendations(rows[:1], by=staff, decision=consensus(decided_on=day))
    assert formula("ru") == ["Рекомендация 1 принята консенсусом 31 марта 2027\u00a0года."]
    plenary.adopt_recommendations(rows[1:2], by=staff, decision=consensus(decided_on=day))
    assert formula("ru") == ["Все две рекомендации приняты консенсусом 31 марта 2027\u00a0года."]
    plenary.adopt_recommendations(
        rows[2:], by=staff, decision=consensus(decided_on=day, linguistic_revision=True)
    )
    assert formula("ru")[-1] == "Рекомендация 3 принята при условии лингвистической выверки."


def test_several_whose_count_ends_in_one_are_several_in_russian(conference, staff):
    rows = [recommendation(conference, stage="agreed") for _number in range(22)]
    day = dt.date(2027, 3, 31)
    plenary.adopt_recommendations(rows[:21], by=staff, decision=consensus(decided_on=day))
    plenary.adopt_recommendations(
        rows[21:], by=staff, decision=plenary.PlenaryDecision(method="without-vote", decided_on=day)
    )
    assert formula("ru") == [
        "Рекомендации 1–21 приняты консенсусом 31 марта 2027\u00a0года.",
        "Рекомендация 22 принята без голосования 31 марта 2027\u00a0года.",
    ]


def test_the_formula_tells_methods_apart(conference, staff):
    day = dt.date(2027, 3, 31)
    rows = [recommendation(conference, stage="agreed") for _number in range(4)]
    closing = SessionFactory(conference=conference, title={"en": "Closing"})
    plenary.adopt_recommendations(rows[:2], by=staff, decision=consensus(decided_on=day, session=closing))
    plenary.adopt_recommendations(
        rows[2:3], by=staff,
        decision=plenary.PlenaryDecision(
            method="recorded-vote", votes_for=9, votes_against=1, abstentions=2, decided_on=day, session=closing,
        ),
    )  # fmt: skip
    plenary.adopt_recommendations(
        rows[3:], by=staff, decision=consensus(decided_on=day, linguistic_revision=True, session=closing)
    )
    assert formula() == [
        "Recommendations 1, 2 and 4 were adopted by consensus on 31 March 2027.",
        "Recommendation 3 was adopted by a recorded vote of 9 to 1, with 2 abstentions, on 31 March 2027.",
        "The decisions were taken at the session “Closing”.",
        "Recommendation 4 was adopted subject to linguistic revision.",
    ]


def test_the_chair_is_given_the_words(conference):
    rows = [recommendation(conference, stage="agreed") for _number in range(2)]
    assert "consensus to adopt PL/R01" in spoken_formula(rows[:1], "consensus")
    assert "the 2 recommendations without a vote" in spoken_formula(rows, "without-vote")


def test_publishing_throws_files_away_that_say_draft(conference, staff):
    from confman.documents.models import DocumentJob

    job = DocumentJob.objects.create(
        conference=conference, kind="outcomes.recommendations", language="en", format="pdf", status="done",
        requested_by=staff,
    )  # fmt: skip
    recommendation(conference, stage="published")
    job.refresh_from_db()
    assert job.status == "expired"
