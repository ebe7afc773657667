"""Find the people involved in a session, and the changes that a new release brings to each of them.

Those who take part (a role, a place in the working group) are recorded in the releases, so that a person who
loses a part is still known. Those who only follow a session (a star, a place signed up for, an interpreter's
turn) are queried from the database as it is now; taking that up or giving it up is their own doing and needs
no mail. Higher floors register who else is involved:

    InvolvementKind("registrations.seats", _("signed up"), ref("…:signed_up"), live=True)
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q

from agenda.releases.domain.diff import as_last_notified, compare, fields_needing_mail, needs_mail
from agenda.releases.domain.read_model import Content, label_of, sessions_by_id
from agenda.releases.models import AgendaRelease
from agenda.releases.registries import involvement_kinds
from agenda.rooms.models import GroupRoleKind
from agenda.sessions.models.personal import StarredSession
from agenda.sessions.models.session import BoothShift, Session, SessionRole
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference
from confman.people.models import Person

# They are told when anybody's role in their session changes; the others are told of their own only.
LEADING = frozenset({"chair", "co-chair", "moderator", "rapporteur"})
STARS = "agenda.stars"


class Reader(NamedTuple):
    """A person of the conference by id, or a user who is not one; the other is empty."""

    person: str = ""
    user: str = ""


class SessionPart(NamedTuple):
    """A person's part in a session: an entry of the registry, a kind within it, and perhaps an item's id."""

    key: str
    kind: str = ""
    item: str = ""


@dataclass(frozen=True)
class Involvement:
    session: str
    reader: Reader
    part: SessionPart


# A change for one reader, plain: session, happened (joined, left, part, moved, changed, cancelled), fields, parts now
# and before; `sure` where they have more to do with it than a role that they have not confirmed.
PersonalChange = dict[str, Any]
Parts = dict[Reader, dict[str, set[SessionPart]]]


def part_in_words(part: SessionPart) -> str:
    """Return what someone's part is called, in the reading language."""
    if part.key not in involvement_kinds:
        return part.kind
    entry = involvement_kinds.get(part.key)
    return str(entry.words(part.kind) if entry.words else entry.label)


def only_attends(parts: Iterable[SessionPart]) -> bool:
    """Tell whether somebody has no task in a session but wants to attend it."""
    return all(part.key in involvement_kinds and involvement_kinds.get(part.key).attends for part in parts)


def only_stars(parts_by_session: Mapping[str, Iterable[SessionPart]]) -> bool:
    """Tell whether all that somebody has to do with the agenda is stars, which anybody may set."""
    return all(part.key == STARS for parts in parts_by_session.values() for part in parts)


def participants_among(conference: Conference, people: Iterable[str]) -> set[str]:
    """Return those of these people who read the agenda as participants do, as upper floors know."""
    return set().union(*answers(Query.PARTICIPANTS, conference, list(people)))


def parts_in(conference: Conference, content: Content, *, live: bool) -> Parts:
    """Map reader -> session -> their parts in it: as the content says, or as the database says now."""
    parts: Parts = defaultdict(lambda: defaultdict(set))
    for entry in involvement_kinds:
        if entry.live is live:
            for involvement in entry.find(conference, content):
                parts[involvement.reader][involvement.session].add(involvement.part)
    return parts


def changes_by_reader(
    conference: Conference,
    before: Content,
    after: Content,
    following: Mapping[Reader, Mapping[str, set[SessionPart]]],
    parts_after: Parts | None = None,
) -> dict[Reader, list[PersonalChange]]:
    """Return the changes between two releases that each reader has to be written to about, in order of time.

    `following` are the parts that no release holds; `parts_after` those that `after` holds, where they are known
    already. Readers without a change worth a mail are left out.
    """
    rows = _rows_by_session(compare(as_last_notified(before), after))
    parts_before = parts_in(conference, before, live=False)
    if parts_after is None:
        parts_after = parts_in(conference, after, live=False)
    later = sessions_by_id(after)
    confirmed = {
        (role["person"], session["id"])
        for tree in (before, after)
        for session in tree.get("sessions", [])
        for role in session["roles"]
        if role["confirmed"]
    }
    for_participants = {
        key for key in rows if later.get(key, {}).get("visibility") == Session.Visibility.PARTICIPANTS
    }
    participants = participants_among(
        conference,
        {reader.person for reader, sessions in following.items() if for_participants & sessions.keys()}
        - {""},
    )
    by_reader: dict[Reader, list[PersonalChange]] = {}
    for reader in {**parts_before, **parts_after, **following}:
        changes: list[PersonalChange] = []
        old_parts, new_parts = parts_before.get(reader, {}), parts_after.get(reader, {})
        takes_part = reader.person in participants or not only_stars(
            {**following.get(reader, {}), **old_parts, **new_parts}
        )
        for key in {**old_parts, **new_parts}:
            change = _own_change(
                key, old_parts.get(key, set()), new_parts.get(key, set()), rows.get(key, {}), later.get(key)
            )
            if change:
                changes.append(change)
        for key, followed in following.get(reader, {}).items():
            if key not in rows or key in old_parts or key in new_parts:
                continue
            if later.get(key, {}).get("visibility") == Session.Visibility.CLOSED or (
                key in for_participants and not takes_part
            ):
                continue
            if change := _followed_change(key, followed, rows[key]):
                changes.append(change)
        for change in changes:
            change["sure"] = (reader.person, change["session"]) in confirmed or any(
                part[0] != "agenda.roles" for part in change["before"] + change["parts"]
            )
        if changes:
            by_reader[reader] = changes
    order = {row["id"]: row["start"] or "" for tree in (before, after) for row in tree.get("sessions", [])}
    for changes in by_reader.values():
        changes.sort(key=lambda change: (order.get(change["session"], ""), change["session"]))
    return by_reader


