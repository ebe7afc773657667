"""The state machine of recommendations: the actions, who may do them, their stages and their obstacles.

Verbs ask `check` before they act; pages ask `available` for their buttons. Nothing else moves a stage.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from confman.accounts.models import User, Visitor
from confman.audit.domain.recorder import record_audit
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference
from confman.translation.languages import language_name
from confman.web.errors import Refused
from outcomes.recommendations.domain.outcome_documents import why_not_for_everyone
from outcomes.recommendations.domain.wording import count_brackets, open_brackets, opening_warnings
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.paragraphs import Paragraph, stale_languages
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import UNPUBLISHED_STAGES, Stage

Guard = Callable[[Recommendation], Iterable[str]]


def _has_text(recommendation: Recommendation) -> Iterable[str]:
    version = recommendation.current_version
    if version is None or not version.languages:
        yield _("It has no text yet.")


def _has_addressee(recommendation: Recommendation) -> Iterable[str]:
    # .all() and not .exists(): lists have prefetched them.
    if not recommendation.addressees.all():
        yield _("It names no addressee: say who is to carry it out.")


def _has_theme(recommendation: Recommendation) -> Iterable[str]:
    if not recommendation.themes.all():
        yield _("It has no theme.")


def _no_brackets(recommendation: Recommendation) -> Iterable[str]:
    if brackets := open_brackets(recommendation.body):
        number = count_brackets(recommendation.body)
        yield ngettext(
            "%(count)d passage still stands in [square brackets]: “%(passage)s”. Settle it first.",
            "%(count)d passages still stand in [square brackets], the first: “%(passage)s”. Settle them first.",
            number,
        ) % {"count": number, "passage": brackets[0].text[:80]}


def _nothing_stale(recommendation: Recommendation) -> Iterable[str]:
    yield from _stale(recommendation.body)


def _nothing_stale_but_amended(recommendation: Recommendation) -> Iterable[str]:
    """Yield obstacles for stale text, except what the plenary amended: it is adopted subject to linguistic revision."""
    amended = {
        amendment.own_paragraph for amendment in recommendation.amendment_states if amendment.is_accepted
    }
    yield from _stale([paragraph for paragraph in recommendation.body if paragraph.id not in amended])


def _stale(body: Sequence[Paragraph]) -> Iterable[str]:
    if stale := stale_languages(body):
        yield _(
            "The text in %(languages)s is stale: another language was changed after it. Bring it into line, or "
            "remove it: a missing language is allowed, a stale one is not."
        ) % {"languages": ", ".join(language_name(code) for code in stale)}


def _amendments_decided(recommendation: Recommendation) -> Iterable[str]:
    waiting = sorted(row.number for row in recommendation.amendment_states if row.is_open)
    if waiting:
        yield ngettext(
            "%(count)d amendment is not decided yet: %(which)s. Decide on it first.",
            "%(count)d amendments are not decided yet: %(which)s. Decide on them first.",
            len(waiting),
        ) % {"count": len(waiting), "which": ", ".join(f"A.{number}" for number in waiting)}


def why_blocked(recommendation: Recommendation) -> str:
    """Return why nothing may be decided on the text now, as packages above say; '' if something may."""
    return next(filter(None, answers(Query.TEXT_BLOCKED, recommendation)), "")


def _not_blocked(recommendation: Recommendation) -> Iterable[str]:
    yield from filter(None, [why_blocked(recommendation)])


def _for_everyone(recommendation: Recommendation) -> Iterable[str]:
    yield from filter(None, [why_not_for_everyone(recommendation.document)])


@dataclass(frozen=True)
class StageTransition:
    """An action. `sources` are the stages from which it starts; `expert_sources` those an expert meeting adds.

    An owner may override `overridable` guards with a reason, which is audited; nobody may override others. `input` says
    that the action asks for more than a click: a reason, a method, a symbol. A text of no group has `plain_label`.
    """

    name: str
    label: Promise | str
    permission: str
    sources: tuple[Stage, ...]
    target: Stage
    guards: tuple[Guard, ...] = ()
    overridable: tuple[Guard, ...] = ()
    expert_sources: tuple[Stage, ...] = ()
    input: bool = False
    danger: bool = False
    warnings: bool = False
    plain_label: Promise | str = ""

    def label_for(self, recommendation: Recommendation) -> Promise | str:
        """Return the label that speaks of the group only where the recommendation has one."""
        return (not recommendation.working_group_id and self.plain_label) or self.label

    def starts_from(self, recommendation: Recommendation) -> bool:
        """Tell whether the state machine has this transition from the recommendation's stage."""
        return recommendation.stage in self.all_sources(recommendation.conference)

    def all_sources(self, conference: Conference) -> tuple[Stage, ...]:
        return self.sources + (() if conference.is_intergovernmental else self.expert_sources)

    def obstacles(self, recommendation: Recommendation, *, overridden: bool = False) -> list[str]:
        """List the present obstacles to the transition, in sentences."""
        guards = self.guards if overridden else (*self.overridable, *self.guards)
        return [sentence for guard in guards for sentence in guard(recommendation)]

    def overridable_obstacles(self, recommendation: Recommendation) -> list[str]:
        """List the obstacles that an override would ignore now, in sentences."""
        return [sentence for guard in self.overridable for sentence in guard(recommendation)]


