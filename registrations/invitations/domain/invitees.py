"""The ledger of invitees: keeping it, writing letters of invitation, and reminding those who have not replied.

A reply on paper is typed in by staff: the letter in the register, the delegation, its members; all or nothing.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit, record_audit_in_bulk
from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.models import Conference
from confman.documents.domain.texts import by_its_title, date_in_text
from confman.mail.domain.dispatch import Letter, send_to_address, write_to_address
from confman.mail.domain.queue import GeneratedAttachment
from confman.mail.registry import BuiltAttachment
from confman.mailings.domain.personal_data import delete_addressees
from confman.translation.languages import reading_in
from confman.web.database.changes import add_row, change_row, delete_row
from confman.web.errors import Refused
from registrations.core.models.delegation import Delegation
from registrations.core.models.invitation import LetterChannel
from registrations.core.models.registration import Registration
from registrations.correspondence.domain.correspondence import register_letter
from registrations.correspondence.domain.forms_of_address import salutation
from registrations.correspondence.models import (
    INVITATION,
    Correspondence,
    CorrespondenceDirection,
    Invitee,
    InviteeQuerySet,
    Reply,
    Signatory,
)
from registrations.delegations.domain.delegations import add_delegation, add_focal_point, change_delegation
from registrations.delegations.domain.members import Nominee, nominate_together
from registrations.invitations.mail_kinds import LETTER, LETTER_ATTACHMENT, REMINDER


def send_invitation_letter(invitee: Invitee, letter: Correspondence, *, by: User) -> None:
    """Queue the letter as a PDF; once for each number and address, however often it is asked for."""
    conference = invitee.conference
    send_to_address(
        LETTER,
        address=invitee.email,
        name="",
        conference=conference,
        language=letter.language,
        context={"institution": invitee.name, "number": letter.number, **_greeting(invitee, letter.language)},
        reply_to=conference.contact_email,
        attachments=[
            GeneratedAttachment(
                LETTER_ATTACHMENT, f"{conference.slug}-invitation.pdf", {"letter": str(letter.pk)}
            )
        ],
        idempotency_key=f"invitation-letter:{letter.pk}:{invitee.email.lower()}",
        by=by,
    )


def reminder(invitee: Invitee, *, note: str = "") -> Letter:
    """Return the reminder as it would be sent, for a preview."""
    return write_to_address(REMINDER, **_reminder(invitee, note))


def send_reminder(invitee: Invitee, *, note: str, by: User) -> None:
    """Queue the reminder; at most one a day for each invitee."""
    conference = invitee.conference
    send_to_address(
        REMINDER,
        reply_to=conference.contact_email,
        idempotency_key=f"invitation-reminder:{invitee.pk}:{conference.today().isoformat()}",
        by=by,
        **_reminder(invitee, note),
    )


def _reminder(invitee: Invitee, note: str) -> dict[str, Any]:
    language = invitee.letter_language()
    return {
        "address": invitee.email,
        "conference": invitee.conference,
        "language": language,
        "context": {
            "institution": invitee.name,
            "sent": date_in_text(invitee.sent_on, language) if invitee.sent_on else "",
            "deadline": date_in_text(invitee.deadline, language) if invitee.deadline else "",
            "note": note,
            **_greeting(invitee, language),
        },
    }


def _greeting(invitee: Invitee, language: str) -> dict[str, str]:
    """Return the salutation of its letter, without the comma that the mail adds."""
    with reading_in(language, *invitee.conference.languages):
        return {"greeting": salutation(invitee, language).rstrip(" ,!")}


def build_letter_attachment(conference: Conference, arguments: dict[str, Any]) -> BuiltAttachment:
    """Build the letter as PDF, by the worker when the mail is sent. Raises Refused if it was struck out."""
    from confman.documents.domain.builder import build_document

    letter = (
        Correspondence.objects.of(conference)
        .filter(pk=arguments["letter"], direction=CorrespondenceDirection.OUT, struck_out_at=None)
        .first()
    )
    if letter is None:
        raise Refused(str(gettext_lazy("The letter was struck out of the register.")))
    document = build_document(
        "registrations.invitation_letter",
        conference,
        language=letter.language,
        format="pdf",
        options={"letters": [str(letter.pk)]},
    )
    return BuiltAttachment(document.filename, document.content_type, document.content)


def add_invitee(conference: Conference, *, by: User, **fields: Any) -> Invitee:
    """Add an institution or a State that is to be invited. Raises ValidationError."""
    invitee = Invitee(conference=conference, is_practice=conference.is_practice, **fields)
    return add_row(invitee, "registrations.invitee_added", by=by)


def change_invitee(invitee: Invitee, *, by: User, **changes: Any) -> list[str]:
    """Change an invitee; a letter that was sent stays as the register has it. Raises ValidationError."""
    return change_row(invitee, "registrations.invitee_changed", changes, by=by)


def delete_invitee(invitee: Invitee, *, by: User) -> None:
    """Delete an invitee from the ledger and from mailings. Its letters stay in the register, its delegation stays."""
    with transaction.atomic():
        delete_addressees([invitee.pk])
        delete_row(invitee, "registrations.invitee_deleted", by=by)


# --- Letters -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WrittenLetters:
    """The result of writing letters: all of them, the new ones, those sent by e-mail, those to print."""

    letters: tuple[Correspondence, ...]
    new: int
    mailed: int


def invitation_of(invitee: Invitee) -> Correspondence | None:
    """Return the invitee's valid letter of invitation: the last one that is not struck out."""
    return (
        Correspondence.objects.of(invitee.conference)
        .invitations()
        .filter(invitee=invitee)
        .order_by("-created_at")
        .first()
    )


