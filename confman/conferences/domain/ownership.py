"""Find the models that belong to a conference, and their foreign keys to it."""

from functools import cache

from django.apps import apps
from django.db import models

from confman.conferences.models import Conference


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
