"""People on the pages of participants, their readers, and mail to them, of which nobody learns the address."""

from dataclasses import replace

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django_countries import countries

from confman.accounts.domain.rate_limits import count_try, keyed
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.mail.domain.dispatch import plain_name, send_letter, write_to_person
from confman.mail.domain.personal_data import delete_messages
from confman.mail.models import Message, MessageQuerySet
from confman.people.domain.people import has_consented
from confman.people.models import Consent, Person
from confman.people.privacy import Audience, listed_through
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from confman.web.search import fold, fold_all, words_of
from registrations.core.domain.settings import settings_of
from registrations.core.models.registration import Registration
from registrations.core.models.settings import ListReaders
from registrations.lists.mail_kinds import FROM_PARTICIPANT

# With the form of registration, and with each later choice, a person says who may read that they take part.
_SAID = Q(kind=Consent.Kind.DATA) | Q(kind=Consent.Kind.LISTING) & ~Q(source="")


def participants(conference: Conference, audience: Audience) -> QuerySet[Registration]:
    """Return the approved registrations whose people agreed to be named to this audience; nobody of practice mode."""
    rows = Registration.objects.of(conference).approved().filter(is_practice=False)
    return by_own_word(rows, audience).select_related("person")


def has_participants(conference: Conference) -> bool:
    """Tell whether anybody takes part, whoever may read it."""
    return Registration.objects.of(conference).approved().filter(is_practice=False).exists()


def by_own_word(rows: QuerySet[Registration], audience: Audience) -> QuerySet[Registration]:
    """Return those of the rows whose people agreed themselves to be named to this audience."""
    consents = Consent.objects.filter(_SAID, person=OuterRef("person"))
    return listed_through(rows, audience).filter(Exists(consents))


def lists_go_by_own_word(conference: Conference) -> bool:
    """Tell whether lists for participants name only whom their page names, unless someone chooses otherwise.

    They do where there is such a page; it names nobody of practice mode, where imported people try the lists out.
    """
    return settings_of(conference).list_readers != ListReaders.NOBODY and not conference.is_practice


def open_to_mail(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Return those of the participants who agreed to mails from others, and have a mailbox for them."""
    willing = Person.objects.with_last_consent(Consent.Kind.CONTACT).filter(consented=True)
    people = willing.exclude(email="", contact=None).exclude(email="", contact__email="")
    return rows.filter(person__in=people.values("pk"))


def may_be_written_to(person: Person) -> bool:
    """Tell whether the person's last word is that other participants may write to them."""
    return has_consented(person, Consent.Kind.CONTACT)


def found_among(rows: QuerySet[Registration], query: str) -> list[Registration]:
    """Return those with all the words in what the page shows of them, in whatever script.

    The text of the search holds e-mail addresses as well: it only narrows what is looked at, or a search would tell
    whose address it is. It names the country as the person who saved the person reads it, the page as its reader does.
    """
    words = words_of(query)
    for word in words:
        country_codes = [code for code, name in countries if word in fold(name)]
        rows = rows.filter(Q(person__search_text__contains=word) | Q(person__country__in=country_codes))
    return [row for row in rows if all(word in _shown_text(row.person) for word in words)]


def _shown_text(person: Person) -> str:
    country = TranslatedText({"": person.country.name}) if person.country else ""
    return fold_all((person.title, person.name, person.job_title, person.organization, country))


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
