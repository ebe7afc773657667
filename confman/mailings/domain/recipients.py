"""Who gets a mailing: everybody of its audience who can be written to, nobody twice."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from confman.mailings.domain.letters import language_for, languages_of
from confman.mailings.models import LeftOut, Mailing, MailingRecipient, RecipientState
from confman.mailings.registries import audiences
from confman.people.models import Person
from confman.people.models.person import language_among


@dataclass(frozen=True)
class Plan:
    """Whom a mailing would be sent to now, in order, and why others are left out.

    `languages` counts the mails by language; `in_another` are mails to people whose own language has no text.
    """

    recipients: list[MailingRecipient]
    languages: Counter[str]
    in_another: int

    @cached_property
    def sent_to(self) -> list[MailingRecipient]:
        return [row for row in self.recipients if row.state == RecipientState.WAITING]

    @cached_property
    def left_out(self) -> Counter[str]:
        return Counter(row.left_out for row in self.recipients if row.left_out)


def plan_recipients(mailing: Mailing) -> Plan:
    """Return who would get the mailing now, in one query; nothing is written."""
    written, offered = languages_of(mailing), mailing.conference.languages
    # Ten thousand people as objects would take ten times as long as what is asked of them here.
    people = (
        audiences.get(mailing.audience)
        .people(mailing.conference, mailing.options)
        .known()
        .with_mailbox()
        .order_by("sort_key", "id")
        .values_list("pk", "mail_goes_to", "language", "languages")
    )
    rows: list[MailingRecipient] = []
    languages: Counter[str] = Counter()
    in_another = 0
    mailboxes: set[str] = set()
    for position, (key, address, language, others) in enumerate(people):
        own = language_among(offered, language, *others)
        row = MailingRecipient(
            mailing=mailing,
            person_id=key,
            position=position,
            address=address,
            language=language_for(own, written),
        )
        row.left_out = _why_left_out(row, mailboxes, once=mailing.once_a_mailbox)
        rows.append(row)
        if row.left_out:
            row.state = RecipientState.LEFT_OUT
            continue
        mailboxes.add(row.address.lower())
        languages[row.language] += 1
        in_another += bool(written) and own not in written
    return Plan(rows, languages, in_another)


def _why_left_out(row: MailingRecipient, mailboxes: set[str], *, once: bool) -> str:
    if not row.address:
        return LeftOut.NO_ADDRESS
    return LeftOut.SAME_MAILBOX if once and row.address.lower() in mailboxes else ""


def samples_of(plan: Plan, number: int = 3) -> list[Person]:
    """Return real recipients to look at: one of each language first, then the first others."""
    first = {row.language: row for row in reversed(plan.sent_to)}
    chosen = dict.fromkeys([*sorted(first.values(), key=lambda row: row.position), *plan.sent_to[:number]])
    keys = [row.person_id for row in chosen][: max(number, len(first))]
    people = Person.objects.select_related("contact", "conference").in_bulk(keys)
    return [people[key] for key in keys if key in people]
