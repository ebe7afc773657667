"""What is held on a person: the upper floors say it, for the file a person may ask for and for erasure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from confman.people.models import Person
from confman.web.registries import Registry


@dataclass(frozen=True)
class PersonalData:
    """One kind of thing held on a person.

    `collect` gives it as plain data for the person's own file; `erase(person, *, by)` removes or blanks it.
    `merge(kept, merged, *, by)` moves what points at `merged` to `kept`.
    """

    key: str
    label: Any
    collect: Callable[[Person], list[dict[str, Any]]]
    erase: Callable[..., None]
    merge: Callable[..., None]


personal_data: Registry[PersonalData] = Registry("personal data", lambda entry: entry.key)


@dataclass(frozen=True)
class PersonPanel:
    """A part of a person's page that an upper floor adds: their registration, their sessions.

    `context(person, user)` gives what `template` needs; None leaves the panel out.
    """

    key: str
    label: Any
    permission: str
    template: str
    context: Callable[[Person, Any], dict[str, Any] | None]
    position: int = 50


person_panels: Registry[PersonPanel] = Registry(
    "person panels", lambda panel: panel.key, lambda panel: panel.position
)


@dataclass(frozen=True)
class PrivacyHook:
    """Throws away what was rendered with names in it: kept files, cached bodies.

    `purge(conference)` is called in the transaction of a changed listing, a merging and an erasure.
    """

    key: str
    purge: Callable[[Any], None]


privacy_hooks: Registry[PrivacyHook] = Registry("privacy hooks", lambda hook: hook.key)
