"""Seats in working groups and sessions: taken, waited for, given up; `taken` of their place changes accordingly.

A person who comes when all places are taken, or while others wait, joins the line. A place that becomes free
goes to the first in line at once, who is told; only someone who has meanwhile taken a seat elsewhere at the
same time is asked first, and the place is held until the deadline. Where the secretariat gives places out by
hand, nobody moves up automatically.

Every verb locks the registration first, then the row of the place, then changes its counter: no two verbs
deadlock, and a verb that frees a place sees everyone who joins the line.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agenda.releases.domain.read_model import ReleasedSession
from agenda.releases.domain.reader import published_keys
from agenda.releases.models import AgendaRelease
from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.conferences.models import Conference
from confman.mail.domain.dispatch import send_to_person
from confman.people.privacy import Audience
from confman.translation.languages import reading_in
from confman.web.errors import Refused
from registrations.core.domain.capacity import CapacityExceeded, claim_seat_in, free_seats_in, locked
from registrations.core.domain.personal_links import registration_link
from registrations.core.domain.settings import has_ended, settings_of
from registrations.core.models.registration import HOLDING_A_PLACE, Registration
from registrations.core.models.settings import WaitingLine
from registrations.questionnaire.models import FieldType, FormField
from registrations.seats.domain.agenda import as_published
from registrations.seats.models import Seat, SeatStatus

SessionOrGroup = WorkingGroup | Session
Hours = tuple[dt.datetime, dt.datetime]


def open_places(
    conference: Conference, release: AgendaRelease | None
) -> tuple[list[WorkingGroup], list[Session]]:
    """List what participants may choose themselves: groups with a number of places, and sessions with sign-up."""
    groups = open_groups(conference).prefetch_related("sessions")
    return list(groups), list(open_sessions(conference, release).select_related("room"))


def open_groups(conference: Conference) -> QuerySet[WorkingGroup]:
    """Return the groups with a number of places."""
    return WorkingGroup.objects.of(conference).filter(capacity__isnull=False).select_related("conference")


def open_sessions(conference: Conference, release: AgendaRelease | None) -> QuerySet[Session]:
    """Return the sessions of a release with sign-up that are not closed to participants."""
    sessions = sessions_with_sign_up(conference).exclude(visibility=Session.Visibility.CLOSED)
    return sessions.filter(pk__in=published_keys(release, Audience.PARTICIPANTS))


def sessions_with_sign_up(conference: Conference) -> QuerySet[Session]:
    """Return the sessions with sign-up that have not begun."""
    sessions = Session.objects.of(conference).select_related("conference").taking_place().filter(sign_up=True)
    return sessions.filter(Q(start=None) | Q(start__gt=timezone.now()))


def claim_seat(
    registration: Registration,
    *,
    by: User,
    group: WorkingGroup | None = None,
    session: Session | None = None,
    by_hand: bool = False,
) -> Seat:
    """Take a seat in a working group or session, or a place in its line if none is free or others wait already.

    `by_hand` is for the secretariat: also where participants cannot sign up themselves, and told by mail.
    Safe to repeat. Raises Refused if the registration is not approved or the place not open. Whether a session is
    published, `OwnSeatForm` asks, where participants choose.
    """
    place: SessionOrGroup | None = session or group
    if place is None or (session and group):
        raise ValueError("A seat is in one working group or in one session.")
    with transaction.atomic():
        current = locked(registration)
        _require_may_take(current, place, by_hand=by_hand)
        place = _locked_place(place)
        if existing := Seat.objects.at(place).filter(registration=current).first():
            return existing
        if not by_hand:
            _require_open(place)
        seat = Seat(registration=current, group=group, session=session)
        if Seat.objects.at(place).in_line().exists() or not _reserve(place):
            seat.status, seat.waiting_since = SeatStatus.WAITING, timezone.now()
        seat.save(force_insert=True)
        _record("seat_taken" if seat.is_held else "seat_waited_for", seat, by=by)
        if by_hand:
            send_seat_mail("seat_given" if seat.is_held else "seat_waiting", seat, by=by)
        return seat


def give_up_seat(seat: Seat, *, by: User, notify: bool = False) -> None:
    """Leave a seat or its line; the first in line moves up. Safe to repeat. `notify`: it was removed by staff."""
    with transaction.atomic():
        current = locked(seat.registration)
        place = _locked_place(seat.place)
        own_seat = Seat.objects.at(place).filter(registration=current).first()
        if own_seat is None:
            return
        _record("seat_given_up", own_seat, by=by)
        if notify:
            send_seat_mail("seat_withdrawn", own_seat, by=by)
        was_held = own_seat.is_held
        own_seat.delete()
        if was_held:
            free_seats_in(place)
            fill_place(place, by=by)


def give_seat(seat: Seat, *, by: User) -> Seat:
    """Give someone in the line a place by hand, out of turn. Raises CapacityExceeded if all are taken."""
    with transaction.atomic():
        locked(seat.registration)
        place = _locked_place(seat.place)
        current = _fresh(seat)
        if current.status == SeatStatus.WAITING:
            claim_seat_in(place)
            _confirm(current, by=by)
        return current


def accept_seat(seat: Seat, *, by: User) -> Seat:
    """Accept the place that is held for the person. Safe to repeat. Raises Refused after the deadline."""
    with transaction.atomic():
        locked(seat.registration)
        # Offers that are late end under this lock: one that is accepted now is not taken back.
        _locked_place(seat.place)
        current = _fresh(seat)
        if current.status == SeatStatus.CONFIRMED:
            return current
        late = current.offered_until is not None and current.offered_until < timezone.now()
        if current.status != SeatStatus.OFFERED or late:
            raise Refused(
                _(
                    "The place was held for you until its deadline, which has passed. You keep your place in "
                    "the line; the next place that becomes free is offered in its order."
                )
            )
        _confirm(current, by=by, notify=False)
        return current


def fill_place(place: SessionOrGroup, *, by: User) -> int:
    """Give free places to the first in line, within the caller's transaction. Returns how many moved up."""
    place = _locked_place(place)
    conference = place.conference
    settings = settings_of(conference)
    if settings.waiting_line == WaitingLine.BY_HAND or not _still_fills(place, conference):
        return 0
    number = 0
    shown = as_published(place)
    line = Seat.objects.at(place).in_line().select_related("registration__person", "registration__conference")
    for seat in line:
        if not _reserve(place):
            break
        others = Seat.objects.filter(registration=seat.registration, status=SeatStatus.CONFIRMED)
        if any(overlap(seat, other) for other in others.with_places()):
            _offer(seat, by=by, hours=settings.offer_hours, shown=shown)
        else:
            _confirm(seat, by=by, shown=shown)
        number += 1
    return number


