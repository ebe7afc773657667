"""docs/development/dependencies.md says of each package why it is there."""

import json
import re

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
FILES = [
    "requirements.in",
    "requirements-dev.in",
    "requirements-build.in",
    "requirements-device.in",
    "requirements-node.in",
    "requirements-setup.in",
]
NAME = re.compile(r"^[A-Za-z0-9][\w.-]*", re.MULTILINE)


def plain(name):
    return re.sub(r"[-_.]+", "-", name.lower())


@pytest.fixture(scope="module")
def told():
    page = (ROOT / "docs" / "development" / "dependencies.md").read_text()
    firsts = " ".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| "))
    return {plain(name) for name in re.findall(r"@?[\w./-]+", re.sub(r"\[[^\]]*\]", "", firsts))}


@pytest.mark.parametrize("file", FILES)
def test_every_package_of_python_is_on_the_page(file, told):
    names = {plain(name) for name in NAME.findall((ROOT / file).read_text())}
    assert names
    assert names - told == set()


def test_every_package_of_the_front_end_is_on_the_page(told):
    package = json.loads((ROOT / "package.json").read_text())
    names = {plain(name) for part in ("dependencies", "devDependencies") for name in package[part]}
    # Fonts of many scripts stand in one row, by their ends.
    missing = {
        name for name in names - told if not any(name.endswith(end) for end in told if end.startswith("-"))
    }
    assert missing == set()
