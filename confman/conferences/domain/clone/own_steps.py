"""What the next conference takes from the conference itself: its look, its place, its team, checklist and pages."""

from typing import Any

from django.db.models import Q, QuerySet

from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.models import Conference, Membership, Page, Role

_TEXTS = ("theme", "description")
_PLACE = ("venue", "city", "country", "address", "latitude", "longitude", "directions")


def conference_itself(conference: Conference) -> QuerySet[Conference]:
    """Return the conference."""
    return Conference.objects.filter(pk=conference.pk)


def conference_with_texts(conference: Conference) -> QuerySet[Conference]:
    """Return the conference, if it has a motto or a description."""
    return conference_itself(conference).exclude(Q(theme={}) & Q(description={}))


def conference_with_place(conference: Conference) -> QuerySet[Conference]:
    """Return the conference, if it is known where it is held."""
    return conference_itself(conference).exclude(Q(venue={}) & Q(city={}) & Q(country=""))


def clone_look(copy: ConferenceCopy, rows: QuerySet[Conference]) -> None:
    """Take colour, logo and cover picture."""
    _take(copy, "colour", "cover_text", "cover_focus", files=("logo", "cover"))


def clone_texts(copy: ConferenceCopy, rows: QuerySet[Conference]) -> None:
    """Take motto and description."""
    _take(copy, *_TEXTS)


def clone_place(copy: ConferenceCopy, rows: QuerySet[Conference]) -> None:
    """Take the place, with its map."""
    _take(copy, *_PLACE, "map_text", files=("map_image",))


def team_of(conference: Conference) -> QuerySet[Membership]:
    """Return the roles of those who work for the conference and can still sign in; observers are of donors."""
    return Membership.objects.filter(conference=conference, user__is_active=True).exclude(role=Role.OBSERVER)


def clone_checklist(copy: ConferenceCopy, rows: QuerySet[Any]) -> None:
    """Take all tasks; they stay with whom they were given to if the team comes along."""
    has_team = "conferences.team" in copy.steps
    copy.rows(rows, anew=("done_at",) if has_team else ("done_at", "owner"))


def pages_of(conference: Conference) -> QuerySet[Page]:
    """Return the pages of the site, without its news."""
    return Page.objects.filter(conference=conference, kind=Page.Kind.PAGE)


def _take(copy: ConferenceCopy, *names: str, files: tuple[str, ...] = ()) -> None:
    for name in names:
        setattr(copy.target, name, getattr(copy.source, name))
    for name in files:
        copy.file(name, copy.source, copy.target)
