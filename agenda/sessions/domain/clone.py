"""The frame of the agenda that comes along to the next conference: sessions at the same hours, and their items."""

from django.db.models import QuerySet

from agenda.sessions.models.session import Item, Session
from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.models import Conference

# Fields that belong to one conference: what was said there, by whom, and where it was shown.
_ANEW = (
    "guid", "summary", "description", "online_link", "links", "taken", "revision", "extra",
)  # fmt: skip


def sessions_of(conference: Conference) -> QuerySet[Session]:
    """Return the sessions that took place, or will."""
    return Session.objects.of(conference).taking_place()


def items_of(conference: Conference) -> QuerySet[Item]:
    """Return the items of these sessions."""
    return Item.objects.filter(session__in=sessions_of(conference))


def clone_sessions(copy: ConferenceCopy, rows: QuerySet[Session]) -> None:
    """Take the sessions, each on its day of the conference and at its hour of the clock."""

    def change(session: Session) -> None:
        if session.start and session.end:
            session.start, session.end = copy.move.span(session.start, session.end)
        else:
            session.start, session.end = copy.move(session.start), copy.move(session.end)
        session.prepare_search()

    copy.rows(rows, anew=_ANEW, moved=("day",), loose=("room", "working_group", "theme"), change=change)


def clone_items(copy: ConferenceCopy, rows: QuerySet[Item]) -> None:
    """Take the items: their titles, kinds and minutes. Numbers and symbols are given when they are published."""
    copy.rows(rows, anew=("number", "symbol", "background", "expected_action"), change=Item.prepare_search)