_PLENARY = (Stage.TABLED,)
# In an expert meeting the plenary decides on texts that the groups have agreed, without tabling.
_EXPERT_PLENARY = (Stage.AGREED, Stage.CONSOLIDATED)

TRANSITIONS: dict[str, StageTransition] = {
    transition.name: transition
    for transition in (
        StageTransition(
            "submit", gettext_lazy("Submit to the group"), "outcomes.submit_recommendation",
            (Stage.DRAFT,), Stage.SUBMITTED,
            guards=(_has_text,), overridable=(_has_addressee, _has_theme), warnings=True,
            plain_label=pgettext_lazy("a recommendation", "Submit"),
        ),
        StageTransition(
            "return", gettext_lazy("Return for redrafting"), "outcomes.agree_recommendation",
            (Stage.SUBMITTED,), Stage.DRAFT, input=True,
        ),
        StageTransition(
            "agree", gettext_lazy("Agreed in the group"), "outcomes.agree_recommendation",
            (Stage.SUBMITTED,), Stage.AGREED, guards=(_has_text,), overridable=(_no_brackets,),
            plain_label=pgettext_lazy("a recommendation", "Agreed"),
        ),
        StageTransition(
            "consolidate", gettext_lazy("Consolidate"), "outcomes.consolidate_recommendation",
            (Stage.AGREED,), Stage.CONSOLIDATED, guards=(_no_brackets,),
        ),
        StageTransition(
            "merge", gettext_lazy("Merge into another"), "outcomes.consolidate_recommendation",
            (Stage.AGREED,), Stage.MERGED, guards=(_amendments_decided,), input=True,
        ),
        StageTransition(
            "split", gettext_lazy("Split into several"), "outcomes.split_recommendation",
            (Stage.DRAFT, Stage.SUBMITTED, Stage.AGREED), Stage.SPLIT, guards=(_has_text,), input=True,
        ),
        StageTransition(
            "table", gettext_lazy("Table"), "outcomes.table_recommendation",
            (Stage.AGREED, Stage.CONSOLIDATED, Stage.DEFERRED, Stage.REFERRED), Stage.TABLED,
            guards=(_has_text, _nothing_stale), input=True,
        ),
        StageTransition(
            "adopt", gettext_lazy("Adopt"), "outcomes.decide_recommendation",
            _PLENARY, Stage.ADOPTED,
            guards=(_not_blocked, _has_text, _amendments_decided, _no_brackets),
            overridable=(_nothing_stale_but_amended,),
            expert_sources=_EXPERT_PLENARY, input=True,
        ),
        StageTransition(
            "reject", gettext_lazy("Not adopted"), "outcomes.decide_recommendation",
            _PLENARY, Stage.NOT_ADOPTED, guards=(_not_blocked, _amendments_decided), expert_sources=_EXPERT_PLENARY,
            input=True, danger=True,
        ),
        StageTransition(
            "withdraw", gettext_lazy("Withdrawn"), "outcomes.decide_recommendation",
            _PLENARY, Stage.WITHDRAWN, guards=(_not_blocked,), expert_sources=_EXPERT_PLENARY, input=True, danger=True,
        ),
        StageTransition(
            "defer", gettext_lazy("Defer"), "outcomes.decide_recommendation",
            _PLENARY, Stage.DEFERRED, guards=(_not_blocked,), expert_sources=_EXPERT_PLENARY, input=True,
        ),
        StageTransition(
            "refer", gettext_lazy("Refer back"), "outcomes.decide_recommendation",
            _PLENARY, Stage.REFERRED, guards=(_not_blocked,), expert_sources=_EXPERT_PLENARY, input=True,
        ),
        StageTransition(
            "publish", gettext_lazy("Publish"), "outcomes.publish_recommendation",
            UNPUBLISHED_STAGES, Stage.PUBLISHED, guards=(_nothing_stale, _for_everyone),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class AvailableTransition:
    """A transition as a page offers it, with its obstacles and with warnings."""

    transition: StageTransition
    label: Promise | str
    obstacles: list[str]
    warnings: list[str]
    can_override: bool = False


def may(by: Visitor, permission: str, target: models.Model | None) -> bool:
    """Tell whether the user may; actions of commands and jobs were decided before.

    The system user who acts for a person with a personal link (`opened_people`) may do what that person may.
    """
    decided_before = getattr(by, "is_system", False) and not hasattr(by, "opened_people")
    return bool(decided_before or by.has_perm(permission, target))


def available(recommendation: Recommendation, user: Visitor) -> list[AvailableTransition]:
    """List the transitions from the recommendation's stage that are open to this user."""
    transitions = []
    for transition in TRANSITIONS.values():
        if transition.starts_from(recommendation) and may(user, transition.permission, recommendation):
            obstacles = transition.obstacles(recommendation)
            liftable = bool(obstacles) and not transition.obstacles(recommendation, overridden=True)
            transitions.append(
                AvailableTransition(
                    transition,
                    transition.label_for(recommendation),
                    obstacles,
                    opening_warnings(recommendation.body) if transition.warnings else [],
                    liftable and may(user, "outcomes.override_guards", recommendation),
                )
            )
    return transitions


def check(name: str, recommendation: Recommendation, *, by: User, override: str = "") -> StageTransition:
    """Return the transition if it is possible now. Raises Refused with all obstacles.

    `override` is the reason for overriding the overridable guards; only an owner may give one.
    """
    transition = TRANSITIONS[name]
    if not may(by, transition.permission, recommendation):
        raise Refused(
            _("%(what)s: you may not do this; %(who)s may.")
            % {"what": recommendation.label, "who": WHO_MAY[transition.permission]}
        )
    if not transition.starts_from(recommendation):
        raise Refused(
            _("%(what)s is “%(stage)s”; “%(action)s” is possible only from: %(sources)s.")
            % {
                "what": recommendation.label,
                "stage": recommendation.get_stage_display(),
                "action": transition.label_for(recommendation),
                "sources": ", ".join(
                    str(source.label) for source in transition.all_sources(recommendation.conference)
                ),
            }
        )
    if override and not may(by, "outcomes.override_guards", recommendation):
        raise Refused(_("Only an owner of the conference may set a rule aside."))
    obstacles = transition.obstacles(recommendation, overridden=bool(override))
    if obstacles:
        raise Refused(f"{recommendation.label}: {' '.join(obstacles)}")
    return transition


WHO_MAY = {
    "outcomes.submit_recommendation": gettext_lazy("the rapporteur of the group"),
    "outcomes.agree_recommendation": gettext_lazy("the chair of the group"),
    "outcomes.consolidate_recommendation": gettext_lazy("the drafting committee"),
    "outcomes.split_recommendation": gettext_lazy(
        "who writes for the group, once it is agreed the drafting committee"
    ),
    "outcomes.table_recommendation": gettext_lazy("the secretariat"),
    "outcomes.decide_recommendation": gettext_lazy("the chair of the plenary"),
    "outcomes.publish_recommendation": gettext_lazy("the secretariat"),
}


def lock_documents(recommendations: Sequence[Recommendation]) -> dict[UUID, OutcomeDocument]:
    """Lock the documents of the texts, before the texts; return them by their keys, as they are now."""
    keys = {row.document_id for row in recommendations}
    return OutcomeDocument.objects.locked().order_by("pk").in_bulk(keys)


def lock_texts(recommendations: Sequence[Recommendation]) -> None:
    """Lock the texts: until the transaction ends, nobody else acts on one. Call it before `check`.

    Raises Refused if someone has acted on one meanwhile.
    """
    rows = Recommendation.objects.filter(pk__in=[row.pk for row in recommendations]).locked()
    now = {row.pk: (row.stage, row.current_version_id) for row in rows}
    for row in recommendations:
        if now.get(row.pk) != (row.stage, row.current_version_id):
            raise _acted_on(row)
        row.forget_guards()


def _acted_on(recommendation: Recommendation) -> Refused:
    return Refused(
        _("Someone else has acted on %(what)s meanwhile. Look at it again.") % {"what": recommendation.label}
    )


def move(
    recommendation: Recommendation,
    target: Stage,
    verb: str,
    *,
    by: User,
    reason: str = "",
    details: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Change the stage, by one conditional UPDATE, with the audit entry. Call inside a transaction, after `check`.

    Raises Refused if someone else moved it meanwhile.
    """
    updated = Recommendation.objects.filter(
        pk=recommendation.pk, stage=recommendation.stage, current_version=recommendation.current_version_id
    ).update(stage=target, **fields)
    if not updated:
        raise _acted_on(recommendation)
    before, recommendation.stage = recommendation.stage, target
    for name, value in fields.items():
        setattr(recommendation, name, value)
    version = recommendation.current_version
    record_audit(
        verb, by=by, target=recommendation, label=recommendation.working_ref,
        reason=reason,
        details={"from": str(before), "to": str(target), "version": version.number if version else 0}
        | (details or {}),
    )  # fmt: skip
