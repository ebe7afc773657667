"""Model and form fields for links, which accept only what `confman.web.links` calls a link."""

from typing import Any

from django import forms
from django.db import models

from confman.web.links import validate_link


class LinkFormField(forms.URLField):
    """An address as people type it; without a scheme it becomes https."""

    default_validators = [validate_link]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})


class LinkField(models.URLField):
    """A link in a model."""

    default_validators = [validate_link]

    def deconstruct(self) -> Any:
        """Deconstruct as a URLField, which it is for the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": LinkFormField, **kwargs})
