"""The passages of a narrative report, built from the record; each knows its source.

They are in the language of the report; statements stay in the language in which they were noted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.core.domain.groups import grouped
from agenda.rooms.domain.names import mandate_in_words
from agenda.rooms.models.working_group import GroupRole, WorkingGroup
from agenda.sessions.models.session import PAUSES, Session
from agenda.sessions.models.session_role import LEADING, SessionRole
from confman.conferences.models import Conference
from confman.documents.domain.dates import number_in_text
from confman.people.privacy import Audience, may_list
from confman.translation.reading_language import reading_languages
from outcomes.plenary.domain.adoption_wording import adoption_formula
from outcomes.plenary.models import Adoption, AdoptionOutcome
from outcomes.recommendations.domain.brackets import open_brackets
from outcomes.recommendations.domain.plain_text import labels
from outcomes.recommendations.models.recommendation import Recommendation, Visibility
from outcomes.recommendations.models.stages import ADOPTED_STAGES, stages_where
from outcomes.records.domain import may_attribute
from outcomes.records.models import SessionRecord
from outcomes.reports.models import Report, ReportKind, ReportParagraph
from outcomes.speakers.domain.speakers_list import time_and_place

HEADING, TEXT = ReportParagraph.Role.HEADING, ReportParagraph.Role.TEXT


@dataclass(frozen=True)
class BuiltPassage:
    """A passage built from the present record. `source` names its origin, and is unique in a report."""

    source: str
    text: str
    role: str = TEXT
    language: str = ""  # where the text is on record in another than that of the report

    @property
    def digest(self) -> str:
        """A digest of the source's text, which changes when the source does."""
        return hashlib.blake2s(self.text.encode(), digest_size=16).hexdigest()


def built_passages(record: ReportRecord, language: str) -> list[BuiltPassage]:
    """Build all passages of a report in their order, in the active language; what was read once needs no query."""
    builders = {
        ReportKind.SESSION: _session_report,
        ReportKind.DAILY: _daily,
        ReportKind.ORAL: _oral,
        ReportKind.GROUP: _group,
        ReportKind.CHAIR: _chair,
    }
    build = builders[ReportKind(record.report.kind)]
    return [passage for passage in build(record, language) if passage.text.strip()]


# --- Reading --------------------------------------------------------------------------------------------


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
        languages[f"recommendation:{row.pk}"] = _language_of(row)
    return languages


def sessions_on_record(conference: Conference, **lookups: Any) -> list[Session]:
    """Return sessions with their items, roles and records; five queries in all."""
    records = SessionRecord.objects.select_related("speaker", "delegation", "item", "session")
    return list(
        Session.objects.of(conference)
        .filter(**lookups)
        .taking_place()
        .select_related("room", "working_group", "conference")
        .prefetch_related(
            "items",
            Prefetch("roles", queryset=SessionRole.objects.select_related("person")),
            Prefetch("records", queryset=records),
        )
        .order_by("start", "id")
    )


def _recommendations(conference: Conference, **lookups: Any) -> list[Recommendation]:
    return list(
        Recommendation.objects.of(conference)
        .filter(**lookups)
        .where(lambda facts: not facts.is_dropped)
        # Reports are read by others than the secretariat, and by whoever keeps the record of a session.
        .exclude(
            visibility=Visibility.SECRETARIAT, stage__in=stages_where(lambda facts: not facts.is_adopted)
        )
        .select_related("current_version", "conference")
        .prefetch_related("addressees")
        .in_document_order()
    )


# --- Sentences ------------------------------------------------------------------------------------------


def _led_by(session: Session) -> str:
    """Name the chairs of the session, as far as they may be named."""
    chairs = [
        str(role.person)
        for role in session.roles.all()
        if role.role in LEADING and role.is_confirmed and may_list(role.person.listing, Audience.PARTICIPANTS)
    ]
    return _("Chaired by %(names)s.") % {"names": ", ".join(chairs)} if chairs else ""


def speaker_of(record: SessionRecord, audience: Audience) -> str:
    """Return the speaker and their delegation or capacity, as far as allowed; '' if neither may be named."""
    if not may_attribute(record):
        return ""
    speaker = record.speaker
    may_name = speaker is not None and may_list(speaker.listing, audience)
    name = str(speaker) if speaker and may_name else ""
    behind = str(record.delegation) if record.delegation else record.capacity
    if name and behind:
        return f"{name} ({behind})"
    return name or behind


