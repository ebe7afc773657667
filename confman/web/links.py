"""Limit the addresses that become links. Anything else that people type or files contain is shown as text."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

SCHEMES = frozenset({"http", "https", "mailto"})
# White space, controls and invisible characters: browsers skip some of them, which changes the scheme.
_UNSEEN = r"\s\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_LINK = re.compile(
    rf"https?://[^{_UNSEEN}/?#\\][^{_UNSEEN}]*|mailto:[^{_UNSEEN}@?]+@[^{_UNSEEN}@?]+(\?[^{_UNSEEN}]*)?",
    re.IGNORECASE,
)


def is_link(address: object) -> bool:
    """Tell whether a page or a file may link to an address: a complete one of http, https or mailto."""
    return isinstance(address, str) and bool(_LINK.fullmatch(address))


def validate_link(address: object) -> None:
    """Check a link, for model fields. Raises ValidationError for anything else."""
    if not is_link(address):
        raise ValidationError(
            _("“%(address)s” is not a link: write it with https://, http:// or mailto: at its head."),
            code="invalid",
            params={"address": address},
        )


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