def run_waiting_lines() -> int:
    """Move the waiting lines on: expired offers go back to the end of the line, free places to the first in it.

    Also after the number of places was raised. Returns how many seats moved. Safe to repeat.
    """
    by, number = system_user("job"), 0
    late = Seat.objects.filter(status=SeatStatus.OFFERED, offered_until__lt=timezone.now()).order_by()
    waiting = Seat.objects.filter(status=SeatStatus.WAITING).order_by()
    for model, name in ((WorkingGroup, "group"), (Session, "session")):
        free = Q(capacity=None) | Q(taken__lt=F("capacity"))
        places = model._default_manager.filter(
            Q(pk__in=late.values(name)) | Q(free, pk__in=waiting.values(name))
        ).order_by("pk")
        for place in places:
            with transaction.atomic():
                number += _end_offers(_locked_place(place), late, by=by) + fill_place(place, by=by)
    return number


def _end_offers(place: SessionOrGroup, late: QuerySet[Seat], *, by: User) -> int:
    rows = list(late.filter(pk__in=Seat.objects.at(place)).select_related("registration__conference"))
    for seat in rows:
        seat.status, seat.waiting_since, seat.offered_until = SeatStatus.WAITING, timezone.now(), None
        seat.save(update_fields=["status", "waiting_since", "offered_until"])
        free_seats_in(place)
        _record("seat_waited_for", seat, by=by)
    return len(rows)


