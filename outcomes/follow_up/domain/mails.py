"""Mails to the focal point of an addressee, their link among them, and the file that goes with a letter."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.domain.builder import build_document
from confman.mail.domain.dispatch import (
    Letter,
    send_to_address,
    send_to_person,
    write_to_address,
    write_to_person,
)
from confman.mail.domain.queue import Attachment
from confman.mail.models import Message
from confman.mail.registry import BuiltAttachment
from confman.people.domain.links import count_link_sent, may_mail_a_link
from confman.web.errors import Refused
from outcomes.follow_up.domain.focal_points import (
    current_term,
    letter_language,
    mailbox_of,
    require_follow_up,
    term_link,
)
from outcomes.follow_up.keys import LETTER
from outcomes.follow_up.mail_kinds import FOLLOW_UP_LINK
from outcomes.follow_up.models.transmittal import FocalPointTerm, Transmittal
from outcomes.recommendations.models.addressee import Addressee

# A placeholder in a draft reminder for the personal link, which is put in when the reminder is sent.
LINK = "{link}"


def send_to_term(
    kind: str,
    term: FocalPointTerm,
    *,
    context: Mapping[str, object],
    by: User,
    attachments: Iterable[Attachment] = (),
    idempotency_key: str | None = None,
) -> Message | None:
    """Queue a mail to the focal point of an addressee, in their language; None without an address to write to."""
    addressee = term.addressee
    values = {"addressee": addressee.name, **context}
    options: dict[str, Any] = {
        "conference": addressee.conference, "context": values, "by": by, "attachments": attachments,
        "idempotency_key": idempotency_key,
    }  # fmt: skip
    if term.person and term.person.mailbox:
        return send_to_person(kind, person=term.person, **options)
    if not addressee.email:
        return None
    options["context"] = {**values, **_greeting(term)}
    return send_to_address(
        kind,
        address=addressee.email,
        language=letter_language(addressee),
        reply_to=addressee.conference.contact_email,
        own=True,
        **options,
    )


def write_to_term(kind: str, term: FocalPointTerm, *, context: Mapping[str, object]) -> Letter | None:
    """Write the letter that `send_to_term` would send, for a preview."""
    addressee = term.addressee
    values = {"addressee": addressee.name, **context}
    if term.person and term.person.mailbox:
        return write_to_person(kind, person=term.person, conference=addressee.conference, context=values)
    if not addressee.email:
        return None
    return write_to_address(
        kind,
        address=addressee.email,
        conference=addressee.conference,
        language=letter_language(addressee),
        context={**values, **_greeting(term)},
        own=True,
    )


def _greeting(term: FocalPointTerm) -> dict[str, str]:
    """Return the addressee's own salutation where it has one, without the comma, which the mail adds."""
    language = letter_language(term.addressee)
    salutation = term.addressee.salutation.in_language(language, term.addressee.conference.languages)
    greeting = salutation.rstrip(" ,!")
    return {"greeting": greeting} if greeting else {}


def build_letter_attachment(conference: Conference, arguments: dict[str, Any]) -> BuiltAttachment:
    """Build the letter as PDF, in the worker when the mail is sent. Raises Refused if it was struck out."""
    row = (
        Transmittal.objects.of(conference)
        .in_force()
        .select_related("correspondence")
        .filter(pk=arguments["transmittal"])
        .first()
    )
    if row is None:
        raise Refused(str(_("The letter was struck out of the register.")))
    document = build_document(
        LETTER,
        conference,
        language=row.language,
        format="pdf",
        options={"letters": [str(row.correspondence_id)]},
    )
    return BuiltAttachment(document.filename, document.content_type, document.content)


def send_focal_point_link(addressee: Addressee, *, by: User) -> None:
    """Mail the link of the current term, which begins now if there is none.

    Raises Refused without an address, TooManyTries if too many were sent to it, or by this account.
    """
    require_follow_up(addressee.conference, by)
    count_link_sent(mailbox_of(addressee), by=by)
    # Two clicks within a minute send one mail.
    minute = timezone.now().strftime("%Y%m%d%H%M")
    with transaction.atomic():
        term = current_term(addressee, by=by)
        sent = send_to_term(
            FOLLOW_UP_LINK, term, context={"link": term_link(term)}, by=by,
            idempotency_key=f"follow-up-link:{term.pk}:{minute}",
        )  # fmt: skip
        if sent is None:
            raise Refused(
                gettext("%(name)s has no e-mail. Give it one, or a focal point who has.")
                % {"name": addressee}
            )
        record_audit("outcomes.focal_point_link_sent", by=by, target=addressee, label=str(addressee))


def term_link_renewed(term: FocalPointTerm, *, by: User, asked: bool) -> bool:
    """Mail the new link, also to those who had theirs from a letter on paper; tell whether it was mailed."""
    mailbox = (term.person.mailbox if term.person else "") or term.addressee.email
    if not may_mail_a_link(mailbox):
        return False
    send_to_term(FOLLOW_UP_LINK, term, context={"link": term_link(term)}, by=by)
    return True
