"""What docs/changing.md sends a reader to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.docs.test_security_docs import text_of

ROOT = Path(settings.BASE_DIR)
PAGE = text_of(ROOT / "docs" / "changing.md")
# A name of the project's with a folder; what stands for any (<app>/…, {slug}) and addresses of pages are none.
NAMED = re.compile(r"`(?![./~])([\w.*-]+/[\w./*-]+)`")
PLACES = sorted(set(NAMED.findall(PAGE)))


@pytest.mark.parametrize("place", PLACES)
def test_every_place_named_there_is(place):
    assert any(ROOT.glob(place.rstrip("/"))), f"docs/changing.md names {place}, which is not there"


def test_the_files_of_the_recipes_are_found():
    """The pattern sees them: a page that names none would pass."""
    assert {"registrations/lifecycle/table.py", "agenda/conflicts/manifest.py"} <= set(PLACES)
    assert len(PLACES) > 40
