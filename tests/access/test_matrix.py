"""The table, tried: every address, document and command, by everyone; and each rule, taken away, turns it red.

What those get who may learn nothing of a person listed for the secretariat alone is read, too: on no page, in no list,
export or document is that person named to them.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
import rules
from django.contrib.auth.models import AnonymousUser
from django.core.management import get_commands
from django.db import connection
from django.urls import resolve, reverse
from rules.permissions import permissions

from confman.conferences.models import Conference
from confman.documents.registry import document_kinds
from confman.web.access import PUBLIC
from confman.web.forms.submissions import FIELD
from tests.access import table
from tests.access.actors import ACTORS, GET_MOST, NOT_ENTITLED, client_of
from tests.access.answers import faults_of_headers, faults_of_markup
from tests.access.pages import ChangedRows, Form, WrittenKeys, forms_of, undone
from tests.access.routes import own_routes
from tests.access.world import HIDDEN_NAME, World, counterparts_of

ROUTES = {route.name: route for route in own_routes()}
ALL_ROWS = [*table.ROWS, *table.FURTHER_ROWS]


def address(world: World, name: str, parts: str) -> str:
    """Return the address of a row; a part is `name`, `name=value` of the world, or `name='literal`."""
    arguments = {}
    for part in parts.split():
        key, _sign, value = part.partition("=")
        arguments[key] = value[1:] if value.startswith("'") else world.values[value or key]
    return reverse(name, kwargs=arguments)


def of_each_kind(rows: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return the first of the rows of a package whose addresses have the same parts and the same visitors."""
    kinds: dict[tuple[str, str, str], tuple[str, str, str]] = {}
    for name, parts, answered in rows:
        kinds.setdefault((name.partition(":")[0], parts, answered), (name, parts, answered))
    return list(kinds.values())


def outcome(response: Any) -> str:
    """Return an answer in the words of the table."""
    if response.status_code in (302, 303):
        if "/accounts/login/" in response["Location"]:
            return "in"
        return (
            "me"
            if response["Location"].rstrip("/").endswith(("/me", "/delegation", "/me/follow-up"))
            else "ok"
        )
    named = {200: "ok", 304: "ok", 405: "ok", 403: "no", 404: "--"}
    return named.get(response.status_code, str(response.status_code))


def text_of(response: Any) -> str:
    """Return all text of an answer, whatever its format: HTML, PDF, Word, spreadsheets and others."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.get("Content-Type", "") == "application/pdf":
        document = pypdfium2.PdfDocument(content)
        return "".join(page.get_textpage().get_text_range() for page in document)
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode("utf-8", "replace")


def answer_to_post(actor: str, world: World, url: str) -> list[Any]:
    """Return the answer to a POST of an actor who may not see the page, which must be the same."""
    posted = client_of(actor, world).post(url)
    return [] if posted.status_code == 405 else [posted]


def expected(row: str) -> dict[str, set[str]]:
    return {actor: {word} for actor, word in zip(ACTORS, row.split(), strict=True)}


def groups() -> dict[str, list[tuple[str, str, str]]]:
    """Return the rows by namespace, so that several processes share the work. These tests change nothing."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in ALL_ROWS:
        found.setdefault(row[0].partition(":")[0] if ":" in row[0] else "project", []).append(row)
    return found


# Addresses that ask more than their rule says; everyone visits them.
NARROWER = {
    "conferences_secretariat:list-arrange", "conferences_secretariat:saved-view-add",
    "conferences_secretariat:saved-view-change", "conferences_secretariat:saved-view-counts",
    "conferences_secretariat:saved-view-delete", "conferences_secretariat:saved-views", "documents_secretariat:job",
    "documents_secretariat:job-file", "outcomes_secretariat:action", "outcomes_secretariat:bracket",
    "outcomes_secretariat:comment", "outcomes_secretariat:discussion", "outcomes_secretariat:room",
    "outcomes_secretariat:text-status", "people_secretariat:link-renew", "registrations_secretariat:honours-change",
    "registrations_secretariat:honours-list", "registrations_secretariat:honours-many",
    "registrations_secretariat:visas-change", "registrations_secretariat:visas-list",
    "registrations_secretariat:visas-many",
}  # fmt: skip
Visited = dict[str, dict[str, Form]]