def write_letters(
    conference: Conference,
    invitees: Sequence[Invitee],
    *,
    by: User,
    date: dt.date | None = None,
    signatory: Signatory | None = None,
    new_numbers: bool = False,
    send: bool = True,
) -> WrittenLetters:
    """Write the letters of invitation: each gets its number and is entered in the register.

    A letter is sent by e-mail where that is the invitee's channel and it has an address. One written before
    keeps number and date, unless `new_numbers` asks for another; it is mailed only once under a number.
    `signatory` signs where the invitee names nobody. Raises Refused if there is nobody to write to.
    """
    if not invitees:
        raise Refused(_("Choose at least one invitee to write to."))
    letters: list[Correspondence] = []
    new = mailed = 0
    with transaction.atomic():
        # One by one in the order of their ids, so that two desks never block each other.
        locked = (
            Invitee.objects.of(conference).select_for_update().filter(pk__in=[row.pk for row in invitees])
        )
        current = {row.pk: row for row in locked.order_by("pk")}
        for invitee in (current[row.pk] for row in invitees if row.pk in current):
            before = None if new_numbers else invitation_of(invitee)
            letter = before or _write_letter(invitee, date=date, signatory=signatory, by=by)
            letters.append(letter)
            new += before is None
            if send and invitee.goes_by_mail:
                mailed += 1
                send_invitation_letter(invitee, letter, by=by)
    return WrittenLetters(tuple(letters), new, mailed)


def _write_letter(
    invitee: Invitee, *, date: dt.date | None, signatory: Signatory | None, by: User
) -> Correspondence:
    conference, language = invitee.conference, invitee.letter_language()
    with reading_in(language, *conference.languages):
        subject = by_its_title(_("Invitation to the conference “%(conference)s”"), str(conference.title)) % {
            "conference": conference.title
        }
        recipient = ", ".join(
            part for part in (str(invitee.addressee), str(invitee.name)) if part
        )  # fmt: skip
        letter = register_letter(
            conference,
            direction=CorrespondenceDirection.OUT,
            kind=INVITATION,
            language=language,
            subject=subject,
            recipient=recipient,
            channel=invitee.channel,
            signatory=invitee.signatory or signatory,
            invitee=invitee,
            delegation=invitee.delegation,
            date=date,
            by=by,
        )
    invitee.sent_on = letter.date
    invitee.save(update_fields=["sent_on"])
    record_audit("registrations.invitee_written_to", by=by, target=invitee, details={"number": letter.number})
    return letter


