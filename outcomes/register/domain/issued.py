"""The documents that a conference issued under a symbol; agenda items as readers outside the secretariat know them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedItem, ReleasedSession
from agenda.releases.domain.reader import published_agenda
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import numbered_symbol
from confman.people.privacy import Audience
from confman.translation.marks import marked
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.register.domain.series import code_of, symbol_order, title_of_series
from outcomes.register.models import Distribution, DocumentSeries, DocumentStatus, RegisteredDocument


@dataclass(frozen=True)
class AgendaItemReference:
    """An item with the number and title of the latest release, and the session in which it stands there."""

    item: ReleasedItem
    session: ReleasedSession

    def __str__(self) -> str:
        return f"{self.item.number}. {self.item.title}"


def published_items(conference: Conference, audience: Audience) -> dict[UUID, AgendaItemReference]:
    """Return the numbered items of the latest release that these readers may see, in its order; none without one.

    Two queries, whatever the size.
    """
    return items_of_release(published_agenda(conference, audience))


def items_of_release(agenda: ReleasedAgenda | None) -> dict[UUID, AgendaItemReference]:
    """Return the numbered items of a release as it was read."""
    return {
        UUID(item.id): AgendaItemReference(item, session)
        for session in (agenda.sessions if agenda else ())
        for item in session.items
        if item.number is not None
    }


@dataclass(frozen=True)
class IssuedDocument:
    """A document of a series; `row` is its entry in the register, if it has one."""

    symbol: str
    title: str
    series: str
    row: RegisteredDocument | None = None
    is_made: bool = False  # published here, in every language of the conference


def issued_documents(conference: Conference, *, for_participants: bool = False) -> list[IssuedDocument]:
    """Return what is issued for everyone (or for participants), series by series, in the order of the symbols.

    That is what the register has issued; and what is published without an entry there: the agenda, documents of its
    items, materials and outcome documents with a symbol. Nothing restricted, under embargo or withdrawn.
    """
    titles = {row.code: str(row.title) for row in DocumentSeries.objects.of(conference)}
    by_symbol: dict[str, tuple[str, str, RegisteredDocument | None, bool]] = {
        row.symbol: (row.series.code, str(row.title), row, False)
        for row in _registered(conference, for_participants)
    }
    waits = Q(state=DocumentStatus.CHECKED, embargo=None) & ~Q(distribution=Distribution.RESTRICTED)
    registered = RegisteredDocument.objects.of(conference).annotate(waits=waits)
    waiting = dict(registered.values_list("symbol", "waits"))
    for symbol, title, is_published in _published(conference, for_participants):
        # A document that the register holds back is not named because an item has its symbol, too; one published by
        # itself is, while its entry merely waits to be issued.
        if symbol and (symbol not in waiting or (is_published and waiting[symbol])):
            by_symbol.setdefault(symbol, (code_of(symbol, conference), title, None, is_published))
    order = {code: position for position, code in enumerate(titles)}
    by_series = sorted(
        by_symbol.items(),
        key=lambda entry: (order.get(entry[1][0], len(order)), entry[1][0], symbol_order(entry[0])),
    )
    return [
        IssuedDocument(symbol, title, titles.get(code) or title_of_series(code), row, is_made)
        for symbol, (code, title, row, is_made) in by_series
    ]


def _registered(conference: Conference, for_participants: bool) -> list[RegisteredDocument]:
    rows, now = RegisteredDocument.objects.of(conference), timezone.now()
    rows = rows.for_participants(now) if for_participants else rows.for_everyone(now)
    if not conference.is_practice:
        rows = rows.filter(is_practice=False)
    return list(rows.with_files().select_related("item__session", "replaces"))


def _published(conference: Conference, for_participants: bool) -> Iterator[tuple[str, str, bool]]:
    """Yield symbol and title of what has its symbol elsewhere, and whether it is published here or only named."""
    agenda = published_agenda(conference, Audience.PARTICIPANTS if for_participants else Audience.PUBLIC)
    if agenda is not None:
        yield (
            numbered_symbol(conference, "1"),
            _("Agenda") if agenda.is_final else _("Provisional agenda"),
            True,
        )
        annotated = _("Annotated agenda") if agenda.is_final else _("Annotated provisional agenda")
        yield numbered_symbol(conference, "1/Add.1"), annotated, True
        for session in agenda.sessions:
            yield from ((item.symbol, str(item.title), False) for item in session.items)
            yield from ((row.symbol, marked(str(row), row.language), False) for row in session.materials)
    distributions = [Distribution.GENERAL, *([Distribution.LIMITED] if for_participants else [])]
    published = OutcomeDocument.objects.of(conference).filter(status=OutcomeDocument.Status.PUBLISHED)
    for document in published.filter(distribution__in=distributions).exclude(symbol=""):
        yield document.full_symbol, str(document.title) or _("Recommendations"), True
