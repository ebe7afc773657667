"""Publishing: the working agenda becomes a release, whole and at once.

The tree is plain JSON. Times are ISO 8601 in UTC, texts are language -> text, rows refer to one another by
id, and persons are only ids: names are joined when it is read, through the privacy layer.
"""

import copy
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.conflicts.domain.loader import AGENDA_ROWS
from agenda.conflicts.domain.report import ConflictLines, conflicts_of
from agenda.conflicts.domain.severities import agenda_settings, severities
from agenda.conflicts.registries import Severity
from agenda.core.domain.groups import grouped
from agenda.core.models import AgendaSettings
from agenda.history.domain.json_values import plain
from agenda.materials.models import Material
from agenda.releases.domain.diff import anything_changed, compare, sequenced
from agenda.releases.domain.notices import NoticeDraft, draft_notices, drafts_for
from agenda.releases.domain.read_model import Content
from agenda.releases.domain.reader import open_role
from agenda.releases.models import FINAL, PROVISIONAL, AgendaRelease, state_in
from agenda.rooms.domain import locked_settings
from agenda.rooms.models import GroupRole, Room, WorkingGroup
from agenda.sessions.models.session import IMPORTED, BoothShift, Item, Session, SessionRole
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.hook_registries import Event, run_hooks
from confman.conferences.models import Conference, Theme
from confman.documents.domain.jobs import purge_documents
from confman.translation.text import TranslatedText
from confman.web.database.changes import StaleRevision, fingerprint
from confman.web.database.unchanged import ConferenceQuery, Table, WholeRows, as_text, get_or_make
from confman.web.errors import Refused
from confman.webhooks.facts import public_address_of

# The rows that a release is made of. Whether someone signs up is not in it.
FROZEN = (AGENDA_ROWS, WholeRows(Table(Theme), Table(Material, "session__conference")))


def freeze(conference: Conference, imported: dict[str, Any] | None = None) -> Content:
    """Return the working agenda whole, without what is not scheduled. SEQUENCE is not in it yet: see `sequenced`.

    One query for each kind of row, whatever the size, and no person is read.
    """
    sessions = Session.objects.of(conference).scheduled()
    group_roles = grouped(
        (role.group_id, role) for role in GroupRole.objects.filter(group__conference=conference)
    )
    models_of_sessions: tuple[Any, ...] = (Item, SessionRole, Material, BoothShift)
    items, roles, materials, shifts = (
        grouped((row.session_id, row) for row in model.objects.filter(session__conference=conference))
        for model in models_of_sessions
    )
    return {
        "timezone": conference.timezone,
        "languages": list(conference.languages),
        "rooms": [
            _fields(room, "id name capacity booths accessible photography")
            for room in Room.objects.of(conference)
        ],
        "themes": [_fields(theme, "id name colour") for theme in conference.themes.all()],
        "groups": [
            {
                **_fields(group, "id code name mandate"),
                "roles": [_fields(role, "role", person="person_id") for role in group_roles[group.pk]],
            }
            for group in WorkingGroup.objects.of(conference)
        ],
        "sessions": [
            {
                **_session(session, conference),
                "items": [_fields(item, "id number title kind minutes symbol") for item in items[session.pk]],
                "roles": [
                    _role(session_role) for session_role in roles[session.pk] if not session_role.is_declined
                ],
                "materials": [_material(material) for material in materials[session.pk]],
                "booths": _booths(shifts[session.pk]),
            }
            for session in sessions
        ],
        # Beside the sessions: annotating an item changes no session, and no calendar has to be updated.
        "annotations": {
            str(item.pk): _fields(item, "background expected_action")
            for items_of_session in items.values()
            for item in items_of_session
            if item.background or item.expected_action
        },
        "imported": imported or {},
    }


def _fields(row: models.Model, names: str, **others: str) -> Content:
    """Return the fields of a row by these names, and `others`, which the tree calls otherwise, in the form of JSON."""
    fields = {**{name: name for name in names.split()}, **others}
    return {name: plain(getattr(row, field)) for name, field in fields.items()}


def _session(session: Session, conference: Conference) -> Content:
    assert session.start  # what is not scheduled is not frozen
    day = session.day or conference.local(session.start).date()
    return {
        **_fields(
            session,
            "id guid kind title subtitle summary description start end online_link floor_languages"
            " listening_languages links visibility chatham_house photography sign_up status extra",
            room="room_id",
            group="working_group_id",
            theme="theme_id",
        ),
        "day": day.isoformat(),
        # For restoring alone: no reader sees them, and changing them does not change the agenda.
        **_fields(session, "fixed capacity"),
    }


