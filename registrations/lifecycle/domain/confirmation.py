"""Confirms what a stranger said on the public form, once their mailbox is confirmed or vouched for."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.people.domain.records import change_person, note_language, record_consents
from confman.people.models import Listing, Person
from registrations.core.models.registration import Registration
from registrations.questionnaire.domain.answer_writer import adopt_photo

# From the narrowest to the widest circle that may learn that someone takes part.
_CIRCLES = (Listing.COUNTED_ONLY, Listing.SECRETARIAT, Listing.PARTICIPANTS, Listing.PUBLIC)


def accept_unconfirmed(current: Registration, *, by: User, vouched: bool = False) -> None:
    """Confirm what they agreed to, who may see them and their photograph.

    `vouched`: by the secretariat, not by the mailbox; that may narrow the circle of those who see a person
    but never widens it. Within the caller's transaction, which holds the row and saves its `confirmed_at` and
    `answers` afterwards.
    """
    pending = current.answers.pop("pending", {})
    current.confirmed_at = current.confirmed_at or timezone.now()
    listing = pending.get("listing", "")
    if vouched and listing and _CIRCLES.index(listing) > _CIRCLES.index(current.person.listing):
        listing = ""
    record_form_choices(current.person, pending.get("consents", {}), listing, by=by)
    note_language(current.person, pending.get("language", ""), by=by, chosen=not vouched)
    adopt_photo(current, by=by)


def record_form_choices(person: Person, consents: Mapping[str, bool], listing: str, *, by: User) -> None:
    """Record a person's consents, and who may read that they take part, by their own word on a form."""
    if consents:
        record_consents(person, consents, by=by, source=_("the person, on the registration form"))
    if listing and listing != person.listing:
        change_person(person, by=by, source=_("the person, on the registration form"), listing=listing)


def unconfirmed_people(conference: Conference) -> set[UUID]:
    """Return the ids of the people who registered on the public form with an address that nobody has confirmed."""
    rows = Registration.objects.of(conference).unconfirmed()
    return set(rows.order_by().values_list("person", flat=True))
