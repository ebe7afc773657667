"""The documents of which script/gallery makes pictures; without a folder nothing here is collected."""

from pathlib import Path

import pytest

# The clock and chance stand still, as they do for the goldens: two galleries of one revision are equal.
from tests.goldens.conftest import _still_in_each_test, _still_while_the_world_is_made  # noqa: F401


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("gallery").addoption("--gallery", type=Path, default=None, help="the folder to write to")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Ignore these tests without a folder: by themselves they prove nothing."""
    if collection_path.name.startswith("test_") and config.getoption("--gallery", None) is None:
        return True
    return None
