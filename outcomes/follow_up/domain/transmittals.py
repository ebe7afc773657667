"""Transmittal: a numbered letter to each addressee with its recommendations, in the register of correspondence."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.domain.texts import by_its_title
from confman.mail.domain.queue import GeneratedAttachment
from confman.translation.languages import reading_in
from confman.web.errors import Refused
from outcomes.follow_up.domain.focal_points import (
    current_term,
    letter_language,
    mailbox_of,
    require_follow_up,
    send_to_term,
    term_link,
)
from outcomes.follow_up.keys import LETTER_ATTACHMENT
from outcomes.follow_up.mail_kinds import TRANSMITTAL_MAIL
from outcomes.follow_up.models.follow_up import Response
from outcomes.follow_up.models.transmittal import Transmittal
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import OPEN_TO_ALL_STAGES
from registrations.core.models.invitation import LetterChannel
from registrations.correspondence.domain.correspondence import register_letter
from registrations.correspondence.models import CorrespondenceDirection, Signatory

# The kind of these letters in the register, including the app whose document makes them.
TRANSMITTAL = "outcomes.transmittal"


@dataclass(frozen=True)
class PendingTransmittal:
    """A letter to write: the addressee, and its recommendations that are in no valid letter yet."""

    addressee: Addressee
    new: tuple[UUID, ...]
    sent_before: tuple[UUID, ...]

    @property
    def language(self) -> str:
        return letter_language(self.addressee)

    @property
    def mailbox(self) -> str:
        return mailbox_of(self.addressee)


def letters_to_write(
    conference: Conference, addressees: Collection[UUID] | None = None
) -> list[PendingTransmittal]:
    """List what each addressee (or each of these) has still to be sent, and what it was sent; three queries.

    Addressees without a public recommendation are left out.
    """
    pairs = Recommendation.addressees.through.objects.filter(
        recommendation__conference=conference, recommendation__stage__in=OPEN_TO_ALL_STAGES
    )
    if addressees is not None:
        pairs = pairs.filter(addressee__in=addressees)
    ordered = pairs.order_by("recommendation__number", "recommendation__working_ref")
    texts_by_addressee = grouped(ordered.values_list("addressee_id", "recommendation_id"))
    if not texts_by_addressee:
        return []
    sent_pairs = set(
        Transmittal.objects.of(conference)
        .in_force()
        .values_list("addressee_id", "recommendations")
        .order_by()
    )
    rows = Addressee.objects.of(conference).filter(pk__in=texts_by_addressee)
    return [
        PendingTransmittal(
            row,
            new=tuple(pk for pk in texts_by_addressee[row.pk] if (row.pk, pk) not in sent_pairs),
            sent_before=tuple(pk for pk in texts_by_addressee[row.pk] if (row.pk, pk) in sent_pairs),
        )
        for row in rows.select_related("conference", "focal_point__contact", "focal_point__conference")
    ]


@dataclass(frozen=True)
class WrittenTransmittals:
    """The letters that were written, how many of them were mailed, and who was left out and why."""

    letters: tuple[Transmittal, ...]
    mailed: int
    left_out: tuple[str, ...]


def write_transmittals(
    conference: Conference,
    addressees: Collection[UUID],
    *,
    by: User,
    signatory: Signatory | None = None,
    language: str = "",
    date: dt.date | None = None,
    answer_by: dt.date | None = None,
    again: bool = False,
    send: bool = False,
) -> WrittenTransmittals:
    """Write a letter to each of these addressees, numbered by the register like every letter.

    `language` is that of all letters; without one each is in the addressee's own. A letter has only what its addressee
    was not sent yet, unless `again`. `send` mails letters to those with an address. Raises Refused if there is nothing
    to write.
    """
    require_follow_up(conference, by)
    if language and language not in conference.languages:
        raise Refused(_("The conference is not held in this language."))
    if answer_by and answer_by < (date or conference.today()):
        raise Refused(_("The answer is asked for before the day of the letter. Choose a later day."))
    letters: list[Transmittal] = []
    left_out: list[str] = []
    mailed = 0
    with transaction.atomic():
        # Locked in the order of ids, so that two users never deadlock, and none writes a letter twice.
        list(Addressee.objects.select_for_update().of(conference).filter(pk__in=addressees).order_by("pk"))
        for entry in letters_to_write(conference, addressees):
            text_ids = (*entry.sent_before, *entry.new) if again else entry.new
            if not text_ids:
                left_out.append(_("%(name)s has its letter already.") % {"name": entry.addressee})
                continue
            letter = _write(
                entry.addressee, text_ids, by=by, signatory=signatory, language=language or entry.language, date=date,
                answer_by=answer_by,
            )  # fmt: skip
            letters.append(letter)
            if send and send_transmittal(letter, by=by):
                mailed += 1
        if not letters:
            raise Refused(
                " ".join(left_out)
                or _("There is nothing to send: only published recommendations go to their addressees.")
            )
    return WrittenTransmittals(tuple(letters), mailed, tuple(left_out))


def _write(
    addressee: Addressee,
    recommendations: Sequence[UUID],
    *,
    by: User,
    signatory: Signatory | None,
    language: str,
    date: dt.date | None,
    answer_by: dt.date | None,
) -> Transmittal:
    conference = addressee.conference
    with reading_in(language, *conference.languages):
        parts = (str(addressee.recipient), str(addressee.name))
        letter = register_letter(
            conference,
            direction=CorrespondenceDirection.OUT,
            kind=TRANSMITTAL,
            language=language,
            subject=by_its_title(
                _("Recommendations of the conference “%(conference)s”"), str(conference.title)
            )
            % {"conference": conference.title},
            recipient=", ".join(part for part in parts if part),
            channel=LetterChannel.usual(mailbox_of(addressee)),
            signatory=signatory,
            delegation=addressee.delegation,
            date=date,
            by=by,
        )
    row = Transmittal.objects.create(
        addressee=addressee,
        correspondence=letter,
        signatory=signatory,
        language=language,
        is_note=addressee.by_note,
        answer_by=answer_by,
    )
    row.recommendations.set(Recommendation.objects.filter(pk__in=recommendations))
    # The letter carries the focal point's link, so the term begins with the letter at the latest.
    current_term(addressee, by=by)
    record_audit(
        "outcomes.transmittal_written", by=by, conference=conference, target=row, label=letter.number,
        details={"number": letter.number, "recommendations": len(recommendations)},
    )  # fmt: skip
    return row


def _require_in_force(row: Transmittal) -> None:
    if row.correspondence.struck_out_at:
        raise Refused(
            _("No. %(number)s is struck out of the register.") % {"number": row.correspondence.number}
        )


def mail_transmittal(row: Transmittal, *, by: User) -> None:
    """Mail a letter, as `send_transmittal` does. Raises Refused without an address."""
    if not send_transmittal(row, by=by):
        raise Refused(_("There is no e-mail address: print the letter."))


def send_transmittal(row: Transmittal, *, by: User) -> bool:
    """Mail a letter with the PDF and the personal link; once per address, however often it is requested.

    Return False without an address: the letter has to be printed. Raises Refused if it is struck out.
    """
    addressee = row.addressee
    require_follow_up(addressee.conference, by)
    _require_in_force(row)
    number = row.correspondence.number
    with transaction.atomic():
        term = current_term(addressee, by=by)
        address = mailbox_of(addressee)
        if not address:
            return False
        send_to_term(
            TRANSMITTAL_MAIL,
            term,
            context={"number": number, "link": term_link(term)},
            attachments=[
                GeneratedAttachment(
                    LETTER_ATTACHMENT, f"{number.replace('/', '-')}.pdf", {"transmittal": str(row.pk)}
                )
            ],
            idempotency_key=f"transmittal:{row.pk}:{term.pk}:{address.lower()}",
            by=by,
        )
        _sent(row, by=by, at=timezone.now(), channel=LetterChannel.EMAIL)
    return True


def mark_sent(row: Transmittal, *, by: User, on: dt.date, channel: str = LetterChannel.POST) -> None:
    """Record that the letter left on paper that day. Raises Refused for a future day, or one before the letter's."""
    conference = row.addressee.conference
    require_follow_up(conference, by)
    _require_in_force(row)
    if on > conference.today():
        raise Refused(_("That day is still to come. Mark the letter once it has left."))
    if on < row.correspondence.date:
        raise Refused(_("The letter cannot have left before its own date."))
    at = dt.datetime.combine(on, dt.time(12), conference.zone)
    with transaction.atomic():
        _sent(row, by=by, at=at, channel=channel)


