"""One world for all tests of a file: changes of one test are invisible to the next."""

import dataclasses
from typing import Any

import pytest

from tests.access.world import World, build_world
from tests.databases import made_once


@pytest.fixture(scope="module")
def kept_world(kept: Any) -> World:
    return kept(lambda: made_once(build_world, kept.files))


@pytest.fixture(scope="module")
def there(kept: Any, kept_world: World) -> World:
    """Another conference with the same kinds of objects and its own people."""
    return kept(lambda: build_world("there"))


@pytest.fixture
def world(kept: Any, kept_world: World, db: Any, settings: Any) -> World:
    """The world with fresh browsers for this test: browsers remember where they were."""
    settings.MEDIA_ROOT = kept.files
    return dataclasses.replace(kept_world, values=dict(kept_world.values), clients={})
