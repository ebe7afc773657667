"""What participants and focal points have to do, among the steps of all roles on My page."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from registrations.core.domain.closure import is_closed
from registrations.core.domain.invitations import why_closed
from registrations.core.models.delegation import FocalPoint
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import Registration
from registrations.core.web.portal import page_of
from registrations.delegations.domain.completeness import missing_papers
from registrations.delegations.domain.members import nomination_deadlines
from registrations.delegations.models import DelegationPaper
from registrations.lifecycle.table import STATUSES
from registrations.portal.web.own_roles import page_of_focal_point
from registrations.questionnaire.domain.answer_reader import missing_answers_of
from registrations.seats.models import Seat, SeatStatus


def steps_of_participants(
    conference: Conference, rows: Sequence[Registration], user: Visitor
) -> Iterator[tuple[Registration, DashboardItem]]:
    """Yield what the status asks for, missing answers, and places that are held until their deadline."""
    by_id = {row.pk: row for row in rows}
    invitations = Invitation.objects.filter(registration__in=by_id).select_related("registration__conference")
    closed = {each.registration_id for each in invitations if why_closed(each)}
    sent = [row for row in rows if not STATUSES[row.status].to_complete]
    missing = {} if is_closed(conference) else missing_answers_of(sent)
    for row in rows:
        if row.pk not in closed and (step := _of_status(conference, row)):
            yield row, step
        if missing.get(row.pk):
            url = reverse("registrations_portal:answers", args=[conference.slug, row.pk])
            text = _("The organizers still need answers from you.")
            yield row, DashboardItem(text, url, urgent=True, action=_("Answer now"))
    held = Seat.objects.filter(registration__in=by_id, status=SeatStatus.OFFERED)
    for seat in held.select_related("group", "session"):
        row = by_id[seat.registration_id]
        url = reverse("registrations_portal:own-agenda", args=[conference.slug, row.pk])
        text = _("A place in “%(what)s” is held for you.") % {"what": seat.place}
        yield row, DashboardItem(text, url, due=seat.offered_until, urgent=True, action=_("Take the place"))


def _of_status(conference: Conference, row: Registration) -> DashboardItem | None:
    standing = STATUSES[row.status]
    is_after = conference.phase() == "after"
    step = standing.step_now(is_confirmed=bool(row.confirmed_at), is_after=is_after)
    if not step.page:
        return None
    until = row.offered_until
    # What is pressed stands on the page of the registration, with what it means.
    url = page_of(row)
    if not step.posts:
        url = reverse(f"registrations_portal:{step.page}", args=[conference.slug, row.pk])
    words = {"until": date_format(timezone.localtime(until), "DATETIME_FORMAT") if until else ""}
    return DashboardItem(
        str(step.text) % words,
        url,
        due=until if standing.has_deadline else None,
        urgent=step.posts or standing.to_complete,
        action=str(step.action),
    )


def steps_of_focal_points(
    conference: Conference, rows: Sequence[FocalPoint], user: Visitor
) -> Iterator[tuple[FocalPoint, DashboardItem]]:
    """Yield the delegations that have named nobody, owe papers, or have members who have not completed."""
    if is_closed(conference):
        return
    delegations = {row.delegation_id: row.delegation for row in rows}
    deadlines = nomination_deadlines(conference, delegations.values())
    waiting: defaultdict[UUID, list[bool]] = defaultdict(list)
    members = Registration.objects.of(conference).alive().filter(delegation__in=delegations).order_by()
    for key, submitted in members.values_list("delegation", "submitted_at"):
        waiting[key].append(submitted is None)
    papers: defaultdict[UUID, set[str]] = defaultdict(set)
    for key, kind in DelegationPaper.objects.filter(delegation__in=delegations).values_list(
        "delegation", "kind"
    ):
        papers[key].add(kind)
    for row in rows:
        key, due = row.delegation_id, deadlines[row.delegation_id]
        late = bool(due and due < conference.today())
        urgent = bool(due and due <= conference.today())
        if not waiting[key]:
            if not late:
                url = reverse("registrations_delegation:nominate", args=[conference.slug, key])
                text = _("Name the members of your delegation.")
                yield row, DashboardItem(text, url, due=due, urgent=urgent, action=_("Name members"))
            continue
        if missing := missing_papers(conference, papers[key]):
            url = reverse("registrations_delegation:paper-add", args=[conference.slug, key])
            text = _("Still to be sent in: %(papers)s.") % {"papers": ", ".join(missing)}
            yield row, DashboardItem(text, url, action=_("Send in a paper"))
        if count := sum(waiting[key]):
            words = ngettext(
                "%(number)d person has not completed the registration.",
                "%(number)d people have not completed the registration.",
                count,
            )
            url = f"{page_of_focal_point(row)}?show=open"
            yield (
                row,
                DashboardItem(words % {"number": count}, url, due=due, urgent=urgent, action=_("See who")),
            )
