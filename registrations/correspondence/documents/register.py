"""The register of correspondence, printed and as a spreadsheet, including entries struck out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Length
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import document_date, in_document
from confman.documents.meta import DocumentMeta
from confman.documents.rendering.spreadsheets import Sheet
from confman.translation.marks import marked, marked_by_letters
from registrations.correspondence.models import Correspondence


@dataclass(frozen=True)
class RegisteredLetter:
    number: str
    their_number: str
    direction: str
    date: str
    day: dt.date
    channel: str
    sender: str
    recipient: str
    subject: str
    concerns: str
    struck_out: str  # the reason; '' if not struck out
    has_scan: str


@dataclass(frozen=True)
class Register:
    meta: DocumentMeta
    letters: tuple[RegisteredLetter, ...]


def build_register(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Register:
    """List all letters by date, the oldest first (`options`: direction, since and until as ISO dates)."""
    rows = (
        Correspondence.objects.of(conference)
        .select_related("invitee", "delegation", "registration__person")
        # Of letters written at once the number decides: 9 stands before 10.
        .order_by("date", "created_at", Length("number"), "number", "id")
    )
    if options.get("direction"):
        rows = rows.filter(direction=options["direction"])
    for name, lookup in (("since", "date__gte"), ("until", "date__lte")):
        if options.get(name):
            rows = rows.filter(**{lookup: str(options[name])[:10]})
    return Register(
        meta=document_meta(
            conference,
            language=language,
            title=_("Register of correspondence"),
            distribution=_("Secretariat only"),
        ),
        letters=tuple(_entry(row, conference, language) for row in rows),
    )


def _entry(row: Correspondence, conference: Conference, language: str) -> RegisteredLetter:
    # A letter made here about one participant supports a visa: fewer may know that than read the register.
    participant = row.registration.person if row.registration and not row.kind else None
    about = (row.invitee, row.delegation, participant)
    names = [in_document(part.name, conference, language) for part in about if part]

    def written(text: str) -> str:
        return marked(text, row.language) if row.language else marked_by_letters(text)

    return RegisteredLetter(
        number=row.number,
        their_number=row.their_number,
        direction=str(row.get_direction_display()),
        date=document_date(row.date, language),
        day=row.date,
        channel=str(row.get_channel_display()),
        sender=written(row.sender),
        recipient=written(row.recipient),
        subject=written(row.subject),
        concerns=", ".join(dict.fromkeys(names)),
        struck_out=(_("Struck out: %(reason)s") % {"reason": marked_by_letters(row.struck_out_reason)})
        if row.struck_out_at
        else "",
        has_scan=_("yes") if row.scan else "",
    )


def register_sheet(data: Register) -> Sheet:
    """Return the register as a table, one line per letter."""
    columns = [
        _("Our number"), pgettext("of a letter", "Direction"), _("Date"), _("Their number"), _("Channel"),
        pgettext("of a letter", "From"), pgettext("of a letter", "To"), pgettext("of a letter", "Subject"),
        _("Concerns"), _("Scan"), _("Struck out"),
    ]  # fmt: skip
    rows = [
        [
            row.number, row.direction, row.day, row.their_number, row.channel, row.sender, row.recipient, row.subject,
            row.concerns, row.has_scan, row.struck_out,
        ]
        for row in data.letters
    ]  # fmt: skip
    return Sheet(_("Register of correspondence"), columns, rows)