# --- Replies -----------------------------------------------------------------------------------------


def record_reply(
    invitee: Invitee, *, reply: str, by: User, date: dt.date | None = None, note: str = ""
) -> Invitee:
    """Record an invitee's answer; one that nominates gets its delegation from the reply on paper."""
    with transaction.atomic():
        before = invitee.reply
        invitee.reply = reply
        invitee.replied_on = None if reply == Reply.SILENT else date or invitee.conference.today()
        invitee.reply_note = note
        invitee.full_clean()
        invitee.save(update_fields=["reply", "replied_on", "reply_note"])
        record_audit(
            "registrations.invitee_replied", by=by, target=invitee, details={"from": before, "to": reply}
        )
    return invitee


# --- Reminders ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reminders:
    """Counts the reminders, all by mail or all noted, and lists those who were left out, with the reason."""

    count: int
    by_mail: bool
    left_out: tuple[str, ...]

    def __str__(self) -> str:
        if not self.count:
            return _("Nobody was reminded.")
        if self.by_mail:
            words = ngettext(
                "%(count)d reminder is on its way.", "%(count)d reminders are on their way.", self.count
            )
        else:
            words = ngettext(
                "%(count)d is noted as reminded.", "%(count)d are noted as reminded.", self.count
            )
        return words % {"count": self.count}


def remind_invitees(
    conference: Conference, invitees: Iterable[Invitee], *, by: User, note: str = "", by_mail: bool = True
) -> Reminders:
    """Remind those who have not replied, or postponed it, after their deadline; nobody twice on the same day.

    By mail, or (`by_mail=False`) noted only, for those telephoned or written to on paper. Invitees who
    replied meanwhile, were reminded today, or have no e-mail are left out, with the reason.
    """
    reminded: list[Invitee] = []
    left_out: list[str] = []
    today = conference.today()
    with transaction.atomic():
        for invitee in invitees:
            if by_mail and not invitee.email:
                left_out.append(_("%(name)s has no e-mail.") % {"name": invitee.name})
                continue
            # Claimed by one UPDATE: of two desks that remind at the same moment, only one succeeds.
            claimed = (
                Invitee.objects.of(conference)
                .overdue_for_reply(today)
                .order_by()
                .filter(Q(reminded_on=None) | Q(reminded_on__lt=today), pk=invitee.pk)
                .update(reminded_on=today)
            )
            if not claimed:
                left_out.append(
                    _("%(name)s has replied or was reminded today already.") % {"name": invitee.name}
                )
                continue
            reminded.append(invitee)
            if by_mail:
                send_reminder(invitee, note=note, by=by)
        details = {"by_mail": by_mail}
        record_audit_in_bulk(
            "registrations.invitee_reminded", by=by, conference=conference, targets=reminded, details=details
        )
    return Reminders(len(reminded), by_mail, tuple(left_out))


def invitees_of(conference: Conference) -> InviteeQuerySet:
    """Return the invitees, without those of practice mode."""
    return Invitee.objects.of(conference).filter(is_practice=False)


def clone_invitees(copy: ConferenceCopy, rows: InviteeQuerySet) -> None:
    """Take them along, to be invited again; an addressee only where it is an office: a person has agreed to nothing."""
    copy.rows(
        rows,
        anew=("sent_on", "reply", "replied_on", "reply_note", "reminded_on"),
        moved=("deadline",),
        loose=("signatory", "delegation"),
        change=Invitee.leave_person_behind,
    )


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
