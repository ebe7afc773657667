"""Amendments through the verbs: who may, when, what becomes of the text, what falls, and what adoption makes of it."""

import datetime as dt

import pytest
from django.utils import timezone

from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.people.registries import person_records
from confman.web.errors import Refused
from outcomes.amendments.domain import amendments
from outcomes.amendments.domain.checks import (
    AlreadyDecided,
    Party,
    TextHasChanged,
    is_open_for_amendments,
    party_of_focal_point,
    party_of_registration,
    set_amendment_window,
)
from outcomes.amendments.domain.edits import (
    ProposedText,
    amended_paragraphs,
    clear_practice_amendments,
    count_practice_amendments,
    next_line,
)
from outcomes.amendments.models import Amendment
from outcomes.drafting.domain.screen import screen_of, show_on_screen, type_oral_text
from outcomes.plenary.domain import adoption as plenary
from outcomes.recommendations.domain.plain_text import ParagraphText
from outcomes.recommendations.domain.versions import revise_recommendation
from outcomes.recommendations.models.recommendation import Recommendation
from tests.factories import DelegationFactory, FocalPointFactory, UserFactory
from tests.outcomes.amendment_samples import amendment, delegate, tabled
from tests.outcomes.recommendation_samples import recommendation

FIRST = "Strengthen the national hotline by 2030."


@pytest.fixture
def chair(member):
    return member("rapporteur")


@pytest.fixture
def row(conference):
    return tabled(conference)


def texts(row, language="en"):
    row.refresh_from_db()
    return [paragraph.text(language) for paragraph in row.current_version.body]


def states(row):
    return {one.number: one.state for one in Amendment.objects.filter(recommendation=row)}


# --- Who may, and when ------------------------------------------------------------------------------------


def test_the_right_goes_with_the_category_and_the_voice_in_the_delegation(conference):
    assert party_of_registration(delegate(conference, may_propose=False)) is None
    assert party_of_registration(delegate(conference, function="observer")) is None
    waiting = delegate(conference)
    waiting.status = "submitted"
    assert party_of_registration(waiting) is None

    head = delegate(conference, function="head")
    assert party_of_registration(head).delegation == head.delegation
    alone = delegate(conference, delegation=None)
    alone.person.organization, alone.person.name, alone.person.listing = {}, {"en": "Jane Roe"}, "secretariat"
    assert "Jane" not in party_of_registration(alone).name

    focal_point = FocalPointFactory(delegation=head.delegation)
    assert party_of_focal_point(head.delegation, focal_point.person).by_right
    assert party_of_focal_point(DelegationFactory(conference=conference), focal_point.person) is None


def test_delegations_send_within_the_window_and_the_floor_is_open_to_the_chair(conference, row, chair):
    now = timezone.now()
    mine = party_of_registration(delegate(conference))
    user = system_user("participant")
    assert is_open_for_amendments(row)
    for opens, closes, said in (
        (now + dt.timedelta(hours=1), None, "may be sent from"),
        (None, now - dt.timedelta(hours=1), "The deadline"),
    ):
        set_amendment_window(row, by=chair, opens=opens, closes=closes)
        assert not is_open_for_amendments(row)
        with pytest.raises(Refused, match=said):
            amendment(row, "Strengthen it.", party=mine, by=user)
        assert amendment(row, f"Strengthen it: {said}.", by=chair).number
    with pytest.raises(Refused, match="lies before"):
        set_amendment_window(row, by=chair, opens=now, closes=now - dt.timedelta(hours=1))
    with pytest.raises(Refused, match="does not have that right"):
        amendment(row, "Mine.", party=Party(mine.delegation), by=UserFactory())
    assert AuditEntry.objects.filter(verb="outcomes.amendment_window_set").count() == 2


