"""The documents that a conference adopts: their preamble, their sections, their publication."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from outcomes.recommendations.models.document import OutcomeDocument, Section


def recommendations_document(conference: Conference, *, by: User) -> OutcomeDocument:
    """Return the conference's document of recommendations, created with the first draft."""
    kind = OutcomeDocument.Kind.RECOMMENDATIONS
    found = OutcomeDocument.objects.filter(conference=conference, kind=kind).first()
    if found:
        return found
    with transaction.atomic():
        document, created = OutcomeDocument.objects.get_or_create(
            conference=conference, kind=kind, defaults={"original_language": conference.default_language}
        )
        if created:
            record_audit("outcomes.document_created", by=by, target=document, label=kind)
    return document


def change_document(
    document: OutcomeDocument,
    *,
    by: User,
    values: Mapping[str, Any],
    sections: Sequence[tuple[Section | None, TranslatedText]] | None = None,
) -> None:
    """Change title, symbol, preamble and the like; with `sections`, also these, in their order.

    A section left out of `sections` is deleted; its recommendations stay in the document without one. Raises Refused
    once the document is published.
    """
    if document.is_published:
        raise Refused(_("The document is published; it changes only by a corrigendum or a revision."))
    with transaction.atomic():
        for name, value in values.items():
            setattr(document, name, value)
        document.save(update_fields=list(values) or None)
        if sections is not None:
            _set_sections(document, sections)
        record_audit(
            "outcomes.document_changed", by=by, target=document, label=document.symbol,
            details={"fields": sorted(values)},
        )  # fmt: skip


def _set_sections(
    document: OutcomeDocument, sections: Sequence[tuple[Section | None, TranslatedText]]
) -> None:
    kept = []
    for position, (section, title) in enumerate(sections):
        if not title:
            continue
        row = section or Section(document=document)
        row.title, row.position = title, position
        row.save()
        kept.append(row.pk)
    document.sections.exclude(pk__in=kept).delete()


def paragraphs_of_preamble(text: str) -> list[str]:
    """Return the paragraphs of a text, which are separated by empty lines."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [" ".join(block.split()) for block in blocks if block.strip()]
