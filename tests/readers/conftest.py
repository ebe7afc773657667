"""What the tests of kept pages share."""

import pytest
from django.core.cache import caches


@pytest.fixture
def store(settings, tmp_path):
    """The store of pages, empty, of this test alone."""
    settings.CONFMAN_KEEPS_BODIES = True
    settings.BODIES_ROOT = tmp_path
    settings.CACHES = {**settings.CACHES, "bodies": {**settings.CACHES["bodies"], "LOCATION": tmp_path}}
    return caches["bodies"]