def _booths(shifts: Iterable[BoothShift]) -> list[Content]:
    """Return the pairs of interpreted languages; readers see neither interpreters nor their shifts."""
    booths: list[Content] = []
    for shift in shifts:
        booth = _fields(shift, "booth both_ways relay", source="source_language", target="target_language")
        if booth not in booths:
            booths.append(booth)
    return booths


def _role(role: SessionRole) -> Content:
    return {
        **_fields(role, "id role", person="person_id", item="item_id"),
        "confirmed": role.is_confirmed,
        # Other imported data may hold a person's name, and a release holds no names.
        "extra": open_role(role.extra) | {key: True for key in role.extra if key == IMPORTED},
    }


def _material(material: Material) -> Content:
    names = "id title link media_type language symbol visibility embargo extra"
    return {**_fields(material, names, item="item_id"), "file": bool(material.file)}


def release_facts(release: AgendaRelease, conference: Conference) -> dict[str, Any]:
    """Return which release readers see now, and how much it changes."""
    return {
        "id": str(release.pk),
        "url": public_address_of("agenda_public:agenda", conference),
        "number": release.number,
        "published": release.published_at,
        "changes": {kind: len(rows) for kind, rows in release.changes.items()},
    }


_LATEST = ConferenceQuery(
    lambda key: (
        AgendaRelease.objects.filter(conference=key)
        .order_by("-number")
        .values_list(as_text("pk"), "number")[:1]
    )
)


@dataclass(frozen=True)
class PublishingPreview:
    """The preview of a release: conflicts, and the changes since the last release."""

    previous: AgendaRelease | None
    content: Content
    changes: Content
    conflicts: ConflictLines

    @property
    def blocked(self) -> bool:
        return self.conflicts.blocks

    @property
    def fingerprint(self) -> str:
        """Return a digest that changes with all that the release would hold, and with the release before it."""
        return _fingerprint(self.previous, self.content)

    @property
    def has_changes(self) -> bool:
        """Tell whether readers would see more than another label; annotations are compared beside the sessions."""
        before = self.previous.content["annotations"] if self.previous else None
        return before != self.content["annotations"] or anything_changed(self.changes)


def _fingerprint(previous: AgendaRelease | None, content: Content) -> str:
    return fingerprint([previous and previous.number, content])


def preview_publishing(conference: Conference) -> PublishingPreview:
    """Return what `publish_agenda` would do now. Nothing is written."""
    settings = agenda_settings(conference)
    previous = AgendaRelease.objects.latest_of(conference)
    content = freeze(conference, settings.imported)
    return PublishingPreview(
        previous=previous,
        content=content,
        changes=compare(previous.content if previous else {}, content),
        conflicts=conflicts_of(conference, settings),
    )


def unpublished_changes(conference: Conference) -> Content:
    """Return the changes of sessions since the last release; compared anew when the working agenda has changed."""

    def compared() -> Content:
        latest = AgendaRelease.objects.latest_of(conference)
        return compare(latest.content if latest else {}, freeze(conference))

    depends_on = (conference.timezone, conference.languages)
    # A release stays as it was published.
    return get_or_make(conference, "changes", compared, *FROZEN, _LATEST, depends_on=depends_on)


def count_changes(conference: Conference) -> int:
    """Return how many changes of sessions wait to be published."""
    return sum(len(rows) for rows in unpublished_changes(conference).values())


def preview_notices(preview: PublishingPreview, conference: Conference) -> list[NoticeDraft]:
    """Return who would be written to, and about what. Nothing is written."""
    return drafts_for(conference, preview.content, preview.previous)


def draft_release(conference: Conference) -> AgendaRelease:
    """Return, unsaved, the release that publishing would make now. Raises Refused if nothing is scheduled.

    Its day of publication is today's beginning, so that the same working agenda makes the same document.
    """
    preview = preview_publishing(conference)
    if not preview.content["sessions"]:
        raise Refused(_("Nothing is scheduled yet: give at least one session a time."))
    before = preview.previous.content if preview.previous else {}
    today = dt.datetime.combine(conference.today(), dt.time(), tzinfo=conference.zone)
    return AgendaRelease(
        conference=conference,
        number=preview.previous.number + 1 if preview.previous else 1,
        label=next_label(preview.previous),
        final=bool(preview.previous and preview.previous.is_final),
        content=sequenced(preview.content, before, today.isoformat()),
        changes=preview.changes,
        published_at=today,
    )


