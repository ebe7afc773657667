"""The demo's outcomes: sample recommendations in three languages, adopted, published, followed up.

Made through the verbs, and only where the demo has none yet: edits are never overwritten.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from outcomes.amendments.domain.amendments import propose_amendment, reject_amendment
from outcomes.amendments.domain.checks import Party
from outcomes.amendments.domain.edits import ProposedText
from outcomes.demo.recommendations import OUTCOMES, DemoRecommendation
from outcomes.drafting.domain.group_stages import agree_recommendation, submit_recommendation
from outcomes.follow_up.domain.actions import (
    record_indicator_value,
    report_progress,
    save_action,
    save_indicator,
)
from outcomes.plenary.domain.adoption import PlenaryDecision, adopt_recommendations
from outcomes.publication.domain.issues import publish_document
from outcomes.recommendations.domain.addressees import add_addressee
from outcomes.recommendations.domain.outcome_documents import change_document, recommendations_document
from outcomes.recommendations.domain.plain_text import paragraphs_of
from outcomes.recommendations.domain.versions import draft_recommendation
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.document import OutcomeDocument, Section
from outcomes.recommendations.models.recommendation import Recommendation

SOURCE = "SAMPLE: written for the demo"


def load(conference: Conference, *, by: User) -> None:
    """Load this floor's part. Does nothing if the conference has a recommendation already."""
    if Recommendation.objects.of(conference).exists():
        return
    with transaction.atomic():
        document = _document(conference, by=by)
        addressees = {
            key: add_addressee(conference, by=by, values=row.given())
            for key, row in OUTCOMES.addressees.items()
        }
        drafted = [_draft(row, document, addressees, by=by) for row in OUTCOMES.recommendations]
        for row in OUTCOMES.unfinished:
            _draft(row, document, addressees, by=by)
        for recommendation in drafted:
            submit_recommendation(recommendation, by=by)
            agree_recommendation(recommendation, by=by)
        _amendments(drafted, by=by)
        # In the closing, else in the last plenary of the last day.
        plenaries = Session.objects.of(conference).scheduled().filter(kind__in=("plenary", "closing"))
        plenary = plenaries.order_by("start").last()
        decision = PlenaryDecision(method="consensus", session=plenary, decided_on=conference.ends_on)
        adopt_recommendations(drafted, by=by, decision=decision)
        publish_document(document, by=by)
        _follow_up([_fresh(recommendation) for recommendation in drafted], addressees, by=by)


def _fresh(recommendation: Recommendation) -> Recommendation:
    return Recommendation.objects.select_related("conference", "current_version").get(pk=recommendation.pk)


def _document(conference: Conference, *, by: User) -> OutcomeDocument:
    document = recommendations_document(conference, by=by)
    change_document(
        document,
        by=by,
        values={**OUTCOMES.document.given(), "original_language": "ru"},
        sections=[(None, TranslatedText(section.title)) for section in OUTCOMES.sections],
    )
    return document


def _draft(
    row: DemoRecommendation, document: OutcomeDocument, addressees: Mapping[str, Addressee], *, by: User
) -> Recommendation:
    conference = document.conference
    groups = list(WorkingGroup.objects.of(conference))
    themes = list(conference.themes.all())
    sections: Sequence[Section] = list(document.sections.all())
    group = groups[row.group % len(groups)] if groups else None
    return draft_recommendation(
        conference,
        by=by,
        paragraphs=paragraphs_of(row.text, dict.fromkeys(row.text, "reviewed")),
        original_language="ru",
        working_group=group,
        document=document,
        addressees=[addressees[key] for key in row.addressees],
        themes=[themes[row.theme % len(themes)]] if themes else [],
        details={
            "section": sections[row.section],
            "session": Session.objects.of(conference).filter(working_group=group).first() if group else None,
            "priority": row.priority,
            "sdg_targets": row.sdg_targets,
            "concerned_groups": row.concerned_groups,
            "source": SOURCE,
        },
    )


def _amendments(recommendations: Sequence[Recommendation], *, by: User) -> None:
    """Propose amendments from the floor of the plenary that were not accepted: the texts were adopted as agreed."""
    for row in OUTCOMES.amendments:
        recommendation = _fresh(recommendations[row.recommendation])
        version = recommendation.current_version
        assert version is not None
        proposal = ProposedText(version.body[0].id, row.language, row.text, is_new=True)
        amendment = propose_amendment(
            recommendation, by=by, party=Party(name=row.proposer), base=version, proposal=proposal,
            rationale=row.rationale,
        )  # fmt: skip
        reject_amendment(amendment, by=by)


def _follow_up(
    recommendations: Sequence[Recommendation], addressees: Mapping[str, Addressee], *, by: User
) -> None:
    for row in OUTCOMES.actions:
        action = save_action(
            recommendations[row.recommendation],
            by=by,
            values={
                "what": row.what,
                "lead": addressees[row.lead],
                "starts_on": dt.date(2017, 5, 1),
                "due_on": row.due_on,
                "status": row.status,
                "percent": row.percent,
            },
            partners=[addressees[key] for key in row.partners],
        )
        if row.report:
            report_progress(
                action,
                by=by,
                values={
                    "period_from": dt.date(2017, 5, 1),
                    "period_to": dt.date(2017, 9, 30),
                    "narrative": row.report,
                    "percent": row.percent,
                },
            )
    _indicator(recommendations[OUTCOMES.indicator.recommendation], by=by)


def _indicator(recommendation: Recommendation, *, by: User) -> None:
    row = OUTCOMES.indicator
    indicator = save_indicator(recommendation, by=by, values=row.given(without=("recommendation", "values")))
    for value in row.values:
        record_indicator_value(indicator, by=by, values={**value.given(), "source": SOURCE})
