"""The events that other systems may be told of: declared by the packages whose verbs they are."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse

from confman.conferences.models import Conference
from confman.registries import Registry


@dataclass(frozen=True)
class WebhookEvent:
    """Something that happens to a kind of object: the verbs of the history that make it happen."""

    name: str
    label: Any
    verbs: tuple[str, ...]


@dataclass(frozen=True)
class RowFacts:
    """Facts that a row has: its id, the address of its page in the secretariat, and attributes under their names.

    `attributes` maps the names of facts to those of attributes; `page` is the name of a URL that takes the `key`.
    """

    page: str
    attributes: Mapping[str, str]
    key: str = "pk"

    def __call__(self, target: Model, conference: Conference) -> dict[str, Any]:
        """Return the facts of the row."""
        address = reverse(self.page, args=[conference.slug, getattr(target, self.key)])
        facts = {name: _plain(getattr(target, path)) for name, path in self.attributes.items()}
        return {"id": str(target.pk), "url": settings.BASE_URL + address, **facts}


def _plain(value: Any) -> Any:
    """Return a fact as JSON has it: ids and choices are texts."""
    return value if value is None or isinstance(value, int | dt.date) else str(value)


@dataclass(frozen=True)
class WebhookSubject:
    """A kind of object, what is told of it, and its events, which are called "<key>.<name>".

    `facts(target, conference)`, mostly `RowFacts`, returns plain values (ids, addresses, states, numbers) and makes no
    query: there may be ten thousand targets. They name nobody, since a receiver keeps them when a person is erased
    here. `id` is that of the object: what is told of one object arrives in order. `example` has the same keys.
    """

    key: str
    label: Any
    facts: Callable[[Any, Conference], dict[str, Any]]
    example: Mapping[str, Any]
    events: tuple[WebhookEvent, ...]
    position: int = 50

    def key_of(self, event: WebhookEvent) -> str:
        """Return the event's full name."""
        return f"{self.key}.{event.name}"


webhook_subjects = Registry(WebhookSubject, "subjects of webhooks")


@dataclass(frozen=True)
class KnownEvent:
    """An event with its subject."""

    key: str
    subject: WebhookSubject
    event: WebhookEvent


def known_events() -> Iterator[KnownEvent]:
    """Yield all events, by subject."""
    for subject in webhook_subjects:
        for event in subject.events:
            yield KnownEvent(subject.key_of(event), subject, event)


@cache
def events_by_verb() -> Mapping[str, KnownEvent]:
    """Return the event of each verb. Raises ValueError if two events have the same verb."""
    entry_by_verb: dict[str, KnownEvent] = {}
    for entry in known_events():
        for verb in entry.event.verbs:
            if verb in entry_by_verb:
                raise ValueError(f"{verb} is {entry_by_verb[verb].key} and {entry.key}.")
            entry_by_verb[verb] = entry
    return entry_by_verb


def event_label(key: str) -> str:
    """Return what an event is called; its key if it no longer exists."""
    labels = {entry.key: entry.event.label for entry in known_events()}
    return str(labels.get(key, key))
