"""The press release says what is on record, quotes only what was adopted or handed in, and is a draft until issued."""

import datetime as dt

import pytest
import time_machine

from confman.accounts.system_users import system_user
from outcomes.plenary.domain.adoption import PlenaryDecision, adopt_recommendations
from outcomes.plenary.models import Position
from outcomes.recommendations.models.paragraphs import Paragraph
from outcomes.records.domain import record_intervention
from tests.factories import DelegationFactory, PersonFactory, RegistrationFactory, ScanFactory, SessionFactory
from tests.outcomes.recommendation_samples import recommendation
from tests.outcomes.secretariat_documents.samples import data_of, queries_of, words_of

pytestmark = pytest.mark.django_db

KIND = "outcomes.press-release"
AFTER = dt.datetime(2027, 4, 2, tzinfo=dt.UTC)


@pytest.fixture
def ended(conference):
    """One recommendation adopted, with a statement on it; what was said in public, in confidence and behind doors."""
    user = system_user("command")
    row = recommendation(conference, texts={"en": "Fund the hotlines:\n\n(a) all of them."}, stage="agreed")
    adopt_recommendations(
        [row], by=user, decision=PlenaryDecision(method="consensus", decided_on=conference.ends_on)
    )
    Position.objects.create(
        recommendation=row, delegation=DelegationFactory(conference=conference, name={"en": "Avaland"}),
        kind="explanation", text={"en": "We pay gladly."}, made_on=conference.ends_on,
    )  # fmt: skip
    speaker = PersonFactory(conference=conference, name={"en": "Bek Speaker"}, listing="public")
    session = SessionFactory(conference=conference)
    for values in (
        {"points": "Calls come at night.", "speaker": speaker},
        {"points": "This is confidential.", "speaker": speaker, "not_for_attribution": True},
        {"points": "Nobody knows who said this."},
    ):
        record_intervention(session, by=user, values={**values, "language": "en"})
    for given, points in (
        ({"visibility": "closed"}, "Behind doors."),
        ({"chatham_house": True}, "Unattributed."),
    ):
        other = SessionFactory(conference=conference, **given)
        record_intervention(other, by=user, values={"points": points, "speaker": speaker, "language": "en"})
    return conference


@time_machine.travel(AFTER)
def test_it_says_what_was_adopted_and_what_was_said_for_the_record(ended):
    data = data_of(KIND, ended)
    assert data.meta.title == f"The conference “{ended.title}” adopts its recommendations"
    assert data.dateline == "TASHKENT, 31 March 2027 –"
    adopted = "Recommendation 1 was adopted by consensus on 31 March 2027."
    assert data.lead == f"The conference “{ended.title}” was held on 30 and 31 March 2027. {adopted}"
    assert not any("adopted" in text for text in data.paragraphs), "it is said once"
    assert [one.text for one in data.adopted] == [
        "Recommendation 1: “Fund the hotlines: (a)\u00a0all of them”."
    ]
    assert [one.text for one in data.remarks] == ["Bek Speaker: Calls come at night."]
    assert not data_of(KIND, ended, "ru").remarks, "what was noted in another language is left out"
    assert [one.text for one in data.statements] == ["Avaland, on recommendation 1: “We pay gladly”."]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The outcome document contains two further recommendations."),
        ("ru", "В итоговом документе содержатся ещё две рекомендации."),
        ("uz", "Yakuniy hujjatda yana 2 ta tavsiya keltirilgan."),
    ],
)
@time_machine.travel(AFTER)
def test_no_sentence_begins_with_a_figure(ended, language, said):
    more = [recommendation(ended, texts={"en": f"Fund {number}."}, stage="agreed") for number in range(6)]
    decision = PlenaryDecision(method="consensus", decided_on=ended.ends_on)
    adopt_recommendations(more, by=system_user("command"), decision=decision)
    assert data_of(KIND, ended, language).more_adopted == said


