"""What the pages for developers send a reader to is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.docs.test_security_docs import text_of

ROOT = Path(settings.BASE_DIR)
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
# A name of the project's with a folder; what stands for any (<app>/…, {slug}) and addresses of pages are none.
NAMED = re.compile(r"`(?![./~])([\w.*-]+/[\w./*-]+)`")
PLACES = sorted(set(NAMED.findall(text_of(ROOT / "docs" / "changing.md"))))
# A file of the project's by its name, with its folders from the root or, where the page says which these are, alone.
FILES = re.compile(r"`([\w./-]+\.(?:css|html|js|mjs|py|toml|typ))`")
# The new module of a recipe.
MADE_UP = {"absentees.py"}


@pytest.mark.parametrize("place", PLACES)
def test_every_place_named_there_is(place):
    assert any(ROOT.glob(place.rstrip("/"))), f"docs/changing.md names {place}, which is not there"


def test_the_files_of_the_recipes_are_found():
    """The pattern sees them: a page that names none would pass."""
    assert {"registrations/lifecycle/table.py", "agenda/conflicts/manifest.py"} <= set(PLACES)
    assert len(PLACES) > 40


@pytest.fixture(scope="module")
def file_names():
    folders = (
        "agenda",
        "benchmarks",
        "confman",
        "outcomes",
        "registrations",
        "script",
        "static",
        "templates",
        "tests",
    )
    inside = {path.name for folder in folders for path in (ROOT / folder).rglob("*.*")}
    return inside | {path.name for path in ROOT.iterdir()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page, file_names):
    named = set(FILES.findall(page.read_text(encoding="utf-8"))) - MADE_UP
    missing = [name for name in named if not ((ROOT / name).exists() if "/" in name else name in file_names)]
    assert not missing, f"{page.name} names {missing}"