def permitted(answered: str) -> list[str]:
    """Return who gets the page; a single one if the page is the same for all."""
    found = [actor for actor, wanted in expected(answered).items() if wanted == {"ok"}]
    return found[:1] if answered == table.EVERYONE else found


def keep_forms(visited: Visited, actor: str, answered: str, response: Any) -> None:
    """Keep, of the forms with the same target, the one with most values; the style guide is skipped."""
    if actor not in permitted(answered):
        return
    by_address = visited.setdefault(actor, {})
    for form in forms_of(response):
        known = by_address.get(form.address)
        if not form.address.startswith("/styleguide/") and (
            not known or len(known.fields) < len(form.fields)
        ):
            by_address[form.address] = form


def representatives(rows: Any, actors: Sequence[str]) -> Iterator[tuple[tuple[str, str, str], list[str]]]:
    """Return each row with those actors who visit it when not all do.

    At each address come one who gets each answer, another at the next, and all who read the page and may not read a
    hidden name; all do where a line of the table stands first, and where a rule does not say all. Pages that are the
    same for all are visited by one.
    """
    known: set[str] = set()
    for number, (name, parts, answered) in enumerate(rows):
        words = expected(answered)
        first = number % len(actors)
        turn = [*actors[first:], *actors[:first]]
        asking = [actor for actor in turn if words[actor] == {"ok"} and actor in NOT_ENTITLED]
        if answered == table.EVERYONE:
            asking = []
        elif answered not in known or name in NARROWER:
            asking = turn
        known.add(answered)
        for actor in turn:
            if words[actor] not in [words[other] for other in asking]:
                asking.append(actor)
        yield (name, parts, answered), asking


def mismatches(
    world: World,
    rows: Any,
    actors: Sequence[str] = ACTORS,
    visited: Visited | None = None,
    *,
    is_full: bool = False,
) -> Iterator[str]:
    """Return a line for each actor whose answer differs from the table.

    Also for one who reads a hidden name, meets what nothing works without a script, or whose browser is not told what
    it may do. If `is_full`, all actors visit
    each address, and all who are refused also send a POST; otherwise their representatives do, and one of those who are
    refused. The forms on the pages are collected in `visited`, for each actor by address.
    """
    for (name, parts, answered), asking in visits(rows, actors, is_full=is_full):
        url = address(world, name, parts)
        tried: set[str] = set()
        for actor in asking:
            wanted = expected(answered)[actor]
            responses = [client_of(actor, world).get(url)]
            refusal = outcome(responses[0])
            if refusal in {"no", "in"} and (is_full or refusal not in tried):
                tried.add(refusal)
                responses += answer_to_post(actor, world, url)
            if visited is not None:
                keep_forms(visited, actor, answered, responses[0])
            if (got := {outcome(response) for response in responses}) != wanted:
                yield f"{name} {parts}: {actor} gets {sorted(got)}, not {sorted(wanted)}"
            # The style guide shows buttons by themselves.
            for fault in faults_of_markup(responses[0]) if not name.startswith("styleguide") else ():
                yield f"{name} {parts}: {actor} meets {fault}"
            for response in responses:
                for fault in faults_of_headers(name, response):
                    yield f"{name} {parts}: {actor} is told the wrong {fault}"
            if actor in NOT_ENTITLED:
                text = " ".join(map(text_of, responses)).lower()
                for part in HIDDEN_NAME.lower().split():
                    if part in text:
                        yield f"{name} {parts}: {actor} reads {part}"


# A rule refuses an actor before the database is asked anything else: with PostgreSQL every address is tried as those
# who get somewhere.
ALL_OTHERS = tuple(actor for actor in ACTORS if actor not in GET_MOST)
TRIED = [
    pytest.param(GET_MOST, False, id="who-gets-most"),
    pytest.param(ALL_OTHERS, False, id="representatives-of-all-others", marks=pytest.mark.sqlite),
    pytest.param(ACTORS, True, id="in-full", marks=[pytest.mark.sqlite, pytest.mark.nightly]),
]


