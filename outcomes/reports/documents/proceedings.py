"""The parts of the conference report: opening, attendance, officers, agenda, proceedings, outcome, closure, follow-up.

They state what is on record. What the record lacks is left out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from agenda.core.domain.groups import grouped
from agenda.rooms.domain import group_heading, mandate_in_words
from agenda.rooms.models import WorkingGroup
from agenda.sessions.domain.officers import OFFICES, Officers, officers
from agenda.sessions.models.session import LEADING, PAUSES, Session, SessionKind, SessionRole
from confman.conferences.models import Conference
from confman.conferences.models.parts import ORGANIZERS, SUPPORTERS
from confman.documents.domain.texts import (
    by_its_title,
    date_in_text,
    dates_in_text,
    ended_once,
    from_to,
    in_document,
    mentions,
    number_in_text,
    with_affiliation,
)
from confman.people.models import Person
from confman.people.privacy import Audience, listed_through, may_name_in_role
from confman.translation.collation import collation_key
from confman.translation.marks import quotable
from outcomes.plenary.models import Position
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.records.models import SessionRecord
from outcomes.reports.documents.blocks import Drafted, ReportBlock, heading, items_listed, listed, paragraph
from outcomes.reports.documents.donor_report import ConferenceReport
from outcomes.reports.documents.passages import chaired_by, held_sentence, session_time, spoken_by
from outcomes.reports.domain.narrative_record import sessions_on_record
from outcomes.reports.domain.narrative_sources import intervention_text
from registrations.core.domain.names import courteous_name, delegation_titles
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration

# Values of a figure where nothing, or too little, is counted.
NOTHING = ("0", "–")
OPENING_AND_CLOSING = (SessionKind.OPENING, SessionKind.CLOSING)


@dataclass(frozen=True)
class Proceedings:
    """Data of the parts: the public sessions that have begun, and the officers."""

    conference: Conference
    language: str
    sessions: Sequence[Session]
    officers: dict[UUID | None, Officers]

    @classmethod
    def of(cls, conference: Conference, language: str) -> "Proceedings":
        """Read them in a constant number of queries."""
        sessions = sessions_on_record(
            conference, start__lte=timezone.now(), visibility=Session.Visibility.PUBLIC
        )
        return cls(
            conference,
            language,
            [session for session in sessions if session.kind not in PAUSES],
            officers(conference, Audience.PUBLIC),
        )

    def named(self, person: Person) -> str:
        """Return “Ms. Nargiza Karimova (Ministry of Justice)”."""
        name = courteous_name(person, self.conference, self.language)
        behind = in_document(person.organization, self.conference, self.language)
        return with_affiliation(name, behind) if behind and not mentions(name, behind) else name

    def speakers(self, roles: Iterable[SessionRole]) -> list[Person]:
        """Return those who had the floor, as far as everyone may know it."""
        return [
            role.person
            for role in roles
            if role.role not in (*LEADING, "rapporteur", "interpreter")
            and may_name_in_role(role.person.listing, Audience.PUBLIC, confirmed=role.is_confirmed)
        ]

    def chaired(self, session: Session) -> str:
        chairs = [
            role.person
            for role in session.roles.all()
            if role.role in LEADING
            and may_name_in_role(role.person.listing, Audience.PUBLIC, confirmed=role.is_confirmed)
        ]
        return chaired_by(
            chairs, ", ".join(courteous_name(person, self.conference, self.language) for person in chairs)
        )

    def spoken(self, people: Sequence[Person], *, number: int | None = None, title: str = "") -> ReportBlock:
        names = "; ".join(map(self.named, people))
        return paragraph(spoken_by(people, names, number=number or 0, title=title))


def parts_of(
    conference: Conference, language: str, report: ConferenceReport, documents: dict[str, str]
) -> Iterator[Drafted]:
    """Yield the parts in their order; `documents` are the places of agenda, outcome and figures."""
    record = Proceedings.of(conference, language)
    by_kind = {kind: [s for s in record.sessions if s.kind == kind] for kind in OPENING_AND_CLOSING}
    yield Drafted(_("Opening of the conference"), [*_opening(record, report, by_kind[SessionKind.OPENING])])
    yield Drafted(pgettext("part of a report", "Attendance"), [*_attendance(record, report)])
    yield Drafted(_("Officers"), [*_officers(record)])
    yield Drafted(_("Agenda and organization of work"), [*_agenda(record, documents)])
    yield Drafted(_("Proceedings"), [*_proceedings(record, report)])
    yield Drafted(_("Adoption of the recommendations"), [*_outcome(record, report, documents)])
    yield Drafted(_("Closure of the conference"), [*_closure(record, by_kind[SessionKind.CLOSING])])
    is_evaluated = report.results or report.texts["results"]
    title = _("Follow-up and evaluation") if is_evaluated else _("Follow-up")
    yield Drafted(title, [*_afterwards(report, documents)])


def _texts(report: ConferenceReport, *places: str) -> Iterator[ReportBlock]:
    for place in places:
        yield from map(paragraph, report.texts[place])


def _opening(
    record: Proceedings, report: ConferenceReport, sessions: Sequence[Session]
) -> Iterator[ReportBlock]:
    conference, language = record.conference, record.language
    country: Any = conference.country
    city = ", ".join(part for part in (str(conference.city), str(country.name or "")) if part)
    if conference.venue and city and conference.today() > conference.ends_on:
        values = {
            "title": quotable(conference.title),
            "dates": dates_in_text(conference.starts_on, conference.ends_on, language),
            "city": city,
            "venue": str(conference.venue),
        }
        # In brackets: of a name, nobody knows whether it takes an article.
        sentence = _("The conference “%(title)s” was held on %(dates)s in %(city)s (%(venue)s).")
        sentence = by_its_title(sentence, str(conference.title))
        yield paragraph(from_to(sentence, values["dates"]) % values)
    else:
        yield paragraph(held_sentence(conference, language, place=city))
    partners = list(conference.partners.all())
    organizers = sum(partner.role in ORGANIZERS for partner in partners)
    supporters = sum(partner.role in SUPPORTERS for partner in partners)
    for roles, sentence in (
        (
            ORGANIZERS,
            ngettext(
                # One organizer is named alike in English: of a name, nobody knows whether it takes an article.
                "The conference was organized by the following: %(names)s.",
                "The conference was organized by the following: %(names)s.",
                organizers,
            ),
        ),
        (
            SUPPORTERS,
            ngettext(
                "The conference was supported by the following: %(names)s.",
                "The conference was supported by the following: %(names)s.",
                supporters,
            ),
        ),
    ):
        if names := "; ".join(str(partner) for partner in partners if partner.role in roles):
            yield paragraph(sentence % {"names": names})
    yield from _texts(report, "conference")
    for session in sessions:
        yield from _session(record, session)
    if not (record.sessions or report.adoption or _anything_counted(report)):
        yield paragraph(_("There is nothing on record about its sessions, participants and outcome."))


def _anything_counted(report: ConferenceReport) -> bool:
    return any(number not in NOTHING for _label, number in report.totals.rows)


def _attendance(record: Proceedings, report: ConferenceReport) -> Iterator[ReportBlock]:
    conference = record.conference
    present = Registration.objects.of(conference).attended().filter(is_practice=False)
    if not present.exists():
        present = Registration.objects.of(conference).approved().filter(is_practice=False)
    registrations = listed_through(present, Audience.PARTICIPANTS).filter(delegation=OuterRef("pk"))
    by_kind = grouped(
        (delegation.kind, in_document(delegation.name, conference, record.language))
        for delegation in Delegation.objects.filter(Exists(registrations), conference=conference)
    )
    if by_kind:
        yield paragraph(_("The following took part in the conference:"))
    for kind, title in delegation_titles().items():
        if names := by_kind.get(kind):
            yield listed([f"{title}: {'; '.join(sorted(names, key=collation_key))}."])
    if report.attendance:
        yield paragraph(" ".join(report.attendance))
    yield from _texts(report, "participants")


def _officers(record: Proceedings) -> Iterator[ReportBlock]:
    if lines := [*_office_lines(record, record.officers.get(None, {}))]:
        yield paragraph(_("The officers of the conference were:"))
        yield listed(lines)
    for group in WorkingGroup.objects.of(record.conference):
        if lines := [*_office_lines(record, record.officers.get(group.pk, {}))]:
            # “Working group WG1” says it twice.
            values = {"code": re.sub(r"^WG\s*(?=\d)", "", group.code), "name": quotable(group.name)}
            yield paragraph(_("The officers of working group %(code)s, “%(name)s”, were:") % values)
            yield listed(lines)


def _office_lines(record: Proceedings, holders: Officers) -> Iterator[str]:
    for office, label in OFFICES.items():
        if people := holders.get(office):
            yield f"{capfirst(str(label))}: {'; '.join(map(record.named, people))}."


def _agenda(record: Proceedings, documents: dict[str, str]) -> Iterator[ReportBlock]:
    items = sorted(
        (item.number, str(item.title))
        for session in record.sessions
        for item in session.items.all()
        if item.number
    )
    if items:
        symbol = documents.get("agenda")
        yield paragraph(
            _("The agenda of the conference, issued as %(symbol)s, was as follows:") % {"symbol": symbol}
            if symbol
            else _("The agenda of the conference was as follows:")
        )
        yield items_listed(items)
    if not record.sessions:
        return
    in_groups = [session for session in record.sessions if session.working_group_id]
    plenary = len(record.sessions) - len(in_groups)
    sentences = []
    if plenary:
        sentences.append(
            ngettext(
                "The conference held %(count)s plenary session.",
                "The conference held %(count)s plenary sessions.",
                plenary,
            )
            % {"count": number_in_text(plenary, record.language)}
        )
    if in_groups:
        groups = len({session.working_group_id for session in in_groups})
        sentences.append(
            ngettext("It set up %(count)s working group.", "It set up %(count)s working groups.", groups)
            % {"count": number_in_text(groups, record.language, "feminine")}
        )
    yield paragraph(" ".join(sentences))


def _proceedings(record: Proceedings, report: ConferenceReport) -> Iterator[ReportBlock]:
    yield from _texts(report, "sessions")
    others = [s for s in record.sessions if s.kind not in OPENING_AND_CLOSING]
    in_groups = [session for session in others if session.working_group_id]
    in_plenary = [session for session in others if not session.working_group_id]
    # A heading alone on its level says nothing.
    divided = bool(in_groups and in_plenary)
    if divided:
        yield heading("A. " + _("Plenary sessions"))
    for session in in_plenary:
        yield heading(str(session.title), below=divided)
        yield from _session(record, session)
    if divided:
        yield heading("B. " + _("Working groups"))
    for group in WorkingGroup.objects.of(record.conference):
        sessions = [session for session in in_groups if session.working_group_id == group.pk]
        if sessions:
            yield heading(group_heading(group.code, str(group.name)), below=divided)
            if group.mandate:
                yield paragraph(mandate_in_words(group.mandate))
            for session in sessions:
                yield from _session(record, session)


def _session(record: Proceedings, session: Session) -> Iterator[ReportBlock]:
    values = {"title": quotable(session.title), "when": session_time(session, record.language)}
    # Opening and closing have no heading with their title.
    needs_title = session.kind in OPENING_AND_CLOSING
    when = (
        _("The session “%(title)s” was held on %(when)s.")
        if needs_title
        else _("The session was held on %(when)s.")
    ) % values
    yield paragraph(f"{ended_once(when)} {record.chaired(session)}".strip())
    if session.chatham_house:
        yield paragraph(
            _("Held under the Chatham House Rule: what was said is reported without its speakers.")
        )
    roles = [] if session.chatham_house else list(session.roles.all())
    if people := record.speakers(role for role in roles if role.item_id is None):
        yield record.spoken(people)
    records = list(session.records.all())
    for item in session.items.all():
        title = {"number": item.number, "title": quotable(item.title)}
        if people := record.speakers(role for role in roles if role.item_id == item.pk):
            yield record.spoken(people, **title)
        elif item.number:
            yield paragraph(_("Agenda item %(number)d, “%(title)s”, was considered.") % title)
        yield from _statements(record, (row for row in records if row.item_id == item.pk))
    yield from _statements(record, (row for row in records if row.item_id is None))


def _statements(record: Proceedings, records: Iterable[SessionRecord]) -> Iterator[ReportBlock]:
    for row in records:
        text = intervention_text(row, Audience.PUBLIC).replace("\n\n", " ")
        if text:
            yield paragraph(text, language=row.language, of_document=record.language)


def _outcome(
    record: Proceedings, report: ConferenceReport, documents: dict[str, str]
) -> Iterator[ReportBlock]:
    if report.adoption:
        yield paragraph(" ".join(report.adoption))
    if annex := documents.get("outcome"):
        yield paragraph(_("The text of the recommendations is contained in %(annex)s.") % {"annex": annex})
    positions = Position.objects.filter(
        recommendation__in=Recommendation.objects.of(record.conference).adopted()
    ).select_related("delegation", "recommendation")
    if lines := [
        f"{position.delegation}: {position.get_kind_display()} ({position.recommendation.number})."
        for position in positions
    ]:
        yield paragraph(_("The following delegations made reservations or statements:"))
        yield listed(lines)
    yield from _texts(report, "recommendations")


def _closure(record: Proceedings, sessions: Sequence[Session]) -> Iterator[ReportBlock]:
    for session in sessions:
        yield from _session(record, session)
    if sessions and record.conference.today() > record.conference.ends_on:
        yield paragraph(
            ended_once(
                _("The conference was closed on %(date)s.")
                % {"date": date_in_text(record.conference.ends_on, record.language)}
            )
        )


def _afterwards(report: ConferenceReport, documents: dict[str, str]) -> Iterator[ReportBlock]:
    if report.follow_up_text:
        yield paragraph(" ".join(report.follow_up_text))
    yield from _texts(report, "follow_up", "targets", "results")
    annex = documents.get("figures")
    if report.results and annex:
        yield paragraph(_("The results of the evaluation are contained in %(annex)s.") % {"annex": annex})
    yield from _texts(report, "lessons")
