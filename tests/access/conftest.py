"""One world for all tests of a file: what one of them does to it, the next does not find."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access.world import World, build_world


@pytest.fixture(scope="module")
def files_of_the_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def kept_world(django_db_setup: None, django_db_blocker: Any, files_of_the_world: Path) -> Iterator[World]:
    """In a transaction of its own, within which each test has its; undone when the file has been run."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=files_of_the_world):
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(kept_world: World, files_of_the_world: Path, db: Any, settings: Any) -> World:
    """The world with browsers of this test's own, which are signed in anew: a browser remembers where it was."""
    settings.MEDIA_ROOT = files_of_the_world
    return dataclasses.replace(kept_world, values=dict(kept_world.values), clients={})
