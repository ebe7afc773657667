"""Delete a conference with everything in it, and say before what that is: the models that belong to it."""

from collections.abc import Iterator
from functools import cache, reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import FileField, Model, Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference, Status
from confman.web.database.changes import delete_file_on_commit
from confman.web.errors import Refused


@cache
def belongs_to_a_conference(model: type[models.Model]) -> bool:
    """Tell whether the model is the conference, or its rows belong to one."""
    return model is Conference or bool(paths_to_a_conference(model))


@cache
def paths_to_a_conference(model: type[models.Model]) -> tuple[str, ...]:
    """Return the shortest lookups from a model to its conference, as in "session__conference"; empty without one.

    There are several where a row belongs to the conference by one of several foreign keys, the others being empty.
    """
    seen, reached = {model}, [(model, "")]
    while reached:
        paths, further = [], []
        for current, path in reached:
            for field in current._meta.concrete_fields:
                other = field.related_model if field.is_relation else None
                if other is Conference:
                    paths.append(f"{path}{field.name}")
                elif isinstance(other, type) and other not in seen:
                    further.append((other, f"{path}{field.name}__"))
        if paths:
            return tuple(paths)
        seen |= {other for other, _path in further}
        reached = further
    return ()


def models_of_conferences() -> list[type[models.Model]]:
    """Return all models whose rows belong to a conference, with the tables that join two others."""
    return [model for model in apps.get_models(include_auto_created=True) if paths_to_a_conference(model)]


_BATCH = 500


def what_deletion_removes(conference: Conference) -> list[tuple[str, int]]:
    """Return what would be deleted: names of models with the number of rows, most first.

    Rows that only serve the machine (models without permissions) are not named.
    """
    pairs = [
        (str(model._meta.verbose_name_plural), _rows(model, conference).count())
        for model in _models()
        if not model._meta.auto_created and model._meta.default_permissions
    ]
    return sorted(((name, count) for name, count in pairs if count), key=lambda pair: (-pair[1], pair[0]))


def why_not_deleted(conference: Conference) -> str:
    """Return why the conference cannot be deleted now; "" if it can."""
    if conference.legal_hold:
        return _("A legal hold is on it: %(reason)s") % {"reason": conference.legal_hold}
    if conference.status not in (Status.DRAFT, Status.ARCHIVED):
        return _("Only a draft, or a conference that is archived, can be deleted.")
    return ""


@transaction.atomic
def remove_conference(conference: Conference, *, by: User) -> None:
    """Delete a draft, or a conference that is archived, for good; the history stays. Raises Refused."""
    current = Conference.objects.select_for_update().get(pk=conference.pk)
    if reason := why_not_deleted(current):
        raise Refused(reason)
    removed = dict(what_deletion_removes(current))
    record_audit(
        "conferences.deleted", by=by, target=current, label=current.slug,
        details={"count": sum(removed.values())},
    )  # fmt: skip
    delete_conference(current)


def delete_conference(conference: Conference) -> None:
    """Delete the conference, its rows and their files, inside the verb's transaction; the history stays.

    What refers to it from other conferences refers to nothing then. Raises Refused where that cannot be.
    """
    keys = {model: list(_rows(model, conference).values_list("pk", flat=True)) for model in _models()}
    keys[Conference] = [conference.pk]
    files = list(_files(Conference.objects.filter(pk=conference.pk)))
    for model in _models():
        files += _files(_rows(model, conference))
    # The database compares references at the end of the transaction: no order is needed.
    for model, keys_of_model in keys.items():
        for part in _parts(keys_of_model):
            rows: Any = model._base_manager.filter(pk__in=part)
            rows._raw_delete(rows.db)
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.null and field.is_relation and field.related_model in keys and model is not AuditEntry:
                for part in _parts(keys[field.related_model]):
                    model._base_manager.filter(**{f"{field.name}__in": part}).update(**{field.name: None})
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise Refused(
            _("Something of another conference still needs it: %(what)s") % {"what": error}
        ) from error
    for file in files:
        delete_file_on_commit(file)


def _models() -> list[type[Model]]:
    return [model for model in models_of_conferences() if model is not AuditEntry]


def _rows(model: type[Model], conference: Conference) -> QuerySet[Any]:
    paths = paths_to_a_conference(model)
    return model._base_manager.filter(reduce(or_, (Q(**{path: conference.pk}) for path in paths)))


def _files(rows: QuerySet[Any]) -> Iterator[FieldFile]:
    for field in rows.model._meta.concrete_fields:
        if isinstance(field, FileField):
            for row in rows.exclude(**{field.name: ""}).only("pk", field.name):
                yield getattr(row, field.name)


def _parts(keys: list[Any]) -> Iterator[list[Any]]:
    return (keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH))
