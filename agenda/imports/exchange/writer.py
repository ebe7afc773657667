"""Writes drafts into the working agenda in few statements, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from agenda.history.domain.recorder import Recorder
from agenda.imports.exchange.resolver import Draft
from agenda.materials.models import Material
from agenda.programme.exchange.schedule import (
    Schedule,
    ScheduleItem,
    ScheduleLink,
    SchedulePerson,
    Texts,
    only,
)
from agenda.rooms.models.room import Room
from agenda.sessions.models.item import Item
from agenda.sessions.models.session import Session
from agenda.sessions.models.session_role import IMPORTED, SessionRole
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit_in_bulk
from confman.conferences.models import Conference, Theme
from confman.people.domain.records import new_people, prepare_people
from confman.people.models import Person, fold_name
from confman.translation.text import TranslatedText
from confman.web.database.bulk import BulkInserts

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


class SessionWriter:
    """One import into one conference: `prepare` before the transaction, `write` once inside it.

    A trial, which is rolled back, does not write what is new: nothing reads it afterwards.
    """

    def __init__(
        self,
        conference: Conference,
        schedule: Schedule,
        by: User,
        *,
        make_rooms: bool = True,
        make_people: bool = True,
        is_trial: bool = False,
    ) -> None:
        self.conference, self.schedule, self.by = conference, schedule, by
        self.may_make_rooms, self.is_trial = make_rooms, is_trial
        self._people = _PersonFinder(conference, may_make=make_people)
        self._inserts: BulkInserts | None = None
        self.messages: list[str] = []
        self.stored: list[tuple[Session, Draft]] = []
        self.new: list[Session] = []
        self.new_materials: list[Material] = []
        # Sessions whose materials changed, which their snapshots do not show.
        self.with_other_materials: set[Any] = set()
        self.counts = (0, 0, 0)
        # What was made because the sessions need it.
        self.people: list[Person] = []
        self.rooms: list[Room] = []
        self.themes: list[Theme] = []
        self._rooms: dict[str, Room] = {}
        self._themes: dict[str, Theme] = {}

    def prepare(self, drafts: list[Draft]) -> None:
        """Find the people named in the file, or prepare to add them."""
        self._people.find([person for draft in drafts for person in draft.event.persons])
        if not self.is_trial:
            self._inserts = prepare_people(self.conference, self._people.made, by=self.by)

    def lock(self, guids: list[str]) -> dict[str, Session]:
        """Return the known sessions by guid, locked until the transaction ends."""
        wanted = set(guids)
        rows = Session.objects.of(self.conference).order_by("pk").select_for_update()
        return {session.guid: session for session in rows if session.guid in wanted}

    def write(self, drafts: list[Draft], known: dict[str, Session], recorder: Recorder) -> None:
        """Write rooms, themes and persons first, then the sessions, then what belongs to them."""
        recorder.touch(*known.values())
        self._make_rooms(drafts)
        self._make_themes(drafts)
        new, stored = self.new, self.stored
        changed: list[Session] = []
        same = 0
        for draft in drafts:
            session = draft.session
            session.room = self._rooms.get(_key(draft.event.room))
            session.theme = self._themes.get(_key(draft.event.theme))
            existing = known.get(session.guid)
            session.photography = _own_word(session.photography, self._room_of(session, existing), existing)
            if existing is None:
                session.prepare_search()
                new.append(session)
            elif _take_over(existing, draft, self.schedule.states):
                existing.revision += 1
                existing.prepare_search()
                changed.append(existing)
            else:
                same += 1
            stored.append((existing or session, draft))
        self._create(Session, new)
        Session.objects.bulk_update(changed, _SAVED, batch_size=_BATCH)
        also = self._hang_on(stored, {session.pk for session in new}, recorder)
        recorder.made(*new, *self.new_materials)
        recorder.made(*self.themes, *self.people, *self.rooms, along=True)
        touched = [session for session, _draft in stored if session.pk in also and session not in changed]
        Session.objects.filter(pk__in=[session.pk for session in touched]).update(revision=F("revision") + 1)
        for verb, targets in (
            ("agenda.session_imported", new),
            ("agenda.session_updated_by_import", [*changed, *touched]),
        ):
            if not self.is_trial:
                record_audit_in_bulk(verb, by=self.by, conference=self.conference, targets=targets)
        self.counts = (len(new), len(changed) + len(touched), same - len(touched))

    def _room_of(self, session: Session, existing: Session | None) -> Room | None:
        """Return where it will be held: where the file says, else where it is."""
        if session.room is not None or existing is None:
            return session.room
        return next((room for room in self._rooms.values() if room.pk == existing.room_id), None)

    def _make_rooms(self, drafts: list[Draft]) -> None:
        existing = list(Room.objects.of(self.conference))
        self._rooms = {name: room for room in existing for name in _names(room.name)}
        position = max((room.position for room in existing), default=0)
        wanted = [(entry.name, entry.capacity) for entry in self.schedule.rooms]
        new: list[Room] = []
        missing: dict[str, str] = {}
        for name, capacity in [*wanted, *((draft.event.room, None) for draft in drafts)]:
            if _key(name) and _key(name) not in self._rooms:
                if not self.may_make_rooms:
                    missing.setdefault(_key(name), only(name))
                    continue
                position += 1
                room = Room(
                    conference=self.conference, name=self._texts(name), capacity=capacity, position=position
                )
                self._rooms |= dict.fromkeys(_names(room.name), room)
                new.append(room)
        Room.objects.bulk_create(new)
        self.rooms = new
        if missing:
            self.messages.append(
                _("Rooms that the conference does not have were left out: %(names)s.")
                % {"names": _listed(missing.values())}
            )

    def _make_themes(self, drafts: list[Draft]) -> None:
        existing = list(Theme.objects.filter(conference=self.conference))
        self._themes = {name: theme for theme in existing for name in _names(theme.name)}
        position = max((theme.position for theme in existing), default=0)
        wanted = [(entry.name, entry.colour) for entry in self.schedule.themes]
        new = []
        for name, colour in [*wanted, *((draft.event.theme, "") for draft in drafts)]:
            if _key(name) and _key(name) not in self._themes:
                position += 1
                theme = Theme(conference=self.conference, name=self._texts(name), position=position)
                if len(colour) == 7 and colour.startswith("#"):
                    theme.colour = colour
                self._themes |= dict.fromkeys(_names(theme.name), theme)
                new.append(theme)
        Theme.objects.bulk_create(new)
        self.themes = new

    def _texts(self, texts: Texts) -> TranslatedText:
        said = self.schedule.language
        usual = said if said in self.conference.languages else self.conference.default_language
        return TranslatedText({code or usual: value for code, value in texts.items()})

    def _hang_on(self, stored: list[tuple[Session, Draft]], new: set[Any], recorder: Recorder) -> set[Any]:
        """Write roles, items and materials of the sessions; return the ids of known sessions for which they changed."""
        sessions = [session for session, _draft in stored]
        people = self._people
        self.people = people.made
        if self._inserts:
            self._inserts.run()
        if people.left_out:
            self.messages.append(
                _("People whom the conference does not know were left out: %(names)s.")
                % {"names": _listed(people.left_out)}
            )
        roles = _by_session(SessionRole.objects.filter(session__in=sessions))
        items = _by_session(Item.objects.filter(session__in=sessions))
        materials = _by_session(Material.objects.filter(session__in=sessions))
        gone_roles: list[SessionRole] = []
        gone_materials: list[Material] = []
        # Items first: roles and materials may refer to them.
        made: dict[type, list[Any]] = {Item: [], SessionRole: [], Material: self.new_materials}
        changed = set()
        for session, draft in stored:
            lists = [*made.values(), gone_roles, gone_materials]
            before = sum(map(len, lists))
            own = items[session.pk]
            if draft.event.items and not own:
                own = [_item(session, draft, position, row) for position, row in enumerate(draft.event.items)]
                made[Item] += own
            if "persons" in self.schedule.states or draft.event.persons:
                _merge_roles(session, draft, roles[session.pk], own, people, made[SessionRole], gone_roles)
            if "attachments" in self.schedule.states or draft.event.attachments:
                others = len(made[Material]) + len(gone_materials)
                _merge_materials(session, draft, materials[session.pk], made[Material], gone_materials)
                if others != len(made[Material]) + len(gone_materials):
                    self.with_other_materials.add(session.pk)
            if before != sum(map(len, lists)):
                changed.add(session.pk)
        SessionRole.objects.filter(pk__in=[role.pk for role in gone_roles]).delete()
        for material in gone_materials:
            recorder.remove(material)
        for model, rows in made.items():
            self._create(model, [row for row in rows if not self.is_trial or row.session_id not in new])
        return changed - new

    def _create(self, model: Any, rows: list[Any]) -> None:
        """Write what is new; in a trial only what belongs to existing sessions, whose differences are shown."""
        if not self.is_trial or model is not Session:
            model.objects.bulk_create(rows, batch_size=_BATCH)


def _key(texts: Texts) -> str:
    return " ".join(next(iter(texts.values()), "").split()).casefold()


def _listed(names: Iterable[str]) -> str:
    shown = list(names)
    return ", ".join(shown[:20]) + (" …" if len(shown) > 20 else "")


def _names(texts: Texts) -> set[str]:
    return {" ".join(value.split()).casefold() for value in texts.values()}


def _by_session(rows: Iterable[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.session_id].append(row)
    return found


def _take_over(existing: Session, draft: Draft, states: frozenset[str]) -> bool:
    """Update a known session with what the file says; tell whether that changed it. Other languages stay."""
    wanted, before = draft.session, _values(existing)
    for name in _TEXTS:
        kept = dict(getattr(existing, name))
        if name in states:
            kept.pop(draft.language, None)
        setattr(existing, name, TranslatedText({**kept, **getattr(wanted, name)}))
    for name, source in _FIELDS.items():
        if source in states or getattr(draft.event, source):
            setattr(existing, name, getattr(wanted, name))
    # A file never opens what is closed here.
    existing.visibility = max(existing.visibility, wanted.visibility, key=_FROM_OPEN_TO_CLOSED.index)
    existing.chatham_house = existing.chatham_house or wanted.chatham_house
    existing.extra = {**existing.extra, **wanted.extra}
    return before != _values(existing)


def _own_word(announced: str, room: Room | None, existing: Session | None) -> str:
    """Return the session's own setting that makes it announce this about photographs.

    Empty where its room announces the same; unchanged where it is announced already.
    """
    by_room = room.photography if room else ""
    if existing is not None and (existing.photography or by_room) == announced:
        return existing.photography
    return "" if announced == by_room else announced


def _values(session: Session) -> list[Any]:
    return [getattr(session, name) for name in (*_TEXTS, *_FIELDS, "visibility", "chatham_house", "extra")]


def _item(session: Session, draft: Draft, position: int, row: ScheduleItem) -> Item:
    kind = row.kind if row.kind in Item.Kind.values else Item.Kind.PRESENTATION
    title = TranslatedText({code or draft.language: value for code, value in row.title.items()})
    return Item(session=session, position=position, title=title, kind=kind, minutes=row.minutes)


def _merge_roles(
    session: Session,
    draft: Draft,
    existing: list[SessionRole],
    items: list[Item],
    people: _PersonFinder,
    made: list[SessionRole],
    gone: list[SessionRole],
) -> None:
    """Merge the roles that the file gives. A role given here stays; one from an earlier import goes with its person."""
    # A role in an item is one in its session, too: most files know no items.
    known = {
        (role.person_id, role.role): role for role in sorted(existing, key=lambda role: role.item_id is None)
    }
    # A file that knows no roles means the one that the person has.
    held = {role.person_id: role.role for role in existing}
    wanted = set()
    for position, entry in enumerate(draft.event.persons):
        person = people.person(entry)
        if person is None:
            continue
        kind = entry.role if entry.role in SessionRole.Role.values else held.get(person.pk, _SPEAKER)
        if (person.pk, kind) in wanted:
            continue
        wanted.add((person.pk, kind))
        if (person.pk, kind) not in known:
            source = {"id": entry.id, "guid": entry.guid, **entry.extra}
            made.append(
                SessionRole(
                    session=session,
                    person=person,
                    role=kind,
                    item=_item_at(items, entry.item),
                    # A person in a published programme has accepted.
                    status=SessionRole.Status.CONFIRMED,
                    position=position,
                    extra={IMPORTED: True, **{key: value for key, value in source.items() if value}},
                )
            )
    gone += [role for key, role in known.items() if key not in wanted and role.extra.get(IMPORTED)]


def _item_at(items: list[Item], place: int | None) -> Item | None:
    return items[place] if place is not None and place < len(items) else None


def _merge_materials(
    session: Session, draft: Draft, existing: list[Material], made: list[Material], gone: list[Material]
) -> None:
    known = {material.link: material for material in existing if material.link}
    # A file may name a document without an address; then there is none to keep.
    attachments = [entry for entry in draft.event.attachments if entry.url]
    wanted = {entry.url for entry in attachments}
    for position, entry in enumerate(attachments):
        if entry.url not in known:
            known[entry.url] = _material(session, draft, position, entry)
            made.append(known[entry.url])
    gone += [
        material for link, material in known.items() if link not in wanted and material.extra.get(IMPORTED)
    ]


def _material(session: Session, draft: Draft, position: int, entry: ScheduleLink) -> Material:
    return Material(
        session=session,
        title=TranslatedText({draft.language: entry.title}),
        link=entry.url,
        media_type=entry.type[:100],
        position=position,
        extra={IMPORTED: True, **entry.extra},
    )


class _PersonFinder:
    """Finds the persons of a file among those of the conference, and makes those that are missing."""

    def __init__(self, conference: Conference, *, may_make: bool = True) -> None:
        self.conference, self.may_make = conference, may_make
        self.made: list[Person] = []
        self.left_out: list[str] = []
        self._found: dict[str, Person] = {}

    def person(self, entry: SchedulePerson) -> Person | None:
        return self._found.get(_sources(entry)[0])

    def find(self, entries: list[SchedulePerson]) -> None:
        """Find persons by an identifier of ours or of an earlier file, else by a name that only one person has."""
        known = list(Person.objects.of(self.conference).known().only("name"))
        earlier = {f"guid:{person.pk}": person for person in known} | self._earlier()
        taken = {person.pk for source, person in earlier.items() if source != f"guid:{person.pk}"}
        by_name: dict[str, list[Person]] = defaultdict(list)
        for person in known:
            for name in {fold_name(name) for name in person.name.values()}:
                by_name[name].append(person)
        missing: dict[str, SchedulePerson] = {}
        for entry in entries:
            sources = _sources(entry)
            if sources[0] in self._found or sources[0] in missing:
                continue
            namesakes = by_name[fold_name(entry.name)]
            if len(sources) > 1:
                # Two people of one name whom the file distinguishes are two.
                namesakes = [person for person in namesakes if person.pk not in taken]
            found = next((earlier[source] for source in sources if source in earlier), None)
            found = found or (namesakes[0] if len(namesakes) == 1 else None)
            if found:
                self._found[sources[0]] = found
                taken.add(found.pk)
            else:
                missing[sources[0]] = entry
        if not self.may_make:
            self.left_out = list(dict.fromkeys(entry.name for entry in missing.values()))
            return
        rows = [
            {
                "name": entry.name[:300],
                **({"organization": entry.organization[:300]} if entry.organization else {}),
            }
            for entry in missing.values()
        ]
        self.made = new_people(self.conference, rows)
        self._found |= dict(zip(missing, self.made, strict=True))

    def _earlier(self) -> dict[str, Person]:
        roles = SessionRole.objects.filter(session__conference=self.conference).exclude(extra={})
        found = {}
        for role in roles.select_related("person"):
            for prefix in ("guid", "id"):
                if role.extra.get(prefix):
                    found[f"{prefix}:{role.extra[prefix]}"] = role.person
        return found


def _sources(entry: SchedulePerson) -> list[str]:
    """Return the identifiers by which the file distinguishes its persons, the most reliable first."""
    told = [f"{prefix}:{value}" for prefix, value in (("guid", entry.guid), ("id", entry.id)) if value]
    return [*told, f"name:{fold_name(entry.name)}"]
