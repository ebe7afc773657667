"""What steps of editing keep of a session's run of show."""

from agenda.history.domain.snapshots import Rows
from agenda.run_of_show.models import Cue

CUES = Rows(Cue, "session")
