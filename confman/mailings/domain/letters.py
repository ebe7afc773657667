"""The mails of a mailing: each in a language that its reader has, with the values that the audience knows."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.accounts.signed_links import seal_links
from confman.mail.domain.dispatch import NEWS_FOOT, Letter, Words, write_to_address, write_to_person
from confman.mail.domain.renderer import with_foot
from confman.mail.secret_marks import shown_html, shown_text
from confman.mailings.domain.news import news_address
from confman.mailings.models import Mailing
from confman.mailings.registries import OtherAddressee, audiences
from confman.people.models import Person
from confman.people.models.person import language_among
from confman.translation.languages import reading_in
from confman.web.errors import Refused

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
