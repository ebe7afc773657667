"""Fixtures of the readers' tests."""

import pytest
from django.core.cache import caches

from confman.readers.bodies import memory


@pytest.fixture
def store(settings, tmp_path, early_in_a_minute):
    """The store of bodies, which other tests do without, in a folder of its own; the process remembers none."""
    memory.clear()
    settings.CONFMAN_KEEPS_BODIES = True
    settings.BODIES_ROOT = tmp_path
    settings.CACHES = {**settings.CACHES, "bodies": {**settings.CACHES["bodies"], "LOCATION": tmp_path}}
    return caches["bodies"]
