"""Freezes chance and clock, so that two runs write the same; without a folder nothing here is collected."""

import datetime as dt
import itertools
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import factory.random
import pytest
import time_machine
from factory.django import DjangoModelFactory

from tests import factories
from tests.access.world import World, build_world
from tests.goldens.content import Golden

NOW = dt.datetime(2027, 2, 15, 10, tzinfo=dt.UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("goldens").addoption("--goldens", type=Path, default=None, help="the folder to write to")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Ignore these tests without a folder: by themselves they prove nothing."""
    if collection_path.name.startswith("test_") and config.getoption("--goldens", None) is None:
        return True
    return None


def _still(seed: int) -> Iterator[None]:
    """Freeze the clock, and draw all random values from the seed."""
    # Keys are drawn apart, and rise: rows that are equal but for their keys stand in the order in which they were made,
    # however many keys and secrets were drawn before.
    keys, chance, numbers = random.Random(seed), random.Random(seed), itertools.count(seed << 24)

    def key(size: int) -> bytes:
        return next(numbers).to_bytes(4) + keys.randbytes(size - 4) if size == 16 else keys.randbytes(size)

    with pytest.MonkeyPatch.context() as patched, time_machine.travel(NOW, tick=False):
        patched.setattr(os, "urandom", key)
        patched.setattr(random, "_urandom", chance.randbytes)
        random.seed(seed)
        factory.random.reseed_random(seed)
        for made in vars(factories).values():
            if (
                isinstance(made, type)
                and issubclass(made, DjangoModelFactory)
                and made is not DjangoModelFactory
            ):
                made.reset_sequence(0, force=True)
        yield


@pytest.fixture(scope="module", autouse=True)
def _still_while_the_world_is_made() -> Iterator[None]:
    yield from _still(1)


@pytest.fixture(autouse=True)
def _still_in_each_test(
    request: pytest.FixtureRequest, _still_while_the_world_is_made: None
) -> Iterator[None]:
    yield from _still(2)


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Golden:
    """`golden(name, text)`: write a file of that name."""
    return Golden(pytestconfig.getoption("--goldens"))


@pytest.fixture(scope="module")
def world(kept: Any) -> World:
    return kept(build_world)