def visits(
    rows: Any, actors: Sequence[str], *, is_full: bool
) -> Iterator[tuple[tuple[str, str, str], Sequence[str]]]:
    """Return each row with the actors who visit it.

    Those who get most visit every address. Pages that are the same for all, and those of the secretariat, which are
    refused by a rule alone (see the test of the rules below), are visited by whom their forms are looked at as and, in
    turn, by one of the others. Others visit one page of the secretariat of each kind, and those that show them people.
    """
    if is_full:
        yield from ((row, actors) for row in rows)
    elif actors != GET_MOST:
        chosen = {*of_each_kind(rows)}
        yield from representatives(
            [row for row in rows if row in chosen or not is_by_rule(row) or is_read_by_others(row)], actors
        )
    else:
        for number, row in enumerate(rows):
            in_turn = row[2] == table.EVERYONE or is_by_rule(row)
            first = {*permitted(row[2])}.intersection(actors) | {actors[number % len(actors)]}
            yield row, sorted(first) if in_turn else actors


def is_by_rule(row: tuple[str, str, str]) -> bool:
    """Tell whether the rule of an address says all of who gets it, as at the secretariat."""
    return row[0].partition(":")[0].endswith("_secretariat") and row[0] not in NARROWER


def is_read_by_others(row: tuple[str, str, str]) -> bool:
    """Tell whether someone reads it who may learn nothing of a hidden person."""
    gets = expected(row[2])
    return any(gets[actor] == {"ok"} for actor in NOT_ENTITLED)


@pytest.fixture(scope="module", params=sorted(groups()))
def group(request: Any) -> Any:
    return request.param


@pytest.fixture(scope="module")
def visited_by_group() -> dict[tuple[str, bool], Visited]:
    return {}


@pytest.mark.parametrize(("actors", "is_full"), TRIED)
def test_everyone_gets_what_the_table_says_reads_of_nobody_hidden_and_keeps_nothing(
    world, group, actors, is_full, visited_by_group
):
    visited = visited_by_group.setdefault((group, is_full), {})
    visited.update((actor, {}) for actor in actors)
    assert not list(mismatches(world, groups()[group], actors, visited, is_full=is_full))


@pytest.mark.sqlite
def test_at_the_secretariat_each_rule_says_of_everyone_what_the_table_says(world):
    """Anyone who is refused lacks the right that the address asks, whoever gets an answer has it."""
    wrong = []
    for name, parts, answered in ALL_ROWS:
        permission = getattr(ROUTES[name].view_class, "permission", PUBLIC)
        if not name.partition(":")[0].endswith("_secretariat") or permission == PUBLIC or name in NARROWER:
            continue
        about = world.conference if "slug" in parts.split() else None
        for actor, wanted in expected(answered).items():
            user = world.users.get(actor) or AnonymousUser()
            if user.has_perm(permission, about) != (not wanted & {"in", "no"}):
                wrong.append(
                    f"{name} {parts}: {actor} gets {sorted(wanted)}, and {permission} says otherwise"
                )
    assert not wrong


@pytest.fixture(
    params=[False, pytest.param(True, marks=[pytest.mark.sqlite, pytest.mark.nightly])],
    ids=["in-part", "in-full"],
)
def in_full(request: Any) -> bool:
    return request.param


@pytest.fixture
def forms(
    world: World, group: str, in_full: bool, visited_by_group: dict[tuple[str, bool], Visited]
) -> Visited:
    """Return the forms on the pages of a group that were visited, by actor and address."""
    visited = visited_by_group.setdefault((group, in_full), {})
    missing = set(ACTORS if connection.vendor == "sqlite" else GET_MOST) - set(visited)
    visited.update((actor, {}) for actor in missing)
    for (name, parts, answered), asking in visits_of(group, is_full=in_full):
        for actor in missing.intersection(asking, permitted(answered)):
            keep_forms(visited, actor, answered, client_of(actor, world).get(address(world, name, parts)))
    return visited


