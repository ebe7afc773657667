"""Institutions that other conferences of the organization or series have invited, where there is no address book.

Where several have invited an institution, the data of the latest conference count: so
corrections made there reach the next ones.
"""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from confman.accounts.models import User, Visitor
from confman.audit.domain.recorder import record_audit_in_bulk
from confman.conferences.models import Conference
from confman.translation.collation import collation_key
from confman.translation.text import TranslatedText
from confman.web.search import fold, words_of
from registrations.correspondence.models import Invitee

TAKEN = (
    "kind", "name", "country", "addressee", "address", "email", "language", "channel", "salutation", "rank", "sex",
    "name_in_note", "by_office",
)  # fmt: skip


def related_conferences(conference: Conference, user: Visitor) -> list[Conference]:
    """Return the other conferences of its organization or series whose invitees the user may see, the latest first."""
    related = Q(pk=None)
    if conference.organization_id:
        related |= Q(organization=conference.organization_id)
    if conference.series_id:
        related |= Q(series=conference.series_id)
    conferences = Conference.objects.filter(related).exclude(pk=conference.pk).order_by("-starts_on", "slug")
    return [row for row in conferences if user.has_perm("registrations.view_invitees", row)]


def known_institutions(conference: Conference, user: Visitor, query: str = "") -> list[Invitee]:
    """Return the institutions that related conferences have invited and this one has not, each once, by name."""
    rows = Invitee.objects.filter(conference__in=related_conferences(conference, user), is_practice=False)
    for word in words_of(query):
        rows = rows.filter(search_text__contains=word)
    invited_keys = {key for row in Invitee.objects.of(conference) for key in _keys(row)}
    invitees: dict[UUID, Invitee] = {}
    for row in rows.select_related("conference").order_by("-conference__starts_on", "sort_key", "pk"):
        if not invited_keys.intersection(_keys(row)):
            invited_keys.update(_keys(row))
            invitees[row.pk] = row
    return sorted(invitees.values(), key=lambda row: (collation_key(str(row.name)), row.pk))


def copy_invitees(conference: Conference, invitee_ids: Collection[UUID], *, by: User) -> list[Invitee]:
    """Add the chosen institutions to this conference's ledger, with how they are addressed, and return them.

    A named addressee stays where they are: they agreed to be written to for that conference alone.
    """
    institutions = [row for row in known_institutions(conference, by) if row.pk in set(invitee_ids)]
    invitees = []
    for row in institutions:
        invitee = Invitee(
            conference=conference,
            is_practice=conference.is_practice,
            **{name: getattr(row, name) for name in TAKEN},
        )
        invitee.leave_person_behind()
        invitee.prepare_search()
        invitees.append(invitee)
    with transaction.atomic():
        Invitee.objects.bulk_create(invitees, batch_size=500)
        record_audit_in_bulk("registrations.invitee_added", by=by, conference=conference, targets=invitees)
    return invitees


def _keys(row: Invitee) -> Iterator[tuple[str, str]]:
    """Yield by what an institution is recognized: each of its names, in its country."""
    for name in TranslatedText.of(row.name).values():
        yield fold(name), str(row.country.code or "")
