"""Template tags of the agenda: hours, texts of sessions, names of languages."""

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from agenda.conflicts.domain.messages import duration
from agenda.core.domain.rich_text import as_html, as_plain
from agenda.core.web.cells import hours, language_name_of, language_names
from agenda.history.domain.undo import next_redo, next_undo
from agenda.programme.exchange.calendar_links import additions, subscriptions
from confman.accounts.models import User
from confman.audit.labels import verb_label
from confman.conferences.models import Conference

register = template.Library()


register.simple_tag(additions)
register.simple_tag(subscriptions)
register.filter(duration)
register.simple_tag(hours)
register.filter(language_names)
register.filter(language_name_of)


@register.simple_tag
def next_steps(conference: Conference, user: User) -> dict[str, Any]:
    """Return the actions that a user would undo (`undo`) and redo (`redo`) next, and what they are called."""
    steps = {"undo": next_undo(conference, by=user), "redo": next_redo(conference, by=user)}
    return {
        name: {"id": step.pk, "action": verb_label(step.action), "label": step.label}
        for name, step in steps.items()
        if step
    }


@register.filter
def rich_text(text: Any) -> SafeString:
    """Return a session's summary or description as safe HTML."""
    return as_html(str(text))


@register.filter
def plain_text(text: Any) -> str:
    """Return a session's summary or description as plain text."""
    return as_plain(str(text))


@register.simple_tag
def hours_text(start: dt.datetime | None, end: dt.datetime | None = None) -> str:
    """Return '09:30–11:00' as plain text, in the conference's zone, for an option of a list."""
    local = [f"{timezone.localtime(moment):%H:%M}" for moment in (start, end) if moment]
    return "–".join(local)


@register.filter
def initials(name: Any) -> str:
    """Return 'PS' for Pamela Spratlen: shown in place of a portrait."""
    parts = [part for part in str(name).split() if part[:1].isalpha()]
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()
