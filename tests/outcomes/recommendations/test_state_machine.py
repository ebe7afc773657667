"""No sequence of actions by any mix of roles does what is forbidden (docs/features/outcomes.md).

What is allowed is written here by hand, and never computed from the code.
"""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from agenda.rooms.models import GroupRole, WorkingGroup
from agenda.sessions.models.session import Session, SessionRole
from confman.accounts.models import User
from confman.conferences.models import Membership
from confman.web.errors import Refused
from outcomes.amendments.domain import amendments as amending
from outcomes.amendments.domain.checks import Party
from outcomes.amendments.domain.edits import ProposedText
from outcomes.amendments.models import Amendment
from outcomes.drafting.domain import group_stages
from outcomes.drafting.domain.group_stages import split_recommendation
from outcomes.plenary.domain import adoption
from outcomes.plenary.domain.revocation import revoke_decision
from outcomes.plenary.models import Adoption
from outcomes.publication.domain import issues as issuing
from outcomes.publication.domain.issues import publish_document, publish_recommendations
from outcomes.recommendations.domain import versions as drafting
from outcomes.recommendations.domain.plain_text import ParagraphText, paragraphs_of
from outcomes.recommendations.domain.transitions import available
from outcomes.recommendations.models.document import DocumentIssue, OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion
from tests.factories import (
    AddresseeFactory,
    ConferenceFactory,
    DelegationFactory,
    PersonFactory,
    ThemeFactory,
    UserFactory,
)

STAFF = {"owner", "rapporteur"}
# (from, to) -> who may; group roles are those of the recommendation's own group.
ALLOWED = {
    ("draft", "submitted"): STAFF | {"group rapporteur", "group chair"},
    ("submitted", "draft"): STAFF | {"group chair"},
    ("submitted", "agreed"): STAFF | {"group chair"},
    ("agreed", "consolidated"): STAFF | {"drafting"},
    ("agreed", "merged"): STAFF | {"drafting"},
    ("draft", "split"): STAFF | {"group rapporteur", "group chair", "drafting"},
    ("submitted", "split"): STAFF | {"group rapporteur", "group chair", "drafting"},
    ("agreed", "split"): STAFF | {"drafting"},
    ("agreed", "tabled"): STAFF,
    ("consolidated", "tabled"): STAFF,
    ("deferred", "tabled"): STAFF,
    ("referred", "tabled"): STAFF,
    ("adopted", "published"): STAFF,
    ("adopted-as-amended", "published"): STAFF,
    **{
        ("tabled", to): STAFF | {"plenary chair"}
        for to in ("adopted", "adopted-as-amended", "not-adopted", "withdrawn", "deferred", "referred")
    },
}
EXPERT = {
    (source, to): STAFF | {"plenary chair"}
    for source in ("agreed", "consolidated")
    for to in ("adopted", "adopted-as-amended", "not-adopted", "withdrawn", "deferred", "referred")
}
# An act done by a mistaken gavel can be undone, and nothing else goes back.
DECIDED = {"adopted", "adopted-as-amended", "not-adopted", "withdrawn", "deferred", "referred"}
MAY_REVOKE = STAFF | {"plenary chair"}
# Before the plenary: tabled, and in an expert meeting what was agreed.
AMENDABLE = {"tabled", "agreed", "consolidated"}
ADOPTED = {"adopted", "adopted-as-amended", "published"}
FROZEN = {
    "tabled",
    "adopted",
    "adopted-as-amended",
    "published",
    "not-adopted",
    "withdrawn",
    "merged",
    "split",
}
ACTORS = (
    "owner", "rapporteur", "programme", "observer", "stranger",
    "rapporteur of 1", "chair of 1", "drafting of 1", "member of 1", "rapporteur of 2", "chair of 2", "plenary chair",
)  # fmt: skip
# Staff may do most things: without them the way through all stages would be walked too rarely.
actors = st.sampled_from((*ACTORS, *["rapporteur"] * 8, *["owner"] * 4))
mostly, rarely = st.sampled_from([True, True, False]), st.sampled_from([False, False, True])
picks = st.integers(min_value=0, max_value=50)


