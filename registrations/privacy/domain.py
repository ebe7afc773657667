"""Personal data in registrations: give, erase and merge them; what practice mode made, and clearing it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference, ContactMessage, RegistrationMode
from confman.documents.domain.builder import purge_cached_documents
from confman.people.domain.privacy import erase_person
from confman.people.models import Person
from confman.web.database.changes import claim_revision
from registrations.attendance.domain.scan_log import rebuild_scan_log
from registrations.attendance.models import Scan, ScanQuerySet
from registrations.badges.domain.print_log import remove_badge_holders, revoke_badges
from registrations.core.domain.capacity import free_places, lock_all, locked
from registrations.core.models.change_request import ChangeRequest
from registrations.core.models.delegation import FocalPoint
from registrations.core.models.registration import Registration, RegistrationStatus, Vetting
from registrations.lifecycle.domain.decisions import cancel_registration, offer_places
from registrations.lifecycle.domain.transitions import move
from registrations.lifecycle.table import ADMISSIBLE
from registrations.lists.domain import delete_mails_written_by, mails_written_by
from registrations.questionnaire.domain.answer_writer import delete_answer_files
from registrations.questionnaire.domain.personal_data import merge_journeys
from registrations.seats.domain.seats import give_up_seat, release_seats


def collect_registrations(person: Person) -> list[dict[str, Any]]:
    """Return their registrations, with the scans that show when they were there."""
    rows = (
        Registration.objects.filter(person=person)
        .with_names()
        .select_related("certificate")
        .prefetch_related(
            "scans__checkpoint",
            "scans__device",
            "badge_prints",
            "seats__group",
            "seats__session",
            "change_requests",
            "own_messages__message",
        )
    )
    return [
        {
            "category": dict(row.category.name),
            "delegation": dict(row.delegation.name) if row.delegation else None,
            "function": row.function,
            "mode": row.mode,
            "status": row.status,
            "reason": row.decision_reason,
            "submitted": row.submitted_at,
            "confirmed": row.confirmed_at,
            "decided": row.decided_at,
            "ticket": row.ticket_token,
            "seats": [
                {"in": str(seat.place), "status": seat.status, "since": seat.created_at}
                for seat in row.seats.all()
            ],
            "messages to the secretariat": [
                {
                    "subject": entry.message.subject,
                    "text": entry.message.body,
                    "at": entry.message.received_at,
                    "answer": entry.message.answer,
                }
                for entry in row.own_messages.all()
            ],
            "mails to participants": [
                {"subject": entry.shown_subject, "text": entry.shown_text, "at": entry.created_at}
                for entry in mails_written_by(row)
            ],
            "certificate": certificate.number if (certificate := getattr(row, "certificate", None)) else None,
            "changes asked for": [
                {
                    "changes": entry.changes,
                    "reason": entry.reason,
                    "state": entry.state,
                    "at": entry.requested_at,
                }
                for entry in row.change_requests.all()
            ],
            "badges": [
                {"printed": line.printed_at, "reason": line.reason, "no longer valid since": line.revoked_at}
                for line in row.badge_prints.all()
            ],
            "scans": [
                {
                    "checkpoint": dict(scan.checkpoint.name),
                    "at": scan.at,
                    "direction": scan.direction,
                    "result": scan.result,
                    "reason": scan.reason,
                    "shown at the door": scan.shown,
                    "recorded by": scan.device.name if scan.device else scan.means,
                }
                for scan in row.scans.all()
            ],
        }
        for row in rows
    ]


def erase_registrations(person: Person, *, by: User) -> None:
    """Erase what could identify the person; state, category and scans stay for the totals, anonymous.

    A registration that is not approved is cancelled; one that is, before the first day, unless the person was seen. Its
    place goes to the next in line.
    """
    rows = Registration.objects.filter(person=person)
    ending = rows.alive().exclude(status__in=ADMISSIBLE)
    if person.conference.today() < person.conference.starts_on:
        ending |= rows.never_seen()
    for row in ending:
        cancel_registration(row, by=by, notify=False)
    release_seats(rows, by=by)
    ChangeRequest.objects.filter(registration__in=rows).delete()
    ContactMessage.objects.filter(own_message__registration__in=rows).delete()
    delete_mails_written_by(*rows)
    rows.update(
        answers={},
        notes="",
        revision=F("revision") + 1,
        decision_reason="",
        vetting=Vetting.NOT_STARTED,
        vetting_note="",
        vetted_at=None,
        ticket_token=None,
        form_key=None,
    )
    remove_badge_holders(rows)


def lock_registrations(kept: Person, merged: Person) -> None:
    """Lock the registrations of both: every verb locks a registration before its person."""
    lock_all(Registration.objects.filter(person__in=(kept, merged)))


def merge_registrations(kept: Person, merged: Person, *, by: User) -> list[dict[str, Any]]:
    """Move the registrations to the person who is kept; of two open ones the more advanced stays.

    The other is cancelled, with its answers, notes and history; its place goes to the next in line. What
    belongs to it (scans, seats, travel, files), and the answers and notes that the one which stays lacks,
    move to that one.
    """
    folded: list[dict[str, Any]] = []
    pair = _open_pair(kept, merged)
    if pair:
        fresh = {row.pk: locked(row) for row in sorted(pair, key=lambda row: row.pk)}
        remaining, other = (fresh[row.pk] for row in pair)
        had_place = other.holds_a_place
        folded = _join_seats(remaining, other, by=by)
        revoke_badges([other])
        # Scans of both are one series of sightings from now on, which is settled again.
        Scan.objects.filter(registration__in=(remaining, other)).update(slot=None)
        _carry_over(remaining, other)
        rebuild_scan_log(remaining)
        other.change_requests.withdraw()
        move(
            other, "cancel", entry="cancelled_by_merging", by=by, details={"other": str(remaining.pk)},
            decided_at=timezone.now(), waiting_since=None, offered_until=None,
        )  # fmt: skip
        merge_journeys(remaining, other)
        remaining.answers = {**other.answers, **remaining.answers}
        if remaining.confirmed_at:
            # Unconfirmed statements on the other's form do not count.
            remaining.answers.pop("pending", None)
        claim_revision(remaining, None)
        remaining.notes = "\n\n".join(dict.fromkeys(filter(None, (remaining.notes, other.notes))))
        _join_vetting(remaining, other)
        remaining.save(update_fields=["answers", "notes", "vetting", "vetting_note", "vetted_at"])
        if had_place:
            free_places([other])
            offer_places(kept.conference, by=by, limit=1)
    Registration.objects.filter(person=merged).update(person=kept)
    return folded


# From the least to the most advanced vetting; an objection to either record is one to the person.
_VETTED = (Vetting.NOT_STARTED, Vetting.SENT, Vetting.CLEARED, Vetting.OBJECTED)


def _join_vetting(remaining: Registration, other: Registration) -> None:
    """Keep the more advanced vetting of the two, with the notes of both."""
    notes = dict.fromkeys(filter(None, (remaining.vetting_note, other.vetting_note)))
    remaining.vetting_note = "; ".join(notes)[:500]
    if _VETTED.index(Vetting(other.vetting)) > _VETTED.index(Vetting(remaining.vetting)):
        remaining.vetting, remaining.vetted_at = other.vetting, other.vetted_at


def _join_seats(remaining: Registration, other: Registration, *, by: User) -> list[dict[str, Any]]:
    """Keep the firmer of two seats in one group or session; a place held twice goes to the next in line."""
    folded = []
    for seat in other.seats.all():
        same = remaining.seats.filter(group=seat.group_id, session=seat.session_id).first()
        if same is None:
            continue
        folded.append(
            {"group": str(seat.group_id or ""), "session": str(seat.session_id or ""), "status": seat.status}
        )
        if seat.is_held and same.is_held:
            give_up_seat(seat, by=by)
            continue
        if seat.is_held:
            same.status, same.waiting_since, same.offered_until = seat.status, None, seat.offered_until
            same.save(update_fields=["status", "waiting_since", "offered_until"])
        seat.delete()
    return folded


def _carry_over(remaining: Registration, other: Registration) -> None:
    """Move every row of `other`, except where `remaining` has its own; those remain readable with the cancelled one."""
    for relation in Registration._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.field.many_to_many:
            continue
        model, name = relation.field.model, relation.field.name
        if model is Registration:
            continue
        for row in model._base_manager.filter(**{name: other}):
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=row.pk).update(**{name: remaining})
            except IntegrityError:
                continue


def preview_registrations_merge(kept: Person, merged: Person) -> list[str]:
    """Say which of two open registrations will stay."""
    pair = _open_pair(kept, merged)
    if not pair:
        return []
    remaining, other = pair
    return [
        _(
            "Both are registered. The registration that is further stays: %(stays)s. The other (%(other)s) is "
            "cancelled, with its answers and notes kept; its scans go along."
        )
        % {"stays": _in_words(remaining), "other": _in_words(other)}
    ]


def _open_pair(kept: Person, merged: Person) -> tuple[Registration, Registration] | None:
    """Return the open registrations of both, the one that stays first: approved, then more advanced, then earlier."""
    rows = list(
        Registration.objects.filter(person__in=(kept, merged))
        .alive()
        .select_related("category", "delegation")
        .order_by("created_at", "pk")
    )
    if len(rows) < 2:
        return None
    order = list(RegistrationStatus)
    remaining, other = sorted(
        rows,
        key=lambda row: (
            not row.is_approved,
            -order.index(RegistrationStatus(row.status)),
            row.confirmed_at is None,
        ),
    )
    return remaining, other


def _in_words(row: Registration) -> str:
    parts = (row.get_status_display(), row.category.name, row.delegation.name if row.delegation else "")
    return ", ".join(str(part) for part in parts if part)


def summarize_registrations(people: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return their registrations and the delegations they are focal points for, in few words; open ones first."""
    lines_by_person: dict[UUID, list[str]] = defaultdict(list)
    rows = Registration.objects.filter(person__in=people).select_related("category", "delegation")
    rows = rows.annotate(scanned=Count("scans")).order_by("created_at", "pk")
    for row in sorted(rows, key=lambda row: row.is_over):
        line = _in_words(row)
        if row.scanned:
            times = ngettext("%(count)d scan", "%(count)d scans", row.scanned) % {"count": row.scanned}
            line = f"{line}, {times}"
        lines_by_person[row.person_id].append(line[:1].upper() + line[1:])
    for focal in FocalPoint.objects.filter(person__in=people).select_related("delegation"):
        lines_by_person[focal.person_id].append(
            _("Focal point of %(name)s") % {"name": focal.delegation.name}
        )
    return lines_by_person


