"""The roll-call sheet: empty to call the roll, filled in once a vote is recorded; its CSV is read back at the desk."""

import datetime as dt

import pypdfium2
import pytest

from outcomes.plenary.domain.adoption import PlenaryDecision, adopt_recommendation
from outcomes.plenary.domain.votes import voting_delegations
from outcomes.plenary.exchange import read_votes
from outcomes.recommendations.models.version import RecommendationVersion
from tests.factories import DelegationFactory
from tests.outcomes.recommendation_samples import recommendation
from tests.outcomes.secretariat_documents.samples import content_of, data_of, queries_of, words_of

pytestmark = pytest.mark.django_db

KIND = "outcomes.roll-call"
NAMES = {
    "Zambia": "for",
    "Austria": "for",
    "Borduria": "against",
    "Chad": "abstains",
    "Denmark": "not-voting",
}


@pytest.fixture
def states(conference):
    return {name: DelegationFactory(conference=conference, kind="state", name={"en": name}) for name in NAMES}


def vote(conference, by, **given):
    row = recommendation(conference, texts={"en": "Fund the hotlines."}, stage="agreed")
    decision = PlenaryDecision(method="recorded-vote", decided_on=dt.date(2027, 3, 31), **given)
    return adopt_recommendation(row, by=by, decision=decision)


@pytest.fixture
def voted(conference, owner, states):
    return vote(conference, owner, votes={states[name].pk: given for name, given in NAMES.items()})


def test_each_delegation_stands_by_name_with_its_vote(conference, voted):
    data = data_of(KIND, conference)
    assert data.meta.title == "Roll-call vote" and data.meta.subtitle == "Recommendation 1"
    assert [(row.number, row.name, row.vote) for row in data.roll] == [
        (1, "Austria", "In favour"),
        (2, "Borduria", "Against"),
        (3, "Chad", "Abstains"),
        (4, "Denmark", "Not participating"),
        (5, "Zambia", "In favour"),
    ]
    assert [(row.label, row.number) for row in data.result] == [
        ("In favour", 2), ("Against", 1), ("Abstaining", 1), ("Not participating", 1),
    ]  # fmt: skip
    assert data.by_vote[0] == "In favour (2): Austria, Zambia." and data.facts[0] == "Adopted"
    assert data.subject == "Fund the hotlines." and not data.note


def test_a_translation_that_lags_behind_what_was_voted_on_says_so(conference, voted, monkeypatch):
    monkeypatch.setattr(RecommendationVersion, "status_of", lambda _version, _language: "stale")
    assert "awaits revision" in data_of(KIND, conference).note


def test_the_csv_is_read_back_as_the_same_votes(conference, voted, states):
    for language in ("en", "ru", "uz"):
        read = read_votes(content_of(KIND, conference, "csv", language), voting_delegations(conference))
        assert not read.problems
        assert read.votes == {states[name].pk: given for name, given in NAMES.items()}


def test_each_line_of_the_csv_has_the_word_for_one_vote(conference, voted):
    sheet = content_of(KIND, conference, "csv", "ru").decode("utf-8-sig")
    assert "Chad,Воздержалась" in sheet and "Denmark,Не участвовала в голосовании" in sheet


def test_a_vote_with_its_tallies_only_says_so(conference, owner, states):
    vote(conference, owner, votes_for=3, votes_against=1, abstentions=0)
    data = data_of(KIND, conference)
    assert [row.number for row in data.result] == [3, 1, 0]
    assert not any(row.vote for row in data.roll) and "tallies only" in data.note and data.is_open


def test_before_a_vote_the_sheet_is_empty(conference, states):
    data = data_of(KIND, conference)
    assert data.meta.title == "Roll-call sheet" and not data.result and data.is_open
    assert [row.name for row in data.roll] == sorted(NAMES) and not any(any(row.votes) for row in data.roll)
    # The roll-call sheet has the question, the totals and the result filled in, and both sign.
    words = words_of(KIND, conference, "ru")
    assert "Поставлено на голосование" in words and "Всего" in words
    assert (
        words.index("Результат")
        < words.index("Дата")
        < words.index("Председатель")
        < words.index("Секретарь")
    )


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_the_sheet_for_a_dozen_delegations_is_one_page_to_be_signed(conference, language):
    for number in range(13):
        DelegationFactory(
            conference=conference,
            kind="state",
            name={"en": f"Commission {number:02} on Combating Trafficking in Persons"},
        )
    assert len(pypdfium2.PdfDocument(content_of(KIND, conference, "pdf", language))) == 1


def test_the_roll_can_be_called_anew(conference, voted):
    data = data_of(KIND, conference, sheet="empty")
    assert data.meta.title == "Roll-call sheet" and not data.result and not any(row.vote for row in data.roll)


@pytest.mark.parametrize(
    ("language", "title", "empty"),
    [
        ("en", "Roll-call sheet", "No delegation has a vote yet."),
        ("ru", "Лист поимённого голосования", "Делегаций с правом голоса пока нет."),
        ("uz", "Nomma-nom ovoz berish varaqasi", "Ovoz huquqiga ega delegatsiyalar hozircha yoʻq."),
    ],
)
def test_a_conference_without_delegations_says_so(conference, language, title, empty):
    words = words_of(KIND, conference, language)
    assert title in words and empty in words


def test_five_delegations_take_as_many_queries_as_three(conference, owner):
    rows = [DelegationFactory(conference=conference) for _number in range(3)]
    vote(conference, owner, votes={row.pk: "for" for row in rows[:1]})
    before = queries_of(KIND, conference)
    rows += [DelegationFactory(conference=conference) for _number in range(2)]
    vote(conference, owner, votes={row.pk: "for" for row in rows})
    assert queries_of(KIND, conference) == before
