"""A participant and a focal point, as capacities that a mailbox may have in a conference, and what each has to do."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from confman.people.models import Person
from confman.people.registries import mail_goes_to
from confman.people.web.personal import roles_here
from registrations.core.domain.personal_links import why_closed
from registrations.core.domain.settings import has_ended
from registrations.core.models.delegation import FocalPoint
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import ENDED, Registration
from registrations.core.web.portal import page_of, page_of_delegation
from registrations.delegations.domain.completeness import missing_papers
from registrations.delegations.domain.members import nomination_deadlines
from registrations.delegations.models import DelegationPaper
from registrations.lifecycle.table import STATUSES
from registrations.questionnaire.domain.answer_reader import missing_answers_of
from registrations.seats.models import Seat, SeatStatus


def registrations() -> QuerySet[Registration]:
    """Return all registrations, with what their pages need."""
    return Registration.objects.with_names().select_related("conference")


def not_over_of_mailbox(address: str) -> Q:
    """Match those of a mailbox, without those that are over, which only their old link opens."""
    return mail_goes_to(address) & ~Q(status__in=ENDED)


def record_of_registration(registration: Registration) -> str:
    """Return the address of the registration's page in the secretariat."""
    return _record("registration", registration.conference, registration.pk)


def own_agenda_page(request: HttpRequest, person: Person) -> str:
    """Return the address of a participant's own agenda, if this browser has opened their registration; else ""."""
    for _kind, row in roles_here(request, person.conference):
        if isinstance(row, Registration) and row.person_id == person.pk and not row.is_over:
            return reverse("registrations_portal:own-agenda", args=[person.conference.slug, row.pk])
    return ""


def focal_points() -> QuerySet[FocalPoint]:
    """Return all focal points, with what their pages need."""
    return FocalPoint.objects.select_related("delegation__conference", "person__conference")


def page_of_focal_point(focal_point: FocalPoint) -> str:
    """Return the page of the delegation."""
    return page_of_delegation(focal_point.delegation, focal_point.delegation.conference.slug)


def record_of_focal_point(focal_point: FocalPoint) -> str:
    """Return the address of the delegation's page in the secretariat."""
    return _record("delegation", focal_point.delegation.conference, focal_point.delegation_id)


def _record(name: str, conference: Conference, pk: UUID) -> str:
    return reverse(f"registrations_secretariat:{name}", args=[conference.slug, pk])


def steps_of_participants(
    conference: Conference, rows: Sequence[Registration], user: Visitor
) -> Iterator[tuple[Registration, DashboardItem]]:
    """Yield what the status asks for, missing answers, and places that are held until their deadline."""
    by_id = {row.pk: row for row in rows}
    invitations = Invitation.objects.filter(registration__in=by_id).select_related("registration__conference")
    closed_ids = {invitation.registration_id for invitation in invitations if why_closed(invitation)}
    sent = [row for row in rows if not STATUSES[row.status].to_complete]
    missing = {} if has_ended(conference) else missing_answers_of(sent)
    for row in rows:
        if row.pk not in closed_ids and (step := _of_status(conference, row)):
            yield row, step
        if missing.get(row.pk):
            url = reverse("registrations_portal:answers", args=[conference.slug, row.pk])
            text = _("The organizers still need answers from you.")
            yield row, DashboardItem(text, url, urgent=True, action=_("Answer now"))
    offered_seats = Seat.objects.filter(registration__in=by_id, status=SeatStatus.OFFERED)
    for seat in offered_seats.select_related("group", "session"):
        row = by_id[seat.registration_id]
        url = reverse("registrations_portal:own-agenda", args=[conference.slug, row.pk])
        text = _("A place in “%(what)s” is held for you.") % {"what": seat.place}
        yield row, DashboardItem(text, url, due=seat.offered_until, urgent=True, action=_("Take the place"))


def _of_status(conference: Conference, row: Registration) -> DashboardItem | None:
    facts = STATUSES[row.status]
    is_after = conference.phase() == "after"
    step = facts.step_now(is_confirmed=bool(row.confirmed_at), is_after=is_after)
    if not step.page:
        return None
    until = row.offered_until
    # The buttons stand on the page of the registration, with their consequences.
    url = page_of(row)
    if not step.posts:
        url = reverse(f"registrations_portal:{step.page}", args=[conference.slug, row.pk])
    values = {"until": date_format(timezone.localtime(until), "DATETIME_FORMAT") if until else ""}
    return DashboardItem(
        str(step.text) % values,
        url,
        due=until if facts.has_deadline else None,
        urgent=step.posts or facts.to_complete,
        action=str(step.action),
    )


def steps_of_focal_points(
    conference: Conference, rows: Sequence[FocalPoint], user: Visitor
) -> Iterator[tuple[FocalPoint, DashboardItem]]:
    """Yield the delegations that have named nobody, owe papers, or have members who have not completed."""
    if has_ended(conference):
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
            sentence = ngettext(
                "%(number)d person has not completed the registration.",
                "%(number)d people have not completed the registration.",
                count,
            )
            url = f"{page_of_focal_point(row)}?show=open"
            yield (
                row,
                DashboardItem(sentence % {"number": count}, url, due=due, urgent=urgent, action=_("See who")),
            )
