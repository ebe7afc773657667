"""A form that makes one thing however often it is sent: it carries the key that the thing will have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db import IntegrityError, models


class OnceForm(forms.Form):
    """Mixin of forms that add a row."""

    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", uuid4())

    def make_once(self, rows: models.QuerySet[Any], make: Callable[..., Any]) -> Any:
        """What the same form has made among these rows before, else what `make(id=…, **cleaned)` makes now."""
        values = dict(self.cleaned_data)
        key: UUID = values.pop("form_key", None) or uuid4()
        try:
            return rows.filter(pk=key).first() or make(id=key, **values)
        except IntegrityError:
            # Sent twice at the same moment; the other one was first.
            if found := rows.filter(pk=key).first():
                return found
            raise
