"""Delete a conference with everything in it."""

from collections.abc import Collection

from django.db.models import FileField, Model
from django.db.models.deletion import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from confman.conferences.domain.belonging import models_of_conferences, paths_to_a_conference
from confman.conferences.models import Conference
from confman.web.database.changes import delete_file_on_commit
from confman.web.errors import Refused


def delete_conference(conference: Conference) -> None:
    """Delete the conference, its rows and their files, inside the verb's transaction; the history stays.

    Raises Refused where something that may not be lost stands in the way.
    """
    files = [getattr(conference, field.name) for field in _file_fields(Conference)]
    for model in models_of_conferences():
        for field in _file_fields(model):
            for path in paths_to_a_conference(model):
                rows = model._base_manager.filter(**{path: conference}).exclude(**{field.name: ""})
                files += [getattr(row, field.name) for row in rows.only("pk", field.name)]
    try:
        conference.delete()
    except (ProtectedError, RestrictedError) as error:
        held = sorted({str(row._meta.verbose_name_plural) for row in _held(error)})
        raise Refused(_("This still stands in the way: %(what)s.") % {"what": ", ".join(held)}) from error
    for file in files:
        delete_file_on_commit(file)


def _file_fields(model: type[Model]) -> list[FileField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, FileField)]


def _held(error: ProtectedError | RestrictedError) -> Collection[Model]:
    return error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