def visits_of(group: str, *, is_full: bool) -> Iterator[tuple[tuple[str, str, str], Sequence[str]]]:
    """Return who visits each address of a group before forms are sent."""
    yield from visits(groups()[group], GET_MOST, is_full=is_full)
    if connection.vendor == "sqlite":
        yield from visits(groups()[group], ALL_OTHERS, is_full=is_full)


def said(actor: str, world: World, url: str, data: Any) -> str:
    """Return the answer to a POST in the words of the table; its effects are undone."""
    client = client_of(actor, world)
    with undone(client):
        response = client.post(url, data)
    return {400: "!!", 409: "!!", 422: "ok"}.get(response.status_code) or outcome(response)


def test_what_stands_on_a_page_may_be_sent_by_whom_it_is_shown_to(world, forms):
    wrong = [
        f"{actor} sends {url} and gets {got}"
        for actor, by_address in forms.items()
        for url, form in by_address.items()
        if (got := said(actor, world, url, form.data)) not in {"ok", "me"}
    ]
    assert not wrong


def test_where_the_table_says_so_a_post_is_answered(world, group, forms, in_full):
    """Of the addresses to which no form on a page of theirs leads: buttons of another state, and what scripts send."""
    wrong = []
    shown = {url for by_address in forms.values() for url in by_address}
    for (name, parts, answered), asking in visits_of(group, is_full=in_full):
        if not hasattr(ROUTES[name].view_class, "post"):
            continue
        url = address(world, name, parts)
        written = expected(table.POSTED.get(name, answered))
        for actor in set(asking).intersection(permitted(answered)):
            # Representatives have not seen every page of theirs.
            if url in (forms[actor] if in_full or actor in GET_MOST else shown):
                continue
            if (got := said(actor, world, url, {})) not in written[actor]:
                wrong.append(f"{name} {parts}: {actor} posts and gets {got}, not {sorted(written[actor])}")
    assert not wrong


def test_no_form_takes_what_is_another_conferences(world, there, forms):
    """Each form is sent once more with the keys of another conference's objects where our own stood."""
    counterparts, foreign = counterparts_of(world, there)
    wrong, sent = [], set()
    for actor, by_address in forms.items():
        for url, form in by_address.items():
            swapped = form.with_keys(counterparts)
            if url in sent or swapped == form:
                continue
            sent.add(url)
            client = client_of(actor, world)
            written = WrittenKeys(foreign)
            with undone(client), connection.execute_wrapper(written):
                response = client.post(url, {**swapped.data, "next": "//elsewhere.example/"})
            if response.status_code >= 500 or written.found:
                wrong.append(f"{actor} sends {url}: {response.status_code}, {sorted(written.found)}")
            if response.get("Location", "/").startswith(("//", "http:", "https:")):
                wrong.append(f"{actor} sends {url} and is led to {response['Location']}")
    assert not wrong


@pytest.mark.sqlite
def test_what_carries_a_key_and_is_sent_twice_is_done_once(world, forms, in_full):
    """A key in a form proves nothing: the verb that the form leads to claims it, or finds all as it is.

    In part, one form of each kind of page in a package is sent.
    """
    wrong, sent = [], set()
    for actor, by_address in forms.items():
        for url, form in by_address.items():
            page = resolve(urlsplit(url).path)
            kind = url if in_full else (page.namespace, page.func.view_class.__bases__)
            if kind in sent or FIELD not in form.data:
                continue
            sent.add(kind)
            client, changed = client_of(actor, world), ChangedRows()
            with undone(client):
                client.post(url, form.data)
                with connection.execute_wrapper(changed):
                    client.post(url, form.data)
                wrong += [f"{actor} sends {url} again, and {table} is changed" for table in changed.tables]
    assert not wrong


def test_the_name_is_there_for_whom_it_should_be(world):
    """Else nobody would read it because it is nowhere."""
    for name, parts in (
        ("people_secretariat:person-list", "slug"),
        ("registrations_secretariat:registration-list", "slug"),
        ("agenda_secretariat:session-change", "slug pk=session"),
        ("agenda_secretariat:group-list", "slug"),
    ):
        assert HIDDEN_NAME in text_of(client_of("owner", world).get(address(world, name, parts))), name


