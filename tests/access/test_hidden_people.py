"""A person listed for the secretariat alone is named to nobody else: on no page, list, export or document."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from tests.access import table
from tests.access.actors import NOT_ENTITLED, clients_of
from tests.access.test_matrix import address, groups, world  # noqa: F401
from tests.access.world import HIDDEN_NAME


def text_of(response: Any) -> str:
    """All text of an answer: HTML, PDF, Word, spreadsheets and the rest alike."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if kind == "application/pdf":
        import pypdfium2

        document = pypdfium2.PdfDocument(content)
        return "".join(page.get_textpage().get_text_range() for page in document)
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("group", sorted(groups()))
def test_the_name_is_nowhere(world, group):  # noqa: F811
    found = []
    for name, parts, _answered in groups()[group]:
        url = address(world, name, parts)
        for actor in NOT_ENTITLED:
            # One role elsewhere stands for the others here: the table has tried them all.
            text = text_of(clients_of(actor, world)[0].get(url)).lower()
            found += [
                f"{actor} reads {part} at {url}" for part in HIDDEN_NAME.split() if part.lower() in text
            ]
    assert not found


def test_the_name_is_there_for_whom_it_should_be(world):  # noqa: F811
    """Else the other test would find nothing because there is nothing."""
    [client] = clients_of("owner", world)
    assert HIDDEN_NAME in text_of(client.get(address(world, "people_secretariat:person-list", "slug")))
    for name, parts in (
        ("registrations_secretariat:registration-list", "slug"),
        ("agenda_secretariat:session-change", "slug pk=session"),
        ("agenda_secretariat:group-list", "slug"),
    ):
        assert HIDDEN_NAME in text_of(client.get(address(world, name, parts))), name


@pytest.mark.parametrize("key", ["outcomes.conference-report", "outcomes.donor-report"])
def test_what_an_observer_may_ask_for_names_nobody_hidden(world, key):  # noqa: F811
    from confman.documents.domain import build_document

    assert table.DOCUMENTS[key] == table.MEMBERS
    made = build_document(key, world.conference, language="en", format="docx", options={})
    archive = zipfile.ZipFile(io.BytesIO(made.content))
    text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert not any(part in text for part in HIDDEN_NAME.split())
