"""Keys that this package registers and uses."""

# Key of a conflict of the agenda.
SPEAKER_NOT_REGISTERED = "speaker-not-registered"
