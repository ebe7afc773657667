"""Refused: what a verb says when it may not do what was asked."""

from django.utils.translation import gettext_lazy

_MEANWHILE = gettext_lazy(
    "Someone else changed the same records meanwhile; nothing was written. Please try again."
)


class Refused(Exception):
    """The act is not possible now. The message is translated, says what happened and what to do.

    Pages show it beside the form with all that was typed; commands print it as one line and exit with 1;
    the API answers 409.
    """

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = str(message)


class Stale(Refused):
    """Someone else has changed meanwhile what the act was planned on. Pages answer 409, and show how it stands now."""

    def __init__(self, message: object = _MEANWHILE) -> None:
        super().__init__(message)


class NotReady(Refused):
    """What was asked for takes long and is being made by the worker: whoever asks again soon has it.

    Pages answer 202, and ask again by themselves.
    """
