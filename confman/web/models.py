"""The base of all models, and what pages, forms and documents say of their fields alike: tones of a status."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isfunction
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Choices, TextChoices
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country

from confman.accounts.models import Visitor
from confman.compiled_inserts import CompiledInserts

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


def field_named(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    """Return a field of the model itself, not a reverse relation."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field), f"{model.__name__}.{name} is no field of its own."
    return field


def field_in_words(row: models.Model, name: str) -> Any:
    """Return a field of a row, or of a row to which the path leads: the label of a choice, else `value_in_words`."""
    if display := getattr(row, f"get_{name}_display", None):
        return capfirst(str(display()))
    return value_in_words(attrgetter(name)(row))


def value_in_words(value: object) -> Any:
    """Return "yes" or "no", or the name of a country; texts, numbers, days and rows are returned as they are."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return value.name if isinstance(value, Country) else value


RowT = TypeVar("RowT", bound=models.Model)


class OfConferenceQuerySet(models.QuerySet[RowT]):
    """Rows of a conference, to which `conference_path` leads."""

    conference_path = "conference"

    if not TYPE_CHECKING:  # mypy's plugin knows Django's own

        @classmethod
        def as_manager(cls):
            """Return a manager with these methods, as Django's own does.

            Django looks for them among all that a queryset has, its own hundred included: with some sixty managers a
            thirtieth of the time to start. Here it is shown only those that ours add.
            """
            of_ours = [ancestor for ancestor in cls.__mro__ if not issubclass(models.QuerySet, ancestor)]
            attributes = {
                name: value for ancestor in reversed(of_ours) for name, value in vars(ancestor).items()
            }
            added = type(
                "Added", (), {name: value for name, value in attributes.items() if isfunction(value)}
            )
            manager_class = models.Manager.from_queryset(added, f"ManagerFrom{cls.__name__}")
            manager_class._queryset_class = cls
            manager = manager_class()
            manager._built_with_as_manager = True
            return manager

    def of(self, conference: models.Model | UUID | None) -> Self:
        """Return the rows of the conference, or of the one with that id; those of none, if none is given."""
        return self.filter(**{self.conference_path: conference})


class UUIDModel(CompiledInserts):
    """A row with a UUID: addresses never contain consecutive numbers, and a bulk insert knows its keys."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class WorkedUpload(UUIDModel):
    """An upload that is previewed and decided about and, if it is large, processed by the worker.

    `table` (of a table, what its columns are recognized by), `choices` and `preview` are plain JSON. For a large one,
    `action` says what the worker is to do, `stage` and `progress` how far it is, and `claim` names the run that works
    on it (confman.web.uploads.imports). `name` is the file's name, `path` its path in the private storage.
    """

    conference: Any
    user: Visitor
    name: Any

    table = models.JSONField(null=True)
    choices = models.JSONField(default=dict)
    preview = models.JSONField(null=True)
    status = models.CharField(_("status"), max_length=8, choices=WorkStatus, default=WorkStatus.READY)
    action = models.CharField(max_length=8, blank=True)
    stage = models.CharField(max_length=200, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(_("message"), blank=True)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def path(self) -> str:
        raise NotImplementedError

    @property
    def is_working(self) -> bool:
        """Return whether the worker is processing it, or will soon."""
        return self.status in UNFINISHED


class AddedTextField(models.CharField):
    """A text that a release has added. Its column may be empty, as the release before leaves it, and reads as ''."""

    def get_default(self) -> str:
        return ""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str:
        return value or ""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"empty_value": "", **kwargs})
