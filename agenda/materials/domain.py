"""Materials: presentations and documents of sessions, from the secretariat and from speakers."""

import datetime as dt
from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from agenda.core.models import AgendaSettings
from agenda.history.domain.steps import Recorder
from agenda.history.domain.undo import editing_step, no_editing
from agenda.materials.models import Material
from agenda.rooms.domain import settings_to_change
from agenda.rooms.models import Room
from agenda.sessions.domain.sessions import record_of_session
from agenda.sessions.models.session import PRESENTING, Item, Session, SessionRole
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.web.database.changes import apply_changes, claim_revision, refuse_stale
from confman.web.errors import Refused
from confman.web.uploads.pdfs import pages_of

# So many a person hands in at most: whoever has a link to a speaker's page fills no disk.
MAX_HANDED_IN = 50
# Of a link nothing is counted.
NOT_COUNTED = {"pages": None, "size": None}


def add_material(session: Session, *, by: User, **fields: Any) -> Material:
    """Add a file or a link to a session, last in its list. Readers see it with the next release.

    Raises ValidationError for neither or both.
    """
    material = Material(session=session, **fields)
    if material.file:
        material.media_type = getattr(material.file.file, "content_type", "") or ""
        material.pages, material.size = pages_of(material.file, must_be_read=False), material.file.size
    with editing_step(session.conference, by=by, action="agenda.material_added") as recorder:
        claim_revision(session, None)
        last = session.materials.aggregate(last=Max("position"))["last"]
        material.position = 0 if last is None else last + 1
        material.full_clean()
        material.save(force_insert=True)
        recorder.made(material)
        _record("material_added", material, by)
    return material


def change_material(material: Material, *, by: User, seen: str = "", **changes: Any) -> list[str]:
    """Change title, file, language, symbol, visibility, embargo, item. Raises ValidationError.

    `seen` is the digest of these fields as the form showed them; raises StaleRevision if they changed since. A file
    that is replaced stays until it can no longer be restored.
    """
    counted: dict[str, Any] = {}
    # A file that the form does not replace is the stored one.
    if "file" in changes and not getattr(changes["file"], "_committed", False):
        file = changes["file"]
        counted = {"pages": pages_of(file, must_be_read=False), "size": file.size} if file else NOT_COUNTED
    with _step(material, by, "material_changed") as recorder:
        # Anyone else writing a material of this session at the same moment waits here.
        claim_revision(material.session, None)
        refuse_stale(Material.objects.filter(pk=material.pk).first(), changes, seen=seen)
        changed = apply_changes(material, {**changes, **counted}, keep_files=recorder.records)
        changed = [name for name in changed if name not in counted]
        _record("material_changed", material, by, {"fields": changed})
    return changed


def remove_material(material: Material, *, by: User) -> None:
    """Remove it, from the public pages at once. What a user removes keeps its file until undo is no longer possible."""
    with _step(material, by, "material_removed") as recorder:
        claim_revision(material.session, None)
        _record("material_removed", material, by)
        recorder.remove(material)


def withdraw_material(material: Material, *, by: User) -> None:
    """Remove it for good, with its file: by the speaker who handed it in, or because that person is erased."""
    with no_editing(material.session.conference, by=by):
        remove_material(material, by=by)


def check_material(material: Material, *, by: User, visibility: str) -> None:
    """Note that the secretariat has checked it: from now on it may be shown to whom `visibility` says."""
    with _step(material, by, "material_checked"):
        claim_revision(material.session, None)
        material.checked_by, material.visibility = by, visibility
        material.save(update_fields=["checked_by", "visibility"])
        _record("material_checked", material, by, {"visibility": visibility})


def hand_in(
    person: Person, session: Session, *, by: User, item: Item | None = None, **fields: Any
) -> Material:
    """Hand in a speaker's material for a session in which they have a role; hidden from readers until it is checked.

    Raises Refused after the deadline, where the person has no role there, or has declined it, or has handed in as many
    as one may; ValidationError.
    """
    settings = AgendaSettings.objects.filter(conference=session.conference_id).first()
    if settings and settings.materials_due and timezone.now() > settings.materials_due:
        when = person.conference.local(settings.materials_due)
        raise Refused(
            _("Presentations could be handed in until %(when)s. Please write to the secretariat.")
            % {"when": f"{date_format(when, 'DATE_FORMAT')}, {when:%H:%M}"}
        )
    if not session.roles.not_declined().filter(person=person).exists():
        raise Refused(_("You have no role in this session."))
    if Material.objects.filter(uploaded_by=person).count() >= MAX_HANDED_IN:
        text = _("You have handed in %(most)d files already. Take back those that are no longer needed.")
        raise Refused(text % {"most": MAX_HANDED_IN})
    with no_editing(session.conference, by=by):
        return add_material(
            session,
            by=by,
            item=item,
            visibility=Session.Visibility.CLOSED,
            uploaded_by=person,
            uploaded_at=timezone.now(),
            **fields,
        )


