"""Whatever file is brought, it is read or refused with a sentence: through the pages that take it, and the commands."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction

from tests.access.actors import client_of
from tests.access.test_matrix import address
from tests.fuzz import samples
from tests.fuzz.conversation import form_of
from tests.fuzz.findings import Findings
from tests.fuzz.mutation import mutated

Bring = Callable[..., None]


@dataclass(frozen=True)
class Way:
    """A way in: what it takes, by format, and how one is brought."""

    name: str
    samples: samples.Samples
    bring: Bring


class Pages:
    """Brings files to the pages of one world, as its owner."""

    def __init__(self, world: Any) -> None:
        self.world, self.client = world, client_of("owner", world)
        self.client.raise_request_exception = True
        self.forms: dict[str, dict[str, Any]] = {}

    def to(self, route: str, parts: str, field: str, **more: str) -> Bring:
        url = address(self.world, route, parts)
        return lambda name, content: self.bring(url, field, SimpleUploadedFile(name, content), more)

    def pasted(self, route: str, parts: str, field: str) -> Bring:
        url = address(self.world, route, parts)
        return lambda _name, content: self.bring(url, field, content.decode("utf-8", "replace"), {})

    def bring(self, url: str, field: str, value: Any, more: dict[str, str]) -> None:
        """Send the form of a page with a file in it, and go on to the end by the forms of the pages that follow."""
        if url not in self.forms:
            self.forms[url] = largest_form(self.client.get(url))
        sent = {**self.forms[url], **more, field: value}
        response = self.client.post(url, sent, follow=True)
        for act in ("preview", "import"):
            assert response.status_code < 500, response.status_code
            here = response.request["PATH_INFO"]
            form = largest_form(response)
            if (field in form and here == url) or not form:
                return
            response = self.client.post(here, {**form, "action": act, "act": act}, follow=True)
        assert response.status_code < 500, response.status_code


def largest_form(response: Any) -> dict[str, Any]:
    """The form that a page is for, as it stands."""
    if response.status_code >= 400 or response.streaming:
        return {}
    forms = form_of(response.content)
    found: dict[str, Any] = {}
    for name, value in max(forms, key=len, default=[]):
        found.setdefault(name, []).append(value.decode())
    return found


def command(*arguments: str) -> Bring:
    """A command that reads a file and is only tried."""

    def bring(name: str, content: bytes, *, whole: bool = False) -> None:
        with tempfile.NamedTemporaryFile(suffix=f".{name}") as file:
            Path(file.name).write_bytes(content)
            try:
                call_command(*arguments, "here", file.name, "--skip-bad", stdout=NOWHERE, stderr=NOWHERE)
            except CommandError:
                if whole:
                    raise

    return bring


class _Nowhere:
    def write(self, *_said: Any) -> None: ...
    def flush(self) -> None: ...
    def isatty(self) -> bool:
        return False


NOWHERE = _Nowhere()


def ways(world: Any) -> list[Way]:
    """All of them. The commands are quick, and read what the pages read."""
    pages = Pages(world)
    people = lambda: samples.lists("exportpeople", samples.PEOPLE, samples.OBJECTS)  # noqa: E731
    texts = lambda: samples.lists("exportrecommendations", samples.RECOMMENDATIONS)  # noqa: E731
    return [
        Way("importagenda", samples.schedules, command("importagenda")),
        Way("importpeople", people, command("importpeople")),
        Way("importrecommendations", texts, command("importrecommendations")),
        Way("schedule", samples.schedules, pages.to("agenda_secretariat:import", "slug", "file")),
        Way("people", people, pages.to("registrations_secretariat:import", "slug", "file")),
        Way("invitees", people, pages.to("registrations_secretariat:invitee-import", "slug", "file")),
        Way("recommendations", texts, pages.to("outcomes_secretariat:table-import", "slug", "file")),
        Way("text", samples.texts, pages.to("outcomes_secretariat:text-import", "slug", "file")),
        Way(
            "programme",
            lambda: {"pasted": [samples.PROGRAMME]},
            pages.pasted("agenda_secretariat:paste", "slug", "text"),
        ),
        Way(
            "template",
            samples.templates,
            pages.to("documents_secretariat:word-template", "slug key='agenda.agenda", "file", language="en"),
        ),
        Way(
            "photo", samples.pictures, pages.to("people_secretariat:person-change", "slug pk=person", "photo")
        ),
        Way(
            "logo",
            samples.pictures,
            pages.to("conferences_secretariat:partner-change", "slug pk=partner", "logo"),
        ),
        Way("annex", samples.papers, pages.to("outcomes_secretariat:annex-add", "slug", "file")),
    ]


def test_no_file_makes_a_reader_fall_over(world, pytestconfig, caplog):
    options = pytestconfig.option
    caplog.set_level("ERROR")
    every = ways(world)
    kept: dict[str, list[tuple[str, bytes]]] = {}
    findings, until = Findings(), time.monotonic() + (options.fuzz_seconds or 10**6)
    tried: dict[str, int] = {}
    for number in range(options.fuzz_first, options.fuzz_first + (options.fuzz_count or 40)):
        if time.monotonic() > until:
            break
        random = Random(f"{options.fuzz_seed}/{number}")
        # Of a long run most go by the commands, which are quick.
        way = (
            random.choice(every[:3]) if options.fuzz_count and random.random() < 0.7 else random.choice(every)
        )
        if way.name not in kept:
            kept[way.name] = [(name, one) for name, several in way.samples().items() for one in several]
        found = [pair for pair in kept[way.name] if options.fuzz_format in ("", pair[0])]
        if not found:
            continue
        name, whole = random.choice(found)
        content = mutated(whole, random)
        tried[name] = tried.get(name, 0) + 1
        act = lambda way=way, name=name, content=content: taken_back(world, lambda: way.bring(name, content))  # noqa: E731
        findings.trying(f"{number}-{way.name}.{name}", lambda content=content: content, act)
    print(f"{findings.tried} files, seed {options.fuzz_seed}: {tried}")
    assert not findings.found, findings.report()


def taken_back(world: Any, act: Callable[[], None]) -> None:
    client = client_of("owner", world)
    cookies = SimpleCookie(client.cookies)
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies


def test_whole_files_come_in(world):
    """Else the mutated ones would be refused at the door."""
    for way in ways(world)[:3]:
        for name, several in way.samples().items():
            for content in several:
                taken_back(
                    world, lambda way=way, name=name, content=content: way.bring(name, content, whole=True)
                )