def delegations_of_people(conference: Conference) -> Iterable[tuple[UUID, UUID]]:
    """Return the pairs of person and delegation: similar names in one delegation are probably one person."""
    rows = Registration.objects.of(conference).exclude(delegation=None)
    return rows.order_by().values_list("person_id", "delegation_id").distinct()


def collect_focal_points(person: Person) -> list[dict[str, Any]]:
    return [
        {"delegation": dict(row.delegation.name), "since": row.created_at}
        for row in FocalPoint.objects.filter(person=person).select_related("delegation")
    ]


def erase_focal_points(person: Person, *, by: User) -> None:
    """Invalidate the person's links as a focal point."""
    FocalPoint.objects.filter(person=person).delete()


def merge_focal_points(kept: Person, merged: Person, *, by: User) -> list[dict[str, Any]]:
    """Move the merged person's delegations to the kept one.

    If both are focal points for the same delegation, only the kept one's link stays.
    """
    folded = []
    for focal_point in FocalPoint.objects.filter(person=merged):
        if FocalPoint.objects.filter(person=kept, delegation=focal_point.delegation_id).exists():
            folded.append(
                {"delegation": str(focal_point.delegation_id), "since": str(focal_point.created_at)}
            )
            focal_point.delete()
        else:
            FocalPoint.objects.filter(pk=focal_point.pk).update(person=kept)
    return folded


