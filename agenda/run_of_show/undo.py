"""What steps of editing keep of a session's run of show."""

from __future__ import annotations

from agenda.history.domain.snapshots import Rows
from agenda.run_of_show.models import Cue
from agenda.sessions.undo import SESSIONS

# Put back after the session's items, at which cues point.
SESSIONS.add_rows("cues", Rows(Cue, "session"))
