"""How many, with which seed, and of which format: options that `script/fuzz` gives."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from confman.conferences.models import Conference
from registrations.models import Category, Delegation
from tests.access.world import World, build_world


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("fuzz")
    group.addoption("--fuzz-count", type=int, default=0, help="how many of each (default: a few)")
    group.addoption("--fuzz-seconds", type=float, default=0, help="no longer than this")
    group.addoption(
        "--fuzz-seed", type=int, default=11, help="of chance; the same seed makes the same inputs"
    )
    group.addoption("--fuzz-first", type=int, default=0, help="the number of the first, to repeat one")
    group.addoption("--fuzz-format", default="", help="a format of files alone")


@pytest.fixture(scope="module")
def kept_world(kept: Any) -> World:
    def build() -> World:
        made = build_world()
        # The factories count no places; here they are given back.
        for model in (Conference, Category, Delegation):
            model.objects.update(taken=1000, capacity=None)
        return made

    return kept(build)


@pytest.fixture
def world(kept: Any, kept_world: World, db: Any, settings: Any) -> World:
    settings.MEDIA_ROOT = kept.files
    return dataclasses.replace(kept_world, values=dict(kept_world.values), clients={})