def _sent(row: Transmittal, *, by: User, at: dt.datetime, channel: str) -> None:
    """Record the dispatch; the first date stays."""
    if not Transmittal.objects.filter(pk=row.pk, sent_at=None).update(sent_at=at):
        return
    row.sent_at = at
    letter = row.correspondence
    letter.channel = channel
    letter.save(update_fields=["channel"])
    record_audit(
        "outcomes.transmittal_sent", by=by, conference=row.addressee.conference, target=row, label=letter.number,
        details={"number": letter.number, "channel": str(channel)},
    )  # fmt: skip


def find_transmittal(conference: Conference, query: str) -> Transmittal | None:
    """Return the letter of that number as typed from paper, whole or its last part; None for none or several."""
    number = "".join(query.split())
    if not number:
        return None
    rows = Transmittal.objects.of(conference).in_force().select_related("correspondence", "addressee")
    exact = rows.filter(correspondence__number__iexact=number).first()
    if exact:
        return exact
    matches = list(rows.filter(Q(correspondence__number__iendswith=f"/{number}"))[:2])
    return matches[0] if len(matches) == 1 else None


def is_answered(row: Transmittal) -> bool:
    """Tell whether the addressee has answered everything in the letter."""
    answered = Response.objects.received().filter(
        addressee=row.addressee_id, recommendation__transmittals=row.pk
    )
    return answered.count() >= row.recommendations.count()
