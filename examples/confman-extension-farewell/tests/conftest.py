"""The fixtures of confman's own tests: a conference, its team, their browsers."""

from tests.conftest import *  # noqa: F403
