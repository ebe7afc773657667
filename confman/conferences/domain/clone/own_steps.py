"""Steps that copy the conference itself: its look, its place, its team, checklist and pages."""

from typing import Any

from django.db.models import Q, QuerySet

from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.models import Conference, Membership, Page, Role


def conference_itself(conference: Conference) -> QuerySet[Conference]:
    """Return the conference."""
    return Conference.objects.filter(pk=conference.pk)


def conference_with_texts(conference: Conference) -> QuerySet[Conference]:
    """Return the conference, if it has a motto or a description."""
    return conference_itself(conference).exclude(Q(theme={}) & Q(description={}))


def conference_with_place(conference: Conference) -> QuerySet[Conference]:
    """Return the conference, if it is known where it is held."""
    return conference_itself(conference).exclude(Q(venue={}) & Q(city={}) & Q(country=""))


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