def test_in_an_expert_meeting_nothing_is_open_until_somebody_opens_it(conference, chair):
    row = recommendation(conference, stage="agreed", texts={"en": FIRST})
    mine = party_of_registration(delegate(conference))
    assert not is_open_for_amendments(row)
    with pytest.raises(Refused, match="not open for amendments"):
        amendment(row, "Mine.", party=mine)
    set_amendment_window(row, by=chair, opens=None, closes=timezone.now() + dt.timedelta(hours=1))
    made = amendment(row, f"{FIRST} Soon.", party=mine, by=system_user("participant"))
    amendments.accept_amendment(made, by=chair)
    row.refresh_from_db()
    adoption = plenary.adopt_recommendation(
        row, by=chair, decision=plenary.PlenaryDecision(method="consensus")
    )
    assert (adoption.outcome, row.stage) == ("adopted-as-amended", "adopted-as-amended")


# --- Proposing --------------------------------------------------------------------------------------------


def test_a_change_is_recognized_numbered_once_and_sent_once(row):
    delegation = Party(DelegationFactory(conference=row.conference))
    first = amendment(row, f"{FIRST} Fund it.", party=delegation)
    assert (first.kind, first.number, first.label) == ("add", 1, f"{row.working_ref}/A.1")
    assert amendment(row, f"{FIRST} Fund it.", party=delegation).pk == first.pk
    assert amendment(row, f"{FIRST} Fund it.").number == 2
    assert amendment(row, "", paragraph=1).kind == "delete"
    assert amendment(row, "Evaluate it.", paragraph=2, is_new=True).kind == "new"
    amendments.withdraw_amendment(first, by=system_user("demo"), party=delegation)
    assert amendment(row, f"{FIRST} Fund it.", party=delegation).number == 5


def test_what_cannot_be_is_refused_with_a_sentence(row):
    with pytest.raises(Refused, match="Nothing would change"):
        amendment(row, f"  {FIRST} ")
    with pytest.raises(Refused, match="at most 100000 fit"):
        amendment(row, "x" * 100_001)
    with pytest.raises(Refused, match="missing or stale"):
        amendment(row, "Nimadir.", language="uz")
    with pytest.raises(Refused, match="has no"):
        amendment(row, "Nimadir.", language="uz", is_new=True)
    with pytest.raises(Refused, match="Say who proposes"):
        amendment(row, "Else.", party=Party(name=" "))
    for text in (
        "<script>alert(1)</script> & more",
        "تعزيز الخط الساخن بحلول 2030",
        "x" * (len(FIRST) + 10_000),
    ):
        assert amendment(row, text).text == text


def test_one_written_against_an_older_text_is_not_lost_on_another(conference, row, chair):
    old = row.current_version
    amendments.accept_amendment(amendment(row, "Strengthen the national hotline by 2028."), by=chair)
    row.refresh_from_db()
    keys = [paragraph.id for paragraph in row.current_version.body]
    with pytest.raises(TextHasChanged, match="what you wrote is still here"):
        amendments.propose_amendment(
            row, by=chair, party=Party(name="A"), base=old, proposal=ProposedText(keys[0], "en", "Mine.")
        )
    # Another paragraph is as it was: there it does not matter.
    made = amendments.propose_amendment(
        row, by=chair, party=Party(name="A"), base=old, proposal=ProposedText(keys[1], "en", "Mine.")
    )
    assert made.version == row.current_version


def test_support_is_given_to_a_wording(conference, row):
    user = system_user("participant")
    mine, theirs = (party_of_registration(delegate(conference)) for _number in range(2))
    made = amendment(row, f"{FIRST} Fund it.", party=mine, by=user)
    for _twice in range(2):
        amendments.co_sponsor(made, by=user, party=theirs)
    assert [*made.co_sponsors.all()] == [theirs.delegation]
    with pytest.raises(Refused, match="your own"):
        amendments.co_sponsor(made, by=user, party=mine)
    with pytest.raises(Refused, match="another’s"):
        amendments.withdraw_amendment(made, by=user, party=theirs)
    change = ProposedText(made.paragraph, "en", f"{FIRST} Fund it well.")
    amendments.change_amendment(made, by=user, party=mine, base=row.current_version, proposal=change)
    made.refresh_from_db()
    assert made.text.endswith("well.") and not made.co_sponsors.exists()
    amendments.withdraw_amendment(made, by=user, party=mine)
    amendments.withdraw_amendment(made, by=user, party=mine)
    with pytest.raises(AlreadyDecided):
        amendments.co_sponsor(made, by=user, party=theirs)


