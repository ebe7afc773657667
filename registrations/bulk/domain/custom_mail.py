"""Mail to participants in the secretariat's own words, each in a language they read."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.mail.domain.dispatch import send_to_person
from confman.mail.models import Message
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from registrations.bulk.mail_kinds import WRITTEN
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration


def send_custom_mail(
    registration: Registration, *, subject: Mapping[str, str], text: Mapping[str, str], by: User, key: str
) -> None:
    """Queue the mail to one participant. `key` identifies the mailing: nobody gets it twice.

    Raises Refused if the registration is over, or there is no address to write to.
    """
    person, conference = registration.person, registration.conference
    if registration.is_over:
        raise Refused(_("The registration is over; nothing was written."))
    once = f"{WRITTEN}:{registration.pk}:{key}"
    if Message.objects.of(conference).filter(idempotency_key=once).exists():
        return
    with transaction.atomic():
        sent = send_to_person(
            WRITTEN,
            person=person,
            conference=conference,
            context={
                "subject": TranslatedText(subject),
                "text": TranslatedText(text),
                "link": registration_link(registration),
            },
            by=by,
            idempotency_key=once,
        )
        if sent is None:
            raise Refused(_("There is no e-mail address to write to."))
        record_audit("registrations.mail_written", by=by, target=registration)
