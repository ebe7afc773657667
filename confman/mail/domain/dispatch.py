"""Write to people: a kind of mail, in their language, to their mailbox."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.mail.domain.queue import queue_message
from confman.mail.domain.renderer import RenderedMail, render_mail, render_text, with_foot
from confman.mail.models import Message
from confman.mail.registry import MailKind, mail_kinds
from confman.mail.secret_marks import secret_mark
from confman.people.domain.salutations import dear
from confman.people.domain.salutations import greeting as greeting_of
from confman.people.models import Person
from confman.translation.dates import date_range
from confman.translation.languages import reading_in

NEWS_FOOT = gettext_lazy("You get news of the conference. To stop it: %(address)s")
_NO_PART_OF_A_NAME = re.compile(r"[:/\\@=|\x00-\x1f]")
# Full stops of all scripts, such as mail programs and browsers take for the dot of an address, before two signs of it;
# the endings of some countries begin with a letter and the sign of its vowel.
_FULL_STOP = re.compile("([.\u0589\u06d4\u2024\u3002\ufe52\uff0e\uff61])(?=[^\\s.,;()]{2})")
# Signs without a width; two of them join letters of some scripts.
_INVISIBLE = "Cf"
_JOINERS = "\u200c\u200d"
MAX_NAME_LENGTH = 100


def plain_name(name: str) -> str:
    """Return a name for use in a mail, without parts that a mail program would turn into links.

    A sign is what it stands for, also full width, and none is invisible; names are otherwise left as they were typed.
    """
    spaced = "".join(
        " " if _NO_PART_OF_A_NAME.search(unicodedata.normalize("NFKC", sign)) else sign
        for sign in name
        if unicodedata.category(sign) != _INVISIBLE or sign in _JOINERS
    )
    text = _FULL_STOP.sub(r"\1 ", spaced)
    return " ".join(text.split())[:MAX_NAME_LENGTH]


@dataclass(frozen=True)
class Letter(RenderedMail):
    """A mail written to someone, not yet sent."""

    kind: str
    to: str
    to_name: str
    secrets: Mapping[str, str] = field(default_factory=dict)  # mark -> secret
    urgent: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """Subject and text of a mail that has its own, in one language, with the placeholders of its kind."""

    language: str
    subject: str
    body: str


def write_to_person(
    kind: MailKind | str,
    *,
    person: Person,
    conference: Conference,
    context: Mapping[str, object],
    nameless: bool = False,
    words: Words | None = None,
    news_address: str = "",
    news_foot: str | Promise = NEWS_FOOT,
) -> Letter | None:
    """Return the letter that `send_to_person` would send, for a preview; None without an address.

    A letter to another person's mailbox names in its subject whom it is about. A `nameless` one names nobody. With
    `words` of its own, the kind need not be registered: it only says which placeholders there are. One that is news
    names the address at which its reader stops news, in its foot and for their mail program (RFC 8058).
    """
    mailbox = person.mailbox
    if not mailbox:
        return None
    language = words.language if words else person.preferred_language()
    with reading_in(language, *conference.languages):
        full_name = plain_name(" ".join(part for part in (str(person.title), str(person.name)) if part))
        greeting = greeting_of(person, full_name)
        to_name = plain_name(str(person.receiver.name))
    if nameless:
        return write_to_address(
            kind, address=mailbox, conference=conference, context=context, language=language, own=True
        )
    values = {"name": full_name, "greeting": greeting, **context}
    letter = _write(kind, conference, language, values, mailbox, to_name, own=True, words=words)
    if news_address:
        letter = _as_news(letter, conference, news_address, news_foot)
    if person.receiver is person or full_name in letter.subject:
        return letter
    # One mailbox may serve ten people: the subject says whom each mail is about, where a list of mails shows it.
    return replace(letter, subject=f"{letter.subject} ({full_name})")


def write_to_address(
    kind: MailKind | str,
    *,
    address: str,
    conference: Conference | None,
    context: Mapping[str, object],
    name: str = "",
    language: str = "",
    own: bool = False,
    words: Words | None = None,
) -> Letter:
    """Return the letter that `send_to_address` would send, for a preview."""
    name = plain_name(name)
    language = language or (conference.default_language if conference else get_language() or "en")
    with reading_in(language, *(conference.languages if conference else ())):
        greeting = dear(name) if name else _("Dear Sir or Madam")
    values = {"name": name or address, "greeting": greeting, **context}
    return _write(kind, conference, language, values, address, name, own=own, words=words)


def send_to_person(
    kind: MailKind | str,
    *,
    person: Person,
    conference: Conference,
    context: Mapping[str, object],
    nameless: bool = False,
    **options: Any,
) -> Message | None:
    """Queue a mail to a person, or to their contact if they have one, within the caller's transaction.

    It is written in the first of the person's languages that the conference has. `context` gives the kind's own
    placeholders; its values may be lazy or TranslatedText and are read in that language. Returns None without an
    address, which is no error. `nameless` is for a mailbox that nobody has confirmed: someone else may have typed the
    name, which may be anything. `options` are those of `queue_message`, `by` among them.
    """
    letter = write_to_person(kind, person=person, conference=conference, context=context, nameless=nameless)
    return send_letter(letter, conference=conference, recipient=person, **options) if letter else None


def send_to_address(
    kind: MailKind | str,
    *,
    address: str,
    conference: Conference | None,
    context: Mapping[str, object],
    name: str = "",
    language: str = "",
    own: bool = False,
    **options: Any,
) -> Message:
    """Queue a mail to someone who is no Person, such as an invited colleague or a visitor who wrote.

    `own`: the mail is about something this mailbox has a page for, and says where. `options` are those of
    `queue_message`, `by` among them. Raises Refused if the address is empty.
    """
    letter = write_to_address(
        kind, address=address, conference=conference, context=context, name=name, language=language, own=own
    )
    return send_letter(letter, conference=conference, **options)


def _write(
    kind: MailKind | str,
    conference: Conference | None,
    language: str,
    context: Mapping[str, object],
    to: str,
    to_name: str,
    *,
    own: bool,
    words: Words | None = None,
) -> Letter:
    registered = mail_kinds.get(kind if isinstance(kind, str) else kind.key) if words is None else kind
    assert isinstance(registered, MailKind), "Words of its own need the kind that says their placeholders."
    secret = [placeholder.name for placeholder in registered.placeholders if placeholder.secret]
    with reading_in(language, *(conference.languages if conference else ())):
        values = {**conference_context(conference, language), **context}
        secrets = {secret_mark(name): str(values[name]) for name in secret}
        values |= {name: secret_mark(name) for name in secret}
        rendered = (
            render_text(registered, words.subject, words.body, language, values)
            if words
            else render_mail(registered, conference, language, values)
        )
        if own and conference:
            rendered = with_foot(rendered, my_page_note(conference))
    return Letter(
        **vars(rendered),
        kind=registered.key,
        to=to,
        to_name=to_name,
        secrets=secrets,
        urgent=registered.urgent,
    )


def _as_news(letter: Letter, conference: Conference, address: str, template: str | Promise) -> Letter:
    """Return the letter with a way to stop news at its foot and in its headers."""
    with reading_in(letter.language, *conference.languages):
        foot = str(template) % {"address": address}
    headers = {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return replace(with_foot(letter, foot), headers=headers)


def send_letter(letter: Letter, *, conference: Conference | None, kind: str = "", **options: Any) -> Message:
    """Queue a letter as it was written, within the caller's transaction; `options` are those of `queue_message`."""
    return queue_message(
        kind=kind or letter.kind,
        conference=conference,
        to=letter.to,
        to_name=letter.to_name,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=letter.language,
        secrets=letter.secrets,
        urgent=letter.urgent,
        headers=letter.headers,
        **options,
    )


def my_page_note(conference: Conference) -> str:
    """Return the foot of every mail about people's own things, so that nobody needs an old mail to get there."""
    return _(
        "Your page of the conference, at any time: %(address)s. Type this e-mail address there and you get a code."
    ) % {"address": f"{settings.BASE_URL}/{conference.slug}/me/"}


def conference_context(conference: Conference | None, language: str) -> dict[str, str]:
    """Return the placeholders of every mail, in the reading language."""
    if conference is None:
        return {
            "conference": "", "dates": "", "place": "",
            "conference_link": f"{settings.BASE_URL}/", "contact_email": settings.DEFAULT_FROM_EMAIL,
        }  # fmt: skip
    site_language = conference.language_near(language)
    return {
        "conference": str(conference.title),
        "dates": date_range(conference.starts_on, conference.ends_on),
        "place": ", ".join(part for part in (str(conference.venue), str(conference.city)) if part),
        "conference_link": f"{settings.BASE_URL}/{conference.slug}/{site_language}/",
        "contact_email": conference.contact_email or settings.DEFAULT_FROM_EMAIL,
    }
