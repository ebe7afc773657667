"""Mails to invitees: the letter of invitation as a PDF, and the reminder."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.domain.dates import date_in_text
from confman.mail.domain.dispatch import Letter, send_to_address, write_to_address
from confman.mail.domain.queue import GeneratedAttachment
from confman.mail.registry import BuiltAttachment
from confman.translation.reading_language import reading_in
from confman.web.errors import Refused
from registrations.correspondence.domain.forms_of_address import salutation
from registrations.correspondence.models import Correspondence, CorrespondenceDirection, Invitee
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
        raise Refused(str(_("The letter was struck out of the register.")))
    document = build_document(
        "registrations.invitation_letter",
        conference,
        language=letter.language,
        format="pdf",
        options={"letters": [str(letter.pk)]},
    )
    return BuiltAttachment(document.filename, document.content_type, document.content)
