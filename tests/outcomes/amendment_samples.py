"""A tabled text, delegations that may amend it, and their amendments."""

from typing import Any

from confman.accounts.system_users import system_user
from outcomes.amendments.domain.amendments import propose_amendment
from outcomes.amendments.domain.checks import Party
from outcomes.amendments.domain.edits import ProposedText
from outcomes.amendments.models import Amendment
from outcomes.plenary.domain.adoption import table_recommendation
from outcomes.recommendations.models.recommendation import Recommendation
from tests.factories import CategoryFactory, DelegationFactory, PersonFactory, RegistrationFactory
from tests.outcomes.recommendation_samples import recommendation

TEXTS = {
    "en": "Strengthen the national hotline by 2030.\n\nReport on it every year.\n\nPublish the report.",
    "ru": "Укрепить горячую линию к 2030 году.\n\nЕжегодно отчитываться.\n\nПубликовать отчёт.",
}


def tabled(conference: Any, **given: Any) -> Recommendation:
    """A recommendation of three paragraphs before the plenary of an intergovernmental conference."""
    if not conference.is_intergovernmental:
        conference.profile = "intergovernmental"
        conference.save()
    window = {name: given.pop(name) for name in ("amendments_from", "amendments_until") if name in given}
    row = recommendation(conference, texts=given.pop("texts", TEXTS), stage="agreed", **given)
    table_recommendation(row, by=system_user("demo"), symbol="CONF/L.1", **window)
    return Recommendation.objects.select_related("conference", "current_version").get(pk=row.pk)


def delegate(conference: Any, *, user: Any = None, may_propose: bool = True, **given: Any) -> Any:
    """An approved member of a delegation of their own, whose category may propose texts."""
    given.setdefault("delegation", DelegationFactory(conference=conference))
    return RegistrationFactory(
        conference=conference,
        person=PersonFactory(conference=conference, user=user),
        category=CategoryFactory(conference=conference, may_propose=may_propose),
        status="approved",
        **given,
    )


def amendment(
    row: Recommendation,
    text: str,
    *,
    paragraph: int = 0,
    language: str = "en",
    is_new: bool = False,
    **given: Any,
) -> Amendment:
    """Return an amendment from the floor, to the paragraph of that index (-1 with `is_new`: at the beginning)."""
    row.refresh_from_db()
    body = row.current_version.body
    party = given.pop("party", None) or Party(DelegationFactory(conference=row.conference))
    asked = ProposedText(body[paragraph].id if paragraph >= 0 else "", language, text, is_new)
    return propose_amendment(
        row,
        by=given.pop("by", None) or system_user("demo"),
        party=party,
        base=row.current_version,
        proposal=asked,
        **given,
    )
