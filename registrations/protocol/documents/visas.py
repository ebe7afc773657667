"""The visa tracker: the state of each visa, those still open first. No passport data."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from confman.conferences.models import Conference
from confman.translation.marks import marked_by_letters
from registrations.core.domain.names import country_of, name_on_record
from registrations.core.models.arrangements import VisaCase, VisaStatus
from registrations.core.models.registration import Registration
from registrations.lists.documents.layout import ListColumn, ListDocument, ListGroup, ListSection, list_meta

# Visas that still need action come first.
_ORDER = (
    VisaStatus.NEEDED,
    VisaStatus.LETTER_SENT,
    VisaStatus.APPLIED,
    VisaStatus.REFUSED,
    VisaStatus.GRANTED,
    VisaStatus.NOT_NEEDED,
)


def build_visa_tracker(conference: Conference, *, language: str, options: Mapping[str, Any]) -> ListDocument:
    """Build the list of every visa of an approved participant, by state; two queries for the rows."""
    cases = (
        VisaCase.objects.filter(registration__in=Registration.objects.of(conference).approved())
        .select_related("registration__person")
        .prefetch_related("registration__correspondence")
        .order_by("registration__person__sort_key", "pk")
    )
    ordered = sorted(cases, key=lambda case: _ORDER.index(VisaStatus(case.state)))
    sections, totals = [], []
    for state, members in groupby(ordered, key=lambda case: case.state):
        lines = tuple(_line(case, conference, language) for case in members)
        label = str(VisaStatus(state).label)
        sections.append(ListSection(capfirst(label), lines))
        totals.append(f"{label}: {len(lines)}")
    count = len(ordered)
    closing = ngettext("%(count)d person", "%(count)d persons", count) % {"count": count}
    return ListDocument(
        meta=list_meta(conference, language=language, title=_("Visa tracker"), options=options),
        columns=(
            ListColumn("name", pgettext("of a person", "Name"), 50),
            ListColumn("country", _("Country"), 30),
            ListColumn("consulate", _("Consulate"), 45),
            ListColumn("letter", _("Supporting letter"), 27),
            ListColumn("applied", pgettext("visa", "Applied on"), 26),
            ListColumn("decided", pgettext("visa", "Decided"), 26),
            ListColumn("remarks", _("Remarks")),
        ),
        groups=(ListGroup("", tuple(sections)),) if sections else (),
        closing=(f"{closing} ({'; '.join(totals)})",) if sections else (),
        empty=_("No visa is noted yet."),
        section_title=pgettext("visa", "State"),
    )


def _line(case: VisaCase, conference: Conference, language: str) -> dict[str, Any]:
    person = case.registration.person
    letters = [
        letter
        for letter in case.registration.correspondence.all()
        if letter.kind == "visa" and letter.struck_out_at is None
    ]
    return {
        "name": name_on_record(person, conference, language),
        "country": country_of(person),
        "consulate": marked_by_letters(case.consulate),
        "letter": letters[0].number if letters else "",
        "applied": case.applied_on,
        "decided": case.decided_on,
        "remarks": marked_by_letters(case.remarks),
    }