def intervention_text(record: SessionRecord, audience: Audience | None = Audience.PARTICIPANTS) -> str:
    """Return an intervention as a passage: “Speaker (capacity): points. Proposal: …”, unattributed if required.

    Without an audience the speaker is not named.
    """
    who = speaker_of(record, audience) if audience else ""
    lines = [f"{who}: {record.points}" if who and record.points else record.points or who]
    if record.proposal:
        lines.append(_("Proposal: %(text)s") % {"text": record.proposal})
    return "\n\n".join(line for line in lines if line)


def _intervention(record: SessionRecord, audience: Audience | None = Audience.PARTICIPANTS) -> BuiltPassage:
    return BuiltPassage(f"record:{record.pk}", intervention_text(record, audience), language=record.language)


def _opening_of(recommendation: Recommendation) -> BuiltPassage:
    """Return the first words of a recommendation, for reading out."""
    return BuiltPassage(
        f"recommendation:{recommendation.pk}", f"{recommendation.label}. {recommendation.opening}"
    )


def _passage_of(recommendation: Recommendation) -> BuiltPassage:
    """Return the whole text with its addressees, in the best language of each paragraph."""
    body = recommendation.body
    marks = labels(paragraph.level for paragraph in body)
    lines = [
        f"{mark} {paragraph.best(reading_languages())[1]}".strip()
        for paragraph, mark in zip(body, marks, strict=True)
    ]
    text = "\n\n".join(lines)
    addressees = "; ".join(str(row) for row in recommendation.addressees.all())
    line = f"{recommendation.label}. {text}"
    if addressees:
        # They are those of the whole text, not of its last sub-paragraph.
        line += ("\n\n" if len(body) > 1 else " ") + _("(Addressed to: %(names)s.)") % {"names": addressees}
    return BuiltPassage(f"recommendation:{recommendation.pk}", line, language=_language_of(recommendation))


def _language_of(recommendation: Recommendation) -> str:
    body = recommendation.body
    return body[0].best(reading_languages())[0] if body else ""


# --- The reports ----------------------------------------------------------------------------------------


def _records_of(session: Session) -> Iterator[BuiltPassage]:
    """Yield the interventions of a session under their items; those under none come first."""
    records: list[SessionRecord] = list(session.records.all())
    for record in records:
        if record.item_id is None:
            yield _intervention(record)
    for item in session.items.all():
        under = [record for record in records if record.item_id == item.pk]
        if under:
            yield BuiltPassage(f"item:{item.pk}", str(item.title), HEADING)
            for record in under:
                yield _intervention(record)


def _session_report(record: ReportRecord, language: str) -> Iterator[BuiltPassage]:
    for session in record.sessions:
        yield BuiltPassage(
            f"when:{session.pk}",
            " ".join(part for part in (time_and_place(session, language) + ".", _led_by(session)) if part),
        )
        if session.chatham_house:
            yield BuiltPassage(
                "rule",
                _("Held under the Chatham House Rule: what was said is reported without its speakers."),
            )
        yield from _records_of(session)
        if record.recommendations:
            yield BuiltPassage(
                "heading:recommendations", _("Recommendations that came from the session"), HEADING
            )
            yield from map(_passage_of, record.recommendations)


def _daily(record: ReportRecord, language: str) -> Iterator[BuiltPassage]:
    """Yield the statements and decisions of a day, session by session, without breaks and unrecorded sessions."""
    day = record.report.day
    everything = [
        session for session in record.sessions if session.conference_day == day and session.kind not in PAUSES
    ]
    count = len(everything)
    sentence = ngettext(
        "The conference held %(number)s session.", "The conference held %(number)s sessions.", count
    )
    yield BuiltPassage("day", sentence % {"number": number_in_text(count, language)})
    for session in everything:
        records = list(_records_of(session))
        if records:
            yield BuiltPassage(f"session:{session.pk}", str(session.title), HEADING)
            yield BuiltPassage(f"when:{session.pk}", f"{time_and_place(session, language)}.")
            yield from (passage for passage in records if passage.role == TEXT)
    if decided := record.adoptions:
        yield BuiltPassage("heading:decided", _("Decided"), HEADING)
        yield BuiltPassage("decided", "\n\n".join(adoption_formula(decided, language=language)))
    against = [row.recommendation for row in decided if row.outcome == AdoptionOutcome.NOT_ADOPTED]
    if against:
        # Neither number nor text: a rejected text is not a recommendation of the conference.
        yield BuiltPassage(
            "decided:against", f"{_('Not adopted')}: {', '.join(row.working_ref for row in against)}."
        )


