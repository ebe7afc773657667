"""What steps of editing keep of a session's run of show."""

from __future__ import annotations

from agenda.domain.snapshots import Rows
from agenda.domain.undo_sessions import SESSIONS
from agenda.models import Cue

# Put back after the session's items, at which cues point.
SESSIONS.add_rows("cues", Rows(Cue, "session"))
