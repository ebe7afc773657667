"""The print log: which badges were handed out to be printed, which of them are valid, and reprinting one."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.documents.models import DocumentJob
from confman.web.errors import Refused
from registrations.badges.models import REPLACING, BadgeDesign, BadgePrint, PrintReason
from registrations.core.domain.capacity import locked
from registrations.core.domain.ticket_codes import new_ticket_token
from registrations.core.models.registration import Registration

# The same user opening the same badge within this time makes one print.
ONE_PRINT = dt.timedelta(minutes=10)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """One person's card in a file. `replaces` is the code of their earlier badge, where this one has a new code."""

    registration: UUID
    token: str
    digest: str
    design: UUID | None = None
    design_name: str = ""
    design_revision: int | None = None
    replaces: str = ""


def record_prints(
    conference: Conference,
    cards: Sequence[PrintedCard],
    *,
    by: User,
    language: str,
    job: DocumentJob | None = None,
    reason: str = "",
) -> list[BadgePrint]:
    """Add a line to the log for every card in a file that is finished now.

    The reason is determined where none is given: first, changed, or the same once more. A card with a new
    code replaces the badges printed before. One whose code was replaced while the file was being made is
    recorded as invalid. People deleted meanwhile are left out.
    """
    prints: list[BadgePrint] = []
    with transaction.atomic():
        for start in range(0, len(cards), _BATCH):
            batch = {card.registration: card for card in cards[start : start + _BATCH]}
            prints += _lines(batch, by=by, language=language, job=job, reason=reason)
        BadgePrint.objects.bulk_create(prints, batch_size=_BATCH)
        record_audit(
            "registrations.badges_printed",
            by=by,
            target=job or conference,
            details={"badges": len(prints), "language": language},
        )
    return prints


def _lines(
    batch: dict[UUID, PrintedCard], *, by: User, language: str, job: DocumentJob | None, reason: str
) -> list[BadgePrint]:
    now = timezone.now()
    # Locked in one order, so that two files finished at once do not wait for each other.
    rows = list(Registration.objects.select_for_update().filter(pk__in=batch).order_by("pk"))
    before = BadgePrint.objects.filter(registration__in=batch)
    numbers = dict(before.values_list("registration").annotate(Max("number")).order_by())
    last = dict(before.newest().values_list("registration", "digest"))
    designs = set(BadgeDesign.objects.filter(
        pk__in={card.design for card in batch.values() if card.design}
    ).values_list("pk", flat=True))  # fmt: skip
    taken_over = [row for row in rows if _takes_over(row, batch[row.pk])]
    _give_codes(taken_over, {row.pk: batch[row.pk].token for row in taken_over}, at=now)
    return [
        BadgePrint(
            registration=row,
            design_id=card.design if card.design in designs else None,
            design_name=card.design_name,
            design_revision=card.design_revision,
            language=language,
            number=numbers.get(row.pk, 0) + 1,
            token=card.token,
            digest=card.digest,
            job=job,
            reason=reason or _reason_of(card, numbers.get(row.pk, 0), last.get(row.pk)),
            printed_at=now,
            printed_by=by,
            revoked_at=None if row.ticket_token == card.token and row.is_approved else now,
        )
        for row in rows
        for card in (batch[row.pk],)
    ]


def _takes_over(row: Registration, card: PrintedCard) -> bool:
    return bool(card.replaces) and row.ticket_token == card.replaces and row.is_approved


def _reason_of(card: PrintedCard, number: int, last: str | None) -> str:
    if not number:
        return PrintReason.FIRST
    return PrintReason.AGAIN if last == card.digest else PrintReason.CHANGED


def _give_codes(rows: Sequence[Registration], tokens: dict[UUID, str], *, at: dt.datetime) -> None:
    """Give new codes; what was printed with the old ones opens no door from now on."""
    if not rows:
        return
    for row in rows:
        row.ticket_token = tokens[row.pk]
    Registration.objects.bulk_update(rows, ["ticket_token"])
    BadgePrint.objects.valid().filter(registration__in=rows).update(revoked_at=at)


def revoke_badges(registrations: Iterable[Registration]) -> None:
    """Revoke the badges of registrations that are over; part of the verb that ends them."""
    BadgePrint.objects.valid().filter(registration__in=list(registrations)).update(revoked_at=timezone.now())


