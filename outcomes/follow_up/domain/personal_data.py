"""Personal data in the follow-up, and data from practice mode."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.people.models import Person
from outcomes.follow_up.models.follow_up import ProgressUpdate, Response
from outcomes.follow_up.models.transmittal import FocalPointTerm, FollowUpReminder, Transmittal


def collect_follow_up(person: Person) -> list[dict[str, Any]]:
    """Return the person's terms as a focal point with what was reported in them, and reminders."""
    terms = FocalPointTerm.objects.filter(person=person).select_related("addressee")
    reports = ProgressUpdate.objects.filter(term__person=person).select_related("action")
    reminders = FollowUpReminder.objects.filter(person=person)
    return [
        *(
            {
                "kind": "term of a focal point", "addressee": dict(row.addressee.name),
                "from": row.began_at.isoformat(), "to": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in terms
        ),
        *(
            {
                "kind": "progress report", "action": dict(row.action.what), "state": row.state,
                "narrative": dict(row.narrative), "obstacles": dict(row.obstacles),
                "comment": row.addressee_comment,
            }
            for row in reports
        ),
        *(
            {"kind": "reminder", "due": row.due_on.isoformat(), "subject": row.subject, "state": row.state}
            for row in reminders
        ),
    ]  # fmt: skip


def erase_follow_up(person: Person) -> None:
    """End the person's links and erase their name from the history; the reports of their body remain its own."""
    terms = FocalPointTerm.objects.filter(person=person)
    terms.filter(ended_at=None).update(ended_at=timezone.now())
    terms.update(name="")
    reminders = FollowUpReminder.objects.filter(person=person)
    reminders.filter(state=FollowUpReminder.Status.TO_APPROVE).update(state=FollowUpReminder.Status.DROPPED)
    reminders.update(subject="", body="")


def _practice_letters(conference: Conference) -> QuerySet[Transmittal]:
    return Transmittal.objects.of(conference).filter(correspondence__is_practice=True)


def _practice_answers(conference: Conference) -> QuerySet[Response]:
    return Response.objects.of(conference).filter(
        Q(transmittal__correspondence__is_practice=True) | Q(letter__is_practice=True)
    )


def count_practice_follow_up(conference: Conference) -> int:
    return _practice_letters(conference).count() + _practice_answers(conference).count()


def clear_practice_follow_up(conference: Conference, *, by: User) -> None:
    """Delete letters of transmittal of practice mode, the answers to them, and reminders.

    The entries of the register, and their scans, are cleared by the register.
    """
    _practice_answers(conference).delete()
    FollowUpReminder.objects.of(conference).filter(message__is_practice=True).delete()
    _practice_letters(conference).delete()
