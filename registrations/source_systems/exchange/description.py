"""The plain description of a conference in another system: every reader makes one, the writer takes it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from agenda.imports.exchange.resolver import normal_language
from agenda.programme.exchange.schedule import Schedule, Texts
from registrations.core.models.registration import RegistrationStatus
from registrations.source_systems.exchange.source import UnmappedField


@dataclass
class SourceCategory:
    """A product or kind of registration, which becomes a category. `capacity` is that of its quota."""

    code: str
    name: Texts
    capacity: int | None = None


@dataclass
class SourceQuestion:
    """A question of the other system's form; `type` is a FieldType, `options` are key -> label.

    Without `categories`, which are codes, it is asked of everyone.
    """

    code: str
    label: Texts
    type: str
    help_text: Texts = field(default_factory=dict)
    required: bool = False
    options: dict[str, Texts] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)


@dataclass
class SourceVisit:
    """A scan: the code of its list, its time, and whether the person came or went."""

    door: str
    at: dt.datetime | None
    is_exit: bool = False


@dataclass
class SourceAttendee:
    """Somebody registered. `code` identifies them in the other system, `place` says where in the file they are."""

    code: str
    place: str
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    title: str = ""
    email: str = ""
    organization: str = ""
    job_title: str = ""
    country: str = ""
    phone: str = ""
    language: str = ""
    category: str = ""
    status: str = RegistrationStatus.APPROVED
    submitted_at: dt.datetime | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    visits: list[SourceVisit] = field(default_factory=list)


@dataclass
class SourceConference:
    """All that was understood of the files. `doors` are the lists of check-in: code -> name.

    `facts` are fields of the conference itself, filled in where it has none: name -> value; texts as in `Texts`.
    `messages` say, a line each, what was mended, assumed or left out; `leftovers` are the fields without a place.
    """

    source: str
    files: list[str] = field(default_factory=list)
    schedule: Schedule = field(default_factory=Schedule)
    title: Texts = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    categories: list[SourceCategory] = field(default_factory=list)
    questions: list[SourceQuestion] = field(default_factory=list)
    attendees: list[SourceAttendee] = field(default_factory=list)
    doors: dict[str, Texts] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    leftovers: list[UnmappedField] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Count the rows of an import, to tell whether it takes longer than a moment."""
        return len(self.schedule.events) * 3 + len(self.attendees) * 2


def language_of(locale: str) -> str:
    """Return the language that a locale of the other system means: de for de-informal; '' for none."""
    return normal_language(locale) or normal_language(locale.partition("-")[0])