def purge_documents(conference: Conference) -> None:
    """Delete the kept registration documents that have names in them."""
    purge_cached_documents("registrations", conference)


def erase_own_data(registration: Registration, *, by: User) -> None:
    """Erase the person of a registration. Before the first day their place goes to the next in line.

    Afterwards it stays in the totals, anonymous. Raises Refused if it was done before.
    """
    conference = registration.conference
    with transaction.atomic():
        if conference.today() < conference.starts_on and not registration.is_over:
            cancel_registration(registration, by=by, notify=False)
        erase_person(registration.person, by=by, reason="the person, on their own page")


def count_practice_registrations(conference: Conference) -> int:
    return Registration.objects.of(conference).practice().count()


def clear_practice_registrations(conference: Conference, *, by: User) -> None:
    """Delete practice registrations with the files they sent in, and free their places.

    The people are deleted afterwards, by their own floor.
    """
    practice = Registration.objects.of(conference).practice()
    free_places(practice.holding_a_place())
    delete_answer_files(practice)
    release_seats(practice, by=by)
    practice.delete()


def count_practice_scans(conference: Conference) -> int:
    return _practice_scans(conference).count()


def clear_practice_scans(conference: Conference, *, by: User) -> None:
    """Delete the doors' records of codes that lead to nobody. Scans of people go with their registrations."""
    _practice_scans(conference).delete()


def _practice_scans(conference: Conference) -> ScanQuerySet:
    """Return the scans of nobody recorded in practice mode, whose periods are in the history."""
    changes = AuditEntry.objects.of(conference).filter(verb="conferences.registration_mode_changed")
    practised, began = Q(pk__in=()), None
    for at, details in changes.order_by("at").values_list("at", "details"):
        if details["from"] == RegistrationMode.PRACTICE:
            practised |= _recorded(began, at)
        began = at if details["to"] == RegistrationMode.PRACTICE else None
    if conference.is_practice:
        practised |= _recorded(began, None)
    return Scan.objects.of(conference).filter(practised, registration=None)


def _recorded(since: dt.datetime | None, until: dt.datetime | None) -> Q:
    """Match what was recorded in that time; None is no limit."""
    condition = Q(recorded_at__isnull=False)
    if since:
        condition &= Q(recorded_at__gte=since)
    return condition & Q(recorded_at__lt=until) if until else condition
