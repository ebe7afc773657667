"""Reminders to answer a letter, to report, or of a due action. None is sent twice.

The addressees are computed at every run; the row of a reminder has a unique key, so it is sent only once.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.conferences.models import Status as ConferenceStatus
from confman.documents.domain.texts import date_in_text
from confman.mail.domain.queue import queue_message
from confman.mail.models import Message
from confman.web.errors import Refused
from outcomes.follow_up.domain.focal_points import (
    LINK,
    current_term,
    letter_language,
    mailbox_of,
    require_follow_up,
    send_to_term,
    term_link,
    write_to_term,
)
from outcomes.follow_up.domain.progress_reports import missing_on
from outcomes.follow_up.models.follow_up import FollowUpAction, Response
from outcomes.follow_up.models.reporting import FollowUpReminder, FollowUpSettings, ReportingDate
from outcomes.follow_up.models.transmittal import Transmittal
from outcomes.recommendations.models.addressee import Addressee

Kind = FollowUpReminder.Kind
Status = FollowUpReminder.Status
# A reminder due this long ago is not sent any more, so that switching reminders on does not send old ones.
GRACE = dt.timedelta(days=21)
# Reports are owed for all dates this near, or as near as reminders reach. Of those before, the last is still awaited.
NEAR = dt.timedelta(days=120)


@dataclass(frozen=True)
class Outstanding:
    """Something that an addressee owes, and its due date."""

    addressee: Addressee
    kind: str
    key: str
    due_on: dt.date
    number: str = ""
    actions: tuple[FollowUpAction, ...] = field(default=(), compare=False)

    @property
    def mail_kind(self) -> str:
        return f"outcomes.reminder_{self.kind}"

    def context(self, language: str) -> dict[str, object]:
        """Return the values for the mail of this kind, in that language."""
        values: dict[str, object] = {"deadline": date_in_text(self.due_on, language)}
        if self.kind == Kind.RESPONSE:
            values["number"] = self.number
        if self.kind == Kind.ACTION:
            languages = (language, *self.addressee.conference.languages)
            values["action"] = "; ".join(action.what.best(languages)[1] for action in self.actions)
        return values


def outstanding(conference: Conference, addressee: Addressee | None = None) -> list[Outstanding]:
    """List everything that addressees, or one of them, owe now.

    In a constant number of queries per kind and reporting date.
    """
    candidates = _addressees(conference)
    if addressee is not None:
        candidates = candidates.filter(pk=addressee.pk)
    return [
        *_answers(conference, candidates),
        *_reports(conference, candidates),
        *_actions(conference, candidates),
    ]


def _addressees(conference: Conference) -> QuerySet[Addressee]:
    return Addressee.objects.of(conference).select_related(
        "conference", "focal_point__contact", "focal_point__conference"
    )


def _answers(conference: Conference, candidates: QuerySet[Addressee]) -> Iterator[Outstanding]:
    rows = (
        Transmittal.objects.of(conference)
        .sent()
        .filter(answer_by__isnull=False, addressee__in=candidates.values("pk"))
        .select_related("correspondence")
        .prefetch_related("recommendations")
    )
    answered = set(
        Response.objects.of(conference).received().values_list("addressee_id", "recommendation_id")
    )
    transmittals = list(rows)
    addressees = {row.pk: row for row in candidates.filter(transmittals__in=transmittals)}
    for row in transmittals:
        # Anyone who is asked no longer, since the letters were read, is reminded of nothing.
        if row.addressee_id not in addressees:
            continue
        if any((row.addressee_id, item.pk) not in answered for item in row.recommendations.all()):
            assert row.answer_by is not None
            yield Outstanding(
                addressees[row.addressee_id],
                Kind.RESPONSE,
                str(row.pk),
                row.answer_by,
                row.correspondence.number,
            )


def _reports(conference: Conference, candidates: QuerySet[Addressee]) -> Iterator[Outstanding]:
    today = conference.today()
    reminder_days = FollowUpSettings.objects.for_conference(conference).reminder_days
    span = max([NEAR, *(dt.timedelta(days=abs(days)) + GRACE for days in reminder_days)])
    dates = ReportingDate.objects.of(conference)
    # Whoever owes a report for an earlier date owes it for the last one, too.
    last = dates.filter(due_on__lt=today).order_by("-due_on")[:1]
    asked = dates.filter(Q(due_on__range=(today - span, today + span)) | Q(pk__in=last.values("pk")))
    owed: dict[tuple[UUID | None, str], dt.date] = {}
    for due in asked:
        for action in missing_on(conference, due).filter(lead__in=candidates.values("pk")):
            later = action.more_time(due.due_on)
            # More time has reminders of its own, however many dates it is for.
            owed[action.lead_id, f"until:{later}" if later else str(due.pk)] = later or due.due_on
    addressees = candidates.in_bulk({lead for lead, _key in owed})
    for (lead, key), day in owed.items():
        # A body that was removed meanwhile owes nothing.
        if lead in addressees:
            yield Outstanding(addressees[lead], Kind.REPORT, key, day)


def _actions(conference: Conference, candidates: QuerySet[Addressee]) -> Iterator[Outstanding]:
    """Yield one reminder for all actions that are due on the same day."""
    rows = (
        FollowUpAction.objects.of(conference)
        .open()
        .exclude(due_on=None)
        .filter(lead__in=candidates.values("pk"))
    )
    by_day = grouped(
        ((action.lead_id, action.due_on), action) for action in rows.order_by("due_on", "position", "id")
    )
    addressees = candidates.in_bulk({lead for lead, _day in by_day})
    for (lead, due), actions in by_day.items():
        if lead in addressees:
            assert due is not None
            yield Outstanding(addressees[lead], Kind.ACTION, due.isoformat(), due, actions=tuple(actions))


def day_reached(due_on: dt.date, days_before: list[int], today: dt.date) -> int | None:
    """Return the last reminder day reached (counted back from the due day, negative after it).

    None if none is reached, or it was too long ago. A late addressee gets only the last reminder, not all.
    """
    days_passed = [days for days in days_before if due_on - dt.timedelta(days=days) <= today]
    if not days_passed:
        return None
    last = min(days_passed)
    return last if today - (due_on - dt.timedelta(days=last)) <= GRACE else None


@dataclass(frozen=True)
class ReminderRun:
    """The counts of a run: sent, drafted for approval, dropped as no longer needed, without an address."""

    sent: int = 0
    drafted: int = 0
    dropped: int = 0
    unreachable: int = 0


def remind(conference: Conference, *, by: User | None = None) -> ReminderRun:
    """Send or draft all reminders due today. Safe to run repeatedly, and twice at once."""
    user = by or system_user("job")
    follow_up_settings = FollowUpSettings.objects.for_conference(conference)
    today = conference.today()
    outstanding_items = outstanding(conference)
    dropped = _drop_settled(conference, outstanding_items, user)
    counts = {"sent": 0, "drafted": 0, "unreachable": 0}
    for item in outstanding_items:
        days = day_reached(item.due_on, follow_up_settings.reminder_days, today)
        if days is None:
            continue
        if not mailbox_of(item.addressee):
            counts["unreachable"] += 1
        elif word := _remind(item, days, follow_up_settings, user):
            counts[word] += 1
    return ReminderRun(dropped=dropped, **counts)


def _remind(item: Outstanding, days: int, follow_up_settings: FollowUpSettings, by: User) -> str:
    """Make the reminder; return 'sent', 'drafted', or '' if it was made before."""
    person = item.addressee.focal_point
    needs_approval = bool(person and person.level and person.level in follow_up_settings.approved_ranks)
    reminders = FollowUpReminder.objects.filter(
        addressee=item.addressee, kind=item.kind, key=item.key, days=days
    )
    try:
        with transaction.atomic():
            if reminders.exists():
                return ""
            # The row is created first: if two runs coincide, the second one waits here, and then fails.
            row = FollowUpReminder.objects.create(
                addressee=item.addressee,
                person=person,
                kind=item.kind,
                action=item.actions[0] if len(item.actions) == 1 else None,
                key=item.key,
                due_on=item.due_on,
                days=days,
                language=letter_language(item.addressee),
                state=Status.TO_APPROVE if needs_approval else Status.SENT,
            )
            if needs_approval:
                _draft(row, item, by)
            else:
                _send(row, item, by)
    except IntegrityError:
        if reminders.exists():
            return ""
        raise
    return "drafted" if needs_approval else "sent"


def _draft(row: FollowUpReminder, item: Outstanding, by: User) -> None:
    term = current_term(item.addressee, by=by)
    letter = write_to_term(item.mail_kind, term, context={**item.context(_language(row)), "link": LINK})
    if letter:
        row.subject, row.body, row.language = letter.subject[:300], letter.text, letter.language
        row.save(update_fields=["subject", "body", "language"])


def _language(row: FollowUpReminder) -> str:
    person = row.person
    return person.preferred_language() if person and person.mailbox else row.language


def _send(row: FollowUpReminder, item: Outstanding, by: User) -> None:
    term = current_term(item.addressee, by=by)
    message = send_to_term(
        item.mail_kind,
        term,
        context={**item.context(_language(row)), "link": term_link(term)},
        idempotency_key=f"reminder:{row.addressee_id}:{row.kind}:{row.key}:{row.days}",
        by=by,
    )
    _sent(row, message, by)


def _sent(row: FollowUpReminder, message: Message | None, by: User) -> None:
    row.state, row.message, row.decided_by = Status.SENT, message, by
    if message:
        row.subject, row.language = message.subject[:300], message.language
    row.save(update_fields=["state", "message", "decided_by", "subject", "language"])
    record_audit(
        "outcomes.reminder_sent", by=by, target=row.addressee, label=str(row.addressee),
        details={"kind": str(row.kind), "days": row.days},
    )  # fmt: skip


def _drop_settled(conference: Conference, outstanding_items: list[Outstanding], by: User) -> int:
    """Drop drafts about anything answered, reported or done meanwhile; return how many."""
    keys = {(item.addressee.pk, item.kind, item.key) for item in outstanding_items}
    rows = FollowUpReminder.objects.of(conference).to_approve()
    settled = [row.pk for row in rows if (row.addressee_id, row.kind, row.key) not in keys]
    return FollowUpReminder.objects.filter(pk__in=settled, state=Status.TO_APPROVE).update(
        state=Status.DROPPED, decided_by=by
    )


# --- Approval -----------------------------------------------------------------------------------------


def _locked(row: FollowUpReminder, by: User) -> FollowUpReminder:
    current = (
        FollowUpReminder.objects.select_for_update(of=("self",))
        .select_related("addressee__conference", "addressee__focal_point__contact")
        .get(pk=row.pk)
    )
    require_follow_up(current.addressee.conference, by)
    if current.state != Status.TO_APPROVE:
        raise Refused(
            _("This reminder is meanwhile “%(state)s”; nothing was changed.")
            % {"state": current.get_state_display()}
        )
    return current


def change_reminder(row: FollowUpReminder, *, subject: str, body: str, by: User) -> FollowUpReminder:
    """Change the text of a reminder that waits for approval. `{link}` stands for the personal link."""
    with transaction.atomic():
        current = _locked(row, by)
        current.subject, current.body = " ".join(subject.split())[:300], body.strip()
        current.save(update_fields=["subject", "body"])
    return current


class ReminderRewritten(Refused):
    """The draft was for an earlier focal point; it was rewritten and waits for approval again."""

    def __init__(self, addressee: Addressee) -> None:
        super().__init__(
            _(
                "Another focal point answers for %(name)s now: the reminder was written again, to them. Read it, then"
                " approve it."
            )
            % {"name": addressee}
        )


def approve_reminder(row: FollowUpReminder, *, by: User) -> Message:
    """Send a reminder as it is.

    Raises Refused if there is no address, or if the subject was settled meanwhile: the reminder is then dropped. Raises
    ReminderRewritten if it was written to an earlier focal point.
    """
    with transaction.atomic():
        current = _locked(row, by)
        addressee = current.addressee
        outstanding_items = {
            (item.kind, item.key): item for item in outstanding(addressee.conference, addressee)
        }
        item = outstanding_items.get((current.kind, current.key))
        if item is None:
            raise Refused(
                _(
                    "The answer to this reminder has arrived meanwhile. Drop the reminder; there is no need to "
                    "send it."
                )
            )
        if current.person_id == addressee.focal_point_id:
            return _approve(current, by)
        current.person, current.language = item.addressee.focal_point, letter_language(item.addressee)
        current.save(update_fields=["person", "language"])
        _draft(current, item, by)
    raise ReminderRewritten(addressee)


def _approve(current: FollowUpReminder, by: User) -> Message:
    addressee = current.addressee
    term = current_term(addressee, by=by)
    message = queue_message(
        kind=f"outcomes.reminder_{current.kind}",
        conference=addressee.conference,
        to=mailbox_of(addressee),
        to_name=str(term),
        recipient=term.person,
        subject=current.subject,
        text=current.body.replace(LINK, term_link(term)),
        language=current.language,
        idempotency_key=f"reminder:{addressee.pk}:{current.kind}:{current.key}:{current.days}",
        by=by,
    )
    _sent(current, message, by)
    return message


def drop_reminder(row: FollowUpReminder, *, by: User) -> None:
    """Do not send this one. It stays on the list, and is not drafted again."""
    with transaction.atomic():
        current = _locked(row, by)
        current.state, current.decided_by = Status.DROPPED, by
        current.save(update_fields=["state", "decided_by"])
        record_audit(
            "outcomes.reminder_dropped", by=by, target=current.addressee, label=str(current.addressee),
            details={"kind": str(current.kind)},
        )  # fmt: skip


def conferences_that_remind() -> list[Conference]:
    """List the conferences with days to remind or dates to report that are not archived."""
    return list(
        Conference.objects.filter(follow_up_settings__isnull=False)
        .exclude(status=ConferenceStatus.ARCHIVED)
        .exclude(follow_up_settings__reminder_days=[], follow_up_settings__first_report_on=None)
    )
