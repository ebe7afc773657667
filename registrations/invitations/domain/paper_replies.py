"""A reply on paper, typed in by staff: the letter in the register, the delegation, its members; all or nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.translation.reading_language import reading_in
from confman.web.errors import Refused
from registrations.core.models.delegation import Delegation
from registrations.core.models.invitation import LetterChannel
from registrations.core.models.registration import Registration
from registrations.correspondence.domain.correspondence import register_letter
from registrations.correspondence.models import Correspondence, CorrespondenceDirection, Invitee, Reply
from registrations.delegations.domain.delegations import add_delegation, add_focal_point, change_delegation
from registrations.delegations.domain.members import Nominee, nominate_together
from registrations.invitations.domain.invitees import record_reply


@dataclass(frozen=True)
class EnteredReply:
    """The result of entering a reply; without a delegation where the invitee nominates nobody."""

    letter: Correspondence
    delegation: Delegation | None = None
    members: list[Registration] = field(default_factory=list)


def enter_reply(
    invitee: Invitee,
    *,
    reply: str,
    by: User,
    date: dt.date | None = None,
    their_number: str = "",
    channel: str = LetterChannel.POST,
    scan: File | None = None,
    note: str = "",
    places: int | None = None,
    nominees: Sequence[Nominee] = (),
    focal_point: Mapping[str, str] | None = None,
) -> EnteredReply:
    """Enter an invitee's reply: the letter in the register, and its delegation where it nominates one.

    The delegation is named as invited, with `places` as its quota; its members are added by the verbs of a
    focal point; its focal point is (name, email). A second reply adds to the existing delegation; another
    head replaces the one before. Raises Refused (NomineeRefused says for whom), CapacityExceeded or
    ValidationError, and then nothing is written.
    """
    if reply == Reply.SILENT:
        raise Refused(_("Say what the invitee replied: nominates, regrets, or will reply later."))
    if nominees and reply != Reply.NOMINATES:
        raise Refused(_("Persons are named, and the reply is not a nomination. Change one or the other."))
    with transaction.atomic():
        current = Invitee.objects.select_for_update().get(pk=invitee.pk)
        members: list[Registration] = []
        delegation = current.delegation
        if reply == Reply.NOMINATES:
            delegation = _delegation(current, places=places, by=by)
            if nominees:
                members = nominate_together(delegation, nominees, replaces_head=True, by=by)
            if focal_point and focal_point.get("email"):
                add_focal_point(delegation, name=focal_point["name"], email=focal_point["email"], by=by)
        # In the register a reply has the language of the letter that it answers, whoever types it in.
        with reading_in(current.letter_language(), *current.conference.languages):
            subject = _("Reply to the invitation: %(reply)s") % {"reply": Reply(reply).label}
            sender = str(current.name)
        letter = register_letter(
            current.conference,
            direction=CorrespondenceDirection.IN,
            subject=subject,
            their_number=their_number,
            date=date,
            channel=channel,
            sender=sender,
            scan=scan,
            invitee=current,
            delegation=delegation,
            by=by,
        )
        record_reply(current, reply=reply, date=letter.date, note=note, by=by)
    return EnteredReply(letter, delegation, members)


def _delegation(invitee: Invitee, *, places: int | None, by: User) -> Delegation:
    """Return the invitee's delegation with that quota; created from the name as invited where there is none."""
    delegation: Delegation | None = invitee.delegation
    if delegation is None:
        delegation = add_delegation(
            invitee.conference,
            by=by,
            name=invitee.name,
            kind=invitee.kind,
            country=invitee.country,
            capacity=places,
        )
        invitee.delegation = delegation
        invitee.save(update_fields=["delegation"])
    elif places != delegation.capacity:
        change_delegation(delegation, by=by, capacity=places)
    return delegation
