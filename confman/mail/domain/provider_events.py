"""Handle the provider's reports on mails, which anymail's signal of tracking brings.

Each mail takes its mark along, which comes back with what happens to it; the mark is signed, and names nobody.
"""

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType
from django.db import transaction

from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import record_audit
from confman.audit.models import AuditEntry
from confman.conferences.hook_registries import Event, run_hooks
from confman.machines.metrics import count
from confman.mail.domain.bounces import mark_returned, message_of_report, one_line
from confman.mail.models import Message

# Whatever of them was accepted before, the mail has not arrived.
RETURNED = frozenset({EventType.BOUNCED, EventType.REJECTED, EventType.FAILED})


def receive(sender: object, event: AnymailTrackingEvent, **_more: Any) -> None:
    """Note what has happened to a mail of ours: it came back, or was complained of; a receiver of anymail's signal.

    Other events are counted, and change nothing. Raises StillSending for a mail that is not noted as sent yet: then the
    provider is told to come again; RuntimeError for a fault of ours, which is not taken for one of the report.
    """
    try:
        _note(event)
    except (TypeError, ValueError, AttributeError, LookupError) as fault:
        raise RuntimeError("A report of the provider could not be noted.") from fault


def _note(event: AnymailTrackingEvent) -> None:
    count("confman_provider_events", str(event.event_type))
    message = message_of_report(event)
    if message is None:
        return
    if event.event_type in RETURNED:
        reason = event.mta_response or event.description or event.reject_reason or event.event_type
        mark_returned(message.message_id, one_line(str(reason)), by=system_user("job"))
    elif event.event_type == EventType.COMPLAINED:
        note_complaint(message)


@transaction.atomic
def note_complaint(message: Message) -> None:
    """Note that the person who got a mail has marked it as unwanted; who it went to gets no more news.

    Repeated, it changes nothing: who has chosen news again meanwhile keeps them.
    """
    # Of two reports at the same moment the second waits here.
    Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    if AuditEntry.objects.about(message).filter(verb="mail.complained").exists():
        return
    by = system_user("job")
    record_audit("mail.complained", by=by, target=message, details={"kind": message.key})
    if message.recipient is not None:
        run_hooks(Event.MAIL_COMPLAINED, message.recipient, by=by)
