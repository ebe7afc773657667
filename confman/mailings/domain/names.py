"""The names of mailings, by which the outbox calls their mails."""

from collections.abc import Collection
from uuid import UUID

from confman.conferences.models import Conference
from confman.mailings.models import Mailing

_PREFIX = "mailings."


def names_of_mailings(conference: Conference, keys: Collection[str]) -> dict[str, str]:
    """Return the names of the mailings among these kinds of mail, by the kind; one query."""
    found: dict[UUID, str] = {}
    for key in keys:
        try:
            found[UUID(key.removeprefix(_PREFIX))] = key
        except ValueError:
            continue
    if not found:
        return {}
    rows = Mailing.objects.of(conference).filter(pk__in=found).values_list("pk", "name")
    return {found[pk]: name for pk, name in rows}
