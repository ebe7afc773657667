"""Speakers' briefing sheets: a page each with all that a speaker has to know, from the working agenda.

The addressee's own roles are included even before they are confirmed; of the other people, those who have
confirmed and may be named to participants.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.conflicts.domain.severities import agenda_settings
from agenda.core.domain.groups import grouped
from agenda.core.domain.intervals import clock_hours
from agenda.materials.models import Material
from agenda.programme.documents.agenda_source import (
    function_of,
    minutes_text,
    name_of,
    spoken_languages,
    status_of,
    working_source,
    zone_note,
)
from agenda.programme.documents.bilingual import in_two_languages
from agenda.releases.domain.read_model import Appearance, ReleasedSession, ReleasedSpeaker
from agenda.sessions.models.personal import SpeakerProfile
from agenda.sessions.models.session import LEADING, PRESENTING
from confman.conferences.models import Conference
from confman.documents.domain.texts import date_in_text, document_day, time_in_text, with_affiliation
from confman.documents.meta import DocumentMeta
from confman.people.models import Person
from confman.people.privacy import Audience, may_name_in_role
from confman.web.errors import Refused

# Each person's sheet is independent; this many are drawn at a time.
SHEETS_A_PART = 40


@dataclass(frozen=True)
class BriefingSession:
    """The addressee's part in a session: a line for each fact, as label and value."""

    title: str
    day: str
    time: str
    facts: tuple[BriefingFact, ...]


@dataclass(frozen=True)
class BriefingFact:
    label: str
    value: str


@dataclass(frozen=True)
class BriefingSheet:
    name: str
    function: str
    asked: str
    sessions: tuple[BriefingSession, ...]
    materials: tuple[str, ...]
    equipment: str
    contact: str


@dataclass(frozen=True)
class Briefing:
    meta: DocumentMeta
    sheets: tuple[BriefingSheet, ...]


def split_briefing(data: Briefing) -> list[Briefing]:
    """Split the sheets into batches; each person's sheet is a whole document."""
    return [
        dataclasses.replace(data, sheets=data.sheets[start : start + SHEETS_A_PART])
        for start in range(0, len(data.sheets), SHEETS_A_PART)
    ]


