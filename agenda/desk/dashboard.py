"""The agenda on the dashboard: what needs a decision today, and which of its tasks are done."""

import datetime as dt
from collections.abc import Callable, Iterator

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.conflicts.domain.report import WITHOUT_CHAIR, are_found, conflicts_of
from agenda.conflicts.domain.severities import has_roles
from agenda.releases.domain.publication import count_changes
from agenda.releases.models import AgendaRelease, ReleaseNotice
from agenda.run_of_show.domain.progress import rooms_now
from agenda.sessions.models.session import Session, SessionQuerySet, SessionRole, SessionRoleQuerySet
from confman.accounts.models import Visitor
from confman.conferences.addresses import list_url
from confman.conferences.domain.checklist import ConferenceFact, RowCount, facts_of
from confman.conferences.models import NEAR, Conference
from confman.conferences.registries import DashboardItem, Figure, Link, OnsiteRoom

SEEN_AT_A_GLANCE = 5


def _roles(conference: Conference) -> SessionRoleQuerySet:
    return SessionRole.objects.filter(session__conference=conference)


def _sessions(conference: Conference) -> SessionQuerySet:
    return Session.objects.of(conference)


_unanswered_count = ConferenceFact(lambda conference: RowCount(_roles(conference).unanswered()))
# True where there are roles and none of them waits for an answer.
everyone_has_confirmed = ConferenceFact(
    lambda conference: Exists(_roles(conference)) & ~Exists(_roles(conference).unanswered())
)
every_session_has_a_room = ConferenceFact(
    lambda conference: (
        Exists(_sessions(conference).spoken_in()) & ~Exists(_sessions(conference).without_room())
    )
)
_session_count = ConferenceFact(lambda conference: RowCount(_sessions(conference)))
_draft_count = ConferenceFact(lambda conference: RowCount(ReleaseNotice.objects.of(conference).drafts()))


def agenda_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield conflicts, speakers who have not answered, and changes not yet published."""
    number, waiting, drafts = facts_of(conference, _session_count, _unanswered_count, _draft_count)
    if not number:
        return
    soon = conference.starts_on - NEAR
    urgent = conference.today() >= soon
    slug, owner = conference.slug, _("programme")
    # Open answers have an item of their own; the number is that of the page that it opens.
    conflicts = conflicts_of(conference)
    if others := conflicts.without("role-open"):
        first = others[0]
        yield DashboardItem(
            title=ngettext(
                "The working agenda has a conflict",
                "The working agenda has %(count)d conflicts",
                len(conflicts),
            )
            % {"count": len(conflicts)},
            count=len(conflicts),
            detail=f"{first.label}: {first.text}",
            url=reverse("agenda_secretariat:checks", args=[slug]),
            owner=owner,
            urgent=conflicts.blocks,
            action=_("Look"),
        )
    if waiting:
        yield DashboardItem(
            title=ngettext(
                "A speaker or chair has not confirmed",
                "%(count)d speakers and chairs have not confirmed",
                waiting,
            )
            % {"count": waiting},
            count=waiting,
            detail=_("They are published as “to be confirmed”."),
            url=list_url(conference, "agenda_secretariat:role-list"),
            owner=owner,
            due=soon,
            urgent=urgent,
            action=_("Note answers"),
        )
    if drafts:
        yield _mails_to_review(conference, owner, drafts)
    latest = AgendaRelease.objects.of(conference).defer("content", "changes", "followers").first()
    if latest and (count := count_changes(conference)):
        yield DashboardItem(
            title=ngettext(
                "A change of the agenda is not published",
                "%(count)d changes of the agenda are not published",
                count,
            )
            % {"count": count},
            count=count,
            detail=_("Readers see “%(label)s”.") % {"label": latest},
            url=reverse("agenda_secretariat:publish", args=[slug]),
            owner=owner,
            urgent=urgent,
            action=_("Publish…"),
        )
    elif not latest and urgent:
        yield DashboardItem(
            title=_("The agenda has not been published"),
            url=reverse("agenda_secretariat:publish", args=[slug]),
            owner=owner,
            due=soon,
            urgent=True,
            action=_("Publish…"),
        )


def _mails_to_review(conference: Conference, owner: str, count: int) -> DashboardItem:
    """Return the item for a release that was published, while those concerned have not been written to."""
    drafts = ReleaseNotice.objects.of(conference).drafts()
    release = drafts.order_by("-release__number").values_list("release", flat=True).first()
    return DashboardItem(
        title=ngettext(
            "A mail on the published agenda waits to be sent",
            "%(count)d mails on the published agenda wait to be sent",
            count,
        )
        % {"count": count},
        count=count,
        detail=_("The persons concerned have not been informed yet."),
        url=reverse("agenda_secretariat:release-mails", args=[conference.slug, release]),
        owner=owner,
        urgent=True,
        action=_("Review"),
    )


def every_session_has_a_chair(conference: Conference) -> bool:
    """Tell whether people have been found, and no session lacks its chair or rapporteur."""
    lacking = {*WITHOUT_CHAIR, "no-rapporteur"}
    return bool(has_roles(conference)) and not are_found(conference, lacking)


def fills_a_calendar(conference: Conference) -> bool:
    """Tell whether there are more sessions than one sees at a glance in a list."""
    return Session.objects.of(conference).scheduled()[SEEN_AT_A_GLANCE:].exists()


def now_and_next(conference: Conference, may: Callable[[str], bool]) -> list[OnsiteRoom]:
    """Return current and next sessions by room, on the days of the conference; editors get links to them."""
    if not may("agenda.view_working_agenda"):
        return []
    slug = conference.slug
    may_edit = may("agenda.edit_agenda")
    late = reverse("agenda_secretariat:running-late", args=[slug]) if may_edit else ""

    def link(session: Session, text: str, hour: dt.datetime | None) -> Link:
        detail = text % {"hour": f"{conference.local(hour):%H:%M}"} if hour else ""
        url = reverse("agenda_secretariat:session-change", args=[slug, session.pk]) if may_edit else ""
        return Link(str(session.title), url, detail=detail)

    return [
        OnsiteRoom(
            str(room or _("No room")),
            [link(session, _("until %(hour)s"), session.end) for session in running],
            [link(session, _("at %(hour)s"), session.start) for session in coming],
            [
                Link(_("Running late…"), f"{late}?session={session.pk}", detail=str(session.title))
                for session in (*running, *coming)[:1]
                if late
            ],
        )
        for room, running, coming in rooms_now(conference)
    ]


def agenda_figures(conference: Conference, may: Callable[[str], bool]) -> list[Figure]:
    """Return the number of sessions, until the conference opens."""
    if conference.phase() not in ("before", "near") or not may("agenda.view_working_agenda"):
        return []
    page = list_url(conference, "agenda_secretariat:session-list")
    return [Figure(_("Sessions"), _session_count(conference), page)]