@pytest.mark.parametrize(("actors", "is_full"), TRIED)
def test_documents(world, actors, is_full):
    rows = [
        ("documents_secretariat:document-request", f"slug key='{key}", answered)
        for key, answered in table.DOCUMENTS.items()
    ]
    assert not list(mismatches(world, rows, actors, is_full=is_full))


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


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("actors", "is_full"),
    [
        pytest.param((*NOT_ENTITLED, "owner"), False, id="representatives"),
        pytest.param(ACTORS, True, id="in-full", marks=pytest.mark.nightly),
    ],
)
def test_before_it_is_announced_a_conference_does_not_exist_for_strangers(world, actors, is_full):
    rows = [
        (name, parts, table.ANNOUNCED_ONLY)
        for name, parts, answered in table.ROWS
        if answered == table.EVERYONE and {"slug", "language"} <= set(parts.split())
    ]
    assert len(rows) > 20
    Conference.objects.filter(pk=world.conference.pk).update(status="draft")
    assert not list(mismatches(world, rows, actors, is_full=is_full))


def rows_of(permission: str) -> list[tuple[str, str, str]]:
    """Return the rows whose view or document requires this permission."""
    rows = [row for row in table.ROWS if ROUTES[row[0]].view_class.permission == permission]
    return rows + [
        ("documents_secretariat:document-request", f"slug key='{kind.key}", table.DOCUMENTS[kind.key])
        for kind in document_kinds
        if kind.permission == permission
    ]


ASKED = sorted(permission for permission in permissions if permission != PUBLIC and rows_of(permission))


@pytest.mark.sqlite
@pytest.mark.parametrize("instead", [rules.always_false, rules.always_true], ids=["removed", "open to all"])
def test_without_any_one_rule_the_table_turns_red(world, instead):
    """Each rule is taken away, and given to everyone; the rows that ask it must notice."""
    unnoticed = []
    for permission in ASKED:
        with pytest.MonkeyPatch.context() as patched:
            patched.setitem(permissions, permission, instead)
            if not any(is_noticed(world, row, instead) for row in rows_of(permission)):
                unnoticed.append(permission)
    # A page that everyone may see once it is announced cannot be opened further; the next test guards it. An act that
    # no actor here may do cannot be taken from them: it is the operator's (tests/backups/test_operation.py,
    # test_admin.py).
    assert set(unnoticed) == (open_anyway() if instead is rules.always_true else closed_anyway())


def is_noticed(world: World, row: tuple[str, str, str], instead: Any) -> bool:
    """Tell whether an actor affected by the change gets something else; the first one suffices."""
    name, parts, answered = row
    url = address(world, name, parts)
    allowed = instead is rules.always_false
    concerned = [
        (actor, wanted) for actor, wanted in expected(answered).items() if (wanted == {"ok"}) is allowed
    ]
    return any({outcome(client_of(actor, world).get(url))} != wanted for actor, wanted in concerned)


def closed_anyway() -> set[str]:
    """Return the rules that nobody here has, being the operator's."""
    return {
        permission for permission in ASKED if not any("ok" in row[2].split() for row in rows_of(permission))
    }


def open_anyway() -> set[str]:
    """Return the rules that everyone has once the conference is announced."""
    alike = {table.EVERYONE, table.NOT_HERE}
    return {permission for permission in ASKED if {row[2] for row in rows_of(permission)} <= alike}


def test_opening_what_is_announced_to_all_turns_the_draft_red(world):
    Conference.objects.filter(pk=world.conference.pk).update(status="draft")
    for permission in open_anyway():
        rows = [
            (name, parts, table.ANNOUNCED_ONLY)
            for name, parts, answered in rows_of(permission)
            if answered == table.EVERYONE
        ]
        with pytest.MonkeyPatch.context() as patched:
            patched.setitem(permissions, permission, rules.always_true)
            assert any(mismatches(world, rows)), permission
