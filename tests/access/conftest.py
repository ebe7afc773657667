"""One world for all tests of a file: what one of them does to it, the next does not find."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.access.world import World, build_world


@pytest.fixture(scope="module")
def kept_world(kept: Any) -> World:
    return kept(build_world)


@pytest.fixture(scope="module")
def there(kept: Any, kept_world: World) -> World:
    """Another conference with the same things and people of its own."""
    return kept(lambda: build_world("there"))


@pytest.fixture
def world(kept: Any, kept_world: World, db: Any, settings: Any) -> World:
    """The world with browsers of this test's own, which are signed in anew: a browser remembers where it was."""
    settings.MEDIA_ROOT = kept.files
    return dataclasses.replace(kept_world, values=dict(kept_world.values), clients={})