@in_two_languages
def build_briefing(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Briefing:
    """Build a sheet for everyone who speaks, or for `options["person"]`. Raises Refused if there is nobody."""
    source = working_source(conference)
    agenda = source.read(Audience.SECRETARIAT)
    key = str(options.get("person") or "")
    speakers_by_name = agenda.speakers_by_name(str(options.get("alphabet") or ""))
    speakers = [speaker for speaker in speakers_by_name if key in ("", speaker.person.id)]
    if not speakers:
        raise Refused(_("Nobody has a role in the agenda yet: open a session and say who speaks."))
    return Briefing(
        meta=source.meta(
            language,
            _("Briefing sheet for speakers"),
            zone_note(conference),
            distribution=_("Addressee only"),
        ),
        sheets=tuple(map(_Sheets(conference, language).sheet, speakers)),
    )


class _Sheets:
    """The data that all sheets need, loaded once."""

    def __init__(self, conference: Conference, language: str) -> None:
        self.conference, self.language = conference, language
        self.due = agenda_settings(conference).materials_due
        people = Person.objects.of(conference)
        self.listings = {str(key): listing for key, listing in people.values_list("pk", "listing")}
        profiles = SpeakerProfile.objects.filter(person__conference=conference)
        self.equipment = {
            str(key): equipment for key, equipment in profiles.values_list("person", "equipment")
        }
        materials = Material.objects.filter(session__conference=conference).select_related("item")
        self.handed_in = grouped((str(material.session_id), material) for material in materials)

    def sheet(self, speaker: ReleasedSpeaker) -> BriefingSheet:
        asks = any(not appearance.role.confirmed for appearance in speaker.appearances)
        return BriefingSheet(
            name=name_of(speaker.person),
            function=capfirst(function_of(speaker.person)),
            asked=_("Please tell us whether you accept: not all of your roles are confirmed.")
            if asks
            else "",
            sessions=tuple(
                self.session(list(parts), speaker.person.id)
                for _key, parts in groupby(speaker.appearances, key=lambda appearance: appearance.session.id)
            ),
            materials=self.materials(speaker),
            equipment=self.equipment.get(speaker.person.id, ""),
            contact=self.contact(),
        )

    def session(self, parts: list[Appearance], speaker: str) -> BriefingSession:
        session = parts[0].session
        facts = [
            *((_("Your part"), self.part(part)) for part in parts),
            (_("Room"), str(session.room) if session.room else _("to be announced")),
            (_("Chair"), self.others(session, speaker, leading=True)),
            (_("With you"), self.others(session, speaker, leading=False)),
            (_("Languages"), spoken_languages(session, self.language)),
            (_("Remote participation"), session.online_link),
            (_("Status"), capfirst(status_of(session))),
            (
                _("Rule"),
                _("Chatham House Rule: what is said may be used, but not who said it.")
                if session.chatham_house
                else "",
            ),
        ]
        return BriefingSession(
            title=str(session.title),
            day=document_day(session.start.date(), self.language),
            time=clock_hours(session.start, session.end),
            facts=tuple(BriefingFact(label, value) for label, value in facts if value),
        )

    def part(self, appearance: Appearance) -> str:
        """Return 'Speaker: Activities of NGOs (about 11:50, 20 min)', and whether it is confirmed."""
        role, item = appearance.role, appearance.item
        label = capfirst(role.label)
        if not role.confirmed:
            label = f"{label} ({_('not confirmed yet')})"
        if item is None:
            return label
        later = item.start is not None and item.start != appearance.session.start
        details = [
            _("about %(time)s") % {"time": f"{item.start:%H:%M}"} if later else "",
            minutes_text(item.minutes) if item.minutes else "",
        ]
        detail = ", ".join(part for part in details if part)
        return f"{label}: {item.title} ({detail})" if detail else f"{label}: {item.title}"

    def others(self, session: ReleasedSession, speaker: str, *, leading: bool) -> str:
        """Return the people who lead it, or the others who speak; each once, in the order of the agenda."""
        names = {}
        for role in session.all_roles:
            if role.role == "interpreter" or (role.role in LEADING) != leading or role.person is None:
                continue
            listing = self.listings.get(role.person.id, "")
            if role.person.id == speaker:
                if leading:
                    names[speaker] = _("yourself")
            elif may_name_in_role(listing, Audience.PARTICIPANTS, confirmed=role.confirmed):
                function = function_of(role.person)
                names[role.person.id] = (
                    with_affiliation(name_of(role.person), function) if function else name_of(role.person)
                )
        # "Your part" already says so to the only chair.
        return "" if [*names] == [speaker] else "; ".join(names.values())

    def materials(self, speaker: ReleasedSpeaker) -> tuple[str, ...]:
        """Return what was received of the speaker's, and the deadline where something is missing."""
        parts = {(part.session.id, part.item.id if part.item else "") for part in speaker.appearances}
        received = [
            material
            for session in dict.fromkeys(part.session.id for part in speaker.appearances)
            for material in self.handed_in[session]
            # The secretariat's own is for all who speak there; a presentation handed in is of one speaker alone.
            if str(material.uploaded_by_id) == speaker.person.id
            or (material.uploaded_by_id is None and (session, str(material.item_id or "")) in parts)
        ]
        lines = [_("Received: %(title)s") % {"title": material} for material in received]
        expected = {part.session.id for part in speaker.appearances if part.role.role in PRESENTING}
        # As the list of presentations counts: a paper of the secretariat's is nobody's presentation.
        handed_in = {str(material.session_id) for material in received if material.uploaded_by_id}
        if self.due and expected - handed_in:
            due = self.conference.local(self.due)
            lines.append(
                _("Please submit your presentation by %(time)s on %(date)s.")
                % {"date": date_in_text(due.date(), self.language), "time": time_in_text(due, self.language)}
            )
        return tuple(lines)

    def contact(self) -> str:
        venue = ", ".join(part for part in (str(self.conference.venue), str(self.conference.city)) if part)
        return " · ".join(part for part in (venue, self.conference.contact_email) if part)
