"""Keys that this package enters and uses."""

# Of the agenda's conflicts.
SPEAKER_NOT_REGISTERED = "speaker-not-registered"
