"""The tone of a status badge, by its value; how far a piece of work is; labels of states that no model has."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Choices, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Those that no enumeration declares are neutral.
TONES: dict[str, str] = {}

Enumeration = TypeVar("Enumeration", bound=type[Choices])


def toned(
    good: str = "", warn: str = "", bad: str = "", note: str = ""
) -> Callable[[Enumeration], Enumeration]:
    """Give values of an enumeration the tones of their badges; a value has the same tone wherever it stands.

    Raises ValueError for a second tone of a value.
    """
    for tone, values in (("good", good), ("warn", warn), ("bad", bad), ("note", note)):
        for value in values.split():
            if TONES.setdefault(value, tone) != tone:
                raise ValueError(f"The badge of {value!r} is {TONES[value]} already, and cannot be {tone}.")
    return lambda choices: choices


# Words of several floors, and of badges that show no choice of a model.
toned(
    good="approved published confirmed accepted sent open",
    warn="waiting overdue returned invited practice test late provisional stale changed moved",
    bad="declined cancelled withdrawn blocked",
    note="submitted sending new",
)


@toned(good="running done", warn="queued", bad="failed")
class WorkStatus(TextChoices):
    """The status of work that the worker does: a document, an archive, an import, an action on many."""

    # Of an upload: someone has to decide about it before the worker goes on.
    READY = "ready", _("to be decided")
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("in progress")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    # Of a document: it was made, and its file is deleted.
    EXPIRED = "expired", _("no longer kept")


UNFINISHED = (WorkStatus.QUEUED, WorkStatus.RUNNING)

# Effects of an import or a release on a row, and the status of a text in one language.
WORDS: dict[str, Promise] = {
    "new": _("new"),
    "changed": _("changed"),
    "moved": _("moved"),
    "cancelled": _("cancelled"),
    "unchanged": _("unchanged"),
    "missing": _("missing"),
    "stale": _("stale"),
    "draft": _("draft"),
    "reviewed": _("reviewed"),
    "official": _("official"),
}


def status_tone(state: str) -> str:
    """Return 'good', 'warn', 'bad', 'note' or 'neutral' for a status value: approved, in-progress, not_adopted."""
    return TONES.get(state.strip().lower().replace("_", "-").replace(" ", "-"), "neutral")