def _rows_by_session(changes: Content) -> dict[str, dict[str, Content]]:
    rows: dict[str, dict[str, Content]] = defaultdict(dict)
    for kind, rows_of_kind in changes.items():
        for row in rows_of_kind:
            rows[row["id"]][kind] = row
    return rows


def _own_change(
    key: str,
    before: set[SessionPart],
    now: set[SessionPart],
    rows: Mapping[str, Content],
    session: Content | None,
) -> PersonalChange | None:
    """Return what became of a session for someone who had, or has, a part in it."""
    cancelled = session is None or session["status"] == Session.Status.CANCELLED
    happened, fields = [], []
    if cancelled:
        if before and "cancelled" in rows:
            happened = ["cancelled"]
    elif not before:
        happened = ["joined"]
    elif not now:
        happened = ["left"]
    else:
        if {part[:2] for part in before} != {part[:2] for part in now}:
            happened.append("part")
        if "moved" in rows and needs_mail(rows["moved"]):
            happened.append("moved")
        if "changed" in rows:
            leads = any(part.kind in LEADING for part in now)
            fields = [name for name in fields_needing_mail(rows["changed"]) if name != "roles" or leads]
        if fields:
            happened.append("changed")
    return _change(key, happened, fields, before, now) if happened else None


def _followed_change(
    key: str, followed: set[SessionPart], rows: Mapping[str, Content]
) -> PersonalChange | None:
    """Return what happened to a session for someone who follows it."""
    if "cancelled" in rows:
        return _change(key, ["cancelled"], [], followed, followed)
    happened, fields = [], []
    if "moved" in rows and needs_mail(rows["moved"], listener=True):
        happened.append("moved")
    if "changed" in rows and (fields := fields_needing_mail(rows["changed"], listener=True)):
        happened.append("changed")
    return _change(key, happened, fields, followed, followed) if happened else None


def _change(
    key: str, happened: list[str], fields: list[str], before: set[SessionPart], now: set[SessionPart]
) -> PersonalChange:
    return {
        "session": key,
        "happened": happened,
        "fields": fields,
        "before": sorted(map(list, before)),
        "parts": sorted(map(list, now)),
    }


# --- Those who followed what was deleted ------------------------------------------------------------------


def record_followers(conference: Conference, sessions: Iterable[Session]) -> None:
    """Remember who follows these sessions before they are deleted, because the next release has to tell them.

    Stars and places signed up for are deleted with the session. Runs within the caller's transaction.
    """
    keys = {str(session.pk) for session in sessions}
    following = parts_in(conference, {"sessions": [{"id": key} for key in keys], "groups": []}, live=True)
    rows = [
        [key, *reader, *part]
        for reader, sessions_of in following.items()
        for key in keys & sessions_of.keys()
        for part in sorted(sessions_of[key])
    ]
    if not rows:
        return
    latest = AgendaRelease.objects.defer("content").select_for_update(of=("self",))
    release = latest.filter(conference=conference).order_by("-number").first()
    if release is not None:
        for key, *rest in rows:
            followers = release.followers.setdefault(key, [])
            if rest not in followers:
                followers.append(rest)
        release.save(update_fields=["followers"])


def remembered(releases: Iterable[AgendaRelease]) -> Iterator[Involvement]:
    """Yield the people who followed deleted sessions of these releases."""
    for release in releases:
        for key, rows in release.followers.items():
            for person, user, *part in rows:
                yield Involvement(key, Reader(person, user), SessionPart(*part))


# --- The agenda's own entries -----------------------------------------------------------------------------


def people_in_roles(conference: Conference, content: Content) -> Iterator[Involvement]:
    """Yield the people with a role in a session, as the content says."""
    for session in content.get("sessions", []):
        for role in session["roles"]:
            part = SessionPart("agenda.roles", role["role"], role["item"] or "")
            yield Involvement(session["id"], Reader(person=role["person"]), part)


def people_in_groups(conference: Conference, content: Content) -> Iterator[Involvement]:
    """Yield the people with a role in the working group of a session, as the content says."""
    groups = {group["id"]: group["roles"] for group in content.get("groups", [])}
    for session in content.get("sessions", []):
        for role in groups.get(session["group"], ()):
            part = SessionPart("agenda.groups", role["role"])
            yield Involvement(session["id"], Reader(person=role["person"]), part)


def people_in_booths(conference: Conference, content: Content) -> Iterator[Involvement]:
    """Yield the people who interpret a session; queries the database."""
    turns = BoothShift.objects.of(conference).exclude(interpreter=None)
    for session, person in turns.order_by().values_list("session", "interpreter").distinct():
        yield Involvement(str(session), Reader(person=str(person)), SessionPart("agenda.booths"))


def people_with_stars(conference: Conference, content: Content) -> Iterator[Involvement]:
    """Yield the people who have starred a session; queries the database."""
    people = dict(
        Person.objects.of(conference).known().exclude(user=None).order_by().values_list("user", "pk")
    )
    stars = StarredSession.objects.filter(session__conference=conference).exclude(
        Q(user__is_active=False) | Q(user__is_system=True)
    )
    for session, user, person in stars.order_by().values_list("session", "user", "person"):
        person_key = person or people.get(user)
        reader = Reader(person=str(person_key)) if person_key else Reader(user=str(user))
        yield Involvement(str(session), reader, SessionPart(STARS))


def role_in_words(role: str) -> str:
    """Return what a role in a session is called, in the reading language."""
    return label_of(SessionRole.Role, role)


def group_role_in_words(role: str) -> str:
    """Return what a role in a working group is called, in the reading language."""
    return label_of(GroupRoleKind, role)
