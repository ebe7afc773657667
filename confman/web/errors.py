"""Refused: the error of a verb that may not do what was asked."""

from django.utils.translation import gettext_lazy

_MEANWHILE = gettext_lazy(
    "Someone else changed the same records meanwhile; nothing was written. Please try again."
)


class Refused(Exception):
    """The action is not possible now. The message is translated and says what happened and what to do.

    Pages show it beside the form with all that was typed; commands print it as one line and exit with 1;
    the API answers 409.
    """

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = str(message)
        # As of a ValidationError.
        self.messages = [self.message]


class Stale(Refused):
    """Someone else has meanwhile changed what the action was based on. Pages answer 409, and show the present state."""

    def __init__(self, message: object = _MEANWHILE) -> None:
        super().__init__(message)


class NotReady(Refused):
    """The worker is still making what was requested: try again soon.

    Pages answer 202, and retry by themselves.
    """