class Outcomes(RuleBasedStateMachine):
    profile = "expert-meeting"

    @initialize(begun=st.lists(st.tuples(st.integers(0, 6), picks), min_size=3, max_size=4))
    def start(self, begun: list[tuple[int, int]]) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.conference = ConferenceFactory(profile=self.profile)
        self.users: dict[str, User] = {}
        for role in ("owner", "rapporteur", "programme", "observer"):
            self.users[role] = UserFactory()
            Membership.objects.create(conference=self.conference, user=self.users[role], role=role)
        self.users["stranger"] = UserFactory()
        self.groups = {
            number: WorkingGroup.objects.create(
                conference=self.conference, code=f"WG{number}", name={"en": "Group"}
            )
            for number in (1, 2)
        }
        for actor in ACTORS[5:11]:
            role, _of, number = actor.partition(" of ")
            person = self._person(actor)
            GroupRole.objects.create(person=person, group=self.groups[int(number)], role=role)
        session = Session.objects.create(conference=self.conference, kind="plenary", title={"en": "Plenary"})
        SessionRole.objects.create(
            session=session, person=self._person("plenary chair"), role="chair", status="confirmed"
        )
        self.addressee = AddresseeFactory(conference=self.conference)
        self.theme = ThemeFactory(conference=self.conference)
        self.numbers: dict[Any, int] = {}
        self.versions: dict[Any, Any] = {}
        self.stages: dict[Any, str] = {}
        self.submitted: set[Any] = set()
        self.texts: dict[Any, Any] = {}
        # Before its decision: the stage, and the text as it was put to the room.
        self.put: dict[Any, Any] = {}
        self.decisions: dict[Any, Any] = {}
        self.issues: dict[Any, Any] = {}
        self.amendments: dict[Any, Any] = {}
        # Of the action just done: what may have changed a frozen text.
        self.by_what = ""
        self.changed = True
        self.states = [DelegationFactory(conference=self.conference) for _number in range(3)]
        # Some are under way already: by blind actions alone the late stages would hardly be reached.
        for number, (steps, choice) in enumerate(begun):
            self._complete_draft()
            self._bring_on(number, choice, steps, "rapporteur")

    def _person(self, actor: str) -> Any:
        self.users[actor] = UserFactory()
        return PersonFactory(conference=self.conference, user=self.users[actor])

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def pick(self, number: int) -> Recommendation | None:
        found = list(Recommendation.objects.filter(conference=self.conference).order_by("working_ref"))
        return found[number % len(found)] if found else None

    def perform(self, actor: str, number: int, verb: Any, by_what: str = "") -> None:
        """Do it; where it is not refused, check the way it went against the table above."""
        found = self.pick(number)
        if found is None:
            return
        before, text = found.stage, self._settled_text(found)
        try:
            with transaction.atomic():
                verb(found, User.objects.get(pk=self.users[actor].pk))
        except Refused as refusal:
            assert refusal.message
            return
        self.by_what, self.changed = by_what, True
        found = Recommendation.objects.select_related("current_version").get(pk=found.pk)
        if by_what == "revoked":
            self._check_revoked(actor, found, before)
        elif found.stage != before:
            self._check_way(actor, found, before)
            if found.stage in DECIDED:
                self.put[found.pk] = (before, text)

    @staticmethod
    def _settled_text(found: Recommendation) -> dict[Any, str]:
        body = found.current_version.body if found.current_version else []
        return {
            (p.id, code): value.text
            for p in body
            for code, value in p.texts.items()
            if value.status != "stale"
        }

    def _check_revoked(self, actor: str, found: Recommendation, before: str) -> None:
        assert before in DECIDED and actor in MAY_REVOKE, f"{actor} revoked what was {before}"
        stage, text = self.put.pop(found.pk)
        assert found.stage == stage, f"{before} -> {found.stage}, was {stage}"
        assert text.items() <= self._settled_text(found).items(), "the text that was put did not come back"

    def _check_way(self, actor: str, found: Recommendation, before: str) -> None:
        allowed = ALLOWED | (EXPERT if self.profile == "expert-meeting" else {})
        assert (before, found.stage) in allowed, f"{before} -> {found.stage}"
        capacities = {actor}
        role, _of, number = actor.partition(" of ")
        if number and found.working_group_id == self.groups[int(number)].pk:
            capacities.add(f"group {role}")
        if role == "drafting":
            capacities.add("drafting")
        assert capacities & allowed[before, found.stage], f"{actor}: {before} -> {found.stage}"

    # --- The actions ------------------------------------------------------------------------------------

    @rule(
        actor=actors,
        group=st.sampled_from([0, 1, 2]),
        complete=st.sampled_from([True, True, False]),
        bracket=st.sampled_from([False, False, True]),
    )
    def draft(self, actor: str, group: int, complete: bool, bracket: bool) -> None:
        if Recommendation.objects.filter(conference=self.conference).count() >= 7:
            return
        text = "Strengthen the [national] hotline." if bracket else "Strengthen the hotline."
        try:
            with transaction.atomic():
                drafting.draft_recommendation(
                    self.conference,
                    by=self.users[actor],
                    paragraphs=paragraphs_of({"en": text, "ru": "Укрепить горячую линию."}),
                    working_group=self.groups.get(group),
                    addressees=[self.addressee] if complete else [],
                    themes=[self.theme] if complete else [],
                )
                self.changed = True
        except Refused:
            pass

    @rule(actor=actors, number=picks, language=st.sampled_from(["en", "ru", "uz"]), editorial=st.booleans(),
          text=st.sampled_from(["Improve the hotline.", "Improve [it].", "Улучшить.", ""]))  # fmt: skip
    def revise(self, actor: str, number: int, language: str, text: str, editorial: bool) -> None:
        def verb(found: Recommendation, by: User) -> None:
            base = found.current_version
            assert base is not None
            written = [ParagraphText(text, p.level, p.id) for p in base.body]
            drafting.revise_recommendation(
                found, by=by, base=base, language=language, written=written, editorial=editorial
            )

        self.perform(actor, number, verb)

    @rule(number=picks, choice=picks, steps=st.integers(1, 7), actor=st.sampled_from(["owner", "rapporteur"]))
    def go_on(self, number: int, choice: int, steps: int, actor: str) -> None:
        self._bring_on(number, choice, steps, actor)

    def _bring_on(self, number: int, choice: int, steps: int, actor: str) -> None:
        """Staff bring one further, by actions that are possible now."""
        for step in range(steps):
            found = self.pick(number)
            if found is None:
                self._complete_draft()
                continue
            names = [
                action.transition.name
                for action in available(found, self.users[actor])
                if not action.obstacles
            ]
            names = [name for name in names if name not in ("return", "merge", "split")]
            if not names:
                break
            self.perform(actor, number, self._verb(names[(choice + step) % len(names)]))
            self.nothing_is_lost_or_reused()
            self.by_what = ""

    def _complete_draft(self) -> None:
        self.changed = True
        drafting.draft_recommendation(
            self.conference,
            by=self.users["rapporteur"],
            paragraphs=paragraphs_of({"en": "Strengthen the hotline.", "ru": "Укрепить горячую линию."}),
            working_group=self.groups[1],
            addressees=[self.addressee],
            themes=[self.theme],
        )

    def _verb(self, name: str) -> Any:
        consensus = adoption.PlenaryDecision(method="consensus")
        verbs = {
            "submit": group_stages.submit_recommendation,
            "agree": group_stages.agree_recommendation,
            "consolidate": group_stages.consolidate_recommendation,
            "publish": lambda found, by: publish_recommendations([found], by=by),
            "table": lambda found, by: adoption.table_recommendation(found, by=by, symbol="CONF/L.2"),
            "adopt": lambda found, by: adoption.adopt_recommendation(found, by=by, decision=consensus),
            "reject": lambda found, by: adoption.reject_recommendation(found, by=by, decision=consensus),
            "return": lambda found, by: group_stages.return_recommendation(found, by=by, reason="Too long."),
        }
        set_aside = lambda found, by: adoption.set_aside(found, name, by=by, reason="So decided.")  # noqa: E731
        return lambda found, by: verbs.get(name, set_aside)(found, by=by)

    @rule(actor=actors, number=picks, action=st.sampled_from(["submit", "agree", "consolidate", "publish"]),
          override=st.sampled_from(["", "", "The chair insists."]))  # fmt: skip
    def simple(self, actor: str, number: int, action: str, override: str) -> None:
        verbs = {
            "submit": lambda found, by: group_stages.submit_recommendation(found, by=by, override=override),
            "agree": lambda found, by: group_stages.agree_recommendation(found, by=by, override=override),
            "consolidate": lambda found, by: group_stages.consolidate_recommendation(found, by=by),
            "publish": lambda found, by: publish_recommendations([found], by=by),
        }
        self.perform(actor, number, verbs[action])

    @rule(actor=actors, number=picks)
    def discard(self, actor: str, number: int) -> None:
        found = self.pick(number)
        if found is None:
            return
        key, original = found.pk, found.pk in self.submitted
        try:
            with transaction.atomic():
                drafting.discard_draft(found, by=self.users[actor])
        except Refused:
            return
        self.changed = True
        assert not original, "an original is lost"
        self.stages.pop(key, None)
        self.versions = {pk: version for pk, version in self.versions.items() if version[0] != key}

    @rule(actor=actors, number=picks, reason=st.sampled_from(["", "It repeats another."]))
    def give_back(self, actor: str, number: int, reason: str) -> None:
        self.perform(
            actor, number, lambda found, by: group_stages.return_recommendation(found, by=by, reason=reason)
        )

    @rule(actor=actors, first=picks, second=picks, fit=st.booleans())
    def merge(self, actor: str, first: int, second: int, fit: bool) -> None:
        if fit:  # two that may be merged, else any two, even one with itself
            for _number in range(2):
                self._complete_draft()
                made = Recommendation.objects.filter(conference=self.conference).latest("created_at")
                for name in ("submit", "agree"):
                    self._verb(name)(made, self.users["rapporteur"])
            self.nothing_is_lost_or_reused()
            everything = list(
                Recommendation.objects.filter(conference=self.conference).order_by("working_ref")
            )
            agreed = [place for place, row in enumerate(everything) if row.stage == "agreed"]
            first, second = agreed[first % len(agreed)], agreed[(first + 1) % len(agreed)]
        other = self.pick(second)

        def verb(found: Recommendation, by: User) -> None:
            originals = [found, other]
            group_stages.merge_recommendations(
                originals, by=by, paragraphs=group_stages.joined_paragraphs(originals)
            )

        self.perform(actor, first, verb)

    @rule(actor=actors, number=picks)
    def split(self, actor: str, number: int) -> None:
        def verb(found: Recommendation, by: User) -> None:
            assert found.current_version is not None
            # Its one paragraph stands in both parts, as a common beginning would.
            body = found.current_version.body
            for part in split_recommendation(found, by=by, parts=[body, body]):
                assert part.current_version.split_from == found.current_version

        self.perform(actor, number, verb)

    @rule(actor=actors, number=picks, symbol=st.sampled_from(["", "CONF/L.1"]))
    def table(self, actor: str, number: int, symbol: str) -> None:
        self.perform(
            actor, number, lambda found, by: adoption.table_recommendation(found, by=by, symbol=symbol)
        )

    @rule(actor=actors, number=picks, method=st.sampled_from(["consensus", "recorded-vote", "recorded-vote", ""]),
          amended=st.sampled_from(["", "", "Improve the hotline as read out.", "Improve [it]."]),
          votes=st.sampled_from([(2, 1), (5, 1), (1, 2), (None, None)]),
          listed=st.sampled_from([(), ("for", "for", "against"), ("against", "abstains"), ("for",)]))  # fmt: skip
    def adopt(self, actor: str, number: int, method: str, amended: str, votes: Any, listed: Any) -> None:
        def verb(found: Recommendation, by: User) -> None:
            base = found.current_version
            assert base is not None
            written = tuple(ParagraphText(amended, p.level, p.id) for p in base.body)
            adoption.adopt_recommendation(
                found,
                by=by,
                decision=adoption.PlenaryDecision(
                    method=method,
                    votes_for=None if listed else votes[0],
                    votes_against=None if listed else votes[1],
                    votes={state.pk: vote for state, vote in zip(self.states, listed, strict=False)},
                ),
                amendment=adoption.OralAmendment("en", written) if amended else None,
            )

        self.perform(actor, number, verb, "adopted")

    @rule(
        actor=actors,
        number=picks,
        text=st.sampled_from(["Improve the hotline.", "Fund the hotline.", "Fund [it]."]),
    )
    def amend(self, actor: str, number: int, text: str) -> None:
        def verb(found: Recommendation, by: User) -> None:
            base = found.current_version
            assert base is not None
            asked = ProposedText(base.body[0].id, "en", text)
            amending.propose_amendment(found, by=by, party=Party(self.states[0]), base=base, proposal=asked)

        self.perform(actor, self._one_of(AMENDABLE, number), verb)

    @rule(
        actor=actors,
        number=picks,
        which=picks,
        how=st.sampled_from(["accept", "accept", "oral", "reject", "reopen"]),
    )
    def decide_amendment(self, actor: str, number: int, which: int, how: str) -> None:
        verbs = {
            "accept": amending.accept_amendment,
            "oral": lambda row, by: amending.accept_orally(row, by=by, text="Fund the hotline well."),
            "reject": amending.reject_amendment,
            "reopen": lambda row, by: amending.reopen_amendment(row, by=by, reason="It was another."),
        }
        waiting = list(
            Amendment.objects.of(self.conference).order_by("recommendation__working_ref", "number")
        )
        if not waiting:
            return
        chosen = waiting[which % len(waiting)]
        everything = Recommendation.objects.filter(conference=self.conference).order_by("working_ref")
        number = list(everything.values_list("pk", flat=True)).index(chosen.recommendation_id)
        self.perform(actor, number, lambda _found, by: verbs[how](chosen, by=by), "amended")

    def _one_of(self, stages: set[str], number: int) -> int:
        """The place of one in these stages, if there is any: by blind picks the late actions would rarely fit."""
        everything = Recommendation.objects.filter(conference=self.conference).order_by("working_ref")
        places = [place for place, row in enumerate(everything) if row.stage in stages]
        return places[number % len(places)] if places else number

    @rule(actor=actors, number=picks, decided=st.booleans(), override=st.sampled_from(["", "", "I know."]))
    def revoke(self, actor: str, number: int, decided: bool, override: str) -> None:
        if decided:
            number = self._one_of(DECIDED, number)
        self.perform(
            actor,
            number,
            lambda found, by: revoke_decision(found, by=by, reason="The wrong gavel.", override=override),
            "revoked",
        )

    @rule(actor=actors, number=picks, kind=st.sampled_from(["document", "corrigendum", "revision", "revision"]),
          text=st.sampled_from(["Strengthen the hotline now.", "Improve [it].", ""]))  # fmt: skip
    def issue(self, actor: str, number: int, kind: str, text: str) -> None:
        def verb(found: Recommendation, by: User) -> None:
            document = OutcomeDocument.objects.select_related("conference").get(pk=found.document_id)
            if kind == "document" or not document.is_published:
                publish_document(document, by=by)
                return
            base = found.current_version
            assert base is not None
            rows = [issuing.Correction(found, base, {"en": text}, base.body[0].id)]
            make = issuing.issue_corrigendum if kind == "corrigendum" else issuing.issue_revision
            make(document, by=by, corrections=rows)

        self.perform(actor, self._one_of({"published"}, number), verb, "issued")

    @rule(actor=actors, number=picks, name=st.sampled_from(["withdraw", "defer", "refer", "reject"]))
    def decide_otherwise(self, actor: str, number: int, name: str) -> None:
        def verb(found: Recommendation, by: User) -> None:
            if name == "reject":
                adoption.reject_recommendation(
                    found, by=by, decision=adoption.PlenaryDecision(method="without-vote")
                )
            else:
                adoption.set_aside(found, name, by=by, reason="The plenary said so.")

        self.perform(actor, number, verb)

    # --- What always holds ---------------------------------------------------------------------------

    @invariant()
    def nothing_is_lost_or_reused(self) -> None:
        if not hasattr(self, "conference") or not self.changed:
            return
        # A refused act has changed nothing: it was undone whole.
        self.changed = False
        rows = list(
            Recommendation.objects.filter(conference=self.conference).select_related("current_version")
        )
        assert {row.pk for row in rows} >= set(self.stages), "a recommendation is gone"
        versions = {
            version.pk: (version.recommendation_id, version.number, version.paragraphs)
            for version in RecommendationVersion.objects.filter(recommendation__conference=self.conference)
        }
        for key, content in self.versions.items():
            assert versions.get(key) == content, "a version was changed or lost"
        for row in rows:
            if row.pk in self.numbers:
                assert row.number == self.numbers[row.pk], "a permanent number has changed"
            # A recommendation that was revoked keeps its number, for itself alone.
            assert row.number or row.stage not in ADOPTED
            self._check_frozen(row)
        numbers = [row.number for row in rows if row.number]
        assert len(numbers) == len(set(numbers)), "a number stands twice"
        for row in rows:
            if row.number and row.pk not in self.numbers:
                assert row.number > max(self.numbers.values(), default=0), "a number was given again"
                self.numbers[row.pk] = row.number
        self.versions = versions
        self._check_decisions({row.pk: row.stage for row in rows})
        self._check_issues_and_amendments(rows)
        self.submitted |= {row.pk for row in rows if row.stage != "draft"}
        self.stages = {row.pk: row.stage for row in rows}

    def _check_decisions(self, stages: dict[Any, str]) -> None:
        """None is lost, none comes back once it was revoked; what is adopted has exactly one that stands."""
        found = {
            row.pk: row
            for row in Adoption.objects.of(self.conference).prefetch_related("votes").order_by("created_at")
        }
        standing: dict[Any, str] = {}
        for key, revoked_at in self.decisions.items():
            assert key in found, "a decision was lost"
            assert revoked_at is None or found[key].revoked_at == revoked_at, "a revoked decision came back"
        for row in found.values():
            if row.revoked_at is None:
                assert row.recommendation_id not in standing, "two decisions stand on one text"
                standing[row.recommendation_id] = row.outcome
            counted = [vote.vote for vote in row.votes.all()]
            if counted:
                assert (row.votes_for, row.votes_against) == (counted.count("for"), counted.count("against"))
            if row.votes_for is not None:
                assert row.votes_for + row.votes_against + (row.abstentions or 0) <= len(self.states)
        for key, stage in stages.items():
            outcome = standing.get(key, "")
            assert (stage in ADOPTED) == outcome.startswith("adopted"), f"{stage}: {outcome}"
            assert (stage == "not-adopted") == (outcome == "not-adopted"), f"{stage}: {outcome}"
        self.decisions = {row.pk: row.revoked_at for row in found.values()}

    def _check_issues_and_amendments(self, rows: list[Recommendation]) -> None:
        issues = {
            issue.pk: (issue.symbol, issue.content, issue.changes)
            for issue in DocumentIssue.objects.filter(document__conference=self.conference)
        }
        for key, content in self.issues.items():
            assert issues.get(key) == content, "an issue of the document was changed or lost"
        self.issues = issues
        amendments = {
            row.pk: (row.recommendation_id, row.number, row.state)
            for row in Amendment.objects.of(self.conference)
        }
        assert set(self.amendments) <= set(amendments), "an amendment was lost"
        assert all(amendments[key][:2] == known[:2] for key, known in self.amendments.items())
        self.amendments = amendments
        closed = {row.pk for row in rows if row.stage in {*ADOPTED, "not-adopted", "withdrawn"}}
        waiting = {key for key, _number, state in amendments.values() if state == "open"}
        assert not closed & waiting, "an amendment waits for what was decided"

    def _check_frozen(self, row: Recommendation) -> None:
        assert row.current_version is not None
        texts = {
            (paragraph.id, code): value.text
            for paragraph in row.current_version.body
            for code, value in paragraph.texts.items()
        }
        before, stage = self.texts.get(row.pk, {}), self.stages.get(row.pk)
        adopted_now = stage != row.stage and row.stage == "adopted-as-amended"
        # A tabled text changes by its amendments, a published one by an issue; what was revoked was checked already.
        changed = {
            "tabled": self.by_what == "amended",
            "agreed": self.by_what == "amended",
            "published": self.by_what == "issued",
        }
        allowed = adopted_now or changed.get(stage or "", False) or self.by_what == "revoked"
        # Languages that are stale, and all of them under linguistic revision, may be brought in line.
        reserved = (
            row.adoptions.in_force().filter(linguistic_revision=True).exists() and row.stage != "published"
        )
        if stage in FROZEN and not allowed and not reserved:
            for key, text in before.items():
                assert texts.get(key) == text, "a frozen text was changed"
        self.texts[row.pk] = texts


class IntergovernmentalOutcomes(Outcomes):
    profile = "intergovernmental"


@pytest.mark.parametrize("examples", [3, pytest.param(40, marks=pytest.mark.nightly)])
@pytest.mark.parametrize(
    "machine", [Outcomes, IntergovernmentalOutcomes], ids=["expert", "intergovernmental"]
)
def test_no_sequence_of_actions_does_what_is_forbidden(
    machine: type[Outcomes], examples: int, db: Any
) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            # Without shrinking: a failure is shown as it was found, and not after minutes.
            phases=[Phase.explicit, Phase.generate],
        ),
    )
