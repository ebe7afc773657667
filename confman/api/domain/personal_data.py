"""The personal data in answers that are kept for a day, to be given again to the same request."""

from collections.abc import Iterator
from typing import Any

from confman.accounts.models import User
from confman.api.models import IdempotentAnswer
from confman.people.domain.privacy import keys_of_belongings
from confman.people.models import Person


def collect_answers(person: Person) -> list[dict[str, Any]]:
    """List the kept answers about the person."""
    return [{"answered": answer.created_at, "answer": answer.body} for answer in _about(person)]


def erase_answers(person: Person, *, by: User) -> None:
    """Delete the kept answers about the person."""
    IdempotentAnswer.objects.filter(pk__in=[answer.pk for answer in _about(person)]).delete()


def merge_answers(kept: Person, merged: Person, *, by: User) -> None:
    """Leave the answers as they are: they say what was answered, and the former id leads to the person."""


def _about(person: Person) -> Iterator[IdempotentAnswer]:
    """Yield the answers that name the person, or a row of theirs, by its key. They are those of one day."""
    rows = IdempotentAnswer.objects.exclude(body="")
    if rows.exists():
        keys = [str(key) for key in keys_of_belongings(person)]
        yield from (row for row in rows.order_by("pk").iterator() if any(key in row.body for key in keys))
