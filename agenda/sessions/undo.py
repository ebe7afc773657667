"""Keeps sessions, their items, roles and interpreters' turns for undo and redo."""

from collections.abc import Collection
from typing import Any

from agenda.history.domain.deletions import DeletedRows, lost_with, no_deleted_rows
from agenda.history.domain.json_values import plain_row, row_as_instance
from agenda.history.domain.snapshots import Kind, Parts, Rows
from agenda.sessions.models.session import BoothShift, Item, Session, SessionRole

_ITEMS, _ROLES = Rows(Item, "session"), Rows(SessionRole, "session")


class _SessionKind(Kind):
    """Sessions. Items and roles are one part, as roles may be of items; published numbers are not compared."""

    def __init__(self) -> None:
        super().__init__(
            Session,
            foundation=False,
            its_own={"guid", "search_text", "created_at"},
            together={"when": ("start", "end", "day", "room_id")},
            rows={"booth_shifts": Rows(BoothShift, "session")},
        )

    @property
    def own_rows(self) -> tuple[Rows, ...]:
        return (_ITEMS, _ROLES, *super().own_rows)

    def related_rows(self, keys: Collection[Any]) -> dict[str, Any]:
        items, roles = _ITEMS.of(keys), _ROLES.of(keys)
        both = {key: {"items": items[key], "roles": roles[key]} for key in keys}
        return {"items": both, **super().related_rows(keys)}

    def parts_of(
        self, instance: Any, items: Collection[Item] = (), roles: Collection[SessionRole] = ()
    ) -> Parts:
        """Return the parts of a new session, with its items and roles in their order, without a query."""
        both = {"items": list(map(plain_row, items)), "roles": list(map(plain_row, roles))}
        return {**super().parts_of(instance), "items": both}

    def same(self, part: str, before: Any, now: Any) -> bool:
        if part == "items":
            return _without_numbers(before) == _without_numbers(now)
        return super().same(part, before, now)

    def rows_in(self, parts: Parts) -> list[tuple[Any, Parts]]:
        roles = parts.get("items", {}).get("roles", ())
        return [*super().rows_in(parts), *((SessionRole, row) for row in roles)]

    def title(self, instance: Any) -> dict[str, str]:
        return dict(instance.title)

    def restore_own_parts(self, instance: Any, parts: Parts) -> DeletedRows:
        if "items" not in parts:
            return no_deleted_rows()
        items = instance.items.exclude(pk__in=[row["id"] for row in parts["items"]["items"]])
        lost = lost_with(items)
        _put_items_back(instance, parts["items"]["items"])
        _ROLES.restore_parts(instance, parts["items"]["roles"])
        items.delete()
        return lost


def _without_numbers(part: Parts) -> list[Any]:
    return [[{**row, "number": None} for row in part["items"]], part["roles"]]


def _put_items_back(session: Session, rows: Collection[Parts]) -> None:
    numbers = dict(session.items.values_list("pk", "number"))
    for row in rows:
        item = row_as_instance(Item, row)
        # From the release that gave it, the number belongs to the item.
        item.number = numbers.get(item.pk) or item.number
        item.save(force_insert=item.pk not in numbers, force_update=item.pk in numbers)


SESSIONS = _SessionKind()


def moved_parts(session: Session) -> Parts:
    """Return the parts of a session that a move changes."""
    return {"when": SESSIONS.part_of(session, "when"), "length": session.length}
