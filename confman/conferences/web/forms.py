"""Forms of a conference's objects."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext

from confman.conferences.models import Conference
from confman.conferences.web.fields import ConferenceField
from confman.translation.forms import TranslatedFormField
from confman.translation.text import TranslatedText
from confman.web.forms.base import StyledForm, names_in


class ConferenceFormMixin(StyledForm):
    """Takes `conference=`: offers texts in its languages, choices it has, and times in its zone.

    Fields named in `intergovernmental` are asked only at an intergovernmental conference; those in `later` only for an
    existing row: a new one stands last, and is moved later.
    """

    intergovernmental: Sequence[str] = ()
    later: Sequence[str] = ()

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        self.conference = conference
        super().__init__(*args, **kwargs)
        instance = getattr(self, "instance", None)
        if instance is not None and instance._state.adding:
            if hasattr(instance, "conference_id"):
                instance.conference = conference
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
    """Tell whether the rows have a foreign key to a conference."""
    return any(field.name == "conference" for field in queryset.model._meta.fields)


class ConferenceForm(ConferenceFormMixin, forms.Form):
    """A form about a conference, without a model of its own."""


class ChosenValuesForm(ConferenceForm):
    """A form of what many rows have in common: a field left empty changes nothing."""

    def clean(self) -> dict[str, Any]:
        """Return only what was chosen."""
        values = {name: value for name, value in self.cleaned_data.items() if value}
        if not values and not self.errors:
            raise ValidationError(gettext("Choose what is to be set."))
        return values


class ConferenceModelForm(ConferenceFormMixin, forms.ModelForm):
    """A form for one object of a conference. Texts in languages that the conference no longer has are kept.

    Its fields are those of `fieldsets`, unless `Meta` names them.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        meta = cls.__dict__.get("Meta")
        if meta and cls.fieldsets and not hasattr(meta, "fields"):
            meta.fields = names_in(cls.fieldsets)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, TranslatedFormField) and name in cleaned:
                before = TranslatedText.of(getattr(self.instance, name, None))
                others = {code: text for code, text in before.items() if code not in field.languages}
                cleaned[name] = TranslatedText({**others, **cleaned[name]})
        return cleaned
