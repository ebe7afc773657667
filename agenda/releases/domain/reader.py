"""Reads a release: the content tree, joined with the names of persons through the privacy layer.

Sessions, roles, materials and a conference keep what a file says and no field holds (`extra`, `imported`). It
is written only in the secretariat's own export. Everything readers see is made from a view that has passed
through here.

Pages, calendars, files and documents all start here, and therefore agree.
"""

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils import timezone

from agenda.core.domain.groups import grouped
from agenda.releases.domain.read_model import (
    Appearance,
    CancelledSession,
    Content,
    ReleasedAgenda,
    ReleasedBooth,
    ReleasedDay,
    ReleasedGroup,
    ReleasedGroupRole,
    ReleasedItem,
    ReleasedMaterial,
    ReleasedRole,
    ReleasedRoom,
    ReleasedSession,
    ReleasedSpeaker,
    ReleasedTheme,
)
from agenda.releases.models import AgendaRelease
from agenda.sessions.models.session import Session, SessionRole
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.people.privacy import Audience, listed_people, may_list, may_name_in_role
from confman.readers.edition_cache import remade_in_edition
from confman.translation.text import TranslatedText
from confman.web.links import is_link

# Keys that are a text: identifiers of the file, the kind and language in its own words.
SESSION_TEXTS = frozenset({"id", "type", "language", "slug", "@code"})
SESSION_LINKS = frozenset({"url", "logo", "video_download_url", "feedback_url", "origin_url"})
SESSION_FLAGS = frozenset({"do_not_record", "do_not_stream"})
ROLE_TEXTS = frozenset({"id", "guid"})
LINK_TEXTS = frozenset({"title", "type", "service"})
ROOM_TEXTS = frozenset({"guid"})
THEME_TEXTS = frozenset({"slug"})
CONFERENCE_TEXTS = frozenset({"timeslot_duration"})
CONFERENCE_LINKS = frozenset({"base_url", "logo"})

ImportedData = Mapping[str, Any]


def _allowed(values: object, texts: frozenset[str], links: frozenset[str] = frozenset()) -> dict[str, Any]:
    rows = values.items() if isinstance(values, dict) else ()
    return {
        key: value
        for key, value in rows
        if (key in texts and isinstance(value, str)) or (key in links and is_link(value))
    }


def open_session(extra: ImportedData) -> dict[str, Any]:
    """Return what readers may see of a session's extra."""
    allowed = _allowed(extra, SESSION_TEXTS, SESSION_LINKS)
    if extra.get("all_day") is True:
        allowed["all_day"] = True
    if recording := _open_recording(extra.get("xml")):
        allowed["xml"] = {"recording": [recording]}
    if json := _open_json(extra.get("json")):
        allowed["json"] = json
    categories = extra.get("categories")
    if isinstance(categories, list):
        allowed["categories"] = [category for category in categories if isinstance(category, str)]
    return allowed


def _open_recording(xml: object) -> dict[str, list[str]]:
    """Return the recording licence a frab file gives a session, and the opt-out: its schema requires both."""
    rows = xml.get("recording") if isinstance(xml, dict) else None
    if not isinstance(rows, list) or not rows or not isinstance(rows[0], dict):
        return {}
    first = {key: (rows[0].get(key) or [""])[0] for key in ("license", "optout")}
    optout = first["optout"] if first["optout"] in ("true", "1", "false", "0") else "false"
    return {"license": [first["license"] if isinstance(first["license"], str) else ""], "optout": [optout]}


def _open_json(json: object) -> dict[str, Any]:
    """Return the recording licence and the flags that a JSON file gives a session."""
    rows = json.items() if isinstance(json, dict) else ()
    return {
        key: value
        for key, value in rows
        if (key in SESSION_FLAGS and isinstance(value, bool))
        or (key == "recording_license" and isinstance(value, str))
    }


def open_role(extra: ImportedData) -> dict[str, Any]:
    """Return what readers may see of a person's data in a session."""
    return _allowed(extra, ROLE_TEXTS)


