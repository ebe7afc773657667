"""What is written to invitees by mail: the letter of invitation as a PDF, and the reminder."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from confman.documents.domain.dates import document_date
from confman.mail.domain import MadeAttachment, send_to_address
from confman.mail.domain.sending import Letter, write_to_address
from confman.mail.registry import BuiltAttachment, MailKind, Placeholder
from confman.translation.reading import reading_in
from confman.web.errors import Refused
from registrations.correspondence.models import Correspondence, CorrespondenceDirection, Invitee

LETTER_ATTACHMENT = "registrations.invitation_letter"

_INSTITUTION = Placeholder("institution", _("the institution invited"), _("Ministry of Justice"))
_NUMBER = Placeholder("number", _("number of the letter"), "CONF/2017/L/12")
_DEADLINE = Placeholder("deadline", _("until when a reply is asked for"), "12 March 2027")
_NOTE = Placeholder("note", _("what is added to this reminder"), _("The provisional agenda is on our site."))

KINDS = (
    MailKind(
        key="registrations.invitation_letter",
        label=_("Letter of invitation to an institution"),
        audience=_("invitees whose letter goes by e-mail"),
        subject=_("Letter of invitation: {conference}"),
        body=_(
            "{greeting},\n\n"
            "please find attached the letter No. {number} by which {institution} is invited to {conference}, {dates}, "
            "{place}.\n\n"
            "Please reply to this mail, or to {contact_email}."
        ),
        placeholders=(_INSTITUTION, _NUMBER),
        position=82,
    ),
    MailKind(
        key="registrations.invitation_reminder",
        label=_("Reminder to an institution that has not replied"),
        audience=_("invitees whose deadline is over"),
        subject=_("A reply is awaited: {conference}"),
        body=_(
            "{greeting},\n\n"
            "on {sent} we had the honour to invite {institution} to {conference}, {dates}, {place}, and asked for a "
            "reply by {deadline}. We have not received the names of your participants yet and should be grateful to "
            "hear from you.\n\n"
            "{note}\n\n"
            "Please reply to this mail, or to {contact_email}."
        ),
        placeholders=(_INSTITUTION, _DEADLINE, Placeholder("sent", _("day of the letter"), "1 March 2027"), _NOTE),
        position=83,
    ),
)  # fmt: skip


def send_invitation_letter(invitee: Invitee, letter: Correspondence, *, by: Any) -> None:
    """Queue the letter as a PDF; once under a number and to an address, however often it is asked for."""
    conference = invitee.conference
    send_to_address(
        "registrations.invitation_letter",
        address=invitee.email,
        name="",
        conference=conference,
        language=letter.language,
        context={"institution": invitee.name, "number": letter.number, **_greeting(invitee, letter.language)},
        reply_to=conference.contact_email,
        attachments=[
            MadeAttachment(LETTER_ATTACHMENT, f"{conference.slug}-invitation.pdf", {"letter": str(letter.pk)})
        ],
        idempotency_key=f"invitation-letter:{letter.pk}:{invitee.email.lower()}",
        by=by,
    )


def reminder(invitee: Invitee, *, note: str = "") -> Letter:
    """The reminder as it would go out, to be looked at."""
    return write_to_address(
        "registrations.invitation_reminder", **_reminder(invitee, note)
    )  # fmt: skip


def send_reminder(invitee: Invitee, *, note: str, by: Any) -> None:
    """Queue the reminder; one a day and invitee."""
    conference = invitee.conference
    send_to_address(
        "registrations.invitation_reminder",
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
            "sent": document_date(invitee.sent_on, language) if invitee.sent_on else "",
            "deadline": document_date(invitee.deadline, language) if invitee.deadline else "",
            "note": note,
            **_greeting(invitee, language),
        },
    }


def _greeting(invitee: Invitee, language: str) -> dict[str, str]:
    """The invitee's own salutation where it has one; it ends where the mail puts its comma."""
    with reading_in(language, *invitee.conference.languages):
        salutation = str(invitee.salutation).rstrip(" ,!")
    return {"greeting": salutation} if salutation else {}


def build_letter_attachment(conference: Any, arguments: dict[str, Any]) -> BuiltAttachment:
    """The letter as PDF, made by the worker when the mail goes out. Raises Refused where it was struck out."""
    from confman.documents.domain import build_document

    letter = (
        Correspondence.objects.of(conference)
        .filter(pk=arguments["letter"], direction=CorrespondenceDirection.OUT, struck_out_at=None)
        .first()
    )
    if letter is None:
        raise Refused(str(_("The letter was struck out of the register.")))
    made = build_document(
        "registrations.invitation_letter",
        conference,
        language=letter.language,
        format="pdf",
        options={"letters": [str(letter.pk)]},
    )
    return BuiltAttachment(made.filename, made.content_type, made.content)
