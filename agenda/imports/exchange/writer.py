"""Writes drafts into the working agenda in few statements, however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from agenda.history.domain.snapshots import Parts
from agenda.history.domain.steps import Recorder
from agenda.imports.exchange.resolver import PersonFinder, SessionDraft, in_language
from agenda.materials.models import Material
from agenda.programme.exchange.frab_fields import is_colour
from agenda.programme.exchange.schedule import Schedule, ScheduleItem, ScheduleLink, Texts, only_text
from agenda.rooms.models import Room
from agenda.rooms.undo import PEOPLE
from agenda.sessions.models.session import IMPORTED, Item, Session, SessionRole
from agenda.sessions.undo import SESSIONS
from confman.accounts.models import User
from confman.audit.domain.recorder import audit_columns, record_audit_in_bulk
from confman.conferences.models import Conference, Theme
from confman.people.domain.people import prepare_people
from confman.people.models import Person
from confman.translation.text import TranslatedText
from confman.web.database.bulk import BulkInserts
from confman.web.errors import Stale

_TEXTS = ("title", "subtitle", "summary", "description")
# Field of a session -> the field of an event it comes from.
_FIELDS = {
    "kind": "kind", "start": "start", "end": "end", "day": "start", "room_id": "room", "theme_id": "theme",
    "floor_languages": "language", "links": "links", "status": "status",
    "photography": "photography",
}  # fmt: skip
_SAVED = [*_TEXTS, "kind", "start", "end", "day", "room", "theme", "floor_languages", "links", "status",
          "photography", "visibility", "chatham_house", "extra", "revision", "search_text"]  # fmt: skip
_BATCH = 200
_FROM_OPEN_TO_CLOSED = tuple(Session.Visibility.values)
_SPEAKER = SessionRole.Role.SPEAKER


@dataclass(frozen=True)
class ImportChoices:
    """The user's decisions about a file.

    `timezone`: of times for which the file names none. `language`: of texts that name none, else that in
    which a session is held. Without `make_rooms` and `make_people`, what the conference does not have yet is
    left out. `replace_frame`: what is left of the frame of a new conference, as it was made, goes.
    """

    timezone: str = ""
    language: str = ""
    skip_bad: bool = False
    make_rooms: bool = True
    make_people: bool = True
    replace_frame: bool = False


class SessionWriter:
    """One import into one conference: `prepare` before the transaction, `write` once inside it.

    A trial, which is rolled back, does not write what is new: nothing reads it afterwards.
    """

    def __init__(
        self,
        conference: Conference,
        schedule: Schedule,
        by: User,
        choices: ImportChoices,
        *,
        is_trial: bool = False,
    ) -> None:
        self.conference, self.schedule, self.by = conference, schedule, by
        self.choices, self.is_trial = choices, is_trial
        self._people = PersonFinder(conference, may_make=choices.make_people)
        self._inserts: BulkInserts | None = None
        self.messages: list[str] = []
        self.stored: list[tuple[Session, SessionDraft]] = []
        self.new: list[Session] = []
        self.new_materials: list[Material] = []
        # Sessions whose materials changed, which their snapshots do not show.
        self.with_other_materials: set[UUID] = set()
        self.counts = (0, 0, 0)
        self._known: set[str] = set()
        self._states: dict[str, dict[str, Parts]] = {}
        # Rows made because the sessions need them.
        self.people: list[Person] = []
        self.rooms: list[Room] = []
        self.themes: list[Theme] = []
        self._rooms: dict[str, Room] = {}
        self._themes: dict[str, Theme] = {}

    def prepare(self, drafts: list[SessionDraft]) -> None:
        """Make all that is new ready to be written: rooms, themes, persons, sessions and their rows."""
        self._people.find([person for draft in drafts for person in draft.event.persons])
        self.people = self._people.made
        guids = Session.objects.of(self.conference).values_list("guid", flat=True)
        self._known = {draft.session.guid for draft in drafts}.intersection(guids)
        self._make_rooms(drafts)
        self._make_themes(drafts)
        for draft in drafts:
            draft.session.room = self._rooms.get(_key(draft.event.room))
            draft.session.theme = self._themes.get(_key(draft.event.theme))
        new = [draft for draft in drafts if draft.session.guid not in self._known]
        self.new = [draft.session for draft in new]
        for session in self.new:
            session.photography = _own_photography(session.photography, session.room, None)
            session.prepare_search()
        if self._people.left_out:
            self.messages.append(
                _("People whom the conference does not know were left out: %(names)s.")
                % {"names": _listed(self._people.left_out)}
            )
        if not self.is_trial:
            self._prepare_inserts(new)

    def _prepare_inserts(self, new: list[SessionDraft]) -> None:
        related = _RelatedRows(self.schedule, self._people)
        for draft in new:
            related.merge(draft.session, draft, [], [], [])
        self._inserts = prepare_people(self.conference, self.people, by=self.by)
        groups: tuple[list[Any], ...] = (self.rooms, self.themes, self.new, *related.made.values())
        for rows in groups:
            self._inserts.add(rows)
        self._inserts.add_like(
            *audit_columns(
                "agenda.session_imported", by=self.by, conference=self.conference, targets=self.new
            )
        )
        self.new_materials += related.made[Material]
        items, roles = _by_session(related.made[Item]), _by_session(related.made[SessionRole])
        # Their state is known before the change: a step of editing need not ask.
        self._states = {
            SESSIONS.label: {
                str(instance.pk): SESSIONS.parts_of(
                    instance, items=items[instance.pk], roles=roles[instance.pk]
                )
                for instance in self.new
            },
            PEOPLE.label: {str(instance.pk): PEOPLE.parts_of(instance) for instance in self.people},
        }

    def lock(self, guids: list[str]) -> dict[str, Session]:
        """Return the known sessions by guid, locked until the transaction ends."""
        keys = set(guids)
        rows = Session.objects.of(self.conference).order_by("pk").select_for_update()
        return {session.guid: session for session in rows if session.guid in keys}

    def write(self, drafts: list[SessionDraft], stored: dict[str, Session], recorder: Recorder) -> None:
        """Write the prepared rows and update known ones. Raises Stale if a known row has changed meanwhile."""
        if stored.keys() != self._known:
            raise Stale
        recorder.touch(*stored.values())
        self._insert()
        changed: list[Session] = []
        unchanged = 0
        for draft in drafts:
            session = draft.session
            existing = stored.get(session.guid)
            self.stored.append((existing or session, draft))
            if existing is None:
                continue
            room = self._room_of(session, existing)
            session.photography = _own_photography(session.photography, room, existing)
            if _update_session(existing, draft, self.schedule.states):
                existing.revision += 1
                existing.prepare_search()
                changed.append(existing)
            else:
                unchanged += 1
        Session.objects.bulk_update(changed, _SAVED, batch_size=_BATCH)
        known = [(session, draft) for session, draft in self.stored if session.guid in stored]
        keys_of_parts = self._merge_related(known, recorder)
        recorder.made(*self.new, states=self._states.get(SESSIONS.label))
        recorder.made(*self.new_materials)
        recorder.made(*self.people, along=True, states=self._states.get(PEOPLE.label))
        recorder.made(*self.themes, *self.rooms, along=True)
        touched = [
            session for session in stored.values() if session.pk in keys_of_parts and session not in changed
        ]
        Session.objects.filter(pk__in=[session.pk for session in touched]).update(revision=F("revision") + 1)
        if not self.is_trial:
            record_audit_in_bulk(
                "agenda.session_updated_by_import",
                by=self.by,
                conference=self.conference,
                targets=[*changed, *touched],
            )
        self.counts = (len(self.new), len(changed) + len(touched), unchanged - len(touched))

    def _insert(self) -> None:
        """A trial has only rooms and themes, to report what would change."""
        if self._inserts:
            self._inserts.run()
            return
        Room.objects.bulk_create(self.rooms)
        Theme.objects.bulk_create(self.themes)

    def _room_of(self, session: Session, existing: Session | None) -> Room | None:
        """Return where it will be held: where the file says, else where it is."""
        if session.room is not None or existing is None:
            return session.room
        return next((room for room in self._rooms.values() if room.pk == existing.room_id), None)

    def _make_rooms(self, drafts: list[SessionDraft]) -> None:
        rows = Room.objects.of(self.conference)
        self._rooms = {name: room for room in rows for name in _names(room.name)}
        entries: list[tuple[Texts, dict[str, Any]]] = [
            *((entry.name, {"capacity": entry.capacity}) for entry in self.schedule.rooms),
            *((draft.event.room, {}) for draft in drafts),
        ]
        if self.choices.make_rooms:
            self.rooms = self._create_missing(Room, self._rooms, entries)
            return
        missing: dict[str, str] = {}
        for name, _fields in entries:
            if _key(name) and _key(name) not in self._rooms:
                missing.setdefault(_key(name), only_text(name))
        if missing:
            self.messages.append(
                _("Rooms that the conference does not have were left out: %(names)s.")
                % {"names": _listed(missing.values())}
            )

    def _make_themes(self, drafts: list[SessionDraft]) -> None:
        rows = Theme.objects.filter(conference=self.conference)
        self._themes = {name: theme for theme in rows for name in _names(theme.name)}
        entries: list[tuple[Texts, dict[str, Any]]] = [
            (entry.name, {"colour": entry.colour} if is_colour(entry.colour) else {})
            for entry in self.schedule.themes
        ]
        entries += [(draft.event.theme, {}) for draft in drafts]
        self.themes = self._create_missing(Theme, self._themes, entries)

    def _create_missing(
        self, model: type[Any], row_by_key: dict[str, Any], entries: list[tuple[Texts, dict[str, Any]]]
    ) -> list[Any]:
        """Add to `row_by_key` the rows of the `entries` that it lacks, last in their list; return these."""
        language = self.conference.language_near(self.schedule.language)
        last = max((row.position for row in row_by_key.values()), default=0)
        new: list[Any] = []
        for name, fields in entries:
            if _key(name) and _key(name) not in row_by_key:
                values = {"conference": self.conference, "position": last + len(new) + 1}
                new.append(model(name=in_language(name, language), **values, **fields))
                row_by_key |= dict.fromkeys(_names(new[-1].name), new[-1])
        return new

    def _merge_related(self, pairs: list[tuple[Session, SessionDraft]], recorder: Recorder) -> set[UUID]:
        """Bring roles, items and materials of known sessions up to date; return ids of the sessions that changed."""
        sessions = [session for session, _draft in pairs]
        roles = _by_session(SessionRole.objects.filter(session__in=sessions))
        items = _by_session(Item.objects.filter(session__in=sessions))
        materials = _by_session(Material.objects.filter(session__in=sessions))
        related = _RelatedRows(self.schedule, self._people)
        for session, draft in pairs:
            related.merge(session, draft, items[session.pk], roles[session.pk], materials[session.pk])
        SessionRole.objects.filter(pk__in=[role.pk for role in related.removed_roles]).delete()
        for material in related.removed_materials:
            recorder.remove(material)
        for model, rows in related.made.items():
            model._default_manager.bulk_create(rows, batch_size=_BATCH)
        self.new_materials += related.made[Material]
        self.with_other_materials = related.with_other_materials
        return related.changed


class _RelatedRows:
    """Compares the rows that belong to sessions in a file with those in the database."""

    def __init__(self, schedule: Schedule, people: PersonFinder) -> None:
        self.schedule, self.people = schedule, people
        # Items first: roles and materials may hang on them.
        self.made: dict[type[Any], list[Any]] = {Item: [], SessionRole: [], Material: []}
        self.removed_roles: list[SessionRole] = []
        self.removed_materials: list[Material] = []
        self.changed: set[UUID] = set()
        self.with_other_materials: set[UUID] = set()

    def merge(
        self,
        session: Session,
        draft: SessionDraft,
        items: list[Item],
        roles: list[SessionRole],
        materials: list[Material],
    ) -> None:
        """Note the rows that one session gains and loses."""
        before = self._count()
        if draft.event.items and not items:
            items = [_item(session, draft, position, row) for position, row in enumerate(draft.event.items)]
            self.made[Item] += items
        if "persons" in self.schedule.states or draft.event.persons:
            _merge_roles(
                session, draft, roles, items, self.people, self.made[SessionRole], self.removed_roles
            )
        others = self._count()
        if "attachments" in self.schedule.states or draft.event.attachments:
            _merge_materials(session, draft, materials, self.made[Material], self.removed_materials)
        if others != self._count():
            self.with_other_materials.add(session.pk)
        if before != self._count():
            self.changed.add(session.pk)

    def _count(self) -> int:
        return sum(map(len, (*self.made.values(), self.removed_roles, self.removed_materials)))


def _key(texts: Texts) -> str:
    return _normalized(only_text(texts))


def _listed(names: Iterable[str]) -> str:
    all_names = list(names)
    return ", ".join(all_names[:20]) + (" …" if len(all_names) > 20 else "")


def _names(texts: Texts) -> set[str]:
    return set(map(_normalized, texts.values()))


def _normalized(name: str) -> str:
    return " ".join(name.split()).casefold()


def _by_session(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    return grouped((row.session_id, row) for row in rows)


def _update_session(existing: Session, draft: SessionDraft, states: frozenset[str]) -> bool:
    """Update a known session with what the file says; tell whether that changed it. Other languages stay."""
    imported, before = draft.session, _values(existing)
    for name in _TEXTS:
        texts = dict(getattr(existing, name))
        if name in states:
            texts.pop(draft.language, None)
        setattr(existing, name, TranslatedText({**texts, **getattr(imported, name)}))
    for name, source in _FIELDS.items():
        if source in states or getattr(draft.event, source):
            setattr(existing, name, getattr(imported, name))
    # A file never opens what is closed here.
    existing.visibility = max(existing.visibility, imported.visibility, key=_FROM_OPEN_TO_CLOSED.index)
    existing.chatham_house = existing.chatham_house or imported.chatham_house
    existing.extra = {**existing.extra, **imported.extra}
    return before != _values(existing)


def _own_photography(announced: str, room: Room | None, existing: Session | None) -> str:
    """Return the session's own setting that makes it announce this about photographs.

    Empty where its room announces the same; unchanged where it is announced already.
    """
    by_room = room.photography if room else ""
    if existing is not None and (existing.photography or by_room) == announced:
        return existing.photography
    return "" if announced == by_room else announced


def _values(session: Session) -> list[Any]:
    return [getattr(session, name) for name in (*_TEXTS, *_FIELDS, "visibility", "chatham_house", "extra")]


def _item(session: Session, draft: SessionDraft, position: int, row: ScheduleItem) -> Item:
    kind = row.kind if row.kind in Item.Kind.values else Item.Kind.PRESENTATION
    title = in_language(row.title, draft.language)
    item = Item(session=session, position=position, title=title, kind=kind, minutes=row.minutes)
    item.prepare_search()
    return item


def _merge_roles(
    session: Session,
    draft: SessionDraft,
    existing: list[SessionRole],
    items: list[Item],
    people: PersonFinder,
    added: list[SessionRole],
    removed: list[SessionRole],
) -> None:
    """Merge the roles that the file gives. A role given here stays; one from an earlier import goes with its person."""
    # A role in an item is one in its session, too: most files know no items.
    role_by_key = {
        (role.person_id, role.role): role for role in sorted(existing, key=lambda role: role.item_id is None)
    }
    # A file that knows no roles means the one that the person has.
    kind_by_person = {role.person_id: role.role for role in existing}
    keys = set()
    for position, entry in enumerate(draft.event.persons):
        person = people.person(entry)
        if person is None:
            continue
        usual = kind_by_person.get(person.pk, _SPEAKER)
        kind = entry.role if entry.role in SessionRole.Role.values else usual
        if (person.pk, kind) in keys:
            continue
        keys.add((person.pk, kind))
        if (person.pk, kind) not in role_by_key:
            details = {"id": entry.id, "guid": entry.guid, **entry.extra}
            added.append(
                SessionRole(
                    session=session,
                    person=person,
                    role=kind,
                    item=dict(enumerate(items)).get(entry.item),  # type: ignore[arg-type]
                    # A person in a published programme has accepted.
                    status=SessionRole.Status.CONFIRMED,
                    position=position,
                    extra={IMPORTED: True, **{key: value for key, value in details.items() if value}},
                )
            )
    removed += [role for key, role in role_by_key.items() if key not in keys and role.extra.get(IMPORTED)]


def _merge_materials(
    session: Session,
    draft: SessionDraft,
    existing: list[Material],
    added: list[Material],
    removed: list[Material],
) -> None:
    material_by_link = {material.link: material for material in existing if material.link}
    # A file may name a document without an address; then there is none to keep.
    attachments = [entry for entry in draft.event.attachments if entry.url]
    links = {entry.url for entry in attachments}
    for position, entry in enumerate(attachments):
        if entry.url not in material_by_link:
            material_by_link[entry.url] = _material(session, draft, position, entry)
            added.append(material_by_link[entry.url])
    gone = (material for link, material in material_by_link.items() if link not in links)
    removed += [material for material in gone if material.extra.get(IMPORTED)]


def _material(session: Session, draft: SessionDraft, position: int, entry: ScheduleLink) -> Material:
    return Material(
        session=session,
        title=TranslatedText({draft.language: entry.title}),
        link=entry.url,
        media_type=entry.type[:100],
        position=position,
        extra={IMPORTED: True, **entry.extra},
    )
