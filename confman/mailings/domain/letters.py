"""The mails of a mailing: each in a language that its reader has, with the values that the audience knows.

Also says who has stopped news, and by which link anybody does.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.accounts.signed_links import make_token, read_token, seal_links
from confman.conferences.models import Conference
from confman.mail.domain.dispatch import NEWS_FOOT, Letter, Words, write_to_address, write_to_person
from confman.mail.domain.renderer import with_foot
from confman.mail.marks import shown_html, shown_text
from confman.mailings.models import Mailing
from confman.mailings.registries import OtherAddressee, audiences
from confman.people.domain.records import record_consent
from confman.people.models import Consent, Person
from confman.people.models.person import PersonQuerySet, language_among
from confman.translation.languages import reading_in
from confman.web.errors import Refused

PURPOSE = "news"
SHARED = "somebody who shares the mailbox"


def mailboxes_without_news(conference: Conference) -> set[str]:
    """Return the mailboxes that want no news, in lower case."""
    people = Person.objects.of(conference).known().refusing_news().with_mailbox()
    return {address.lower() for address in people.order_by().values_list("mail_goes_to", flat=True)}


def receives_news(person: Person) -> bool:
    """Tell whether news goes to the person's mailbox. Who has said nothing gets it."""
    return not _sharing(person).refusing_news().exists()


@transaction.atomic
def choose_news(person: Person, wants: bool, *, by: User, source: str) -> None:
    """Record whether news is wanted in the person's mailbox, for all who share it; nothing if it is so already.

    `source` says on whose word; for the others it was someone who shares their mailbox.
    """
    people = _sharing(person)
    refusing = set(people.refusing_news().values_list("pk", flat=True))
    for sharer in people.select_related("conference"):
        if (sharer.pk not in refusing) != wants:
            word_of = source if sharer == person else SHARED
            record_consent(sharer, Consent.Kind.NEWS, given=wants, by=by, source=word_of)


def stop_after_complaint(person: Person, *, by: User) -> None:
    """Stop news to the mailbox of someone who has marked a mail of ours as unwanted."""
    choose_news(person, False, by=by, source="a complaint to the provider of mail")


def news_address(person: Person) -> str:
    """Return the whole address by which the person stops news."""
    path = reverse("mailings_portal:news", args=[person.conference.slug, make_token(PURPOSE, person.pk)])
    return f"{settings.BASE_URL}{path}"


def reader_of(conference: Conference, token: str) -> Person:
    """Return the person whose link this is. Raises LinkInvalid; Person.DoesNotExist for one who was erased."""
    subject = read_token(PURPOSE, token)
    return Person.objects.of(conference).known().select_related("contact", "conference").get(pk=subject.id)


def _sharing(person: Person) -> PersonQuerySet:
    """Return the people of the mailbox, or the person alone if they have none."""
    people = Person.objects.of(person.conference).known()
    if not person.mailbox:
        return people.filter(pk=person.pk)
    return people.with_mailbox().filter(mail_goes_to__iexact=person.mailbox)


Reader = Person | OtherAddressee


def languages_of(mailing: Mailing) -> list[str]:
    """Return the languages in which the mailing has subject and text, in the order of the conference's."""
    return [
        code for code in mailing.conference.languages if mailing.subject.get(code) and mailing.body.get(code)
    ]


class _NoWords(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("The mailing needs a subject and a text; a language that has one of them needs both.")
        )


def require_words(mailing: Mailing) -> None:
    """Raise Refused unless some language has subject and text, and none has only one of them."""
    if not languages_of(mailing) or set(mailing.subject) != set(mailing.body):
        raise _NoWords()


def language_for(language: str, languages: Sequence[str]) -> str:
    """Return the language of the mail to someone: their own if it is written, else the first that is."""
    return language if language in languages or not languages else languages[0]


def words_in(mailing: Mailing, language: str) -> Words:
    """Return the words of the mailing in a language that it has."""
    return Words(language, mailing.subject[language], mailing.body[language])


def values_for(mailing: Mailing, people: Collection[UUID]) -> Mapping[UUID, Mapping[str, object]]:
    """Return the values of the audience's own placeholders, by person; those who are none of it any more lack."""
    audience = audiences.get(mailing.audience)
    if audience.placeholders or audience.people is None:
        return audience.values(mailing.conference, mailing.options, people)
    still = audience.people(mailing.conference, mailing.options).filter(pk__in=list(people))
    return {person: {} for person in still.order_by().values_list("pk", flat=True)}


def write_letter(mailing: Mailing, reader: Reader, values: Mapping[str, object]) -> Letter | None:
    """Return the mail to one person or addressee; None without an address.

    Raises Refused for an unknown placeholder, and where the conference has given up the languages of the mailing.
    """
    languages, conference = languages_of(mailing), mailing.conference
    if not languages:
        raise _NoWords()
    kind = audiences.get(mailing.audience).mail_kind
    if isinstance(reader, Person):
        texts = words_in(mailing, language_for(reader.preferred_language(), languages))
        news = news_address(reader) if mailing.is_news else ""
        return write_to_person(
            kind, person=reader, conference=conference, context=values, words=texts, news_address=news
        )
    if not reader.address:
        return None
    texts = words_in(mailing, language_for(language_among(conference.languages, reader.language), languages))
    return write_to_address(
        kind,
        address=reader.address,
        conference=conference,
        context=values,
        language=texts.language,
        words=texts,
    )


def preview_letters(mailing: Mailing, readers: Sequence[Reader]) -> list[dict[str, Any]]:
    """Return the mails to these readers as they will be read, but with nobody's personal links."""
    values = values_for(mailing, [reader.pk for reader in readers])
    files = list(mailing.files.all())
    letters = []
    for reader in readers:
        letter = write_letter(mailing, reader, values[reader.pk]) if reader.pk in values else None
        if letter is not None:
            links: list[str] = []
            letters.append(
                {
                    "reader": reader,
                    "files": [row for row in files if row.is_attached_in(letter.language)],
                    "to": letter.to,
                    "language": letter.language,
                    "subject": shown_text(seal_links(letter.subject, links)),
                    "html": shown_html(seal_links(letter.html, links)),
                }
            )
    return letters


def letters_to_try(mailing: Mailing, user: User) -> list[Letter]:
    """Return the mailing in each of its languages, to a user: with samples in place of what is only one reader's."""
    kind = audiences.get(mailing.audience).mail_kind
    letters = []
    for language in languages_of(mailing):
        with reading_in(language, *mailing.conference.languages):
            samples = {placeholder.name: str(placeholder.sample) for placeholder in kind.placeholders}
            foot = str(NEWS_FOOT) % {"address": "https://example.org/…/me/news/…"}
        letter = write_to_address(
            kind,
            address=user.email,
            name=user.name,
            conference=mailing.conference,
            context=samples,
            language=language,
            own=True,
            words=words_in(mailing, language),
        )
        letters.append(with_foot(letter, foot) if mailing.is_news else letter)
    return letters
