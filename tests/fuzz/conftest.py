"""How many, with which seed, and of which format: options that `script/fuzz` gives."""

from __future__ import annotations

import pytest

from tests.access.conftest import kept_world, world  # noqa: F401


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("fuzz")
    group.addoption("--fuzz-count", type=int, default=0, help="how many of each (default: a few)")
    group.addoption("--fuzz-seconds", type=float, default=0, help="no longer than this")
    group.addoption(
        "--fuzz-seed", type=int, default=11, help="of chance; the same seed makes the same inputs"
    )
    group.addoption("--fuzz-first", type=int, default=0, help="the number of the first, to repeat one")
    group.addoption("--fuzz-format", default="", help="a format of files alone")
