"""A record that is read as a whole and changed one section at a time."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models.fields.files import FieldFile
from django.forms import BoundField
from django.http import Http404
from django.urls import reverse
from django.utils.choices import flatten_choices
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from confman.conferences.web.verb_views import VerbFormView
from confman.translation.forms import TranslatedFormField
from confman.translation.text import TranslatedText
from confman.web.forms.base import limit_to_section, offered_choices
from confman.web.models import value_in_words
from confman.web.numbers import whole_number


@dataclass(frozen=True)
class ReadSection:
    """A section as it is read: each field's value in words and, if it is open, the form that changes it.

    One that is folded shows its name, until it is unfolded.
    """

    number: int
    label: Any
    facts: list[tuple[Any, Any]]
    form: Any = None
    is_folded: bool = False

    @property
    def address(self) -> str:
        """The address at which the section is changed."""
        return f"?section={self.number}"

    @property
    def left_empty(self) -> str:
        """The names of what has no value, as a list in words."""
        return ", ".join(str(label) for label, value in self.facts if not value)


@dataclass(frozen=True)
class CollapsedSection:
    """A part of a record that is read, and unfolds into its part of the one form of the page.

    `template` draws that part: a form's section from `rows`, or the rows of a formset.
    """

    key: str
    label: Any
    facts: list[tuple[Any, Any]]
    rows: Any
    is_open: bool = False
    template: str = "web/forms/form_rows.html"
    help: Any = ""

    @property
    def has_content(self) -> bool:
        return any(value for _label, value in self.facts)


class SectionFormView(VerbFormView):
    """A record's page whose form has fieldsets: read-only, with the section of `?section=` open for change.

    Fields of other sections are not changed: `form_class` passes the verb only the fields that are shown. Sections in
    `folded` are long, and seldom looked for. Fields in `aids` help to fill in another, and are nothing of the record.
    """

    template_name = "conferences/sections_page.html"
    form_class: Any
    folded: Container[int] = ()
    aids: Container[str] = ()

    @property
    def open_section(self) -> int | None:
        """The number of the open section. Raises Http404 if the address names none."""
        text = self.request.GET.get("section")
        if text is None:
            return None
        number = whole_number(text)
        if number is None or number >= len(self.form_class.fieldsets):
            raise Http404
        return number

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.open_section is not None:
            limit_to_section(form, self.open_section)
        return form

    def get_success_url(self) -> str:
        return f"{reverse(self.list_name, args=[self.conference.slug])}#section-{self.open_section or 0}"

    def read_sections(self, form: Any) -> list[ReadSection]:
        """Return the sections; the open one has the form, the others the values of the record."""
        unbound_form = self.form_class(**{**self.get_form_kwargs(), "data": None, "files": None})
        return [
            ReadSection(
                number,
                section.label,
                facts_of_fields([field for field in section.fields if field.name not in self.aids]),
                form if number == self.open_section else None,
                number in self.folded,
            )
            for number, section in enumerate(unbound_form.sections)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["sections"] = self.read_sections(context["form"])
        context["is_open"] = self.open_section is not None
        return context


def section_numbers(form_class: Any) -> dict[str, int]:
    """Return the number of the section in which each field stands."""
    return {
        name: number
        for number, (_label, rows, *_more) in enumerate(form_class.fieldsets)
        for row in rows
        for name in ([row] if isinstance(row, str) else row)
    }


def facts_of_fields(fields: list[BoundField]) -> list[tuple[Any, Any]]:
    """Return label and value in words of each field."""
    return [(capfirst(field.label), words_of_field(field)) for field in fields]


def words_of_field(field: BoundField) -> str:
    """Return the value of an unbound field in words: labels of choices, dates as the reader's language writes them."""
    value, kind = field.initial, field.field
    if value in (None, "", [], ()):
        return ""
    if isinstance(kind, TranslatedFormField):
        return in_languages(TranslatedText.of(value), kind.languages)
    if isinstance(kind, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        codes = {str(getattr(item, "pk", item)) for item in value}
        return ", ".join(str(label) for code, label in offered_choices(kind) if str(code) in codes)
    if isinstance(kind, forms.ChoiceField):
        choices: Iterable[tuple[Any, Any]] = flatten_choices(offered_choices(kind))
        labels = {str(code): label for code, label in choices}
        return str(labels.get(str(getattr(value, "pk", value)), value))
    if isinstance(value, FieldFile):
        return str(value.name).rpartition("/")[2] if value else ""
    return str(localize(value_in_words(value)))


def in_languages(text: TranslatedText, languages: list[str]) -> str:
    """Return a text in the reader's language, and which of these languages it lacks."""
    missing = [code for code in languages if not text.get(code)]
    if not str(text) or not missing:
        return str(text)
    return _("%(text)s (%(languages)s missing)") % {"text": text, "languages": ", ".join(missing)}
