"""The record that narrative reports are built from, each part of it read once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from agenda.core.domain.groups import grouped
from agenda.rooms.models import GroupRole, WorkingGroup
from agenda.sessions.models.session import Session, SessionRole
from confman.conferences.models import Conference
from confman.translation.languages import reading_languages
from outcomes.plenary.models import Adoption
from outcomes.recommendations.models.recommendation import Recommendation, Visibility
from outcomes.recommendations.models.stages import ADOPTED_STAGES, stages_where
from outcomes.records.models import SessionRecord
from outcomes.reports.models import Report


@dataclass(frozen=True)
class ReportRecord:
    """The sources of a report. Each is read once, for all the languages in which passages are built."""

    report: Report

    @property
    def conference(self) -> Conference:
        return self.report.conference

    @property
    def group(self) -> WorkingGroup:
        """The working group that the report is about."""
        assert self.report.working_group is not None
        return self.report.working_group

    @cached_property
    def sessions(self) -> list[Session]:
        """The sessions that the report is about: one, those of the group, or all that have a time."""
        report = self.report
        if report.session_id:
            return sessions_on_record(self.conference, pk=report.session_id)
        if report.working_group_id:
            return sessions_on_record(self.conference, working_group=report.working_group_id)
        return sessions_on_record(self.conference, start__isnull=False)

    @cached_property
    def recommendations(self) -> list[Recommendation]:
        """The recommendations that came from the session or the group; for the whole conference, those adopted."""
        report = self.report
        if report.session_id:
            return _recommendations(self.conference, session=report.session_id)
        if report.working_group_id:
            return _recommendations(self.conference, working_group=report.working_group_id)
        return _recommendations(self.conference, stage__in=ADOPTED_STAGES)

    @cached_property
    def adoptions(self) -> list[Adoption]:
        """The decisions of the day, or of the whole conference."""
        adoptions = Adoption.objects.of(self.conference)
        if not self.report.day:
            return list(adoptions.by_number())
        return list(
            adoptions.filter(decided_on=self.report.day)
            .in_force()
            .select_related("recommendation", "session")
            .order_by("recommendation__number", "created_at")
        )

    @cached_property
    def group_roles(self) -> list[GroupRole]:
        """The roles in the group."""
        return list(GroupRole.objects.filter(group=self.group).select_related("person"))


def source_languages(sources: Iterable[str]) -> dict[str, str]:
    """Return, by the source of a passage, the language in which its words are on record; two queries."""
    ids = grouped((kind, key) for kind, _colon, key in (source.partition(":") for source in sources))
    records = SessionRecord.objects.filter(pk__in=ids.get("record", ()))
    languages = {f"record:{key}": language for key, language in records.values_list("pk", "language")}
    rows = Recommendation.objects.filter(pk__in=ids.get("recommendation", ()))
    for row in rows.select_related("current_version"):
        languages[f"recommendation:{row.pk}"] = language_of(row)
    return languages


def sessions_on_record(conference: Conference, **lookups: Any) -> list[Session]:
    """Return sessions with their items, roles and records; four queries in all."""
    records = SessionRecord.objects.select_related("speaker", "delegation")
    sessions = list(
        Session.objects.of(conference)
        .filter(**lookups)
        .taking_place()
        .select_related("room", "working_group")
        .prefetch_related(
            "items",
            Prefetch("roles", queryset=SessionRole.objects.select_related("person")),
            # A session by itself has them in this order; their own begins with the session, which is joined for it.
            Prefetch("records", queryset=records.order_by("position", "created_at", "id")),
        )
        .order_by("start", "id")
    )
    for session in sessions:
        session.conference = conference
    return sessions


def _recommendations(conference: Conference, **lookups: Any) -> list[Recommendation]:
    rows = list(
        Recommendation.objects.of(conference)
        .filter(**lookups)
        .where(lambda facts: not facts.is_dropped)
        # Reports are read by others than the secretariat, and by whoever keeps the record of a session.
        .exclude(
            visibility=Visibility.SECRETARIAT, stage__in=stages_where(lambda facts: not facts.is_adopted)
        )
        .select_related("current_version")
        .prefetch_related("addressees")
        .in_document_order()
    )
    for row in rows:
        row.conference = conference
    return rows


def language_of(recommendation: Recommendation) -> str:
    """Return the language in which the text is read: the best there is."""
    body = recommendation.body
    return body[0].best(reading_languages())[0] if body else ""
