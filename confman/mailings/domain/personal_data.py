"""The personal data in mailings: that someone was among those written to. The mails lie in the outbox."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.mailings.keys import CHOSEN_PEOPLE
from confman.mailings.models import Mailing, MailingRecipient, RecipientStatus
from confman.people.models import Person


def collect_mailings(person: Person) -> list[dict[str, Any]]:
    """List the mailings that the person received."""
    return [
        {"mailing": str(row.mailing), "to": row.address, "state": row.get_state_display()}
        for row in MailingRecipient.objects.filter(person=person)
        .select_related("mailing")
        .order_by("mailing__created_at")
    ]


def erase_mailings(person: Person, *, by: User) -> None:
    """Delete the person from all mailings, sent or not."""
    MailingRecipient.objects.filter(person=person).delete()


def delete_addressees(keys: Collection[UUID]) -> None:
    """Delete addressees who are gone from all mailings, sent or not."""
    MailingRecipient.objects.filter(addressee__in=keys).delete()


def expire_addressees(conference: Conference, *, by: User) -> int:
    """Delete all addressees from the mailings of a conference whose data are no longer kept; return how many."""
    if conference.today() <= conference.retained_until:
        return 0
    return MailingRecipient.objects.filter(mailing__conference=conference, person=None).delete()[0]


def _rank(row: MailingRecipient) -> tuple[bool, bool]:
    return row.message_id is not None, row.state == RecipientStatus.WAITING


def merge_mailings(kept: Person, merged: Person, *, by: User) -> list[dict[str, Any]]:
    """Move the person's rows; where both were recipients, who was written to stays, else who will be."""
    row_by_mailing = {row.mailing_id: row for row in MailingRecipient.objects.filter(person=kept)}
    folded = []
    for row in MailingRecipient.objects.filter(person=merged):
        remaining = row_by_mailing.get(row.mailing_id)
        if remaining is not None:
            if _rank(row) > _rank(remaining):
                remaining, row = row, remaining
            folded.append({"mailing": str(row.mailing_id), "to": row.address})
            row.delete()
        else:
            remaining = row
        remaining.person = kept
        remaining.save(update_fields=["person"])
    _choose_instead(kept, merged)
    return folded


def _choose_instead(kept: Person, merged: Person) -> None:
    """Put one person in the place of another where people were chosen in the directory."""
    for mailing in Mailing.objects.filter(conference=kept.conference_id, audience=CHOSEN_PEOPLE):
        keys = mailing.options.get("chosen", ())
        if str(merged.pk) in keys:
            instead = (str(kept.pk) if key == str(merged.pk) else key for key in keys)
            mailing.options = {**mailing.options, "chosen": list(dict.fromkeys(instead))}
            mailing.save(update_fields=["options"])
