"""Most files are read here, and not in a process of their own, whose start takes longer than all else of a test."""

import json
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from confman.documents.seals import verifier


@pytest.fixture(autouse=True)
def _read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do as the process does, but for its limits. A test that asks for `read_apart` has that."""
    if "read_apart" not in request.fixturenames:
        monkeypatch.setattr("confman.documents.seals.reader.find_apart", _found_here)


def _found_here(content: bytes, ours: Collection[bytes]) -> dict[str, str] | None:
    # pyHanko runs an event loop, and a test before this one may have left another running in this thread.
    with ThreadPoolExecutor(max_workers=1) as elsewhere, suppress(Exception):
        found: dict[str, str] = json.loads(
            json.dumps(elsewhere.submit(verifier.find, content, ours).result())
        )
        return found
    return None


@pytest.fixture
def read_apart() -> None:
    """Files are read by a process of its own, as on a server."""
