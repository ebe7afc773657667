"""Forms of a conference's objects, and the fields that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import EmptyResultSet, ValidationError
from django.db.models import QuerySet
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from confman.conferences.domain.zones import zone_names
from confman.conferences.models import Conference
from confman.conferences.web.page_cache import get_or_set, get_or_set_of_conference
from confman.translation.forms import TranslatedFormField
from confman.translation.languages import language_choices, language_label, language_name
from confman.translation.text import TranslatedText
from confman.web.forms.base import StyledForm, names_in, offered_choices


class ColourField(forms.CharField):
    """A colour, chosen with the browser's own control."""

    widget = forms.ColorInput


def zone_field(**options: Any) -> forms.ChoiceField:
    """Return a field that chooses a time zone."""
    options.setdefault("label", _("Time zone"))
    return forms.ChoiceField(choices=[("", "—"), *((zone, zone) for zone in zone_names())], **options)


def slug_field() -> forms.CharField:
    """Return a field for the short name of a new conference."""
    return forms.CharField(
        label=_("Short name in the address"),
        required=False,
        max_length=60,
        help_text=_("As in tashkent2017: small letters, digits, hyphens. Empty: made from the title."),
    )


def main_language_field(**options: Any) -> forms.ChoiceField:
    """Return a field that chooses the first language."""
    options.setdefault("label", _("First language"))
    options.setdefault(
        "help_text", _("Visitors whose language the conference does not have read it in this one.")
    )
    return forms.ChoiceField(choices=language_choices, **options)


class OtherLanguagesField(forms.MultipleChoiceField):
    """The other languages of a conference."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Other languages"))
        options.setdefault("required", False)
        super().__init__(choices=language_choices, **options)

    def offer(self, codes: list[str]) -> None:
        """Offer languages that the conference already has, too."""
        name_by_code = dict(offered_choices(self))
        self.choices = [
            *name_by_code.items(),
            *((code, language_label(code)) for code in codes if code not in name_by_code),
        ]


def joined_languages(cleaned: dict[str, Any]) -> list[str]:
    """Return first and other languages in the form in which a conference stores them."""
    first = cleaned.get("main_language", "")
    return [code for code in dict.fromkeys([first, *cleaned.get("other_languages", [])]) if code]


class Pairs(BaseChoiceIterator):
    """Choices as plain pairs: Django copies others with each form, and looks for groups in each."""

    def __init__(self, pairs: list[tuple[Any, Any]]) -> None:
        self.pairs = pairs

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.pairs)


class ConferenceField(forms.Field):
    """A field that offers rows or choices of the conference, which its form passes to it."""

    def offer(self, conference: Conference) -> None:
        """Offer what this conference has."""
        raise NotImplementedError


class ConferenceChoiceField(ConferenceField, forms.ChoiceField):
    """A field for one of the conference's choices; `none` is the label of an additional choice of none."""

    def __init__(
        self, offered: Callable[[Conference], Iterable[tuple[Any, Any]]], *, none: Any = None, **options: Any
    ) -> None:
        super().__init__(**{"required": none is None, **options})
        self.offered, self.none = offered, none

    def offer(self, conference: Conference) -> None:
        choices = get_or_set_of_conference(conference, self.offered, lambda alone: list(self.offered(alone)))
        self.choices = Pairs([*([] if self.none is None else [("", self.none)]), *choices])


class ConferenceRowField(ConferenceField, forms.ModelChoiceField):
    """A field for one of the conference's rows."""

    def __init__(self, rows: Callable[[Conference], QuerySet[Any]], **options: Any) -> None:
        super().__init__(None, **options)
        self.rows = rows

    def offer(self, conference: Conference) -> None:
        self.queryset = self.rows(conference)


class ConferenceRowsField(ConferenceRowField, forms.ModelMultipleChoiceField):
    """A field for some of the conference's rows."""


def cache_choices(field: Any, conference: Conference) -> None:
    """Offer the rows of a field as codes and labels that are read once, until anything is written."""
    offered = field.choices

    def read_choices() -> list[tuple[str, str]]:
        return [(str(code), str(label)) for code, label in offered]

    def choices() -> list[tuple[str, str]]:
        try:
            # As text: a lazy label would be another key in another language, and stay in the cache as one nobody finds.
            key = (type(field), str(field.empty_label), field.queryset.query.sql_with_params())
        except EmptyResultSet:  # No row is offered, so none is read.
            return read_choices()
        return get_or_set(conference, key, read_choices, is_alone=True)

    # The SQL is made as they are looked at: a bar of filters that is kept shows them without.
    field.choices = choices


class LanguagesField(ConferenceField, forms.MultipleChoiceField):
    """A field of some of the languages of the conference."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, conference: Conference, also: Iterable[str] = ()) -> None:
        self.choices = [(code, language_name(code)) for code in dict.fromkeys([*conference.languages, *also])]


def conference_languages(conference: Conference) -> list[tuple[str, str]]:
    """Return the languages of the conference, each by its own name."""
    return [(code, language_name(code)) for code in conference.languages]


def language_field(label: Any = "", **options: Any) -> ConferenceChoiceField:
    """Return a field that chooses one of the languages of the conference."""
    return ConferenceChoiceField(conference_languages, label=label or _("Language"), **options)


def filter_field(
    rows: QuerySet[Any] | Callable[[Conference], QuerySet[Any]], label: Any
) -> forms.ModelChoiceField[Any]:
    """Return a field that filters a list by one of these rows; the list shows all if none is chosen."""
    options = {"label": label, "required": False, "empty_label": _("all")}
    return ConferenceRowField(rows, **options) if callable(rows) else forms.ModelChoiceField(rows, **options)


def search_field() -> forms.CharField:
    """Return a field for the words to search a list for."""
    return forms.CharField(
        label=_("Search"), required=False, widget=forms.SearchInput({"autocomplete": "off"})
    )


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
