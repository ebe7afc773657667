"""Mail to the focal points of the delegations about a silence procedure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from confman.accounts.models import User
from confman.accounts.signed_links import make_token
from confman.conferences.models import Conference
from confman.mail.domain.dispatch import Letter, send_to_person, write_to_person
from confman.translation.languages import reading_in
from outcomes.circulations.domain.status import in_both_zones
from outcomes.circulations.mail_kinds import EXTENDED, OBSERVED, STARTED
from outcomes.circulations.models import Circulation
from outcomes.plenary.domain.votes import observing_delegations
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.core.domain.personal_links import FOCAL_POINT
from registrations.core.models.delegation import Delegation, FocalPoint

_SHORT = 160


def circulation_link(focal_point: FocalPoint, circulation: Circulation) -> str:
    """Return the whole address, for a mail, of the delegation's page of a circulation; it needs no account."""
    token = make_token(FOCAL_POINT, focal_point.pk, focal_point.link_version)
    keys = [circulation.conference.slug, circulation.pk, token]
    return settings.BASE_URL + reverse("outcomes_delegation:circulation-link", args=keys)


def focal_points_of(conference: Conference) -> list[FocalPoint]:
    """List the people who represent a delegation by mail, in the order of the delegations."""
    rows = FocalPoint.objects.filter(delegation__conference=conference)
    return list(
        rows.select_related("delegation", "person__contact").order_by("delegation__sort_key", "created_at")
    )


def out_of_reach(conference: Conference) -> list[Delegation]:
    """List the delegations that no mail reaches: they have no focal point with an address."""
    reachable_ids = {row.delegation_id for row in focal_points_of(conference) if row.person.mailbox}
    return [row for row in Delegation.objects.of(conference) if row.pk not in reachable_ids]


def text_line(recommendation: Recommendation) -> str:
    """Return a text in one line, in the language being read: symbol or reference, and its first words."""
    opening = " ".join(recommendation.opening.split())
    if len(opening) > _SHORT:
        opening = f"{opening[:_SHORT].rstrip()}…"
    name = recommendation.symbol or recommendation.working_ref
    if name != recommendation.working_ref:
        name = f"{name} ({recommendation.working_ref})"
    return f"{name}: {opening}"


def _mail_values(
    circulation: Circulation,
    texts: Sequence[Recommendation],
    language: str,
    more: Callable[[], Mapping[str, Any]] = dict,
) -> dict[str, Any]:
    """Return the values for a mail in this language."""
    with reading_in(language, *circulation.conference.languages):
        return {
            "message": circulation.message,
            "texts": "\n".join(f"- {text_line(row)}" for row in texts),
            "deadline": in_both_zones(circulation.conference, circulation.deadline),
            **more(),
        }


def _named(circulation: Circulation, focal_point: FocalPoint, language: str) -> str:
    with reading_in(language, *circulation.conference.languages):
        return str(focal_point.delegation)


def kinds_by_delegation(conference: Conference) -> dict[UUID, str]:
    """Return the kind of mail by which the delegations without a vote learn of the texts, by delegation."""
    return dict.fromkeys(observing_delegations(conference).values_list("pk", flat=True), OBSERVED)


def send_to_delegations(
    kind: str,
    circulation: Circulation,
    texts: Sequence[Recommendation],
    *,
    by: User,
    once: str,
    more: Callable[[], Mapping[str, Any]] = dict,
) -> int:
    """Queue a mail to each focal point, in their language, within the caller's transaction.

    Return how many of them may act on it: those of delegations without a vote are not asked to object, they get the
    texts for information.

    `once` identifies the occasion: the same is never sent twice. `more()` returns further placeholders; it is called
    once for each language, while that is active.
    """
    conference, sent = circulation.conference, 0
    kinds = kinds_by_delegation(conference) if kind in (STARTED, EXTENDED) else {}
    by_language: dict[str, dict[str, Any]] = {}
    for focal_point in focal_points_of(conference):
        focal_point.person.conference = focal_point.delegation.conference = conference
        language = focal_point.person.preferred_language()
        if language not in by_language:
            by_language[language] = _mail_values(circulation, texts, language, more)
        delegation_values = {
            "delegation": _named(circulation, focal_point, language),
            "link": circulation_link(focal_point, circulation),
        }
        message = send_to_person(
            kinds.get(focal_point.delegation_id, kind), person=focal_point.person, conference=conference, by=by,
            context=by_language[language] | delegation_values,
            idempotency_key=f"circulation:{circulation.pk}:{once}:{focal_point.pk}",
        )  # fmt: skip
        sent += message is not None and focal_point.delegation_id not in kinds
    return sent


def preview_letter(
    kind: str, circulation: Circulation, texts: Sequence[Recommendation], *, to: FocalPoint
) -> Letter | None:
    """Return the first mail as it would be, for a circulation that is not saved yet; its link leads nowhere."""
    to.person.conference = circulation.conference
    language = to.person.preferred_language()
    delegation_values = {"delegation": _named(circulation, to, language), "link": settings.BASE_URL}
    values = _mail_values(circulation, texts, language) | delegation_values
    return write_to_person(kind, person=to.person, conference=circulation.conference, context=values)