def release_seats(registrations: Iterable[Registration], *, by: User) -> None:
    """Free every seat of these registrations and leave every line; those in line move up.

    Within the caller's transaction.
    """
    seats = Seat.objects.filter(registration__in=[row.pk for row in registrations])
    places = {seat.place for seat in seats.with_places()}
    ordered = sorted(places, key=lambda place: (isinstance(place, Session), place.pk))
    for place in ordered:
        _locked_place(place)
    seat_counts = Counter(seat.place for seat in seats.with_places() if seat.is_held)
    # All leave before anyone moves up, so that none of them gets what another leaves.
    seats.delete()
    for place in ordered:
        if seat_counts[place]:
            free_seats_in(place, seat_counts[place])
            fill_place(place, by=by)


def hand_over_seats(before: Registration, after: Registration) -> None:
    """Give the substitute the seats as they are, including places in lines, without changing a counter.

    The caller has locked both registrations.
    """
    Seat.objects.filter(registration=before).update(registration=after)


def overlap(seat: Seat, other: Seat) -> bool:
    """Tell whether both are at the same time; a warning, never a refusal."""
    return seat.pk != other.pk and at_once(hours_of(seat.place), hours_of(other.place))


def at_once(hours: Sequence[Hours], others: Sequence[Hours]) -> bool:
    """Tell whether some of these hours are some of the others."""
    return any(
        start < other_end and other_start < end for start, end in hours for other_start, other_end in others
    )


def hours_of(place: SessionOrGroup | ReleasedSession) -> list[Hours]:
    """Return the hours of the place; for a group, of all its sessions not cancelled. One without an end is a moment."""
    if isinstance(place, ReleasedSession):
        return [(place.start, place.end or place.start)]
    sessions = [place] if isinstance(place, Session) else place.sessions.all()
    return [
        (session.start, session.end or session.start)
        for session in sessions
        if session.start and not session.is_cancelled
    ]


def _require_may_take(current: Registration, place: SessionOrGroup, *, by_hand: bool) -> None:
    if place.conference_id != current.conference_id:
        raise Refused(_("The working group or the session belongs to another conference."))
    if not current.is_approved:
        raise Refused(
            _("%(name)s can sign up as soon as the registration is approved.") % {"name": current.person.name}
        )
    if not by_hand and has_ended(current.conference):
        raise Refused(_("The conference is closed; nobody can sign up now."))


def _require_open(place: SessionOrGroup) -> None:
    if isinstance(place, WorkingGroup):
        if place.capacity is None:
            raise Refused(
                _("The secretariat puts the members of this working group together. Please write to it.")
            )
        return
    if place.is_cancelled:
        raise Refused(_("This session is cancelled."))
    if place.visibility == Session.Visibility.CLOSED:
        # Not even its name is for others than those whom the secretariat puts in.
        raise Refused(_("Sign-up is closed here."))
    if not place.sign_up:
        raise Refused(_("There is no sign-up for this session: it is open to everyone."))
    if place.start and place.start <= timezone.now():
        raise Refused(_("This session has begun; ask at its door."))


def _still_fills(place: SessionOrGroup, conference: Conference) -> bool:
    over = isinstance(place, Session) and (
        place.is_cancelled or (place.start is not None and place.start <= timezone.now())
    )
    return not over and not has_ended(conference)


def _locked_place(place: SessionOrGroup) -> SessionOrGroup:
    rows = (
        type(place)._default_manager.select_for_update(no_key=True, of=("self",)).select_related("conference")
    )
    return rows.get(pk=place.pk)


def _fresh(seat: Seat) -> Seat:
    fresh_seat = (
        Seat.objects.select_related("registration__person", "registration__conference")
        .filter(pk=seat.pk)
        .first()
    )
    if fresh_seat is None:
        raise Refused(_("This seat was given up meanwhile."))
    return fresh_seat


