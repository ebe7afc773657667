"""Keeps a session's run of show for undo and redo."""

from agenda.history.domain.snapshots import Rows
from agenda.run_of_show.models import Cue

CUES = Rows(Cue, "session")
