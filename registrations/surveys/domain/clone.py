"""Surveys that come along to the next conference."""

from django.db.models import QuerySet

from confman.conferences.domain.clone.rows import ConferenceCopy
from registrations.surveys.models import Survey, SurveyQuestion


def clone_surveys(copy: ConferenceCopy, rows: QuerySet[Survey]) -> None:
    """Take the surveys as drafts, with the questions that they ask; their codes are made with a secret of their own."""
    copy.rows(
        rows,
        anew=("state", "released_at", "secret"),
        moved=("opens_at", "closes_at"),
        loose=("session", "group", "paired_with"),
    )
    copy.rows(SurveyQuestion.objects.asked().filter(survey__in=rows))
