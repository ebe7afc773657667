"""The result of reading a pasted programme."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass
class PastedPerson:
    """A person named in the text. `title` is the honorific before the name."""

    name: str
    organization: str = ""
    job_title: str = ""
    title: str = ""


@dataclass
class PastedRole:
    role: str
    person: PastedPerson


@dataclass
class PastedItem:
    """`start` and `end` are minutes after midnight where the line had hours."""

    title: str
    minutes: int | None = None
    kind: str = "presentation"
    roles: list[PastedRole] = field(default_factory=list)
    start: int | None = None
    end: int | None = None
    indent: int = 0


@dataclass
class PastedSession:
    """`start` and `end` are minutes after the midnight with which `day` begins; over 1440 is after the next one."""

    line: int
    title: str = ""
    kind: str = "plenary"
    day: dt.date | None = None
    start: int | None = None
    end: int | None = None
    room: str = ""
    roles: list[PastedRole] = field(default_factory=list)
    items: list[PastedItem] = field(default_factory=list)
    description: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    indent: int = 0


@dataclass
class LineReport:
    """The reading of a line.

    `kind` is day, session, item, person, room, text, head (of a table), "" for a blank one, or nothing if
    it was not understood.
    """

    number: int
    text: str
    kind: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass
class PastedProgramme:
    sessions: list[PastedSession]
    lines: list[LineReport]

    @property
    def unread(self) -> list[LineReport]:
        """Return the lines that were not understood."""
        return [line for line in self.lines if line.kind == "nothing"]
