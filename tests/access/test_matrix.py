"""The table, tried: every address, document and command, by everyone; and each rule, taken away, turns it red."""

from __future__ import annotations

from typing import Any

import pytest
import rules
from django.core.management import get_commands
from django.urls import reverse
from rules.permissions import permissions

from confman.documents.registry import document_kinds
from confman.web.access import PUBLIC
from tests.access import table
from tests.access.actors import ACTORS, clients_of
from tests.access.routes import own_routes
from tests.access.world import World, build_world

ROUTES = {route.name: route for route in own_routes()}
ALL_ROWS = [*table.ROWS, *table.FURTHER_ROWS]


@pytest.fixture
def world(db: Any) -> World:
    return build_world()


def address(world: World, name: str, parts: str) -> str:
    """The address of a row; a part is `name`, `name=value` of the world, or `name='literal`."""
    arguments = {}
    for part in parts.split():
        key, _sign, value = part.partition("=")
        arguments[key] = value[1:] if value.startswith("'") else world.values[value or key]
    return reverse(name, kwargs=arguments)


def outcome(response: Any) -> str:
    """What an answer means, in the words of the table."""
    if response.status_code == 302:
        if "/accounts/login/" in response["Location"]:
            return "in"
        return "me" if response["Location"].rstrip("/").endswith(("/me", "/delegation")) else "ok"
    named = {200: "ok", 304: "ok", 405: "ok", 403: "no", 404: "--"}
    return named.get(response.status_code, str(response.status_code))


def answers(world: World, url: str) -> dict[str, set[str]]:
    """What each actor gets at an address. A POST is refused exactly to whom the page is."""
    return {actor: answers_to(actor, world, url) for actor in ACTORS}


def answers_to(actor: str, world: World, url: str) -> set[str]:
    found = set()
    for client in clients_of(actor, world):
        got = outcome(client.get(url))
        found.add(got)
        if got in {"no", "in"} and (posted := client.post(url)).status_code != 405:
            found.add(outcome(posted))
    return found


def expected(row: str) -> dict[str, set[str]]:
    return {actor: {word} for actor, word in zip(ACTORS, row.split(), strict=True)}


def groups() -> dict[str, list[tuple[str, str, str]]]:
    """The rows by namespace. One world serves a group: nothing that is tried here changes it."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in ALL_ROWS:
        found.setdefault(row[0].partition(":")[0] if ":" in row[0] else "project", []).append(row)
    return found


def mismatches(world: World, rows: Any) -> list[str]:
    """A line for each actor who gets something else than the table says."""
    wrong = []
    for name, parts, answered in rows:
        wanted = expected(answered)
        for actor, got in answers(world, address(world, name, parts)).items():
            if got != wanted[actor]:
                wrong.append(f"{name} {parts}: {actor} gets {sorted(got)}, not {sorted(wanted[actor])}")
    return wrong


@pytest.mark.parametrize("group", sorted(groups()))
def test_everyone_gets_what_the_table_says(world, group):
    assert not mismatches(world, groups()[group])


def test_documents(world):
    rows = [
        ("documents_secretariat:document-request", f"slug key='{key}", answered)
        for key, answered in table.DOCUMENTS.items()
    ]
    assert not mismatches(world, rows)


def test_every_address_has_a_row():
    rowed = {name for name, _parts, _answered in ALL_ROWS} | {"documents_secretariat:document-request"}
    assert rowed == set(ROUTES)


def test_every_document_has_a_row():
    assert set(table.DOCUMENTS) == {kind.key for kind in document_kinds}


def test_every_command_has_a_row():
    ours = {
        name
        for name, app in get_commands().items()
        if str(app).startswith(("confman.", "agenda", "registrations", "outcomes"))
    }
    assert ours == table.COMMANDS | table.MAINTENANCE


TEAM_SEES = ("owner", "programme", "registration", "protocol", "rapporteur", "check-in", "observer")


def test_before_it_is_announced_a_conference_does_not_exist_for_strangers(world):
    rows = [
        (name, parts, table.ANNOUNCED_ONLY)
        for name, parts, answered in table.ROWS
        if answered == table.EVERYONE and {"slug", "language"} <= set(parts.split())
    ]
    assert len(rows) > 20
    world.conference.status = "draft"
    world.conference.save()
    assert not mismatches(world, rows)


def rows_of(permission: str) -> list[tuple[str, str, str]]:
    """The rows whose view or document asks this rule."""
    rows = [row for row in table.ROWS if ROUTES[row[0]].view_class.permission == permission]
    return rows + [
        ("documents_secretariat:document-request", f"slug key='{kind.key}", table.DOCUMENTS[kind.key])
        for kind in document_kinds
        if kind.permission == permission
    ]


ASKED = sorted(permission for permission in permissions if permission != PUBLIC and rows_of(permission))


@pytest.mark.parametrize("instead", [rules.always_false, rules.always_true], ids=["removed", "open to all"])
def test_without_any_one_rule_the_table_turns_red(world, instead):
    """Each rule is taken away, and given to everyone; the rows that ask it must notice."""
    unnoticed = []
    for permission in ASKED:
        with pytest.MonkeyPatch.context() as patched:
            patched.setitem(permissions, permission, instead)
            if not any(is_noticed(world, row, instead) for row in rows_of(permission)):
                unnoticed.append(permission)
    # What everyone may see once it is announced cannot be opened further; the next test guards it.
    assert set(unnoticed) == (open_anyway() if instead is rules.always_true else set())


def is_noticed(world: World, row: tuple[str, str, str], instead: Any) -> bool:
    """Whether one of those for whom it could make a difference gets something else; the first who does is enough."""
    name, parts, answered = row
    url = address(world, name, parts)
    allowed = instead is rules.always_false
    concerned = [
        (actor, wanted) for actor, wanted in expected(answered).items() if (wanted == {"ok"}) is allowed
    ]
    return any(answers_to(actor, world, url) != wanted for actor, wanted in concerned)


def open_anyway() -> set[str]:
    """The rules of what everyone gets alike, once the conference is announced."""
    alike = {table.EVERYONE, table.NOT_HERE}
    return {permission for permission in ASKED if {row[2] for row in rows_of(permission)} <= alike}


def test_opening_what_is_announced_to_all_turns_the_draft_red(world):
    world.conference.status = "draft"
    world.conference.save()
    for permission in open_anyway():
        rows = [row for row in rows_of(permission) if row[2] == table.EVERYONE]
        with pytest.MonkeyPatch.context() as patched:
            patched.setitem(permissions, permission, rules.always_true)
            seen = [row for row in rows if mismatches(world, [(row[0], row[1], table.ANNOUNCED_ONLY)])]
        assert seen, permission
