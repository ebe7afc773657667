"""The attendance sheet: who is expected at a checkpoint on a day, with room to sign."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.conferences.models import Conference
from confman.documents.domain.texts import document_dates, in_document
from registrations.attendance.domain.sign_in_sheets import day_of, people_on
from registrations.attendance.models import Checkpoint
from registrations.core.domain.names import by_name, entity_of, sorted_name
from registrations.core.models.registration import Registration
from registrations.lists.documents.layout import ListColumn, ListDocument, ListGroup, ListSection, list_meta

SIGNED_ROW_MM = 11.0


def build_attendance_sheet(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> ListDocument:
    """Build the list of a checkpoint's people in the order of the sheet; `options`: checkpoint (id), day (ISO)."""
    rows = Checkpoint.objects.of(conference).select_related("conference", "session__working_group")
    if options.get("checkpoint"):
        rows = rows.filter(pk=options["checkpoint"])
    checkpoint = rows.first()
    subtitle = ""
    if checkpoint:
        day = day_of(checkpoint, options.get("day") or "")
        name = in_document(checkpoint.name, conference, language)
        subtitle = f"{name}, {document_dates(day, day, language)}"
    place = by_name(conference, language)
    rows_expected = people_on(checkpoint).with_shared_names() if checkpoint else ()
    expected = sorted(rows_expected, key=lambda row: place(row.person))
    lines = tuple(
        {
            "number": number,
            "name": sorted_name(row.person, conference, language),
            "entity": entity_of(row, conference, language),
            "category": row.category.letter,
        }
        for number, row in enumerate(expected, start=1)
    )
    return ListDocument(
        meta=list_meta(
            conference, language=language, title=_("Attendance sheet"), subtitle=subtitle, options=options
        ),
        columns=(
            ListColumn("number", _("No."), 10),
            ListColumn("name", pgettext("of a person", "Name"), 54),
            ListColumn("entity", _("Delegation or organization"), 44),
            ListColumn("category", _("Category"), 21),
            ListColumn("signature", _("Signature")),
        ),
        groups=(ListGroup("", (ListSection("", lines),)),) if lines else (),
        empty=_("Nobody is expected at this checkpoint yet.")
        if checkpoint
        else _("There is no checkpoint yet."),
        closing=_meaning_of_letters(expected, conference, language),
        row_height_mm=SIGNED_ROW_MM,
    )


def _meaning_of_letters(
    rows: Iterable[Registration], conference: Conference, language: str
) -> tuple[str, ...]:
    """Return a line that says what the letters of the categories stand for, in the order of the categories."""
    categories = sorted(
        {row.category for row in rows}, key=lambda category: (category.position, category.letter)
    )
    names = [
        f"{category.letter}: {in_document(category.name, conference, language)}" for category in categories
    ]
    return (f"{'; '.join(names)}.",) if names else ()
