"""The documents that a conference adopts: their preamble, their sections, their publication, the numbers in them.

Each counter of numbers and working references only grows, by one conditional UPDATE: no number is given twice.

Whoever locks several rows does so in one order, or two would wait for each other: a silence procedure, the document
(`lock_document`), its texts by their keys (`locked`, `lock_texts`), then working references by prefix.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from confman.web.database.changes import apply_changes
from confman.web.errors import Refused
from outcomes.recommendations.domain.plain_text import blocks_of
from outcomes.recommendations.models.document import OutcomeDocument, ReferenceCounter, Section

_GENERAL = OutcomeDocument.Distribution.GENERAL


def recommendations_document(conference: Conference, *, by: User) -> OutcomeDocument:
    """Return the conference's document of recommendations, created with the first draft."""
    if existing := OutcomeDocument.objects.of_recommendations(conference):
        return existing
    with transaction.atomic():
        document, created = OutcomeDocument.objects.get_or_create(
            conference=conference,
            kind=OutcomeDocument.Kind.RECOMMENDATIONS,
            defaults={"original_language": conference.default_language},
        )
        if created:
            record_audit("outcomes.document_created", by=by, target=document, label=str(document))
    return document


def lock_document(document: OutcomeDocument) -> None:
    """Lock the document and read it anew: until the transaction ends, nobody else changes, publishes or issues it."""
    document.refresh_from_db(from_queryset=OutcomeDocument.objects.locked())


def why_not_for_everyone(document: OutcomeDocument) -> str:
    """Say why nothing of a document may be published whose distribution is not general, or "".

    One that is published is in everyone's hands already, and goes on to be corrected and added to.
    """
    if document.is_general or document.is_published:
        return ""
    return _(
        "The distribution of the document is “%(distribution)s”, but everyone reads what is published. Change it to"
        " “%(general)s” on the page of the document, then publish."
    ) % {"distribution": document.get_distribution_display(), "general": _GENERAL.label}


def change_document(
    document: OutcomeDocument,
    *,
    by: User,
    values: Mapping[str, Any],
    sections: Sequence[tuple[Section | None, TranslatedText]] | None = None,
) -> None:
    """Change title, symbol, preamble and the like; with `sections`, also these, in their order.

    A section left out of `sections` is deleted; its recommendations stay in the document without one. Raises Refused
    once the document is published, and for a limited distribution of one of which everyone reads a part already.
    """
    with transaction.atomic():
        lock_document(document)
        if document.is_published:
            raise Refused(_("The document is published; it changes only by a corrigendum or a revision."))
        for name, value in values.items():
            setattr(document, name, value)
        if (
            "distribution" in values
            and not document.is_general
            and document.recommendations.published().exists()
        ):
            raise Refused(
                _(
                    "Recommendations of the document are published: everyone has read them, so its distribution stays"
                    " “%(general)s”."
                )
                % {"general": _GENERAL.label}
            )
        changed = apply_changes(document, values)
        if sections is not None:
            _set_sections(document, sections)
        record_audit(
            "outcomes.document_changed", by=by, target=document, label=document.symbol,
            details={"fields": changed},
        )  # fmt: skip


def _set_sections(
    document: OutcomeDocument, sections: Sequence[tuple[Section | None, TranslatedText]]
) -> None:
    section_ids = []
    for position, (section, title) in enumerate(sections):
        if not title:
            continue
        row = section or Section(document=document)
        row.title, row.position = title, position
        row.save()
        section_ids.append(row.pk)
    document.sections.exclude(pk__in=section_ids).delete()


def is_extract(options: Mapping[str, Any]) -> bool:
    """Return whether these options choose some of the recommendations: an extract, which is not the document."""
    return any(options.get(key) for key in ("theme", "group", "addressee", "stage"))


def paragraphs_of_preamble(text: str) -> list[str]:
    """Return the paragraphs of a text, which are separated by empty lines."""
    return [" ".join(block.split()) for block in blocks_of(text) if block.strip()]


PLENARY = "PL"


class NumbersTaken(Exception):
    """Someone else took the expected numbers; nothing is written, and the caller starts again."""


def claim_numbers(document: OutcomeDocument, count: int) -> range:
    """Take the next `count` permanent numbers of a document. Called inside the transaction that uses them."""
    return _reserve(document, "last_number", count)


def record_number(document: OutcomeDocument, number: int) -> None:
    """Record a number from outside (an import), so that it is never given again."""
    OutcomeDocument.objects.filter(pk=document.pk, last_number__lt=number).update(last_number=number)


def claim_references(conference: Conference, prefix: str, count: int = 1) -> list[str]:
    """Take the next `count` working references under a prefix: WG2/R07. Called inside the transaction using them."""
    counter, _created = ReferenceCounter.objects.get_or_create(conference=conference, prefix=prefix)
    return [reference(prefix, number) for number in _reserve(counter, "last", count)]


def _reserve(counter: OutcomeDocument | ReferenceCounter, column: str, count: int) -> range:
    rows: Any = type(counter)._default_manager.filter(pk=counter.pk)
    while True:
        last = rows.values_list(column, flat=True).get()
        if rows.filter(**{column: last}).update(**{column: last + count}):
            return range(last + 1, last + count + 1)


def record_reference(conference: Conference, prefix: str, number: int) -> None:
    """Record a reference from outside, so that neither it nor a lower one is given again."""
    counter, _created = ReferenceCounter.objects.get_or_create(conference=conference, prefix=prefix)
    ReferenceCounter.objects.filter(pk=counter.pk, last__lt=number).update(last=number)


def highest_references(refs: Iterable[str]) -> dict[str, int]:
    """Return the highest number of each prefix among the references: WG2/R07, WG2/R09 -> WG2: 9."""
    highest: dict[str, int] = {}
    for ref in refs:
        prefix, _slash, digits = ref.rpartition("/R")
        if prefix and digits.isdecimal():
            highest[prefix] = max(highest.get(prefix, 0), int(digits))
    return highest


def reference(prefix: str, number: int) -> str:
    """Return the reference: WG2, 7 -> WG2/R07."""
    return f"{prefix}/R{number:02d}"


def as_ranges(numbers: Iterable[int], *, last: str = "") -> str:
    """Return numbers as ranges: 1, 2, 3, 5 -> '1–3, 5'; with `last` before the last: '1–3 and 5'."""
    ordered = sorted(set(numbers))
    runs: list[list[int]] = []
    for number in ordered:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else map(str, run)
    if last and len(parts) > 1:
        parts[-2:] = [f"{parts[-2]} {last} {parts[-1]}"]
    return ", ".join(parts)
