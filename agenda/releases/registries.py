"""The registries of those whom a release is told to, and of the formats of its files; filled by packages above."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from confman.registries import Registry

if TYPE_CHECKING:
    from agenda.releases.domain.involvement import Involvement
    from agenda.releases.domain.read_model import Content, ReleasedAgenda
    from confman.conferences.models import Conference
    from confman.people.models import Person


def _nobody(conference: Conference, content: Content) -> Iterable[Involvement]:
    return ()


@dataclass(frozen=True)
class InvolvementKind:
    """A way of being involved in sessions: having a role in them, having signed up.

    `find(conference, content)` yields Involvements in sessions by their ids. `live`: it queries the database
    and not the content; those people are told when the session changes, not when they come in or drop out.
    `words(kind)` names it to the person themselves, as in "chair". `attends`: they have no part and only want
    to be there; the mail then has a sentence of its own for them. `sessions_of(person)` gives the ids of what
    their own agenda shows with this label.
    """

    key: str
    label: str | Promise
    find: Callable[[Conference, Content], Iterable[Involvement]] = _nobody
    words: Callable[[str], str] | None = None
    live: bool = False
    attends: bool = False
    sessions_of: Callable[[Person], Iterable[str]] | None = None


@dataclass(frozen=True)
class ExportFormat:
    """A format of the agenda's data; `write(conference, agenda, language)` returns the file."""

    key: str
    label: str | Promise
    content_type: str
    write: Callable[[Conference, ReleasedAgenda, str], bytes]
    extension: str
    position: int = 0


involvement_kinds = Registry(InvolvementKind, "those involved in a session")
export_formats = Registry(ExportFormat, "formats of the agenda")
