"""Select the agenda that a document shows and write its parts: shared by all documents of the agenda."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agenda.releases.domain.diff import anything_changed, compare
from agenda.releases.domain.publication import draft_release
from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedRole, ReleasedSession
from agenda.releases.domain.reader import published_agenda
from agenda.releases.models import AgendaRelease, revision_in
from agenda.rooms.domain import group_heading, group_in_words
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import date_in_text, ended_once, mentions
from confman.documents.meta import DocumentMeta
from confman.people.models import Person
from confman.people.privacy import Audience, ShownPerson
from confman.translation.dates import utc_offset
from confman.translation.languages import language_in_text, languages_in_list, reading_languages
from confman.translation.marks import unmarked
from confman.translation.transliteration import in_readable_letters


@dataclass(frozen=True)
class DocumentRole:
    """A person's role; `name` says "to be confirmed" where it may not be given yet."""

    role: str
    name: str
    function: str


@dataclass(frozen=True)
class AgendaSource:
    """The release that a document is made from; `draft` where it is the working agenda, not yet published."""

    conference: Conference
    release: AgendaRelease
    draft: bool

    def read(self, audience: Audience) -> ReleasedAgenda:
        """Return the release as the audience may read it."""
        agenda = published_agenda(self.conference, audience, release=self.release)
        assert agenda is not None
        return agenda

    @property
    def issued(self) -> dt.date:
        return self.conference.local(self.release.published_at).date()

    def revision(self, language: str) -> str:
        """Return a sentence that says which agenda the document shows."""
        date = date_in_text(self.issued, language)
        if self.draft:
            return _("Shows the working agenda of %(date)s, which is not published.") % {"date": date}
        label = self.release.label or str(self.release.number)
        if revision_in(label):
            sentence = _("Agenda (%(label)s) published on %(date)s.")
        elif self.release.is_final:
            sentence = _("Final agenda published on %(date)s.")
        else:
            sentence = _("Provisional agenda published on %(date)s.")
        return ended_once(sentence % {"label": label, "date": date})

    def meta(self, language: str, title: str, *notes: str, **more: Any) -> DocumentMeta:
        """Return the masthead of a document that is not itself the agenda: it says which revision it shows."""
        return document_meta(
            self.conference,
            language=language,
            title=title,
            note=" ".join(note for note in (self.revision(language), *notes) if note),
            date=self.issued,
            draft=self.draft,
            **more,
        )


def agenda_source(conference: Conference, options: Mapping[str, Any]) -> AgendaSource:
    """Return the latest release, or the working agenda if `options["state"]` is "working".

    Where nothing is published yet it is the working agenda, so that the secretariat sees its documents from
    the first minute. Raises Refused if nothing is scheduled.
    """
    release = AgendaRelease.objects.latest_of(conference)
    if release is None or options.get("state") == "working":
        return AgendaSource(conference, draft_release(conference), draft=True)
    return AgendaSource(conference, release, draft=False)


def working_source(conference: Conference) -> AgendaSource:
    """Return the working agenda, for staff documents; it is a draft only where it differs from the release."""
    published = AgendaRelease.objects.latest_of(conference)
    working = draft_release(conference)
    if published is not None and not anything_changed(compare(published.content, working.content)):
        return AgendaSource(conference, published, draft=False)
    return AgendaSource(conference, working, draft=True)


# --- How parts of it are written --------------------------------------------------------------------------


def spoken_languages(session: ReleasedSession, language: str) -> str:
    """Return 'English, Russian → Uzbek': the languages spoken, and those interpreted into."""
    spoken = languages_in_list(session.floor_languages, language)
    targets = ", ".join(
        language_in_text(code, language)
        for code in session.listening_languages
        if code not in session.floor_languages
    )
    return f"{spoken} → {targets}" if targets else spoken


def status_of(session: ReleasedSession) -> str:
    """Return cancelled or tentative, in words; nothing if it is confirmed."""
    if session.cancelled:
        return _("cancelled")
    return _("tentative") if session.tentative else ""


def role_of(role: ReleasedRole) -> DocumentRole:
    """Return the role with name and function, or "to be confirmed"."""
    if role.person is None:
        return DocumentRole(capfirst(role.label), _("to be confirmed"), "")
    return DocumentRole(capfirst(role.label), name_of(role.person), function_of(role.person))


def name_of(person: Person | ShownPerson) -> str:
    """Return the name as readers of the document can read it: transliterated if need be."""
    return in_readable_letters(str(person), reading_languages()[0])


def function_of(person: ShownPerson) -> str:
    """Return function and institution of a person, as far as the name, or the function, does not say them already."""
    name, function, institution = str(person), str(person.job_title), str(person.organization)
    if mentions(f"{name} {function}", institution):
        institution = ""
    # A title, or a description in place of a name; a surname may contain the word for an office: Судья, Судаков.
    if f"{name} ".casefold().startswith(f"{function} ".casefold()):
        function = ""
    return ", ".join(part for part in (function, institution) if part)


def zone_note(conference: Conference) -> str:
    """Return a note on the zone of the times: "All times are those of Tashkent (UTC+5)."."""
    noon = dt.datetime.combine(conference.starts_on, dt.time(12), tzinfo=conference.zone)
    city, offset = str(conference.city), utc_offset(noon)
    if not city:
        return _("All times are in %(offset)s.") % {"offset": offset}
    return _("All times are those of %(zone)s.") % {"zone": f"{city} ({offset})"}


def minutes_text(minutes: int) -> str:
    """Return 25 min."""
    return pgettext("length", "%d min") % minutes


def side_by_side(first: str, second: str, between: str = "·") -> str:
    """Join two texts of the same meaning on one line; each keeps its own direction (FSI and PDI of UAX #9)."""
    return (
        f"\u2068{first}\u2069 {between} \u2068{second}\u2069"
        if unmarked(first) != unmarked(second)
        else first
    )


def title_with_group(session: ReleasedSession) -> str:
    """Return the title; behind that of a working group, which is the group's name, its number: “(working group 1)”."""
    if session.group is None or not is_named_alike(session):
        return str(session.title)
    return f"{session.title} ({group_in_words(session.group.code)})"


def group_beside(session: ReleasedSession) -> str:
    """Return the working group that meets in a session of another name."""
    if session.group is None or is_named_alike(session):
        return ""
    return group_heading(session.group.code, str(session.group.name))


def is_named_alike(session: ReleasedSession) -> bool:
    """Tell whether a session has the name of the working group that meets."""
    return session.group is not None and str(session.group.name) == str(session.title)
