"""Find the recipients of a mailing: everybody of its audience who can be written to, nobody twice."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from confman.conferences.hook_registries import Query, answers
from confman.mailings.domain.letters import Reader, language_for, languages_of
from confman.mailings.domain.news import mailboxes_without_news
from confman.mailings.models import ExclusionReason, Mailing, MailingRecipient, RecipientStatus
from confman.mailings.registries import audiences
from confman.people.models import Person
from confman.people.models.person import language_among


class Planned(NamedTuple):
    """A person or addressee of the audience, and why they get no mail, if they get none."""

    pk: UUID
    name: str
    address: str
    language: str
    left_out: str


@dataclass(frozen=True)
class RecipientPlan:
    """The recipients of a mailing at this moment, in order, and the reasons for leaving out others.

    `languages` counts the mails by language; `in_another` are the recipients whose own language has no text.
    """

    mailing: Mailing
    recipients: list[Planned]
    in_another: list[Planned]

    @cached_property
    def sent_to(self) -> list[Planned]:
        return [row for row in self.recipients if not row.left_out]

    @cached_property
    def languages(self) -> Counter[str]:
        return Counter(row.language for row in self.sent_to)

    @cached_property
    def left_out(self) -> Counter[str]:
        return Counter(row.left_out for row in self.recipients if row.left_out)

    def rows(self) -> list[MailingRecipient]:
        """Return the recipients as rows to be kept."""
        is_people = audiences.get(self.mailing.audience).people is not None
        return [
            MailingRecipient(
                mailing=self.mailing,
                person_id=row.pk if is_people else None,
                addressee=None if is_people else row.pk,
                name=row.name,
                position=position,
                address=row.address,
                language=row.language,
                state=RecipientStatus.LEFT_OUT if row.left_out else RecipientStatus.WAITING,
                left_out=row.left_out,
            )
            for position, row in enumerate(self.recipients)
        ]


def plan_recipients(mailing: Mailing) -> RecipientPlan:
    """Return who would get the mailing now, in one query, of news in two; nothing is written."""
    conference, languages = mailing.conference, languages_of(mailing)
    no_news = mailboxes_without_news(conference) if mailing.is_news else set()
    confirmed_only = audiences.get(mailing.audience).confirmed_only
    unconfirmed = set().union(*answers(Query.UNCONFIRMED, conference)) if confirmed_only else set()
    rows: list[Planned] = []
    in_another: list[Planned] = []
    mailboxes: set[str] = set()
    for pk, name, address, preferred in _audience_of(mailing):
        language = language_among(conference.languages, *preferred)
        mailbox = address.lower()
        why = ""
        if not address:
            why = ExclusionReason.NO_ADDRESS
        elif pk in unconfirmed:
            why = ExclusionReason.UNCONFIRMED
        elif mailbox in no_news:
            why = ExclusionReason.NO_NEWS
        elif mailing.once_a_mailbox and mailbox in mailboxes:
            why = ExclusionReason.SAME_MAILBOX
        else:
            mailboxes.add(mailbox)
        rows.append(Planned(pk, name, address, language_for(language, languages), why))
        if not why and languages and language not in languages:
            in_another.append(rows[-1])
    return RecipientPlan(mailing, rows, in_another)


def _audience_of(mailing: Mailing) -> Iterator[tuple[UUID, str, str, Sequence[str]]]:
    """Yield everybody of the audience in order: key, name if it is no person, address, languages."""
    audience, conference = audiences.get(mailing.audience), mailing.conference
    if audience.people is None:
        for row in audience.addressees(conference, mailing.options):
            yield row.pk, row.name.in_language(conference.default_language)[:300], row.address, [row.language]
        return
    # Ten thousand people as objects would take ten times as long as what is asked of them here.
    people = audience.people(conference, mailing.options).known().with_mailbox().order_by("sort_key", "id")
    for pk, address, language, others in people.values_list("pk", "mail_goes_to", "language", "languages"):
        yield pk, "", address, [language, *others]


def samples_of(plan: RecipientPlan, number: int = 3) -> list[Reader]:
    """Return real recipients to look at: one of each language first, then the first others."""
    first = {row.language: row for row in reversed(plan.sent_to)}
    in_order = sorted(first.values(), key=plan.sent_to.index)
    sample = list(dict.fromkeys([*in_order, *plan.sent_to[:number]]))[: max(number, len(first))]
    reader_by_pk = readers_of(plan.mailing, [row.pk for row in sample])
    return [reader_by_pk[row.pk] for row in sample if row.pk in reader_by_pk]


def readers_of(mailing: Mailing, keys: Sequence[UUID]) -> Mapping[UUID, Reader]:
    """Return the people or addressees with these keys, with all that a mail to them needs."""
    audience = audiences.get(mailing.audience)
    if audience.people is None:
        wanted_keys = set(keys)
        addressees = audience.addressees(mailing.conference, mailing.options)
        return {row.pk: row for row in addressees if row.pk in wanted_keys}
    people = Person.objects.select_related("contact").in_bulk(list(keys))
    for person in people.values():
        person.conference = mailing.conference
    return people
