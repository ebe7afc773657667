"""The agenda editor's state in the browser, as plain JSON, and the texts of its script in the language of the page."""

import datetime as dt
from hashlib import sha256
from typing import Any

from django.db.models import Count, Max, Sum
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from agenda.conflicts.domain.report import ConflictLine, conflicts_of
from agenda.core.domain.groups import grouped
from agenda.core.models import AgendaSettings
from agenda.history.domain.undo import next_redo, next_undo
from agenda.history.models import EditingStep
from agenda.releases.domain.publication import count_changes
from agenda.rooms.models import Room, WorkingGroup
from agenda.sessions.models.session import Item, Session, SessionRole
from confman.accounts.models import User
from confman.audit.labels import verb_label
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference


def editor_words() -> dict[str, str]:
    """Return sentences by name; {title} and the like are filled in by the script."""
    return {
        "without_room": _("Without a room"),
        "not_scheduled": _("Not scheduled"),
        "no_conflicts": _("No conflicts."),
        "undo_action": _("Undo: {action}, “{label}”"),
        "redo_action": _("Redo: {action}, “{label}”"),
        "nothing_to_undo": _("There is nothing to undo."),
        "nothing_to_redo": _("There is nothing to redo."),
        "moved": _("“{title}” is now at {place}."),
        "unscheduled": _("“{title}” is not scheduled now."),
        "changed_by": _("{at} {who}: {what}, “{label}”"),
        "stale_by": _("{who} was faster ({what}, {at})."),
        "gone": _("Someone has deleted this session meanwhile."),
        "offline": _("The server does not answer. Your last change may not be saved; we go on trying."),
        "signed_out": _("You are signed out. Sign in again in another window, then go on here."),
        "failed": _("This was not saved."),
        "items": _("Items"),
        "people": _("People"),
        "conflicts": _("Conflicts"),
        "conflict_count": _("conflicts: {count}"),
        "to_be_confirmed": _("to be confirmed"),
        "fixed": _("fixed time"),
        "cancelled": _("cancelled"),
        "tentative": _("tentative"),
        "open": _("Edit"),
        "unschedule": _("Take off the schedule"),
        "schedule": _("Schedule"),
        "save": _("Move"),
        "start": pgettext("time", "From"),
        "end": pgettext("time", "Until"),
        "day": _("Day"),
        "room": _("Room"),
        "end_before_start": _("The end is not after the start."),
        "minutes": _("{count} min"),
        "matching": _("{count} of {all} sessions match"),
    }


# Actions may be committed in another order than they were dated; entries sent twice are recognized by their id.
_OVERLAP = dt.timedelta(seconds=20)
_MAX_CHANGES = 30