# --- Deciding ---------------------------------------------------------------------------------------------


def test_what_is_accepted_makes_the_next_version_and_is_credited(row, chair):
    made = amendment(row, f"{FIRST} Fund it.")
    version = amendments.accept_amendment(made, by=chair)
    made.refresh_from_db()
    row.refresh_from_db()
    assert made.resulting_version == version == row.current_version and version.number == 2
    assert [*version.credited.all()] == [made] and version.reason.startswith("A.1")
    body = version.body
    assert (body[0].text("en"), body[0].status("en"), body[0].status("ru")) == (
        made.text,
        "reviewed",
        "stale",
    )
    assert (body[1].status("en"), body[1].status("ru")) == ("draft", "draft")


def test_competing_ones_stand_where_they_touch_other_words_and_fall_where_they_do_not(row, chair):
    delete = amendment(row, "")
    year = amendment(row, "Strengthen the national hotline by 2028.")
    late = amendment(row, "Strengthen the national hotline by 2035.")
    fund = amendment(row, "Strengthen and fund the national hotline by 2030.")
    after = amendment(row, "Evaluate it.", is_new=True)
    group = amended_paragraphs(row, row.amendments.with_names())[0]
    assert group.lines[0].amendment == delete and group.lines[-1].amendment == after

    amendments.accept_amendment(year, by=chair)
    assert states(row) == {1: "fallen", 2: "accepted", 3: "fallen", 4: "open", 5: "open"}
    late.refresh_from_db()
    assert late.reason == "A.2 was accepted, which changes the same words."
    amendments.accept_amendment(fund, by=chair)
    amendments.accept_amendment(after, by=chair)
    assert texts(row)[:2] == ["Strengthen and fund the national hotline by 2028.", "Evaluate it."]
    fund.refresh_from_db()
    assert fund.accepted_text == texts(row)[0] and fund.text.endswith("by 2030.")


def test_deleting_a_paragraph_takes_the_ground_of_all_but_new_ones(row, chair):
    word, russian = (
        amendment(row, "Report on it.", paragraph=1),
        amendment(row, "Отчёт.", paragraph=1, language="ru"),
    )
    after = amendment(row, "Evaluate it.", paragraph=1, is_new=True)
    amendments.accept_amendment(amendment(row, "", paragraph=1), by=chair)
    word.refresh_from_db(), russian.refresh_from_db(), after.refresh_from_db()
    assert (word.state, russian.state, after.state) == ("fallen", "fallen", "open")
    assert word.reason == "A.4 was accepted, which deletes the paragraph."
    amendments.accept_amendment(after, by=chair)
    assert texts(row) == [FIRST, "Evaluate it.", "Publish the report."]


def test_the_only_paragraph_is_not_deleted(conference, chair):
    row = tabled(conference, texts={"en": FIRST})
    with pytest.raises(Refused, match="nothing is left"):
        amendments.accept_amendment(amendment(row, ""), by=chair)


def test_as_orally_amended_exactly_what_the_room_reads_counts(conference, row, chair):
    made = amendment(row, f"{FIRST} Fund it.")
    screen = screen_of(conference)
    show_on_screen(screen, by=chair, recommendation=row, language="en")
    typed = [ParagraphText(f"{FIRST} Fund it well.", 0, made.paragraph)]
    type_oral_text(screen, by=chair, paragraphs=typed)
    with pytest.raises(Refused, match="The screen shows a text other"):
        amendments.accept_orally(made, by=chair, text=f"{FIRST} Fund it badly.", screen=screen)
    for text, said in (("", "Type the text"), (FIRST, "as it stands"), ("[Fund] it.", "square brackets")):
        with pytest.raises(Refused, match=said):
            amendments.accept_orally(made, by=chair, text=text)
    amendments.accept_orally(made, by=chair, text=f"{FIRST}  Fund it well.", screen=screen)
    made.refresh_from_db(), screen.refresh_from_db()
    assert made.state == "accepted-orally" and screen.oral == []
    assert texts(row)[0] == made.accepted_text == f"{FIRST} Fund it well."