def set_materials_due(conference: Conference, due: dt.datetime | None, *, by: User) -> None:
    """Set the deadline for speakers to hand in; None for no deadline."""
    with editing_step(conference, by=by, action="agenda.materials_due_set") as recorder:
        settings = settings_to_change(conference, recorder)
        settings.materials_due = due
        settings.save(update_fields=["materials_due"])
        record_audit("agenda.materials_due_set", by=by, conference=conference, target=settings)


@dataclass(frozen=True)
class ExpectedMaterial:
    """A presentation that is expected: by whom, in which session and item; what has been handed in for it."""

    session: Session
    item: Item | None
    speakers: tuple[Person, ...]
    materials: tuple[Material, ...]

    @property
    def is_missing(self) -> bool:
        return not self.materials


@dataclass(frozen=True)
class RoomPresentations:
    """The presentations of a room, in running order. `room` is None for sessions without one."""

    room: Room | None
    expected: tuple[ExpectedMaterial, ...]

    @property
    def missing(self) -> tuple[ExpectedMaterial, ...]:
        return tuple(entry for entry in self.expected if entry.is_missing)

    @property
    def files(self) -> int:
        return sum(bool(material.file) for entry in self.expected for material in entry.materials)


def presentations(conference: Conference) -> list[RoomPresentations]:
    """Return the presentations of every room in running order, and the missing ones. A constant number of queries."""
    sessions = (
        Session.objects.of(conference).scheduled().spoken_in().with_everything().order_by("start", "id")
    )
    roles = SessionRole.objects.filter(session__conference=conference).not_declined()
    lacking = frozenset(roles.filter(lacks_presentation()).values_list("pk", flat=True))
    by_room = grouped((session.room, entry) for session in sessions for entry in _expected(session, lacking))
    ordered = sorted(by_room, key=lambda room: (room is None, room and room.position, str(room and room.pk)))
    return [RoomPresentations(room, tuple(by_room[room])) for room in ordered]


def lacks_presentation() -> Q:
    """Return the condition on roles, not declined, that a presentation is missing from their person.

    Nothing is there for the item, and the person has sent nothing: a speaker of the whole session may have handed in
    for one of its items, and the other way round.
    """
    handed_in = Material.objects.filter(session=OuterRef("session"))
    is_there = Exists(handed_in.filter(item=OuterRef("item"))) | (
        Q(item=None) & Exists(handed_in.filter(item=None))
    )
    sent_one = Exists(handed_in.filter(uploaded_by=OuterRef("person")))
    expected = Q(role__in=PRESENTING, session__in=Session.objects.scheduled().spoken_in().order_by())
    return expected & ~is_there & ~Q(sent_one)


def _expected(session: Session, lacking: Collection[UUID]) -> Iterable[ExpectedMaterial]:
    """Yield for each item, and the session as a whole, what was handed in, or that a presentation is missing.

    `lacking` are the roles of which `lacks_presentation` says so.
    """
    roles = [role for role in session.roles.all() if not role.is_declined]
    materials = list(session.materials.all())
    for item in (None, *session.items.all()):
        key = item.pk if item else None
        presenting = [role for role in roles if role.item_id == key and role.role in PRESENTING]
        materials_of_item = tuple(material for material in materials if material.item_id == key)
        if materials_of_item or any(role.pk in lacking for role in presenting):
            speakers = tuple(role.person for role in presenting)
            yield ExpectedMaterial(session, item, speakers, materials_of_item)


def _step(material: Material, by: User, participle: str) -> AbstractContextManager[Recorder]:
    conference = material.session.conference
    return editing_step(conference, by=by, action=f"agenda.{participle}", touching=[material])


def _record(participle: str, material: Material, by: User, details: dict[str, Any] | None = None) -> None:
    record_of_session(participle, material.session, by, {"material": str(material.pk), **(details or {})})