def agenda_version(conference: Conference, user: User) -> str:
    """Return a text that changes with the state. What checks of higher floors look at is checked once a minute."""
    sessions = (
        Session.objects.of(conference).order_by().aggregate(Count("pk"), Sum("revision"), Max("created_at"))
    )
    rooms = Room.objects.of(conference).order_by().aggregate(Count("pk"), Sum("revision"))
    groups = WorkingGroup.objects.of(conference).order_by().aggregate(Count("pk"), Sum("revision"))
    settings = AgendaSettings.objects.filter(conference=conference).values_list(
        "severities", "minutes_between_rooms", "longest_minutes_without_break", "interpreter_minutes_a_day"
    )
    step = EditingStep.objects.of(conference, user).values_list("number", "undone").first()
    minute = int(timezone.now().timestamp() // 60)
    parts = (sessions, rooms, groups, list(settings), step, minute, str(user.pk), get_language())
    return sha256(repr(parts).encode()).hexdigest()[:32]


def editor_state(conference: Conference, user: User, *, since: dt.datetime | None = None) -> dict[str, Any]:
    """Return everything the editor shows. `since`: include what others have done from then on."""
    now = timezone.now()
    return {
        "now": now.isoformat(),
        "version": agenda_version(conference, user),
        "rooms": [
            {"id": str(room.pk), "name": str(room.name), "capacity": room.capacity}
            for room in Room.objects.of(conference)
        ],
        "sessions": session_rows(conference, Session.objects.of(conference)),
        "changes": others_changes(conference, user, since) if since else [],
        "unpublished": unpublished(conference),
        **after_an_action(conference, user),
    }


def unpublished(conference: Conference) -> str:
    """Return how much readers do not see yet, in words; nothing if there is nothing."""
    count = count_changes(conference)
    text = ngettext("%(count)d change · Publish…", "%(count)d changes · Publish…", count)
    return text % {"count": count} if count else ""


def after_an_action(conference: Conference, user: User) -> dict[str, Any]:
    """Return what any action may change: conflicts, and the next undo and redo."""
    return {
        "conflicts": [conflict_row(line) for line in conflicts_of(conference)],
        "undo": step_row(next_undo(conference, by=user)),
        "redo": step_row(next_redo(conference, by=user)),
    }


# The columns a row needs; long texts are left out.
_FIELDS = (
    "revision", "title", "kind", "start", "end", "length", "day", "room_id", "theme__name", "working_group__code",
    "floor_languages", "listening_languages", "status", "visibility", "fixed", "conference_id",
)  # fmt: skip


def session_rows(conference: Conference, sessions: Any) -> list[dict[str, Any]]:
    """Return the sessions with items and people, in three queries."""
    loaded = list(sessions.select_related("theme", "working_group").only(*_FIELDS))
    # All of the conference, or the few given.
    of_sessions = {"session__conference": conference} if len(loaded) > 50 else {"session__in": loaded}
    rows = Item.objects.filter(**of_sessions).order_by("position", "id")
    items = grouped(
        (session, {"title": str(title), "minutes": minutes})
        for session, title, minutes in rows.values_list("session", "title", "minutes")
    )
    labels = {value: str(label) for value, label in SessionRole.Role.choices}
    roles = SessionRole.objects.filter(**of_sessions).not_declined().order_by("position", "id")
    people = grouped(
        (session, {"id": str(person), "name": str(name), "role": labels[role], "status": status})
        for session, person, name, role, status in roles.values_list(
            "session", "person", "person__name", "role", "status"
        )
    )
    kinds = {value: str(label) for value, label in Session.Kind.choices}
    return [
        _session_row(conference, instance, kinds[instance.kind], items[instance.pk], people[instance.pk])
        for instance in loaded
    ]


def _session_row(
    conference: Conference,
    session: Session,
    kind: str,
    items: list[dict[str, Any]],
    people: list[dict[str, str]],
) -> dict[str, Any]:
    theme, group = session.theme, session.working_group
    return {
        "id": str(session.pk),
        "title": str(session.title),
        "kind": session.kind,
        "kind_label": kind,
        **place_row(conference, session),
        "theme": {"id": str(theme.pk), "name": str(theme.name)} if theme else None,
        "group": {"id": str(group.pk), "code": group.code} if group else None,
        "languages": sorted({*session.floor_languages, *session.listening_languages}),
        "status": session.status,
        "visibility": session.visibility,
        "fixed": session.fixed,
        "items": items,
        "people": people,
    }


def place_row(conference: Conference, session: Session) -> dict[str, Any]:
    """Return where a session is, and its revision."""
    zone = conference.zone
    start = session.start and session.start.astimezone(zone)
    end = session.end and session.end.astimezone(zone)
    day = session.day or (start.date() if start else None)
    return {
        "start": f"{start:%Y-%m-%dT%H:%M}" if start else "",
        "end": f"{end:%Y-%m-%dT%H:%M}" if end else "",
        "room": str(session.room_id or ""),
        "length": session.length or 0,
        "day": day.isoformat() if day else "",
        "revision": session.revision,
    }


def conflict_row(line: ConflictLine) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "severity": line.severity,
        "label": line.label,
        "text": line.text,
        "sessions": [key for key, _title in line.sessions],
    }


def step_row(step: EditingStep | None) -> dict[str, str] | None:
    """Return an action as the undo and redo buttons name it."""
    if step is None:
        return None
    return {"id": str(step.pk), "action": verb_label(step.action), "label": step.label}


def others_changes(conference: Conference, user: User, since: dt.datetime) -> list[dict[str, Any]]:
    """Return what others have done to the agenda since then, the newest first."""
    entries = (
        AuditEntry.objects.of(conference)
        .filter(at__gt=since - _OVERLAP, verb__startswith="agenda.")
        .exclude(by=user)[:_MAX_CHANGES]
    )
    return [
        {
            "id": str(entry.pk),
            "who": str(entry.by),
            "what": entry.action,
            "label": entry.target_label,
            "session": str(entry.target_id or ""),
            "at": f"{conference.local(entry.at):%H:%M}",
        }
        for entry in entries
    ]


def last_change(session: Session) -> dict[str, str] | None:
    """Return who changed a session last, and how."""
    entry = AuditEntry.objects.about(session).first()
    if entry is None:
        return None
    return {"who": str(entry.by), "what": entry.action, "at": f"{timezone.localtime(entry.at):%H:%M}"}