def test_decided_twice_is_decided_once_and_otherwise_is_refused(row, chair):
    made, other = amendment(row, f"{FIRST} Fund it."), amendment(row, "Report.", paragraph=1)
    stale = Amendment.objects.select_related("recommendation").get(pk=made.pk)
    assert amendments.accept_amendment(made, by=chair) == amendments.accept_amendment(stale, by=chair)
    assert row.versions.count() == 2
    with pytest.raises(AlreadyDecided, match="decided already: accepted"):
        amendments.reject_amendment(stale, by=chair)
    for _twice in range(2):
        amendments.reject_amendment(other, by=chair)
    assert AuditEntry.objects.filter(verb="outcomes.amendment_rejected").count() == 1
    with pytest.raises(Refused, match="chair of the plenary"):
        amendments.accept_amendment(other, by=UserFactory())


def test_a_decision_by_mistake_is_corrected_with_its_trace(row, chair):
    made, rival = amendment(row, f"{FIRST} Fund it."), amendment(row, f"{FIRST} Pay for it.")
    undecided = Amendment.objects.filter(pk=made.pk).values().get()
    amendments.accept_amendment(made, by=chair)
    with pytest.raises(Refused, match="no longer exist"):
        amendments.reopen_amendment(rival, by=chair, reason="Not implied.")
    amendments.reopen_amendment(made, by=chair, reason="The gavel slipped.")
    assert Amendment.objects.filter(pk=made.pk).values().get() == undecided
    amendments.reopen_amendment(rival, by=chair, reason="As was the other.")
    assert texts(row)[0] == FIRST and states(row) == {1: "open", 2: "open"}
    row.refresh_from_db()
    assert row.current_version.number == 3 and row.current_version.body[0].status("ru") == "draft"
    assert AuditEntry.objects.filter(verb="outcomes.amendment_reopened", reason="The gavel slipped.").exists()
    amendments.accept_amendment(made, by=chair)
    amendments.accept_amendment(amendment(row, "Report.", paragraph=1), by=chair)
    with pytest.raises(Refused, match="changed after"):
        amendments.reopen_amendment(made, by=chair, reason="Again.")


def test_the_chairs_order_is_kept_and_one_that_comes_later_finds_its_place(row, chair):
    near, far = amendment(row, f"{FIRST} Soon."), amendment(row, "Close it.")

    def order():
        return [
            line.amendment.number for line in amended_paragraphs(row, row.amendments.with_names())[0].lines
        ]

    assert order() == [2, 1]
    amendments.order_amendments(row, by=chair, order=[near.pk, far.pk])
    assert order() == [1, 2]
    amendment(row, "")
    assert order() == [3, 1, 2]
    amendments.order_amendments(row, by=chair, order=[])
    assert order() == [3, 2, 1]
    assert next_line(amended_paragraphs(row, row.amendments.with_names()))[1].amendment.number == 3


def test_another_language_is_amended_once_it_is_in_line_again(row, chair, owner):
    russian = amendment(row, "Укрепить горячую линию к 2029 году.", language="ru")
    amendments.accept_amendment(amendment(row, "Strengthen the national hotline by 2028."), by=chair)
    with pytest.raises(Refused, match="stale"):
        amendments.accept_amendment(russian, by=chair)
    row.refresh_from_db()
    written = [ParagraphText(p.text("ru"), p.level, p.id) for p in row.current_version.body]
    written[0] = ParagraphText("Укрепить горячую линию к 2028 году.", 0, written[0].id)
    revise_recommendation(
        row, by=owner, base=row.current_version, language="ru", written=written, status="reviewed"
    )
    russian.refresh_from_db()
    assert (russian.state, russian.reason) == ("fallen", "The words it would change have changed.")


