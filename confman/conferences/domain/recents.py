"""The records that a member of the team opened last: which, not what they say. The search shows and prefers them.

They stand with the membership.
"""

import logging
from collections.abc import Iterable
from uuid import UUID

from django.db import DatabaseError, transaction

from confman.accounts.models import User
from confman.conferences.access import opened_by
from confman.conferences.models import Conference, Membership
from confman.conferences.search_registries import search_kinds

logger = logging.getLogger(__name__)

# Records of a user in a conference that are remembered.
MAX_OPENED = 20


def note_opened(user: User, conference: Conference, kind: str, key: UUID) -> None:
    """Put a record of this kind of the search before the others that the user opened; write nothing if it is there.

    What cannot be written just now is not noted: the page is shown all the same.
    """
    record, before = [kind, str(key)], opened_by(user, conference)
    if before[:1] == [record]:
        return
    opened = [record, *(other for other in before if other != record)][:MAX_OPENED]
    try:
        with transaction.atomic():
            Membership.objects.filter(conference=conference, user=user).update(opened=opened)
    except DatabaseError:
        logger.warning("The record that was opened could not be noted.", exc_info=True)


def delete_stale_recents(conference: Conference) -> None:
    """Forget of everybody which records they opened that are gone by now, such as people who were erased."""
    members = list(Membership.objects.filter(conference=conference).exclude(opened=[]))
    keys_by_kind: dict[str, set[str]] = {}
    for member in members:
        for kind, key in member.opened:
            keys_by_kind.setdefault(kind, set()).add(key)
    existing_by_kind = {kind: _existing(kind, conference, keys) for kind, keys in keys_by_kind.items()}
    for member in members:
        member.opened = [[kind, key] for kind, key in member.opened if key in existing_by_kind[kind]]
    Membership.objects.bulk_update(members, ["opened"])


def _existing(kind: str, conference: Conference, keys: Iterable[str]) -> set[str]:
    found = search_kinds.find(kind)
    rows = found.rows if found else None
    if rows is None:
        return set()
    return {str(pk) for pk in rows(conference).filter(pk__in=keys).order_by().values_list("pk", flat=True)}