def _reserve(place: SessionOrGroup) -> bool:
    try:
        claim_seat_in(place)
    except CapacityExceeded:
        return False
    return True


def _confirm(
    seat: Seat, *, by: User, notify: bool = True, shown: SessionOrGroup | ReleasedSession | None = None
) -> None:
    seat.status, seat.waiting_since, seat.offered_until = SeatStatus.CONFIRMED, None, None
    seat.save(update_fields=["status", "waiting_since", "offered_until"])
    _record("seat_taken", seat, by=by)
    if notify:
        send_seat_mail("seat_given", seat, by=by, shown=shown)


def _offer(seat: Seat, *, by: User, hours: int, shown: SessionOrGroup | ReleasedSession) -> None:
    seat.status, seat.offered_until = SeatStatus.OFFERED, timezone.now() + dt.timedelta(hours=hours)
    seat.save(update_fields=["status", "offered_until"])
    _record("seat_offered", seat, by=by)
    send_seat_mail("seat_offered", seat, by=by, shown=shown)


def _record(verb: str, seat: Seat, *, by: User) -> None:
    record_audit(f"registrations.{verb}", by=by, target=seat.registration, details={"place": str(seat.place)})
    # A place in a group may make its holder a member.
    clear_rights(by)


def send_seat_mail(
    kind: str, seat: Seat, *, by: User, shown: SessionOrGroup | ReleasedSession | None = None
) -> None:
    """Queue the mail `registrations.<kind>` to the holder of the seat, in the verb's transaction.

    `shown` is the place as readers know it, where the caller has read it for many.
    """
    registration = seat.registration
    conference, person = registration.conference, registration.person
    with reading_in(person.preferred_language(), *conference.languages):
        place = shown or as_published(seat.place)
        times = (None if isinstance(place, WorkingGroup) else place.start, seat.offered_until)
        start, until = (time and date_format(conference.local(time), "DATETIME_FORMAT") for time in times)
        context = {
            "what": str(place),
            "when": f"{start}." if start else "",
            "until": until or "",
            "link": registration_link(registration),
        }
    send_to_person(f"registrations.{kind}", person=person, conference=conference, context=context, by=by)


def preferred_groups(registration: Registration) -> list[WorkingGroup]:
    """Return the working groups chosen on the form, in the order of its questions."""
    if not registration.answers:
        return []
    fields = FormField.objects.of(registration.conference_id).asked().filter(type=FieldType.WORKING_GROUP)
    group_ids = [str(registration.answers.get(key, "")) for key in fields.values_list("key", flat=True)]
    groups = (
        {str(row.pk): row for row in WorkingGroup.objects.of(registration.conference_id)}
        if any(group_ids)
        else {}
    )
    return [groups[key] for key in dict.fromkeys(group_ids) if key in groups]


def assign_preferred_seats(registration: Registration, *, by: User) -> None:
    """Take seats in the wished groups, when approved. Where a group takes nobody in, the wish stays an answer.

    Called in the transaction of the approval.
    """
    for group in preferred_groups(registration):
        try:
            with transaction.atomic():
                claim_seat(registration, group=group, by=by)
        except Refused:
            continue


_SEAT_FIELDS: dict[type[models.Model], str] = {WorkingGroup: "group", Session: "session"}


def count_seats_anew(model: type[models.Model], keys: Sequence[str]) -> None:
    """Set `taken` of restored groups or sessions to the number of seats restored with them.

    A registration cancelled or replaced meanwhile has no seat any more.
    """
    field = _SEAT_FIELDS.get(model)
    if field is None:
        return
    returned = Seat.objects.filter(**{f"{field}__in": keys})
    returned.exclude(registration__status__in=HOLDING_A_PLACE).delete()
    for key, number in returned.seated().order_by().values_list(field).annotate(models.Count("pk")):
        model._base_manager.filter(pk=key).update(taken=number)
