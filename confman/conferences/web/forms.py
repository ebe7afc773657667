"""Forms of a conference's objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from confman.conferences.models import Conference
from confman.conferences.web.fields import ConferenceField
from confman.translation.forms import TranslatedFormField
from confman.translation.text import TranslatedText
from confman.web.forms.base import StyledForm


class ConferenceFormMixin(StyledForm):
    """The mixin that takes `conference=`: texts in its languages, choices from what it has, times in its zone.

    The fields named in `intergovernmental` are asked at an intergovernmental conference only; those in `later` of a row
    that is there already: a new one stands last, and its place is changed later.
    """

    intergovernmental: Sequence[str] = ()
    later: Sequence[str] = ()

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        self.conference = conference
        super().__init__(*args, **kwargs)
        instance = getattr(self, "instance", None)
        if instance is not None and instance._state.adding and hasattr(instance, "conference_id"):
            instance.conference = conference
        if instance is not None and instance._state.adding:
            for name in self.later:
                del self.fields[name]
        if not conference.is_intergovernmental:
            for name in self.intergovernmental:
                self.fields.pop(name, None)
        for field in self.fields.values():
            if isinstance(field, TranslatedFormField):
                field.languages = conference.languages
            elif isinstance(field, ConferenceField):
                field.offer(conference)
            elif isinstance(field, forms.ModelChoiceField):
                rows = field.queryset
                if rows is not None and has_conference(rows):
                    field.queryset = rows.filter(conference=conference)


def has_conference(queryset: QuerySet[Any]) -> bool:
    """Tell whether the rows belong to conferences by a key of their own."""
    return any(field.name == "conference" for field in queryset.model._meta.fields)


class ConferenceForm(ConferenceFormMixin, forms.Form):
    """A form about a conference, without a model of its own."""


class ConferenceModelForm(ConferenceFormMixin, forms.ModelForm):
    """A form of one object of a conference. Text in languages the conference no longer has is kept."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, TranslatedFormField) and name in cleaned:
                before = TranslatedText.of(getattr(self.instance, name, None))
                kept = {code: text for code, text in before.items() if code not in field.languages}
                cleaned[name] = TranslatedText({**kept, **cleaned[name]})
        return cleaned
