"""The passages of a narrative report, built from the record; each knows its source.

They are in the language of the report; statements stay in the language in which they were noted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from agenda.rooms.domain import mandate_in_words
from agenda.sessions.models.session import LEADING, PAUSES, Session
from confman.documents.domain.texts import number_in_text, with_affiliation
from confman.people.models import Person
from confman.people.privacy import Audience, may_list
from confman.translation.languages import interface_language, reading_languages
from outcomes.plenary.domain.adoption_wording import adoption_formula
from outcomes.plenary.models import Adoption, AdoptionOutcome
from outcomes.recommendations.domain.plain_text import labels
from outcomes.recommendations.domain.wording import open_brackets
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.records.domain import may_attribute
from outcomes.records.models import SessionRecord
from outcomes.reports.domain.narrative_record import ReportRecord, language_of
from outcomes.reports.models import ReportKind, ReportParagraph
from outcomes.speakers_lists.domain.speakers_list import time_and_place
from registrations.core.domain.names import courteous_name

HEADING, TEXT = ReportParagraph.Role.HEADING, ReportParagraph.Role.TEXT


@dataclass(frozen=True)
class BuiltPassage:
    """A passage built from the present record. `source` names its origin, and is unique in a report.

    `facts` are what the record says, where the sentence around them is ours: the record has not changed because a later
    version words its sentences better.
    """

    source: str
    text: str
    role: str = TEXT
    language: str = ""  # where the text is on record in another than that of the report
    facts: tuple[object, ...] | None = None

    def __post_init__(self) -> None:
        # As texts of the language in which the passage is built, whoever reads the report.
        if self.facts is not None:
            object.__setattr__(self, "facts", tuple(map(str, self.facts)))

    @property
    def digest(self) -> str:
        """A digest of the facts, which changes when the record does."""
        return _digest(self.text if self.facts is None else "\n".join(map(str, self.facts)))

    def answers_to(self, digest: str) -> bool:
        """Say whether the record is as it was when this digest was stored."""
        return digest in (self.digest, _digest(self.text))

    def may_answer_to(self, digest: str, words: str) -> bool:
        """Say so, unless the digest is one of these words, as it was up to 0.4: it does not tell us from the record."""
        return self.answers_to(digest) or (self.facts is not None and digest == _digest(words))


def _digest(text: str) -> str:
    return hashlib.blake2s(text.encode(), digest_size=16).hexdigest()


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


# --- Sentences ------------------------------------------------------------------------------------------


def _when(session: Session, language: str, title: str = "") -> BuiltPassage:
    """Return time, place and chairs of the session, these as far as they may be named."""
    chairs = [
        role.person
        for role in session.roles.all()
        if role.role in LEADING and role.is_confirmed and may_list(role.person.listing, Audience.PARTICIPANTS)
    ]
    names = ", ".join(courteous_name(person, session.conference, language) for person in chairs)
    led_by = _("Chaired by %(names)s.") % {"names": names} if chairs else ""
    return BuiltPassage(
        f"when:{session.pk}",
        f"{title}{time_and_place(session, language)}. {led_by}".strip(),
        facts=(title, session.start, session.end, session.room or "", *map(str, chairs)),
    )


def _heading(source: str, text: str) -> BuiltPassage:
    """Return a heading of ours, of which the record says nothing."""
    return BuiltPassage(f"heading:{source}", text, HEADING, facts=())


def _decisions(source: str, adoptions: Sequence[Adoption], language: str) -> BuiltPassage:
    """Return how recommendations were adopted."""
    facts = [
        (row.outcome, row.recommendation.number, row.method, row.decided_on, row.session_id,
         row.votes_for, row.votes_against, row.abstentions, row.orally_amended, row.linguistic_revision)
        for row in adoptions
    ]  # fmt: skip
    text = "\n\n".join(adoption_formula(adoptions, language=language))
    return BuiltPassage(source, text, facts=tuple(str(fact) for row in facts for fact in row))


def speaker_of(record: SessionRecord, audience: Audience) -> str:
    """Return the speaker and their delegation or capacity, as far as allowed; '' if neither may be named."""
    name, behind = _name_and_affiliation(record, audience)
    return with_affiliation(name, behind) if name and behind else name or behind


def _name_and_affiliation(record: SessionRecord, audience: Audience) -> tuple[str, str]:
    if not may_attribute(record):
        return "", ""
    speaker = record.speaker
    may_name = speaker is not None and may_list(speaker.listing, audience)
    name = str(speaker) if speaker and may_name else ""
    return name, str(record.delegation) if record.delegation else record.capacity


def intervention_text(record: SessionRecord, audience: Audience | None = Audience.PARTICIPANTS) -> str:
    """Return an intervention as a passage: “Speaker (capacity): points. Proposal: …”, unattributed if required.

    Without an audience the speaker is not named.
    """
    who = speaker_of(record, audience) if audience else ""
    lines = [f"{who}: {record.points}" if who and record.points else record.points or who]
    if record.proposal:
        # A note has a language of its own, and our word before it is in that language.
        with override(interface_language(record.language) or get_language()):
            lines.append(_("Proposal: %(text)s") % {"text": record.proposal})
    return "\n\n".join(line for line in lines if line)


def _intervention(record: SessionRecord, audience: Audience | None = Audience.PARTICIPANTS) -> BuiltPassage:
    name, behind = _name_and_affiliation(record, audience) if audience else ("", "")
    # Always in brackets, as in digests that are stored: the record does not change with our punctuation.
    who = f"{name} ({behind})" if name and behind else name or behind
    return BuiltPassage(
        f"record:{record.pk}",
        intervention_text(record, audience),
        language=record.language,
        facts=(who, record.points, record.proposal),
    )


def _opening_of(recommendation: Recommendation) -> BuiltPassage:
    """Return the first words of a recommendation, for reading out."""
    return BuiltPassage(
        f"recommendation:{recommendation.pk}",
        f"{recommendation.label}. {recommendation.opening}",
        facts=(*_names_of(recommendation), recommendation.opening),
    )


def _names_of(recommendation: Recommendation) -> tuple[object, ...]:
    """Return from what its label is made."""
    return recommendation.number_in_force, recommendation.origin, recommendation.working_ref


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
        line += ("\n\n" if len(body) > 1 else " ") + _("Addressed to: %(names)s.") % {"names": addressees}
    return BuiltPassage(
        f"recommendation:{recommendation.pk}",
        line,
        language=language_of(recommendation),
        facts=(*_names_of(recommendation), text, addressees),
    )


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
        yield _when(session, language)
        if session.chatham_house:
            yield BuiltPassage(
                "rule",
                _("Held under the Chatham House Rule: what was said is reported without its speakers."),
                facts=(),
            )
        yield from _records_of(session)
        if record.recommendations:
            yield _heading("recommendations", _("Recommendations that came from the session"))
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
    yield BuiltPassage("day", sentence % {"number": number_in_text(count, language)}, facts=(count,))
    for session in everything:
        records = list(_records_of(session))
        if records:
            yield BuiltPassage(f"session:{session.pk}", str(session.title), HEADING)
            yield BuiltPassage(
                f"when:{session.pk}",
                f"{time_and_place(session, language)}.",
                facts=(session.start, session.end, session.room),
            )
            yield from (passage for passage in records if passage.role == TEXT)
    if decided := record.adoptions:
        yield _heading("decided", _("Decided"))
        yield _decisions("decided", decided, language)
    against = [row.recommendation for row in decided if row.outcome == AdoptionOutcome.NOT_ADOPTED]
    if against:
        # Neither number nor text: a rejected text is not a recommendation of the conference.
        names = [row.working_ref for row in against]
        yield BuiltPassage("decided:against", f"{_('Not adopted')}: {', '.join(names)}.", facts=tuple(names))


def _members(record: ReportRecord) -> dict[str, list[Person]]:
    """Return those who lead a group by their role, as far as they may be named."""
    return grouped(
        (role.role, role.person)
        for role in record.group_roles
        if may_list(role.person.listing, Audience.PARTICIPANTS)
    )


def _introduction(record: ReportRecord, language: str) -> Iterator[BuiltPassage]:
    members = _members(record)
    names = {
        role: ", ".join(courteous_name(person, record.conference, language) for person in people)
        for role, people in members.items()
    }
    facts = {role: ", ".join(map(str, people)) for role, people in members.items()}
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
    mandate = record.group.mandate
    yield BuiltPassage("mandate", mandate_in_words(mandate), facts=(mandate,))
    yield BuiltPassage(
        "introduction",
        " ".join(sentence for sentence in sentences if sentence),
        facts=(count, facts.get("chair"), facts.get("rapporteur")),
    )


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
        facts=(len(agreed),),
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
            facts=(*_names_of(row), brackets),
        )


def _group(record: ReportRecord, language: str) -> Iterator[BuiltPassage]:
    """Yield introduction, recommendations, summary of deliberations, organization of the meeting."""
    sessions = record.sessions
    yield _heading("introduction", _("Introduction"))
    yield from _introduction(record, language)
    recommendations = [row for row in record.recommendations if row.facts.is_agreed]
    if recommendations:
        yield _heading("recommendations", _("Recommendations"))
        yield from map(_passage_of, recommendations)
    records = [(session, list(_records_of(session))) for session in sessions]
    if any(passages for _session, passages in records):
        yield _heading("deliberations", _("Summary of deliberations"))
        for session, passages in records:
            if session.chatham_house and passages:
                yield BuiltPassage(
                    f"rule:{session.pk}",
                    _("“%(session)s” was held under the Chatham House Rule: speakers are not named.")
                    % {"session": session.title},
                    facts=(session.title,),
                )
            yield from passages
    yield _heading("organization", _("Organization of the meeting"))
    for session in sessions:
        yield _when(session, language, f"{session.title}: ")


def _chair(record: ReportRecord, language: str) -> Iterator[BuiltPassage]:
    """Yield the chair's summary of the whole conference, in which only chairs are named."""
    yield BuiltPassage("introduction", str(record.conference.description))
    for session in record.sessions:
        points = [_intervention(row, None) for row in session.records.all()]
        if points:
            yield BuiltPassage(f"session:{session.pk}", str(session.title), HEADING)
            yield from points
    if adoptions := record.adoptions:
        yield _heading("outcome", _("Outcome"))
        yield _decisions("outcome", adoptions, language)
        # The number does not tell: a revoked recommendation keeps its number, unseen.
        yield from map(_passage_of, record.recommendations)
