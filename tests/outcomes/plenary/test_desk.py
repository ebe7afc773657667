"""The plenary desk: through the document, recorded votes, positions, and a mistaken gavel corrected with its trace."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from confman.audit.models import AuditEntry
from confman.documents.domain.builder import build_document
from confman.web.errors import Refused
from outcomes.amendments.domain.amendments import accept_amendment, reject_amendment, reopen_amendment
from outcomes.drafting.domain.group_stages import joined_paragraphs, merge_recommendations
from outcomes.follow_up.domain.actions import save_action
from outcomes.plenary.domain import adoption as plenary
from outcomes.plenary.domain.revocation import revoke_decision
from outcomes.plenary.domain.votes import is_carried, record_votes, votes_revoked, voting_delegations
from outcomes.plenary.exchange import read_votes, vote_of
from outcomes.plenary.models import Adoption, DelegationVote, Position
from outcomes.publication.domain.issues import publish_document, record_position, remove_position
from outcomes.recommendations.domain.outcome_documents import recommendations_document
from outcomes.recommendations.domain.plain_text import ParagraphText
from outcomes.recommendations.domain.versions import revise_recommendation
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.reports.documents.conference_report import build_conference_report
from tests.factories import (
    AddresseeFactory,
    CategoryFactory,
    ConferenceFactory,
    DelegationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SessionRoleFactory,
)
from tests.outcomes.amendment_samples import amendment, tabled
from tests.outcomes.recommendation_samples import recommendation

CONSENSUS = plenary.PlenaryDecision(method="consensus")
DAY = dt.date(2027, 3, 31)


@pytest.fixture
def conference(db):
    return ConferenceFactory(languages=["en", "ru"])


def again(row):
    return Recommendation.objects.select_related("conference", "current_version", "document").get(pk=row.pk)


def text_of(row, language="en"):
    return [paragraph.text(language) for paragraph in again(row).current_version.body]


def states(conference, count):
    """Delegations whose members may vote, in the order of protocol."""
    category = CategoryFactory(conference=conference, may_vote=True)
    found = []
    for number in range(count):
        state = DelegationFactory(
            conference=conference, name={"en": f"State {number}", "ru": f"Страна {number}"}
        )
        RegistrationFactory(
            conference=conference,
            person=PersonFactory(conference=conference),
            category=category,
            delegation=state,
            status="approved",
        )
        found.append(state)
    return found


def url(name, conference, *args):
    return reverse(f"outcomes_secretariat:{name}", args=[conference.slug, *args])


def page_of(client, address):
    return html.unescape(client.get(address).content.decode())


# --- A mistaken gavel ---------------------------------------------------------------------------------------


def test_a_revoked_adoption_leaves_its_trace_and_the_text_as_it_was_tabled(conference, staff):
    row, other = tabled(conference), tabled(conference)
    before = text_of(row)
    written = tuple(
        ParagraphText(f"{p.text('en')} At once.", p.level, p.id) for p in row.current_version.body
    )
    adoption = plenary.adopt_recommendation(
        row, by=staff, decision=CONSENSUS, amendment=plenary.OralAmendment("en", written)
    )
    versions = list(row.versions.values_list("pk", flat=True))
    with pytest.raises(Refused, match="Say why"):
        revoke_decision(adoption, by=staff, reason=" ")
    revoke_decision(adoption, by=staff, reason="The chair looked at the wrong text.")
    adoption.refresh_from_db()
    assert adoption.revoked_by == staff and adoption.revoked_because == "The chair looked at the wrong text."
    row = again(row)
    assert (row.stage, row.adopted_on, row.label) == ("tabled", None, row.working_ref)
    assert text_of(row) == before and row.current_version.status_of("ru") == "draft"
    assert set(versions) < set(row.versions.values_list("pk", flat=True))
    entry = AuditEntry.objects.about(row).get(verb="outcomes.decision_revoked")
    assert (entry.by, entry.reason, entry.details["to"]) == (staff, adoption.revoked_because, "tabled")
    # Its number waits for it: another text is given the next one, and adopted again it has its own.
    plenary.adopt_recommendation(other, by=staff, decision=CONSENSUS)
    plenary.adopt_recommendation(row, by=staff, decision=CONSENSUS)
    assert (again(other).number, again(row).number) == (2, 1)
    assert row.adoptions.count() == 2 and row.adoptions.in_force().get().outcome == "adopted"


def test_the_number_of_what_is_then_merged_is_never_given_again(conference, staff):
    rows = [recommendation(conference, stage="agreed") for _number in range(2)]
    plenary.adopt_recommendation(rows[0], by=staff, decision=CONSENSUS)
    revoke_decision(rows[0], by=staff, reason="Too early.")
    rows = [again(row) for row in rows]
    assert rows[0].stage == "agreed"
    merged = merge_recommendations(rows, by=staff, paragraphs=joined_paragraphs(rows))
    plenary.adopt_recommendation(merged, by=staff, decision=CONSENSUS)
    assert merged.number == 2


@pytest.mark.parametrize("action", ["defer", "refer", "withdraw", "reject"])
def test_every_other_decision_can_be_revoked_and_what_fell_with_it_is_open_again(conference, staff, action):
    row = tabled(conference)
    decided, waiting = amendment(row, "Strengthen it."), amendment(row, "Report twice.", paragraph=1)
    reject_amendment(decided, by=staff)
    if action == "reject":
        reject_amendment(waiting, by=staff)
        plenary.reject_recommendation(again(row), by=staff, decision=CONSENSUS)
    else:
        plenary.set_aside(again(row), action, by=staff, reason="So decided.")
        waiting.refresh_from_db()
        assert waiting.state == "fallen"
    revoke_decision(again(row), by=staff, reason="It was the next text.")
    waiting.refresh_from_db()
    assert again(row).stage == "tabled"
    assert waiting.state == ("rejected" if action == "reject" else "open")


def test_after_a_revoked_adoption_an_amendment_can_still_be_reopened(conference, staff):
    row = tabled(conference)
    accepted = amendment(row, "Strengthen the national hotline by 2029.")
    accept_amendment(accepted, by=staff)
    plenary.adopt_recommendation(again(row), by=staff, decision=CONSENSUS)
    revoke_decision(again(row), by=staff, reason="Too fast.")
    accepted.refresh_from_db()
    reopen_amendment(accepted, by=staff, reason="Not that one.")
    assert text_of(row)[0].endswith("2030.") and again(row).stage == "tabled"


def test_what_was_translated_after_the_adoption_is_not_lost_with_it(conference, staff):
    row = tabled(conference)
    accepted = amendment(row, "Strengthen the national hotline by 2029.")
    accept_amendment(accepted, by=staff)
    plenary.adopt_recommendation(again(row), by=staff, decision=CONSENSUS)
    assert again(row).stage == "adopted-as-amended"
    row = again(row)
    written = [ParagraphText(f"{p.text('ru')} Да.", p.level, p.id) for p in row.current_version.body[:1]]
    written += [ParagraphText(p.text("ru"), p.level, p.id) for p in row.current_version.body[1:]]
    revise_recommendation(row, by=staff, base=row.current_version, language="ru", written=written)
    revoke_decision(again(row), by=staff, reason="Too fast.")
    assert text_of(row)[0].endswith("2029.") and text_of(row, "ru")[0].endswith("Да.")


def test_what_stands_in_the_way_of_revoking(conference, staff, member):
    row = recommendation(conference, stage="adopted")
    with pytest.raises(Refused, match="may not do this"):
        revoke_decision(row, by=member("programme"), reason="Mine.")
    # Work that others have begun: only an owner sets that aside, with a reason.
    save_action(
        again(row), by=staff,
        values={"lead": AddresseeFactory(conference=conference), "what": {"en": "Open a line"}},
    )  # fmt: skip
    with pytest.raises(Refused, match="follow-up has begun"):
        revoke_decision(again(row), by=staff, reason="Mistake.")
    with pytest.raises(Refused, match="Only an owner"):
        revoke_decision(again(row), by=staff, reason="Mistake.", override="I say so.")
    revoke_decision(again(row), by=member("owner"), reason="Mistake.", override="The lead knows.")
    entry = AuditEntry.objects.about(row).get(verb="outcomes.decision_revoked")
    assert entry.details["override"] == "The lead knows." and entry.details["overridden"] == 1
    with pytest.raises(Refused, match="no decision"):
        revoke_decision(again(row), by=staff, reason="Again.")
    published = recommendation(conference, stage="published")
    with pytest.raises(Refused, match=r"only by a Corr\. or a Rev\."):
        revoke_decision(again(published), by=staff, reason="Mistake.")
    late = recommendation(conference, stage="agreed")
    plenary.set_aside(late, "refer", by=staff, reason="Back.")
    late = again(late)
    revise_recommendation(
        late, by=staff, base=late.current_version, language="en",
        written=[ParagraphText("Otherwise.", 0, late.current_version.body[0].id)],
    )  # fmt: skip
    with pytest.raises(Refused, match="has changed since"):
        revoke_decision(again(late), by=staff, reason="Mistake.")


def test_no_document_and_no_export_knows_a_revoked_decision(conference, staff):
    row, kept = (recommendation(conference, stage="agreed") for _number in range(2))
    made = plenary.PlenaryDecision(method="without-vote", decided_on=DAY)
    plenary.adopt_recommendation(row, by=staff, decision=made)
    plenary.adopt_recommendation(kept, by=staff, decision=CONSENSUS)
    revoke_decision(again(row), by=staff, reason="Mistake.")
    for kind, format in (
        ("outcomes.recommendations", "html"),
        ("outcomes.recommendations", "akn"),
        ("outcomes.two-columns", "html"),
        ("outcomes.recommendation-table", "csv"),
    ):
        options = {"beside": "ru"} if "columns" in kind else {}
        content = build_document(kind, conference, language="en", format=format, options=options).content
        assert b"without a vote" not in content and b"without-vote" not in content, (kind, format)
        assert b"Recommendation 1 " not in content, (kind, format)
    [said] = build_conference_report(conference, language="en", options={}).adoption
    assert said.startswith("Recommendation 2 was adopted by consensus")


def test_the_list_shows_no_number_of_a_revoked_adoption(conference, staff, client_as):
    row, kept = (recommendation(conference, stage="adopted") for _number in range(2))
    address, desk = url("recommendation-list", conference), client_as(staff)

    def numbers():
        page = page_of(desk, f"{address}?sort=ref").split("<tbody>")[1]
        return [line.split('data-label="Number">')[1].split("<")[0] for line in page.split("<tr>")[1:]]

    assert numbers() == ["1", "2"]
    revoke_decision(again(row), by=staff, reason="Mistake.")
    assert numbers() == ["–", "2"] and again(kept).label == "Recommendation 2"


def test_the_page_asks_for_the_reason_and_shows_the_trace(conference, staff, client_as):
    row = recommendation(conference, stage="adopted")
    client = client_as(staff)
    address = url("revoke", conference, row.pk)
    assert "number 1 stays with this text" in page_of(client, address)
    assert client.post(address, {"reason": ""}).status_code == 200
    answer = client.post(f"{address}?desk=yes", {"reason": "Wrong paper."}, follow=True)
    page = html.unescape(answer.content.decode())
    assert "The decision was revoked" in page and 'name="one"' in page
    page = page_of(client, url("recommendation", conference, row.pk))
    assert "because: Wrong paper." in page and "Decision revoked" in page
    assert "was adopted by consensus" not in page
    published = recommendation(conference, stage="published")
    assert "only by a Corr. or a Rev." in page_of(client, url("revoke", conference, published.pk))


# --- Recorded votes -----------------------------------------------------------------------------------------


def test_votes_of_delegations_are_counted_and_stand_in_the_document(conference, staff, client_as):
    row = tabled(conference)
    voters = states(conference, 4)
    DelegationFactory(conference=conference, name={"en": "Observer"})
    assert list(voting_delegations(conference)) == voters
    client, address = client_as(staff), url("vote", conference, row.pk)
    page = page_of(client, address)
    assert page.index("State 0") < page.index("State 3") and "Observer" not in page
    typed = {f"vote-{voters[0].pk}": "against", f"vote-{voters[1].pk}": "abstains"}
    page = html.unescape(client.post(address, {**typed, "rest": "yes"}).content.decode())
    assert "In favour 2, against 1, abstentions 1" in page and "majority is reached" in page
    assert not Adoption.objects.exists()
    # The list as it came from the hall: what is wrong is said by line, the rest is filled in.
    pasted = (
        "Delegation\tVote\nState 0\tагainst\nСтрана 1\tзa\nState 2\tyes\nNowhere\tno\nState 2\tno\nState 3"
    )
    page = html.unescape(client.post(address, {**typed, "pasted": pasted, "read": "yes"}).content.decode())
    assert "Line 5: “Nowhere” is not a delegation" in page
    assert "Line 6: “State 2” has voted in a line before." in page
    assert "Line 7: a delegation and its vote are expected" in page
    votes = typed | {f"vote-{state.pk}": "for" for state in voters[2:]}
    answer = client.post(address, {**votes, "votes_for": "4", "adopt": "yes"})
    assert "the tallies say otherwise" in html.unescape(answer.content.decode())
    answer = client.post(address, {**votes, "decided_on": "2027-03-31", "adopt": "yes"})
    assert answer.status_code == 302 and answer["Location"].endswith("#next")
    adoption = Adoption.objects.get()
    assert (adoption.votes_for, adoption.votes_against, adoption.abstentions) == (2, 1, 1)
    assert adoption.votes.count() == 4 and adoption.stage_before == "tabled"
    page = page_of(client, url("recommendation", conference, row.pk))
    assert "by a recorded vote of 2 to 1, with 1 abstention, on" in page and "State 2, State 3" in page
    content = build_document(
        "outcomes.recommendations", conference, language="en", format="html", options={}
    ).content.decode()
    assert "In favour (2): State 2, State 3." in html.unescape(content)
    assert "Against (1): State 0." in html.unescape(content)
    word = build_document("outcomes.recommendations", conference, language="ru", format="docx", options={})
    assert word.content[:2] == b"PK"
    akn = build_document("outcomes.recommendations", conference, language="en", format="akn", options={})
    assert akn.content.count(b"__delegation_") == 4
    # One vote was entered wrongly: once the decision is revoked, the others stand as they were entered.
    revoke_decision(again(row), by=staff, reason="State 3 abstained.")
    kept = re.findall(
        r'name="vote-([^"]+)"[^>]*value="([^"]+)"[^>]* checked', client.get(address).content.decode()
    )
    assert dict(kept) == {key.removeprefix("vote-"): vote for key, vote in votes.items()}


def test_the_votes_on_a_text_are_not_those_on_its_revision(conference, staff):
    """A revoked rejection leaves the text as it is: its votes stand until it is revised."""
    row, voters = tabled(conference), states(conference, 2)
    votes = dict.fromkeys((voter.pk for voter in voters), "against")
    decision = plenary.PlenaryDecision(method="recorded-vote", votes=votes)
    plenary.reject_recommendation(row, by=staff, decision=decision)
    revoke_decision(again(row), by=staff, reason="Counted wrongly.")
    assert votes_revoked(again(row)) == votes
    accept_amendment(amendment(again(row), "Strengthen the national hotline by 2029."), by=staff)
    assert not votes_revoked(again(row))


def test_votes_that_cannot_be_are_refused(conference, staff):
    row = tabled(conference)
    voters = states(conference, 3)
    stranger = DelegationFactory(conference=conference, name={"en": "Observer"})

    def decide(**given):
        decision = plenary.PlenaryDecision(method="recorded-vote", **given)
        return plenary.adopt_recommendation(again(row), by=staff, decision=decision)

    for given, said in (
        ({"votes_for": 3, "votes_against": 1}, "3 delegations with a vote"),
        ({"votes": {stranger.pk: "for"}}, "Observer has no right to vote"),
        ({"votes": {voters[0].pk: "perhaps"}}, "is not a vote"),
        ({"votes": {voters[0].pk: "against"}}, "do not outnumber those against"),
        ({"votes_for": 1, "votes_against": 1}, "do not outnumber those against"),
        ({"votes_for": 5, "votes_against": 3, "majority": "two-thirds"}, "8 votes were counted"),
        ({"votes_for": 1, "votes_against": 1, "majority": "two-thirds"}, "two thirds"),
    ):
        with pytest.raises(Refused, match=said):
            decide(**given)
    assert not DelegationVote.objects.exists() and again(row).stage == "tabled"
    decide(votes_for=2, votes_against=1, majority="two-thirds")
    assert again(row).stage == "adopted"


def test_a_vote_that_was_carried_is_not_recorded_as_lost(conference, staff, client_as):
    row = tabled(conference)
    states(conference, 5)
    client, votes = client_as(staff), {"votes_for": "3", "votes_against": "2"}
    for address, sent in (
        (url("reject", conference, row.pk), {"method": "recorded-vote"}),
        (url("vote", conference, row.pk), {"reject": "yes"}),
    ):
        answer = client.post(address, {**votes, **sent})
        assert answer.status_code == 200 and "record it as adopted" in answer.content.decode()
    assert again(row).stage == "tabled" and not Adoption.objects.exists()
    lost = {**votes, "method": "recorded-vote", "majority": "two-thirds"}
    adopting = client.post(url("adopt", conference, row.pk), lost)
    assert "Fewer than two thirds" in adopting.content.decode()
    assert client.post(url("reject", conference, row.pk), lost).status_code == 302
    assert again(row).stage == "not-adopted"


def test_no_vote_is_added_to_what_another_window_has_published(conference, staff):
    row = tabled(conference)
    voters = states(conference, 3)
    decision = plenary.PlenaryDecision(method="recorded-vote", votes_for=3, votes_against=0)
    plenary.adopt_recommendation(row, by=staff, decision=decision)
    adoption = Adoption.objects.select_related("recommendation__conference").get()
    publish_document(OutcomeDocument.objects.get(), by=staff)
    with pytest.raises(Refused, match="is published"):
        record_votes(adoption, by=staff, votes={state.pk: "for" for state in voters})


def test_a_list_is_added_to_tallies_if_it_says_the_same(conference, staff, client_as):
    row = tabled(conference)
    voters = states(conference, 3)
    decision = plenary.PlenaryDecision(method="recorded-vote", votes_for=2, votes_against=1)
    plenary.adopt_recommendation(row, by=staff, decision=decision)
    client, address = client_as(staff), url("vote", conference, row.pk)
    votes = {f"vote-{state.pk}": "for" for state in voters}
    answer = client.post(address, {**votes, "record": "yes"})
    assert "The list counts 3–0–0" in html.unescape(answer.content.decode())
    answer = client.post(address, {**votes, f"vote-{voters[0].pk}": "against", "record": "yes"})
    assert answer.status_code == 302 and Adoption.objects.get().votes.count() == 3
    assert "nothing to vote on now" in page_of(client, address)


def test_majorities_and_words_for_votes():
    assert is_carried(2, 1) and not is_carried(1, 1) and not is_carried(0, 0)
    assert is_carried(4, 2, "two-thirds") and not is_carried(5, 3, "two-thirds")
    assert [vote_of(word) for word in ("За", "NO", "+", "−", "воздержались", "maybe", "")] == [
        "for", "against", "for", "against", "abstains", None, None,
    ]  # fmt: skip


def test_two_delegations_of_one_name_are_not_guessed(conference):
    for _number in range(2):
        DelegationFactory(conference=conference, name={"en": "Ruritania"})
    found = read_votes(b"Ruritania;for\n", voting_delegations(conference))
    assert not found.votes and "several delegations" in found.problems[0]


# --- The desk -----------------------------------------------------------------------------------------------


def test_the_desk_goes_through_the_document_and_keeps_what_was_chosen(conference, staff, client_as):
    rows = [tabled(conference) for _number in range(3)]
    session = SessionFactory(conference=conference, kind="closing")
    chair = SessionRoleFactory(session=session, role="chair").person
    client, desk = client_as(staff), url("plenary-desk", conference)
    page = page_of(client, f"{desk}?language=ru&method=without-vote")
    assert "1 of 3" in page and 'lang="ru"' in page and "Enter the votes" not in page
    assert page.count('name="reason"') == 1
    sent = {"method": "without-vote", "session": session.pk, "chair": chair.pk, "linguistic_revision": "on"}
    client.post(desk, {**sent, "keep": "yes"})
    assert not Adoption.objects.exists()
    answer = client.post(desk, {**sent, "one": rows[0].pk}, follow=True)
    page = html.unescape(answer.content.decode())
    assert "Adopted: Recommendation 1." in page and rows[1].working_ref in page and "autofocus" in page
    assert f"{url('position-add', conference, rows[0].pk)}?desk=yes" in page
    adoption = rows[0].adoptions.get()
    assert (adoption.method, adoption.chair, adoption.linguistic_revision) == ("without-vote", chair, True)
    # Kept: method, chair and the chair's language, for the decisions that follow.
    kept = answer.context["form"]
    assert str(kept["chair"].value()) == str(chair.pk) and kept["method"].value() == "without-vote"
    assert answer.context["working_language"] == "ru"
    answer = client.post(desk, {**sent, "defer": rows[1].pk})
    assert "Say why" in html.unescape(answer.content.decode())
    client.post(desk, {**sent, "defer": rows[1].pk, "reason": "No time."})
    client.post(desk, {**sent, "reject": rows[2].pk})
    assert [again(row).stage for row in rows] == ["adopted", "deferred", "not-adopted"]
    page = page_of(client, desk)
    assert page.count("Revoke…") == 3 and "All that was ready has been decided." in page


def test_all_together_leaves_out_what_cannot_be_and_says_why(conference, staff, client_as):
    rows = [tabled(conference) for _number in range(3)]
    amendment(rows[0], "Strengthen it.")
    client, desk = client_as(staff), url("plenary-desk", conference)
    page = page_of(client, desk)
    assert "amendment is not decided yet: A.1" in page and "Without 1 text" in page
    assert "To the amendments" in page and "Adopt this one" not in page
    answer = client.post(desk, {"method": "recorded-vote", "all": "yes", "selected": [rows[1].pk]})
    assert "one text at a time" in html.unescape(answer.content.decode())
    answer = client.post(desk, {"method": "recorded-vote", "one": rows[1].pk})
    assert answer["Location"] == url("vote", conference, rows[1].pk)
    answer = client.post(desk, {"method": "consensus", "all": "yes", "selected": [row.pk for row in rows]})
    assert [again(row).stage for row in rows] == ["tabled"] * 3
    client.post(desk, {"method": "consensus", "all": "yes", "selected": [row.pk for row in rows[1:]]})
    assert [again(row).stage for row in rows] == ["tabled", "adopted", "adopted"]


def test_an_expert_meeting_is_spared_the_ceremony(conference, staff, client_as):
    row = recommendation(conference, stage="agreed")
    client, desk = client_as(staff), url("plenary-desk", conference)
    page = page_of(client, desk)
    assert "recorded vote" not in page and "Amendments" not in page
    assert "nothing to vote on now" in page_of(client, url("vote", conference, row.pk))
    client.post(desk, {"method": "consensus", "one": row.pk})
    assert again(row).stage == "adopted"
    assert "Reservation or statement" not in page_of(client, url("recommendation", conference, row.pk))


def test_what_was_read_out_is_found_again_paragraph_by_paragraph(conference, staff):
    row = tabled(
        conference, texts={"en": "First.\n\nSecond.\n\nThird.", "ru": "Первый.\n\nВторой.\n\nТретий."}
    )
    body = row.current_version.body

    def read(text):
        found = plenary.as_read_out(body, "en", text)
        places = {paragraph.id: place for place, paragraph in enumerate(body)}
        return [places.get(written.id) for written in found.written]

    assert read("First.\n\nSecond.\n\nThird.") == [0, 1, 2]
    assert read("First.\n\nSecond, at once.\n\nThird.") == [0, 1, 2]
    assert read("First.\n\nThird.") == [0, 2], "the second was taken out, and the third is still the third"
    assert read("First.\n\nAnother.\n\nSecond.\n\nThird.") == [0, None, 1, 2]
    plenary.adopt_recommendation(
        row, by=staff, decision=CONSENSUS, amendment=plenary.as_read_out(body, "en", "First.\n\nThird.")
    )
    assert text_of(row, "ru") == ["Первый.", "Третий."]
    # The other language says of each what it said: nothing in it is stale.
    assert again(row).current_version.status_of("ru") == "official"


def test_a_rule_is_set_aside_only_where_one_can_be_and_by_who_may(conference, staff, member, client_as):
    row = recommendation(conference, stage="agreed", texts={"en": "Do it.", "ru": "Сделать."})
    body = row.current_version.body
    written = [ParagraphText("Do it now.", 0, body[0].id)]
    revise_recommendation(row, by=staff, base=row.current_version, language="en", written=written)
    for user, offered in ((staff, False), (member("owner"), True)):
        page = page_of(client_as(user), url("adopt", conference, row.pk))
        assert "is stale" in page and ('name="override"' in page) is offered


def test_an_owner_adopts_what_is_stale_with_a_reason(conference, staff, member):
    row = recommendation(conference, stage="agreed")
    revise_recommendation(
        row, by=staff, base=row.current_version, language="en",
        written=[ParagraphText("Strengthen and fund it.", 0, row.current_version.body[0].id)],
    )  # fmt: skip
    with pytest.raises(Refused, match="stale"):
        plenary.adopt_recommendation(row, by=staff, decision=CONSENSUS)
    with pytest.raises(Refused, match="Only an owner"):
        plenary.adopt_recommendation(row, by=staff, decision=CONSENSUS, override="Agreed.")
    adoption = plenary.adopt_recommendation(
        row, by=member("owner"), decision=CONSENSUS, override="The room agreed to it."
    )
    assert adoption.linguistic_revision
    entry = AuditEntry.objects.about(row).get(verb="outcomes.recommendation_adopted")
    assert (entry.reason, entry.details["overridden"]) == ("The room agreed to it.", 1)


# --- Positions ----------------------------------------------------------------------------------------------


def test_a_position_after_publication_is_another_issue_of_the_document(conference, staff, client_as):
    document = recommendations_document(conference, by=staff)
    OutcomeDocument.objects.filter(pk=document.pk).update(symbol="CONF/2027/5")
    conference.profile = "intergovernmental"
    conference.save()
    row = tabled(conference)
    plenary.adopt_recommendation(row, by=staff, decision=CONSENSUS)
    state = DelegationFactory(conference=conference, name={"en": "Avaland"})
    values = {"delegation": state, "kind": "reservation", "text": {"en": "Avaland reserves."}, "made_on": DAY}
    record_position(again(row), by=staff, values=values)
    revoke_decision(again(row), by=staff, reason="Mistake.")
    assert again(row).positions.count() == 1
    plenary.adopt_recommendation(again(row), by=staff, decision=CONSENSUS)
    publish_document(OutcomeDocument.objects.get(), by=staff)
    assert OutcomeDocument.objects.get().issues.count() == 1
    client, address = client_as(staff), url("position-add", conference, row.pk)
    assert "issued again with this change" in page_of(client, address)
    answer = client.post(
        address,
        {"delegation": state.pk, "kind": "dissociation", "text_en": "Not bound.", "made_on": "2027-04-02"},
    )
    assert answer.status_code == 302
    issue = OutcomeDocument.objects.get().issues.get(kind="revision")
    assert issue.symbol == "CONF/2027/5/Rev.1" and len(issue.content["recommendations"][0]["positions"]) == 2
    [change] = issue.changes
    assert (change["place"], change["kind"], change["after"]) == ("dissociation", "added", "Not bound.")
    original = OutcomeDocument.objects.get().issues.get(kind="original")
    assert "Not bound." in page_of(client, url("issue", conference, issue.pk))
    compared = page_of(client, f"{url('issue', conference, issue.pk)}?with={original.pk}")
    assert "Avaland: dissociation (1)" in compared and "<ins>Not bound.</ins>" in compared
    sheet = build_document(
        "outcomes.corrigendum", conference, language="en", format="html", options={"issue": str(issue.pk)}
    )
    assert b"Avaland: dissociation (1)" in sheet.content
    assert len(original.content["recommendations"][0]["positions"]) == 1
    position = Position.objects.get(kind="dissociation")
    position.recommendation = again(row)
    remove_position(position, by=staff)
    assert OutcomeDocument.objects.get().issues.filter(kind="revision").count() == 2


def test_the_chair_alone_does_not_issue(conference, member, staff, client_as):
    row = recommendation(conference, stage="adopted")
    publish_document(OutcomeDocument.objects.get(), by=staff)
    chair = PersonFactory(conference=conference, user=member("programme"))
    session = SessionFactory(conference=conference, kind="plenary")
    SessionRoleFactory(session=session, person=chair, role="chair", status="confirmed")
    values = {
        "delegation": DelegationFactory(conference=conference),
        "kind": "reservation",
        "text": {"en": "No."},
        "made_on": DAY,
    }
    with pytest.raises(Refused, match="only by another issue"):
        record_position(again(row), by=chair.user, values=values)


def test_the_desk_says_what_has_still_to_be_brought_there(conference, owner, client_as):
    recommendation(conference, stage="draft")
    recommendation(conference, stage="draft")
    desk = reverse("outcomes_secretariat:plenary-desk", args=[conference.slug])
    page = client_as(owner).get(desk)
    assert [(str(line["label"]), line["value"]) for line in page.context["coming"]] == [("draft", 2)]
    assert "Still to be brought here" in page.content.decode()
    # Also while another text is before the room; each number leads to its texts.
    tabled(conference)
    page = client_as(owner).get(desk)
    (drafts,) = page.context["coming"]
    assert len(client_as(owner).get(drafts["url"]).context["table"].shown) == 2
    assert page.context["lines"] and "Still to be brought here" in page.content.decode()


def test_what_was_decided_does_not_say_that_nothing_waits_while_more_is_to_come(conference, owner, client_as):
    recommendation(conference, stage="adopted")
    desk = reverse("outcomes_secretariat:plenary-desk", args=[conference.slug])
    assert "Nothing waits for the plenary" in client_as(owner).get(desk).content.decode()
    recommendation(conference, stage="draft")
    page = client_as(owner).get(desk).content.decode()
    assert "Nothing waits" not in page and "All that was brought here is decided" in page
    assert "Still to be brought here" in page