@transaction.atomic
def publish_agenda(
    conference: Conference,
    *,
    by: User,
    label: str = "",
    note: str = "",
    is_final: bool | None = None,
    seen: str = "",
) -> AgendaRelease:
    """Freeze the whole working agenda as the next release, which readers, calendars and documents see from now.

    Items get their permanent numbers in running order. Without a label it is "provisional", then "Rev.1",
    "Rev.2". The labels "final" and "provisional" say themselves which it is; with any other it is what `is_final`
    says, else what the one before is. Mails to those concerned are drafted, and wait for `send_notices`.

    Raises Refused if nothing is scheduled, or a conflict is set to block; StaleRevision if the agenda is no longer as
    in the preview whose fingerprint `seen` is.
    """
    # Publishing is serialized.
    settings = locked_settings(conference)
    if not Session.objects.of(conference).scheduled().exists():
        raise Refused(_("Nothing is scheduled yet: give at least one session a time, then publish."))
    previous = AgendaRelease.objects.latest_of(conference)
    if seen and seen != (current := _fingerprint(previous, freeze(conference, settings.imported))):
        raise StaleRevision(
            _("The agenda has changed since you looked. Look at it again, then publish."), current
        )
    _refuse_blocked(conference, settings)
    _number_items(conference, settings)
    before = previous.content if previous else {}
    is_final = _is_final(label, is_final, previous)
    label = _unused(label.strip(), conference)
    now = timezone.now()
    content = sequenced(freeze(conference, settings.imported), before, now.isoformat())
    release = AgendaRelease.objects.create(
        conference=conference,
        number=previous.number + 1 if previous else 1,
        label=label or next_label(previous, is_final=is_final),
        final=is_final,
        note=note.strip(),
        content=content,
        changes=compare(before, content),
        published_at=now,
        by=by,
        # The note to readers is the message to those concerned; it can be changed before the mails are sent.
        mail_text=TranslatedText.of(note.strip(), conference.default_language),
    )
    draft_notices(release, previous=previous)
    record_audit(
        "agenda.published",
        by=by,
        target=release,
        label=release.numbered,
        details={kind: len(rows) for kind, rows in release.changes.items()},
    )
    purge_documents(conference)
    run_hooks(Event.AGENDA_PUBLISHED, release)
    return release


@transaction.atomic
def publish_changes(
    conference: Conference, *, by: User, label: str = "", is_final: bool | None = None
) -> AgendaRelease | None:
    """Call `publish_agenda` where that changes anything; return None if readers would see no difference.

    A caller who repeats it, not knowing whether it was done, does not write to everyone twice.
    """
    locked_settings(conference)
    preview = preview_publishing(conference)
    latest = preview.previous
    is_as_before = (
        latest
        and label.strip() in ("", latest.label)
        and _is_final(label, is_final, latest) == latest.is_final
    )
    if is_as_before and not preview.has_changes:
        return None
    return publish_agenda(conference, by=by, label=label, is_final=is_final)


def _refuse_blocked(conference: Conference, settings: AgendaSettings) -> None:
    """Raise Refused for a conflict that is set to block. What only warns is not searched for."""
    kinds = {kind: severity == Severity.BLOCK for kind, severity in severities(settings).items()}
    if not any(kinds.values()):
        return
    strict = copy.copy(settings)
    strict.severities = {
        kind: str(Severity.BLOCK if blocks else Severity.IGNORE) for kind, blocks in kinds.items()
    }
    blocking = [conflict for conflict in conflicts_of(conference, strict) if conflict.blocks]
    if blocking:
        first = f"{blocking[0].label}: {blocking[0].text}"
        raise Refused(
            _(
                "Not published: %(count)d conflicts block it. Resolve them, or let them only warn. The first: "
                "%(first)s"
            )
            % {"count": len(blocking), "first": first}
        )


def next_label(previous: AgendaRelease | None, *, is_final: bool = False) -> str:
    """Return the label that the next release gets where none is given: "final" for the first that is."""
    if is_final and not (previous and previous.is_final):
        return FINAL
    return PROVISIONAL if previous is None else f"Rev.{previous.number}"


def _unused(label: str, conference: Conference) -> str:
    """Return the label, or '' for the number of a revision that somebody else has published since it was suggested."""
    is_taken = (
        label.startswith("Rev.") and AgendaRelease.objects.filter(conference=conference, label=label).exists()
    )
    return "" if is_taken else label


def _is_final(label: str, answer: bool | None, previous: AgendaRelease | None) -> bool:
    states = (state_in(label), answer, previous.is_final if previous else None)
    return next((state for state in states if state is not None), False)


def _number_items(conference: Conference, settings: AgendaSettings) -> None:
    """Give each scheduled item without a number the next one, in running order. No number is ever reused."""
    items = list(
        Item.objects.filter(session__conference=conference, number=None)
        .exclude(session__start=None)
        .order_by("session__start", "session__room__position", "session", "position", "id")
    )
    for number, item in enumerate(items, start=settings.next_item_number):
        item.number = number
    Item.objects.bulk_update(items, ["number"], batch_size=500)
    if items:
        settings.next_item_number += len(items)
        settings.save(update_fields=["next_item_number"])