# --- Adoption ---------------------------------------------------------------------------------------------


def consensus(row, chair):
    row.refresh_from_db()
    return plenary.adopt_recommendation(row, by=chair, decision=plenary.PlenaryDecision(method="consensus"))


def test_a_text_is_adopted_once_every_amendment_is_decided_and_then_as_amended(row, chair):
    made, other = amendment(row, f"{FIRST} Fund it."), amendment(row, "Report.", paragraph=1)
    with pytest.raises(Refused, match=r"2 amendments are not decided yet: A\.1, A\.2"):
        consensus(row, chair)
    amendments.accept_orally(made, by=chair, text=f"{FIRST} Fund it well.")
    amendments.reject_amendment(other, by=chair)
    row = Recommendation.objects.get(pk=row.pk)
    adoption = consensus(row, chair)
    assert (adoption.outcome, adoption.orally_amended, adoption.linguistic_revision) == (
        "adopted-as-amended", True, True,
    )  # fmt: skip
    assert row.current_version.body[0].status("ru") == "stale"
    with pytest.raises(Refused, match="cannot be amended"):
        amendment(row, "Too late.")


def test_one_sent_while_the_gavel_falls_is_not_passed_over(row, chair):
    decisions = (plenary.adopt_recommendation, plenary.reject_recommendation)
    seen = [Recommendation.objects.with_text().get(pk=row.pk) for _decide in decisions]
    assert not any(text.amendment_states for text in seen)
    amendment(row, f"{FIRST} Fund it.")
    for decide, text in zip(decisions, seen, strict=True):
        with pytest.raises(Refused, match=r"1 amendment is not decided yet: A\.1"):
            decide(text, by=chair, decision=plenary.PlenaryDecision(method="consensus"))


def test_what_is_deferred_takes_its_amendments_with_it_and_is_adopted_as_tabled_the_second_time(row, chair):
    amendments.accept_amendment(amendment(row, f"{FIRST} Fund it."), by=chair)
    left = amendment(row, "Report.", paragraph=1)
    row.refresh_from_db()
    plenary.set_aside(row, "defer", by=chair, reason="No time.")
    left.refresh_from_db()
    assert (left.state, left.reason) == ("fallen", "The recommendation was deferred.")
    written = [ParagraphText(p.text("ru"), p.level, p.id) for p in row.current_version.body]
    revise_recommendation(
        row, by=chair, base=row.current_version, language="ru", written=written, status="reviewed"
    )
    plenary.table_recommendation(row, by=chair, symbol="CONF/L.1/Rev.1")
    adoption = consensus(row, chair)
    assert (adoption.outcome, adoption.orally_amended) == ("adopted", False)


# --- People -----------------------------------------------------------------------------------------------


def test_what_is_held_on_who_proposed_is_given_erased_and_cleared_with_practice(conference, row):
    sender = delegate(conference, delegation=None, is_practice=True)
    sender.person.organization = {"en": "Institute"}
    sender.person.save()
    party = party_of_registration(sender)
    amendment(row, f"{FIRST} Fund it.", party=party, by=system_user("participant"))
    outcomes = person_records.get("outcomes")
    [held] = [entry for entry in outcomes.collect(sender.person) if entry["kind"] == "amendment"]
    assert held["text"].endswith("Fund it.") and held["proposed by"] == "Institute"
    assert count_practice_amendments(conference) == 1
    outcomes.erase(sender.person, by=system_user("command"))
    assert (Amendment.objects.get().person, Amendment.objects.get().proposers) == (None, "")

    amendment(row, "Report.", paragraph=1, party=party, by=system_user("participant"))
    clear_practice_amendments(conference, by=system_user("command"))
    assert count_practice_amendments(conference) == 0 and Amendment.objects.count() == 1
