"""Who gets a mailing: everybody of its audience who can be written to, nobody twice."""

from collections import Counter
from dataclasses import dataclass

from confman.mailings.domain.letters import language_for, languages_of
from confman.mailings.models import LeftOut, Mailing, MailingRecipient, RecipientState
from confman.mailings.registries import audiences
from confman.people.models import Person

_BATCH = 500
# What is asked of each person, for ten thousand at once.
_FIELDS = (
    "name", "title", "salutation", "email", "sort_key", "language", "languages", "conference",
    "contact__name", "contact__email",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """Whom a mailing would be sent to now, in order, and why others are left out.

    `languages` counts the mails by language; `in_another` are mails to people whose own language has no text.
    """

    recipients: list[MailingRecipient]
    languages: Counter[str]
    in_another: int

    @property
    def sent_to(self) -> list[MailingRecipient]:
        return [row for row in self.recipients if row.state == RecipientState.WAITING]

    @property
    def left_out(self) -> Counter[str]:
        return Counter(row.left_out for row in self.recipients if row.left_out)


def plan_recipients(mailing: Mailing) -> Plan:
    """Return who would get the mailing now, in two queries; nothing is written."""
    written = languages_of(mailing)
    people = (
        audiences.get(mailing.audience)
        .people(mailing.conference, mailing.options)
        .known()
        .select_related("contact")
        .only(*_FIELDS)
        .order_by("sort_key", "id")
    )
    rows: list[MailingRecipient] = []
    languages: Counter[str] = Counter()
    in_another = 0
    mailboxes: set[str] = set()
    for position, person in enumerate(people):
        person.conference = mailing.conference
        row = MailingRecipient(mailing=mailing, person=person, position=position)
        row.address = person.mailbox
        row.language = language_for(person, written)
        row.left_out = _why_left_out(row, mailboxes, once=mailing.once_a_mailbox)
        rows.append(row)
        if row.left_out:
            row.state = RecipientState.LEFT_OUT
            continue
        mailboxes.add(row.address.lower())
        languages[row.language] += 1
        in_another += bool(written) and person.preferred_language() not in written
    return Plan(rows, languages, in_another)


def _why_left_out(row: MailingRecipient, mailboxes: set[str], *, once: bool) -> str:
    if not row.address:
        return LeftOut.NO_ADDRESS
    return LeftOut.SAME_MAILBOX if once and row.address.lower() in mailboxes else ""


def keep_recipients(mailing: Mailing) -> int:
    """Keep who gets the mailing, in place of what was kept before; return how many will be written to."""
    mailing.recipients.all().delete()
    plan = plan_recipients(mailing)
    MailingRecipient.objects.bulk_create(plan.recipients, batch_size=_BATCH)
    return len(plan.sent_to)


def samples_of(plan: Plan, number: int = 3) -> list[Person]:
    """Return real recipients to look at: one of each language first, then the first others."""
    first = {row.language: row for row in reversed(plan.sent_to)}
    chosen = dict.fromkeys([*sorted(first.values(), key=lambda row: row.position), *plan.sent_to[:number]])
    return [row.person for row in chosen][: max(number, len(first))]
