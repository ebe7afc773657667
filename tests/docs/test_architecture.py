"""docs/architecture.md names the packages there are, in the order that import-linter holds."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What Django looks for at the root of an app, and what is not yet divided among the packages.
AT_THE_ROOT = {"contributions", "management", "migrations", "templatetags", "urls", "web"}
MOST_FILES = 25


@pytest.mark.parametrize("app", ["agenda", "registrations", "outcomes"])
def test_the_packages_of_an_app_are_those_of_the_page_and_of_the_contract(app):
    page = (ROOT / "docs" / "architecture.md").read_text()
    section = page.partition(f"## {app}, from the top")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `(\w+)` \|", section, re.M)
    folders = {path.parent.name for path in (ROOT / app).glob("*/__init__.py")} - AT_THE_ROOT
    assert set(named) == folders
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (contract,) = [each for each in contracts if each.get("containers") == [app]]
    # Above the packages stand the modules of the root, in one line.
    assert [layer for layer in contract["layers"] if ":" not in layer] == named


@pytest.mark.parametrize("app", ["agenda", "registrations", "outcomes"])
def test_a_folder_can_be_taken_in_at_a_glance(app):
    crowded = {
        str(folder.relative_to(ROOT)): count
        for folder in (ROOT / app).rglob("*/")
        if "migrations" not in folder.parts
        and (count := len([path for path in folder.glob("*.py") if path.name != "__init__.py"])) > MOST_FILES
    }
    assert not crowded
