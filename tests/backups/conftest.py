"""A second installation beside the test's own."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.databases import empty_copy, in_another_database


@pytest.fixture
def installation(
    transactional_db: None, tmp_path: Path, settings: Any
) -> Iterator[Callable[[str], contextlib.AbstractContextManager[str]]]:
    """`with installation("sqlite") as address:` the block works with a new, empty installation."""

    outer = contextlib.ExitStack()
    empty = outer.enter_context(empty_copy(tmp_path))

    @contextlib.contextmanager
    def go(vendor: str) -> Iterator[str]:
        before = settings.MEDIA_ROOT
        with in_another_database(vendor, tmp_path, empty) as address:
            settings.MEDIA_ROOT = tmp_path / uuid4().hex
            try:
                yield address
            finally:
                settings.MEDIA_ROOT = before

    with outer:
        yield go
