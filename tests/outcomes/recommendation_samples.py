"""Recommendations in any stage, created through the verbs."""

import io

import pikepdf

from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from outcomes.drafting.domain import group_stages
from outcomes.plenary.domain import adoption
from outcomes.publication.domain.issues import publish_recommendations
from outcomes.recommendations.domain import versions
from outcomes.recommendations.domain.plain_text import paragraphs_of
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from tests.factories import AddresseeFactory, ThemeFactory


def recommendation(
    conference: Conference,
    *,
    by: User | None = None,
    texts: dict[str, str] | None = None,
    stage: str = "draft",
    working_group: object = None,
    **given: object,
) -> Recommendation:
    """Create a recommendation and bring it to `stage` through the verbs, with an addressee and a theme."""
    user = by or system_user("demo")
    made = versions.draft_recommendation(
        conference,
        by=user,
        paragraphs=paragraphs_of(texts or {"en": "Strengthen the hotline.", "ru": "Укрепить горячую линию."}),
        working_group=working_group,
        addressees=given.pop("addressees", None) or [AddresseeFactory(conference=conference)],
        themes=given.pop("themes", None) or [ThemeFactory(conference=conference)],
        details=given,
    )
    steps = ["submitted", "agreed", "adopted", "published"]
    for step in steps[: steps.index(stage) + 1] if stage in steps else []:
        if step == "submitted":
            group_stages.submit_recommendation(made, by=user)
        elif step == "agreed":
            group_stages.agree_recommendation(made, by=user)
        elif step == "adopted":
            adoption.adopt_recommendation(
                made, by=user, decision=adoption.PlenaryDecision(method="consensus")
            )
        else:
            publish_recommendations([made], by=user)
    return made


def pdf_of(pages: int) -> bytes:
    """Return a PDF of empty pages."""
    target = io.BytesIO()
    with pikepdf.new() as made:
        for _page in range(pages):
            made.add_blank_page()
        made.save(target)
    return target.getvalue()


def fresh(document: OutcomeDocument) -> OutcomeDocument:
    """Return the document as it stands in the database."""
    return OutcomeDocument.objects.select_related("conference").get(pk=document.pk)


def row(document: OutcomeDocument, number: int) -> Recommendation:
    """Return the recommendation of that number."""
    return document.recommendations.select_related("conference", "current_version", "document").get(
        number=number
    )
