"""Fixtures of the outcomes' tests: a document of two recommendations, adopted or published."""

import datetime as dt

import pytest

from outcomes.plenary.domain.adoption import PlenaryDecision, adopt_recommendations
from outcomes.plenary.models import DelegationVote, Position
from outcomes.publication.domain.issues import publish_document
from outcomes.recommendations.domain.outcome_documents import change_document, recommendations_document
from outcomes.recommendations.models.stages import Method
from tests.factories import DelegationFactory, ThemeFactory
from tests.outcomes.recommendation_samples import fresh, recommendation

TEXTS = [
    {
        "en": "Set out the procedure:\n\n(a) appoint an officer;\n\n(b) fix limits:\n\n(i) for calls;\n\n(ii) for aid.",
        "ru": "Закрепить порядок:\n\n(a) назначить лицо;\n\n(b) установить сроки:\n\n(i) звонков;\n\n(ii) помощи.",
        "ar": "تحديد الإجراء:\n\n(a) تعيين مسؤول؛\n\n(b) تحديد المهل:\n\n(i) للمكالمات؛\n\n(ii) للمساعدة.",
    },
    {"en": "Fund <hotlines> & “shelters” for all.", "ru": "Финансировать горячие линии и приюты."},
]  # fmt: skip
PREAMBLE = {
    "en": "The participants,\n\nRecalling the aims,",
    "ru": "Участники,\n\nнапоминая цели,",
    "ar": "إن المشاركين،\n\nإذ يذكرون بالأهداف،",
}


@pytest.fixture
def staff(member):
    return member("rapporteur")


@pytest.fixture
def desk(staff, client_as):
    """The browser of the rapporteur's office."""
    return client_as(staff)


@pytest.fixture
def adopted(conference, staff):
    """Two recommendations adopted, the second by a recorded vote; nothing is published yet."""
    conference.languages = ["en", "ru", "ar"]
    conference.save()
    document = recommendations_document(conference, by=staff)
    change_document(
        document, by=staff,
        values={"symbol": "CONF/2027/5", "original_language": "ru", "preamble": PREAMBLE,
                "title": {"en": "Recommendations of the forum", "ru": "Рекомендации форума"}},
        sections=[(None, {"en": "Procedures", "ru": "Порядок", "ar": "الإجراءات"})],
    )  # fmt: skip
    states = [DelegationFactory(conference=conference, name={"en": name}) for name in ("Avaland", "Borduria")]
    theme = ThemeFactory(conference=conference, name={"en": "Hotlines"})
    rows = [
        recommendation(conference, texts=text, stage="agreed", section=document.sections.get(), themes=[theme],
                       sdg_targets=["5.2", "16.a"])
        for text in TEXTS
    ]  # fmt: skip
    rows[0].proposers.set(states[:1])
    day = dt.date(2027, 3, 31)
    adopt_recommendations(rows[:1], by=staff, decision=PlenaryDecision(method="consensus", decided_on=day))
    [voted] = adopt_recommendations(
        rows[1:], by=staff,
        decision=PlenaryDecision(
            method=Method.RECORDED_VOTE, decided_on=day, votes_for=1, votes_against=0, abstentions=1
        ),
    )  # fmt: skip
    for state, vote in zip(states, ("for", "abstains"), strict=True):
        DelegationVote.objects.create(adoption=voted, delegation=state, vote=vote)
    Position.objects.create(
        recommendation=rows[1], delegation=states[1], kind="reservation", made_on=day,
        text={"en": "Borduria reserves its position."},
    )  # fmt: skip
    return document


@pytest.fixture
def published(adopted, staff):
    publish_document(adopted, by=staff)
    return fresh(adopted)