@time_machine.travel(AFTER)
def test_figures_too_small_to_be_told_are_left_out(ended):
    def attend(count):
        for _number in range(count):
            ScanFactory(
                registration=RegistrationFactory(
                    conference=ended, status="approved", person__conference=ended, person__country="UZ"
                )
            )

    attend(2)
    assert not any("attended" in text for text in data_of(KIND, ended).paragraphs)
    attend(6)
    data = data_of(KIND, ended)
    assert "The conference was attended by eight participants." in data.paragraphs
    assert data.about[-1] == "The number of participants excludes staff, interpreters and press."


@time_machine.travel(AFTER)
@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_what_is_on_record_is_not_said_to_be_missing(ended, conference, language):
    ended.sessions.all().delete()
    words = words_of(KIND, conference, language)
    assert not data_of(KIND, ended, language).paragraphs
    assert "Fund the hotlines" in words
    for missing in ("nothing on record", "итогах конференции нет", "maʼlumot yoʻq"):
        assert missing not in words


@pytest.mark.parametrize("kind", [KIND, "outcomes.donor-report"])
def test_a_translation_that_lags_behind_says_so(ended, monkeypatch, kind):
    monkeypatch.setattr(Paragraph, "status", lambda _paragraph, _language: "stale")
    [line] = data_of(kind, ended).adopted
    assert line.mark == "translation awaits revision"


def test_it_is_a_draft_until_it_is_issued(ended):
    draft, issued = data_of(KIND, ended), data_of(KIND, ended, state="issued")
    assert draft.meta.draft and "press officer" in draft.check and "not for publication yet" in draft.release
    assert not issued.meta.draft and not issued.check and "for immediate publication" in issued.release


@time_machine.travel(AFTER)
@pytest.mark.parametrize(
    ("language", "title", "empty"),
    [
        ("en", "has ended", "There is nothing on record about its sessions, participants and outcome."),
        ("ru", "Завершилась конференция", "Сведений о заседаниях, участниках и итогах конференции нет."),
        ("uz", "yakunlandi", "Majlislar, ishtirokchilar va yakunlar haqida maʼlumot yoʻq."),
    ],
)
def test_a_conference_of_which_nothing_is_known_says_so(conference, language, title, empty):
    words = words_of(KIND, conference, language)
    assert title in words and empty in words


def test_three_statements_take_as_many_queries_as_one(ended):
    before = queries_of(KIND, ended)
    user = system_user("command")
    session = ended.sessions.filter(visibility="public", chatham_house=False).first()
    rows = [recommendation(ended, stage="agreed") for _number in range(2)]
    adopt_recommendations(
        rows, by=user, decision=PlenaryDecision(method="consensus", decided_on=ended.ends_on)
    )
    for row in rows:
        record_intervention(
            session, by=user, values={"points": "More.", "speaker": PersonFactory(conference=ended)}
        )
        Position.objects.create(
            recommendation=row, delegation=DelegationFactory(conference=ended), kind="reservation",
            text={"en": "No."}, made_on=ended.ends_on,
        )  # fmt: skip
    assert queries_of(KIND, ended) == before


@time_machine.travel(dt.datetime(2027, 3, 31, 8, tzinfo=dt.UTC))
@pytest.mark.parametrize(
    ("language", "lead"),
    [
        ("en", "is being held on 30 and 31 March 2027. Recommendation 1 was adopted"),
        ("ru", "проходит 30 и 31 марта 2027 года. Рекомендация 1 принята"),
    ],
)
def test_while_the_conference_runs_the_release_does_not_speak_of_it_as_over(ended, language, lead):
    assert lead in " ".join(data_of(KIND, ended, language).lead.split())


@time_machine.travel(dt.datetime(2027, 3, 30, 8, tzinfo=dt.UTC))
def test_a_conference_that_has_adopted_nothing_yet_is_being_held(conference):
    assert "is being held on 30 and 31 March 2027." in data_of(KIND, conference).lead
    note = "\n".join(
        block.text for part in data_of("outcomes.information-note", conference).parts for block in part.blocks
    )
    assert "is being held on 30 and 31 March 2027" in note