def open_links(links: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what readers may see of the links of a session."""
    return [{"url": str(link.get("url", "")), **_allowed(link, LINK_TEXTS)} for link in links]


def open_conference(imported: ImportedData) -> dict[str, Any]:
    """Return what readers may see of the conference's data, its themes' and its rooms'."""

    def allowed_rows(rows: object, texts: frozenset[str]) -> dict[str, Any]:
        items = rows.items() if isinstance(rows, dict) else ()
        return {name: allowed for name, row in items if (allowed := _allowed(row, texts))}

    return {
        **_allowed(imported, frozenset({"acronym"})),
        "themes": allowed_rows(imported.get("themes"), THEME_TEXTS),
        "rooms": allowed_rows(imported.get("rooms"), ROOM_TEXTS),
        "conference": _allowed(imported.get("conference"), CONFERENCE_TEXTS, CONFERENCE_LINKS),
    }


# Fields of a session that are read from the tree as they are.
_PLAIN_FIELDS = ("id", "kind", "visibility", "chatham_house", "photography", "sign_up", "status")
VISIBLE: dict[Audience, Collection[str]] = {
    Audience.PUBLIC: {Session.Visibility.PUBLIC},
    Audience.PARTICIPANTS: {Session.Visibility.PUBLIC, Session.Visibility.PARTICIPANTS},
    Audience.SECRETARIAT: set(Session.Visibility),
}


def published_agenda(
    conference: Conference,
    audience: Audience,
    *,
    release: AgendaRelease | None = None,
    internal: bool = False,
) -> ReleasedAgenda | None:
    """Return the latest release (or the one given) as `audience` may read it; None if there is none.

    Two queries, whatever the size, and none where the public's agenda is kept for this edition. A person who has
    not confirmed, or may not be named, appears without a name; one who was erased, or is only counted, does not
    appear. Data of imported files beside our fields passes an allow-list for every audience; `internal`, for the
    secretariat's own export, has all of it.
    """

    def read(before: _ReleaseReader | None = None) -> _ReleaseReader | None:
        read_of = release or AgendaRelease.objects.latest_of(conference)
        return _ReleaseReader(read_of, audience, internal=internal, before=before) if read_of else None

    is_kept = audience == Audience.PUBLIC and not (release or internal)
    reader = remade_in_edition(conference, "agenda", read) if is_kept else read()
    return reader.agenda if reader else None


def selected_sessions(
    release: AgendaRelease, keys: Collection[str], audience: Audience, *, closed_too: bool = False
) -> ReleasedAgenda:
    """Return some sessions of a release, as `audience` may read them. `closed_too` is for their own participants."""
    extract = copy(release)
    extract.content = {
        **release.content,
        "sessions": [row for row in release.content["sessions"] if row["id"] in keys],
        "groups": [{**row, "roles": []} for row in release.content["groups"]],
    }
    visible = set(Session.Visibility) if closed_too else VISIBLE[audience]
    return _ReleaseReader(extract, audience, visible).agenda


def published_keys(release: AgendaRelease | None, audience: Audience) -> list[str]:
    """Return the ids of the sessions of a release that `audience` may read."""
    rows = release.content["sessions"] if release else ()
    return [row["id"] for row in rows if row["visibility"] in VISIBLE[audience]]


def agenda_of_person(conference: Conference, person: Person) -> tuple[Appearance, ...]:
    """Return what a person does in the latest release, for their own page, ticket and calendar; in order of time.

    The sessions carry no other person's role: code that shows more calls `published_agenda` for that audience.
    """
    agenda = published_agenda(conference, Audience.SECRETARIAT)
    appearances = []
    for session in agenda.sessions if agenda else ():
        items = {item.id: item for item in session.items}
        without_roles = replace(
            session, roles=(), items=tuple(replace(item, roles=()) for item in session.items)
        )
        appearances += [
            Appearance(without_roles, role, items.get(role.item))
            for role in session.all_roles
            if role.person and role.person.id == str(person.pk)
        ]
    return tuple(appearances)


def _people_of(content: Content) -> set[str]:
    holders = [role["person"] for session in content["sessions"] for role in session["roles"]]
    return {*holders, *(role["person"] for group in content["groups"] for role in group["roles"])}


def _text(value: object) -> TranslatedText:
    return TranslatedText.of(value or {})


def _texts(row: Content, *names: str) -> dict[str, Any]:
    return {name: _text(row.get(name)) for name in names}


class _ReleaseReader:
    """Turns one content tree into one view.

    Sessions are taken over from `before`, another view for the same audience, which were made of the same there.
    """

    def __init__(
        self,
        release: AgendaRelease,
        audience: Audience,
        visible: Collection[str] = (),
        *,
        internal: bool = False,
        before: "_ReleaseReader | None" = None,
    ) -> None:
        self.internal = internal
        # By id: of what a session was made, and the session.
        self.made: dict[str, tuple[tuple[object, ...], ReleasedSession]] = {}
        self.before = before.made if before else {}
        # A release has only identifiers of persons.
        roles = SessionRole.objects.filter(session__conference=release.conference_id)
        extras = roles.values_list("pk", "extra") if internal else ()
        self.role_extras = {str(key): extra for key, extra in extras}
        people = Person.objects.of(release.conference_id).known().filter(pk__in=_people_of(release.content))
        self.people = listed_people(people)
        self.release, self.audience = release, audience
        self.visible = visible or VISIBLE[audience]
        self.content = release.content
        self.zone = zoneinfo.ZoneInfo(self.content["timezone"])
        self.now = timezone.now()
        self.rooms = {row["id"]: self.room(row) for row in self.content["rooms"]}
        self.themes = {
            row["id"]: ReleasedTheme(row["id"], _text(row["name"]), row["colour"])
            for row in self.content["themes"]
        }
        self.groups = {row["id"]: self.group(row) for row in self.content["groups"]}

    @cached_property
    def agenda(self) -> ReleasedAgenda:
        """The agenda as the audience sees it."""
        visible = self.visible
        sessions = [self.session(row) for row in self.content["sessions"] if row["visibility"] in visible]
        return ReleasedAgenda(
            number=self.release.number,
            label=self.release.label,
            is_final=self.release.is_final,
            note=self.release.note,
            published_at=self.release.published_at,
            timezone=self.content["timezone"],
            days=self.days(sessions),
            rooms=tuple(self.rooms.values()),
            themes=tuple(self.themes.values()),
            groups=tuple(self.groups.values()),
            speakers=self.speakers(sessions),
            cancelled=tuple(
                self.cancelled(row)
                for row in self.content.get("cancelled", [])
                if row["visibility"] in visible
            ),
            imported=self.content["imported"] if self.internal else open_conference(self.content["imported"]),
            internal=self.internal,
        )

    def time(self, value: str | None) -> dt.datetime | None:
        return dt.datetime.fromisoformat(value).astimezone(self.zone) if value else None

    def days(self, sessions: list[ReleasedSession]) -> tuple[ReleasedDay, ...]:
        order = {key: number for number, key in enumerate(self.rooms)}

        def place(session: ReleasedSession) -> tuple[dt.datetime, int]:
            return session.start, order.get(session.room.id, -1) if session.room else -1

        by_day = grouped((session.day, session) for session in sessions)
        return tuple(
            ReleasedDay(day, number, tuple(sorted(by_day[day], key=place)))
            for number, day in enumerate(sorted(by_day), start=1)
        )

    def room(self, row: Content) -> ReleasedRoom:
        return ReleasedRoom(
            row["id"], _text(row["name"]), row["capacity"], row["accessible"], row["photography"]
        )

    def group(self, row: Content) -> ReleasedGroup:
        roles = []
        for role in row["roles"]:
            person = self.people.get(role["person"])
            # Leading a group is an office, but nobody was asked to be named for it: the person's listing decides.
            if person and may_list(person.listing, self.audience):
                roles.append(ReleasedGroupRole(role["role"], person.shown))
        return ReleasedGroup(row["id"], row["code"], _text(row["name"]), _text(row["mandate"]), tuple(roles))

    def role(self, row: Content, session: Content) -> ReleasedRole | None:
        """Return the role as the audience may read it; None if its mere existence would reveal the person."""
        person = self.people.get(row["person"])
        if person is None:
            return None
        is_named = may_name_in_role(person.listing, self.audience, confirmed=row["confirmed"])
        if session["chatham_house"] and self.audience == Audience.PUBLIC:
            # Under the Chatham House Rule, people outside the room do not learn who speaks.
            return None
        if row["confirmed"] and not is_named:
            return None
        return ReleasedRole(
            role=row["role"],
            person=person.shown if is_named else None,
            confirmed=row["confirmed"],
            item=row["item"] or "",
            extra=self.role_extras.get(row["id"], open_role(row["extra"])) if is_named else {},
        )

    def session(self, row: Content) -> ReleasedSession:
        """Return the session, the same as before if all that it is made of is equal."""
        roles = [role for entry in row["roles"] if (role := self.role(entry, row))]
        materials = self.materials(row)
        annotations = [self.content["annotations"].get(item["id"]) for item in row["items"]]
        places = self.rooms.get(row["room"]), self.themes.get(row["theme"]), self.groups.get(row["group"])
        parts = row, roles, materials, annotations, places, self.zone
        known_parts, session = self.before.get(row["id"], (None, None))
        if session is None or known_parts != parts:
            session = self.new_session(row, roles, materials)
        self.made[row["id"]] = parts, session
        return session

    def new_session(
        self, row: Content, roles: list[ReleasedRole], materials: tuple[ReleasedMaterial, ...]
    ) -> ReleasedSession:
        fields = self.basic_facts(row)
        return ReleasedSession(
            **fields,
            **{name: row[name] for name in _PLAIN_FIELDS},
            **_texts(row, "subtitle", "summary", "description"),
            # The link for remote participants is not public.
            online_link=row["online_link"] if self.audience > Audience.PUBLIC else "",
            group=self.groups.get(row["group"]),
            theme=self.themes.get(row["theme"]),
            floor_languages=tuple(row["floor_languages"]),
            listening_languages=tuple(row["listening_languages"]),
            booths=tuple(ReleasedBooth(**booth) for booth in row["booths"]),
            links=tuple(row["links"] if self.internal else open_links(row["links"])),
            items=self.items(row, fields["start"], roles),
            roles=tuple(role for role in roles if not role.item),
            materials=materials,
            extra=row["extra"] if self.internal else open_session(row["extra"]),
        )

    def items(self, row: Content, start: dt.datetime, roles: list[ReleasedRole]) -> tuple[ReleasedItem, ...]:
        annotations = self.content["annotations"]
        items = []
        item_start = start if any(item["minutes"] for item in row["items"]) else None
        for item in row["items"]:
            items.append(
                ReleasedItem(
                    **{name: item[name] for name in ("id", "number", "kind", "minutes", "symbol")},
                    title=_text(item["title"]),
                    start=item_start,
                    roles=tuple(role for role in roles if role.item == item["id"]),
                    **_texts(annotations.get(item["id"], {}), "background", "expected_action"),
                )
            )
            # After an item of unknown length the start of the next is unknown.
            length = item["minutes"] and dt.timedelta(minutes=item["minutes"])
            item_start = item_start + length if item_start and length else None
        return tuple(items)

    def materials(self, row: Content) -> tuple[ReleasedMaterial, ...]:
        materials = []
        for material in row["materials"]:
            embargo = self.time(material["embargo"])
            is_embargoed = embargo is not None and embargo > self.now and self.audience < Audience.SECRETARIAT
            if material["visibility"] in VISIBLE[self.audience] and not is_embargoed:
                materials.append(
                    ReleasedMaterial(
                        **{
                            name: material[name]
                            for name in ("id", "link", "media_type", "language", "symbol")
                        },
                        title=_text(material["title"]),
                        has_file=material["file"],
                        item=material["item"] or "",
                        extra=material["extra"] if self.internal else {},
                    )
                )
        return tuple(materials)

    def speakers(self, sessions: list[ReleasedSession]) -> tuple[ReleasedSpeaker, ...]:
        """Return everyone who is named in a role, by name; interpreters are not speakers."""
        by_person: dict[str, list[Appearance]] = defaultdict(list)
        for session in sorted(sessions, key=lambda row: row.start):
            items = {item.id: item for item in session.items}
            for role in session.all_roles:
                if role.person and role.role != SessionRole.Role.INTERPRETER:
                    by_person[role.person.id].append(Appearance(session, role, items.get(role.item)))
        ordered = sorted(by_person, key=lambda key: (self.people[key].sort_key, key))
        return tuple(
            ReleasedSpeaker(
                self.people[key].shown,
                tuple(by_person[key]),
                may_list(self.people[key].listing, self.audience),
                self.people[key].family_name,
            )
            for key in ordered
        )

    def cancelled(self, row: Content) -> CancelledSession:
        return CancelledSession(**self.basic_facts(row))

    def basic_facts(self, row: Content) -> dict[str, Any]:
        """Return what is known of a session even when it is cancelled."""
        return {
            **{name: row[name] for name in ("guid", "sequence")},
            **{name: self.time(row[name]) for name in ("changed_at", "start", "end")},
            "title": _text(row["title"]),
            "day": dt.date.fromisoformat(row["day"]),
            "room": self.rooms.get(row["room"]),
        }