def _members(record: ReportRecord) -> dict[str, str]:
    """Return the names of those who lead a group by their role, as far as they may be named."""
    names_by_role = grouped(
        (role.role, str(role.person))
        for role in record.group_roles
        if may_list(role.person.listing, Audience.PARTICIPANTS)
    )
    return {role: ", ".join(names) for role, names in names_by_role.items()}


def _introduction(record: ReportRecord, language: str) -> Iterator[BuiltPassage]:
    names = _members(record)
    count = len(record.sessions)
    sentences = [
        ngettext("The group met once.", "The group met %(count)s times.", count)
        % {"count": number_in_text(count, language)}
        if count
        else ""
    ]
    if names.get("chair"):
        sentences.append(_("It was chaired by %(names)s.") % {"names": names["chair"]})
    if names.get("rapporteur"):
        sentences.append(_("Its rapporteur was %(names)s.") % {"names": names["rapporteur"]})
    yield BuiltPassage("mandate", mandate_in_words(record.group.mandate))
    yield BuiltPassage("introduction", " ".join(sentence for sentence in sentences if sentence))


def _oral(record: ReportRecord, language: str) -> Iterator[BuiltPassage]:
    """Yield one page to be read out: the work of the group, its agreements, open points."""
    yield from _introduction(record, language)
    agreed = [row for row in record.recommendations if row.facts.is_agreed]
    yield BuiltPassage(
        "agreed",
        ngettext(
            "It has agreed on %(count)s recommendation:",
            "It has agreed on %(count)s recommendations:",
            len(agreed),
        )
        % {"count": number_in_text(len(agreed), language, "accusative")}
        if agreed
        else _("It has not agreed on a recommendation yet."),
    )
    yield from map(_opening_of, agreed)
    disputed = [
        (row, len(open_brackets(row.current_version.body))) for row in record.recommendations
        if row not in agreed and row.current_version
    ]  # fmt: skip
    for row, brackets in disputed:
        yield BuiltPassage(
            f"open:{row.pk}",
            _("Still open: %(what)s") % {"what": row.label}
            + (
                " "
                + ngettext("(%(count)d passage in brackets)", "(%(count)d passages in brackets)", brackets)
                % {"count": brackets}
                if brackets
                else ""
            ),
        )


def _group(record: ReportRecord, language: str) -> Iterator[BuiltPassage]:
    """Yield introduction, recommendations, summary of deliberations, organization of the meeting."""
    sessions = record.sessions
    yield BuiltPassage("heading:introduction", _("Introduction"), HEADING)
    yield from _introduction(record, language)
    recommendations = [row for row in record.recommendations if row.facts.is_agreed]
    if recommendations:
        yield BuiltPassage("heading:recommendations", _("Recommendations"), HEADING)
        yield from map(_passage_of, recommendations)
    records = [(session, list(_records_of(session))) for session in sessions]
    if any(passages for _session, passages in records):
        yield BuiltPassage("heading:deliberations", _("Summary of deliberations"), HEADING)
        for session, passages in records:
            if session.chatham_house and passages:
                yield BuiltPassage(
                    f"rule:{session.pk}",
                    _("“%(session)s” was held under the Chatham House Rule: speakers are not named.")
                    % {"session": session.title},
                )
            yield from passages
    yield BuiltPassage("heading:organization", _("Organization of the meeting"), HEADING)
    for session in sessions:
        yield BuiltPassage(
            f"when:{session.pk}",
            f"{session.title}: {time_and_place(session, language)}. {_led_by(session)}".strip(),
        )


def _chair(record: ReportRecord, language: str) -> Iterator[BuiltPassage]:
    """Yield the chair's summary of the whole conference, in which only chairs are named."""
    yield BuiltPassage("introduction", str(record.conference.description))
    for session in record.sessions:
        points = [_intervention(row, None) for row in session.records.all()]
        if points:
            yield BuiltPassage(f"session:{session.pk}", str(session.title), HEADING)
            yield from points
    if adoptions := record.adoptions:
        yield BuiltPassage("heading:outcome", _("Outcome"), HEADING)
        yield BuiltPassage("outcome", "\n\n".join(adoption_formula(adoptions, language=language)))
        # The number does not tell: a revoked recommendation keeps its number, unseen.
        yield from map(_passage_of, record.recommendations)
