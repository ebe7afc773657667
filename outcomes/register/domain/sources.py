"""The lines of the register: its documents; presentations and statements as those have them who keep them.

The last two are read where they are kept, and decided there: who may read them, and since when.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower
from django.db.models.lookups import IsNull
from django.utils import timezone

from agenda.materials.models import Material
from agenda.releases.domain.reader import VISIBLE, published_agenda
from agenda.sessions.models.session import Session
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference
from confman.people.privacy import Audience, may_list
from outcomes.register.domain.lines import (
    EPOCH,
    LineFile,
    LineKind,
    LineSource,
    RegisterLine,
    downloads_of,
    item_number,
    text_in,
    with_columns,
)
from outcomes.register.models import (
    CLOSED_STATUSES,
    PART_IN_PLACE,
    PLACE_IN_SERIES,
    Distribution,
    DocumentFile,
    DocumentStatus,
    FileStatus,
    RegisteredDocument,
)
from registrations.core.models.delegation import Delegation


def documents_of(conference: Conference, rows: QuerySet[Any, Any]) -> LineSource:
    """Return the lines of documents of the register."""
    files = DocumentFile.objects.filter(document=OuterRef("pk")).order_by()
    awaited = files.filter(state=FileStatus.IN_TRANSLATION)
    return LineSource(
        rows=with_columns(
            rows,
            LineKind.DOCUMENT,
            line_series=F("series"),
            line_series_position=F("series__position"),
            line_series_code=F("series__code"),
            line_is_unnumbered=Case(When(IsNull(PLACE_IN_SERIES, True), then=1), default=0),
            line_number=Coalesce(PLACE_IN_SERIES, Value(0)),
            line_part=PART_IN_PLACE,
            line_symbol=F("symbol"),
            line_name=Lower(text_in(conference, "title")),
            line_item=F("item"),
            line_item_number=item_number("item"),
            line_distribution=F("distribution"),
            line_state=F("state"),
            line_awaits=Exists(awaited) & ~Q(state__in=CLOSED_STATUSES),
            line_received=F("received_at"),
            line_downloads=downloads_of(files, "document"),
        ),
        read=lambda rows: map(document_line, rows.with_files()),  # type: ignore[attr-defined]
        issued_in=lambda code: Exists(files.filter(language=code, state=FileStatus.ISSUED)),
        find=lambda rows, text: rows.filter(
            Q(pk__in=RegisteredDocument.objects.of(conference).search(text).values("pk"))
            | Q(delegation__in=Delegation.objects.of(conference).search(text).values("pk"))
        ),
    )


def document_line(row: RegisteredDocument) -> RegisterLine:
    """Return the line of a document of the register."""
    return RegisterLine(
        pk=row.pk, line_kind=LineKind.DOCUMENT, title=row.title, distribution=row.distribution, state=row.state,
        received_at=row.received_at, symbol=row.symbol, submitted_by=row.submitted_by, item=row.item,
        embargo=row.embargo, series=row.series, number=row.number,
        replaces=row.replaces.symbol if row.replaces else "",
        files=tuple(
            LineFile(
                key=file.pk, language=file.language, name=file.name, state=file.state, pages=file.pages,
                size=file.size, downloads=file.downloads,
                file=file.file,
            )
            for file in row.files.all()
        ),
    )  # fmt: skip


_DISTRIBUTIONS = {
    Session.Visibility.PUBLIC: Distribution.GENERAL,
    Session.Visibility.PARTICIPANTS: Distribution.LIMITED,
    Session.Visibility.CLOSED: Distribution.RESTRICTED,
}


def kept_elsewhere(
    conference: Conference, audience: Audience, *, of_statements: Audience | None = None
) -> list[LineSource]:
    """Return the presentations and statements that these readers may know of; the secretariat knows of all.

    `of_statements` is as whom they read statements, which interpreters have before the rest of the team.
    """
    kept = answers(Query.REGISTER_LINES, conference, of_statements or audience)
    return [_presentations(conference, audience), *kept]


def _presentations(conference: Conference, audience: Audience) -> LineSource:
    """Return the materials of sessions. They are issued with a release of the agenda, after their embargo."""
    rows = Material.objects.filter(session__conference=conference)
    issued = _released(conference, Audience.PARTICIPANTS if audience == Audience.SECRETARIAT else audience)
    if audience != Audience.SECRETARIAT:
        rows = rows.open_to(VISIBLE[audience], timezone.now()).filter(pk__in=issued)
    is_handed_in = Q(uploaded_by__isnull=False, checked_by=None)
    return LineSource(
        rows=with_columns(
            rows,
            LineKind.PRESENTATION,
            line_symbol=F("symbol"),
            line_name=Lower(text_in(conference, "title", "link", "file")),
            line_item=F("item"),
            line_item_number=item_number("item"),
            line_distribution=Case(
                *(When(visibility=seen, then=Value(name.value)) for seen, name in _DISTRIBUTIONS.items())
            ),
            line_state=Case(
                When(pk__in=issued, then=Value(DocumentStatus.ISSUED.value)),
                When(is_handed_in, then=Value(DocumentStatus.HANDED_IN.value)),
                default=Value(DocumentStatus.CHECKED.value),
            ),
            line_received=Coalesce(F("uploaded_at"), Value(EPOCH)),
            line_downloads=Coalesce(F("downloads"), Value(0)),
        ),
        read=lambda rows: _presentation_lines(rows, audience),
        issued_in=lambda code: Q(line_state=DocumentStatus.ISSUED, language=code),
    )


def _released(conference: Conference, audience: Audience) -> list[str]:
    """Return the keys of the materials that the latest release shows to these readers."""
    agenda = published_agenda(conference, audience)
    return [material.id for session in (agenda.sessions if agenda else ()) for material in session.materials]


def _presentation_lines(rows: QuerySet[Any, Any], audience: Audience) -> Iterator[RegisterLine]:
    rows = rows.select_related("item", "session", "uploaded_by")
    for row in rows.order_by("session__start", "session", "position", "id"):
        person, is_issued = row.uploaded_by, row.line_state == DocumentStatus.ISSUED
        name = PurePath(row.file.name or "").name
        yield RegisterLine(
            pk=row.pk,
            line_kind=LineKind.PRESENTATION,
            title=row.title or name or row.link,
            distribution=row.line_distribution,
            state=row.line_state,
            received_at=row.uploaded_at,
            symbol=row.symbol,
            submitted_by=str(person) if person and may_list(person.listing, audience) else "",
            item=row.item,
            session=row.session_id,
            embargo=row.embargo,
            files=(
                LineFile(
                    key=row.pk, language=row.language, name=name, pages=row.pages, size=row.size,
                    downloads=row.line_downloads, link=row.link, file=row.file,
                    state=FileStatus.ISSUED if is_issued else FileStatus.RECEIVED,
                ),
            ),
        )  # fmt: skip
