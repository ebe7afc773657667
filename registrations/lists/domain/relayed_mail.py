"""Mail from one participant to another: it goes through the outbox, and no address of the addressee is shown.

The writer's own address is told as the one to answer to, which they agree to. What a stranger wrote arrives as plain
text: no HTML, so no address in it becomes a link by us.
"""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.domain.rate_limits import count_try, keyed
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.mail.domain.deletion import delete_messages
from confman.mail.domain.dispatch import plain_name, send_letter, write_to_person
from confman.mail.models import Message
from confman.mail.models.message import MessageQuerySet
from confman.web.errors import Refused
from registrations.core.models.registration import Registration
from registrations.lists.mail_kinds import FROM_PARTICIPANT


def write_to_participant(
    writer: Registration, addressee: Registration, *, subject: str, body: str, by: User
) -> None:
    """Queue the mail; the same words to the same person are one mail.

    The addressee is one of `open_to_mail`. Raises Refused where the writer has no address of their own to be answered
    at, TooManyTries for more mails than a person writes, or gets.
    """
    person, conference = writer.person, writer.conference
    if not person.email:
        raise Refused(
            _(
                "You have no e-mail address of your own here, to which an answer could go. Add it to your details."
            )
        )
    key = f"{_key_of(writer)}{keyed(addressee.pk, subject, body)[:40]}"
    if Message.objects.of(conference).filter(idempotency_key=key).exists():
        return
    # Before the transaction, so that a mail that is refused counts too.
    count_try("mail to a participant", account=writer.pk, mailbox=addressee.person.mailbox)
    letter = write_to_person(
        FROM_PARTICIPANT,
        person=addressee.person,
        conference=conference,
        context={"writer": plain_name(str(person.name)), "subject": subject, "message": body},
    )
    if letter is None:
        raise Refused(_("This person can no longer be written to."))
    with transaction.atomic():
        send_letter(
            replace(letter, html=""),
            conference=conference,
            recipient=addressee.person,
            by=by,
            reply_to=person.email,
            idempotency_key=key,
            automatic=False,
        )
        record_audit("registrations.participant_written_to", by=by, target=writer)


def mails_written_by(*writers: Registration) -> MessageQuerySet:
    """Return the mails that these participants wrote to others."""
    messages = Message.objects.none()
    for writer in writers:
        messages |= Message.objects.filter(
            conference=writer.conference_id, idempotency_key__startswith=_key_of(writer)
        )
    return messages


def delete_mails_written_by(*writers: Registration) -> None:
    """Delete the mails that these participants wrote, sent or not, within the caller's transaction."""
    delete_messages(mails_written_by(*writers))


def _key_of(writer: Registration) -> str:
    return f"{FROM_PARTICIPANT}:{writer.pk}:"
