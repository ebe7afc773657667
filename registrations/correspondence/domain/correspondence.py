"""The register of correspondence: every letter in and out, under a number that is used once.

Letters out and letters in are numbered separately (`RegistrationSettings.last_letter`, `last_received`); each counter
moves by one UPDATE inside the verb, so two desks that write at once get two numbers. Nothing is deleted: a void letter
is struck out, with the reason, and keeps its number.
"""

import datetime as dt
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.web.database.changes import add_row, change_row, delete_row
from confman.web.errors import Refused
from registrations.core.models.delegation import Delegation
from registrations.core.models.invitation import LetterChannel
from registrations.core.models.registration import Registration
from registrations.core.models.settings import RegistrationSettings
from registrations.correspondence.models import Correspondence, CorrespondenceDirection, Invitee, Signatory

COUNTERS = {CorrespondenceDirection.OUT: "last_letter", CorrespondenceDirection.IN: "last_received"}
# The prefix of letters in, so that nobody takes their numbers for ours.
INCOMING_MARK = "IN/"


def next_number(conference: Conference, direction: str) -> str:
    """Return the next number of the register, as in LTR/2017/12 or IN/3, within the caller's transaction."""
    counter = COUNTERS[CorrespondenceDirection(direction)]
    settings, _made = RegistrationSettings.objects.get_or_create(conference=conference)
    RegistrationSettings.objects.filter(pk=settings.pk).update(**{counter: F(counter) + 1})
    settings.refresh_from_db(fields=[counter, "letter_prefix"])
    prefix = settings.letter_prefix if direction == CorrespondenceDirection.OUT else INCOMING_MARK
    return f"{prefix}{getattr(settings, counter)}"


def register_letter(
    conference: Conference,
    *,
    direction: str,
    subject: str,
    by: User,
    kind: str = "",
    language: str = "",
    their_number: str = "",
    date: dt.date | None = None,
    channel: str = LetterChannel.POST,
    sender: str = "",
    recipient: str = "",
    signatory: Signatory | None = None,
    invitee: Invitee | None = None,
    delegation: Delegation | None = None,
    registration: Registration | None = None,
    scan: File | None = None,
) -> Correspondence:
    """Enter a letter in the register under the next number of its direction.

    `kind` names letters that are made here ("invitation", "visa"); `date` defaults to today at the conference. Raises
    ValidationError, and Refused for objects of another conference.
    """
    for part in (signatory, invitee, delegation, registration):
        if part is not None and part.conference_id != conference.pk:
            raise Refused(_("This belongs to another conference."))
    letter = Correspondence(
        conference=conference, direction=direction, subject=subject[:300],
        kind=kind, language=language,
        their_number=their_number, date=date or conference.today(), channel=channel,
        sender=sender[:300], recipient=recipient[:300], signatory=signatory, invitee=invitee,
        delegation=delegation, registration=registration, scan=scan or "", recorded_by=by,
        is_practice=conference.is_practice,
    )  # fmt: skip
    with transaction.atomic():
        letter.number = next_number(conference, direction)
        details = {"number": letter.number, "direction": direction}
        return add_row(letter, "registrations.letter_registered", by=by, details=details)


def change_letter(letter: Correspondence, *, by: User, **changes: Any) -> list[str]:
    """Correct an entry; number and direction never change. Raises ValidationError; Refused if it is struck out."""
    with transaction.atomic():
        current = Correspondence.objects.select_for_update().get(pk=letter.pk)
        if current.struck_out_at:
            raise Refused(_("No. %(number)s is struck out and stays as it is.") % {"number": current.number})
        return change_row(current, "registrations.letter_changed", changes, by=by)


def strike_out(letter: Correspondence, *, by: User, reason: str) -> Correspondence:
    """Strike out a void letter; it stays in the register with number and reason. Safe to repeat."""
    if not reason.strip():
        raise Refused(_("Please say why the letter is struck out."))
    with transaction.atomic():
        current = Correspondence.objects.select_for_update().get(pk=letter.pk)
        if current.struck_out_at:
            return current
        current.struck_out_at, current.struck_out_reason = timezone.now(), reason.strip()[:300]
        current.save(update_fields=["struck_out_at", "struck_out_reason"])
        record_audit("registrations.letter_struck_out", by=by, target=current, reason=reason)
    return current


def require_its_text(letter: Correspondence, digest: str) -> None:
    """Refuse another text (its `fingerprint`) than the one with which a letter was made: a number is for one."""
    if letter.struck_out_at:
        raise Refused(
            _("No. %(number)s is struck out. Enter the note under a new number.") % {"number": letter.number}
        )
    if letter.text_digest and letter.text_digest != digest:
        raise Refused(
            _(
                "Under No. %(number)s a note was made with another text, addressee or language. Strike the number "
                "out in the register, and enter the note under a new one."
            )
            % {"number": letter.number}
        )


@transaction.atomic
def record_text(letter: Correspondence, digest: str) -> None:
    """Record which text was made under a number, so that no other is. Safe to repeat; raises Refused."""
    current = Correspondence.objects.select_for_update().get(pk=letter.pk)
    require_its_text(current, digest)
    Correspondence.objects.filter(pk=current.pk).update(text_digest=digest)


def add_signatory(conference: Conference, *, by: User, **fields: Any) -> Signatory:
    """Add a signatory. Raises ValidationError."""
    return add_row(Signatory(conference=conference, **fields), "registrations.signatory_added", by=by)


def change_signatory(signatory: Signatory, *, by: User, **changes: Any) -> list[str]:
    """Change name, function or signature, for letters made from now on. Raises ValidationError."""
    return change_row(signatory, "registrations.signatory_changed", changes, by=by)


def delete_signatory(signatory: Signatory, *, by: User) -> None:
    """Delete a signatory with the signature's picture; letters in the register stay, without one."""
    delete_row(signatory, "registrations.signatory_deleted", by=by)


def letter_in_words(row: Correspondence) -> tuple[Correspondence, str, str]:
    """Return the number, the subject, and with whom the letter was exchanged."""
    return row, row.subject, row.sender or row.recipient