def remove_badge_holders(registrations: Iterable[Registration]) -> None:
    """Remove the holders, who were erased: when badges were printed stays for the totals, whose they were does not."""
    lines = BadgePrint.objects.filter(registration__in=list(registrations))
    lines.valid().update(revoked_at=timezone.now())
    lines.update(token="", digest="", note="")


def reprint_badge(
    registration: Registration,
    *,
    by: User,
    reason: str,
    note: str = "",
    seen: int | None = None,
    card: PrintedCard | None = None,
    language: str = "",
) -> BadgePrint:
    """Replace a lost, damaged or wrong badge by one with a new code; return its line of the log.

    The old code opens no door from now on, nor does the ticket with it. `seen` is the number of the last
    print its form was shown: where someone has printed another meanwhile, the user is told, so that it is
    not replaced unknowingly. `card` is what was drawn already, with a code of its own. Raises Refused.
    """
    if reason not in REPLACING:
        raise Refused(_("Say why: lost, damaged, the name was wrong, or another reason."))
    if reason == PrintReason.OTHER and not note.strip():
        raise Refused(_("Say in the note what the other reason is."))
    with transaction.atomic():
        current = locked(registration)
        if not current.is_approved:
            raise Refused(
                _("There is no badge for %(name)s: the registration is not approved.")
                % {"name": current.person.name}
            )
        last = current.badge_prints.select_related("printed_by").order_by("-number").first()
        if seen is not None and last and last.number > seen:
            raise Refused(_printed_meanwhile(current, last))
        card = card or PrintedCard(current.pk, new_ticket_token(), "")
        now = timezone.now()
        _give_codes([current], {current.pk: card.token}, at=now)
        line = BadgePrint.objects.create(
            registration=current,
            design=BadgeDesign.objects.filter(pk=card.design).first() if card.design else None,
            design_name=card.design_name,
            design_revision=card.design_revision,
            language=language or current.conference.default_language,
            number=last.number + 1 if last else 1,
            token=card.token,
            digest=card.digest,
            reason=reason,
            note=note.strip(),
            printed_at=now,
            printed_by=by,
        )
        record_audit(
            "registrations.badge_reprinted",
            by=by,
            target=current,
            # The choice, not its label: each reader of the history has it in their language.
            details={"number": line.number, "reason": reason},
        )
    return line


def _printed_meanwhile(registration: Registration, last: BadgePrint) -> str:
    who = str(last.printed_by or _("Someone"))
    return _(
        "%(who)s printed the badge of %(name)s at %(time)s, after you opened this page. "
        "Take that one; reprint only if it is gone, too: it would no longer open a door."
    ) % {
        "who": who,
        "name": registration.person.name,
        "time": date_format(registration.conference.local(last.printed_at), "TIME_FORMAT"),
    }


def opened_just_now(registration: Registration, card: PrintedCard, *, by: User) -> BadgePrint | None:
    """Return the print that this user opens again: the same card within ten minutes is no further print."""
    return (
        BadgePrint.objects.valid()
        .filter(
            registration=registration,
            token=card.token,
            digest=card.digest,
            printed_by=by,
            printed_at__gte=timezone.now() - ONE_PRINT,
        )
        .order_by("-number")
        .first()
    )


def record_file_printed_again(job: DocumentJob, *, by: User) -> int:
    """Log the badges of a finished file that was handed out again; return how many are still valid.

    Codes stay; a badge replaced since is recorded as invalid.
    """
    lines = list(BadgePrint.objects.filter(job=job).order_by("registration", "number"))
    newest = {line.registration_id: line for line in lines}
    prints = record_prints(
        job.conference,
        [
            PrintedCard(
                line.registration_id, line.token, line.digest, line.design_id, line.design_name,
                line.design_revision,
            )
            for line in newest.values()
        ],
        by=by,
        language=job.language,
        job=job,
        reason=PrintReason.AGAIN,
    )  # fmt: skip
    return sum(line.is_valid for line in prints)


def file_handed_out(job: DocumentJob, *, by: User) -> None:
    """Note that a file of badges is taken.

    The first time it is the print recorded when it was made; taken again later, or by someone else, it is
    another print of the same badges.
    """
    download = AuditEntry.objects.about(job).filter(verb="documents.downloaded").order_by("-at").first()
    if download is None or (download.by_id == by.pk and download.at >= timezone.now() - ONE_PRINT):
        return
    record_file_printed_again(job, by=by)
