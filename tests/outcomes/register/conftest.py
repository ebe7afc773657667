"""Fixtures of the register's tests."""

import pytest

from outcomes.register.domain.series import add_usual_series


@pytest.fixture
def register(conference, owner):
    """A conference with the usual series, whose symbols begin with CONF/2017."""
    conference.symbol_prefix = "CONF/2017"
    conference.save()
    add_usual_series(conference, by=owner)
    return conference
