"""Forms of the review list: filters, also by answers to the conference's own form; options of actions on many."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.core.cache import cache
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm, language_field
from confman.conferences.web.page_cache import get_or_set_of_conference
from confman.web.database.reads import not_noted
from confman.web.forms.base import FilterGroup, use_native_picker
from registrations.core.models.registration import RegistrationQuerySet, Vetting
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.answer_reader import AnswerColumn, AnswerReader
from registrations.questionnaire.domain.filters import (
    WITH_RANGE,
    WITH_WORDS,
    AnswerConditions,
    given_codes,
    with_answers,
)
from registrations.questionnaire.domain.questions import questions_of
from registrations.questionnaire.models import FieldType
from registrations.questionnaire.web.forms.fields import YES_NO

T = FieldType
# The seconds by which a menu may be late.
KEPT = 60


class AnswerFilters:
    """The fields for one conference's form, and their cleaned values."""

    def __init__(self, reader: AnswerReader, chosen: Mapping[str, str]) -> None:
        self.reader, self.chosen = reader, chosen
        self.columns = {column.key.removeprefix("answer_"): column for column in reader.columns()}
        self.questions = [question for question in reader.questions if question.key in self.columns]

    # --- Fields ---

    def fields(self) -> dict[str, forms.Field]:
        """Return the fields, keyed by their names in the address; empty if no question of the form can be a column."""
        if not self.questions:
            return {}
        fields_by_name: dict[str, forms.Field] = {}
        for question in self.questions:
            fields_by_name |= self._fields_of(question)
        still_asked = [(question.key, str(question)) for question in self.questions if not question.archived]
        fields_by_name["unanswered"] = _questions_field(gettext("Not answered, though asked"), still_asked)
        fields_by_name["column"] = _questions_field(
            gettext("Answers that are in the table"),
            [(question.key, _name(question)) for question in self.questions],
        )
        return {name: field for name, field in fields_by_name.items() if getattr(field, "choices", True)}

    def _fields_of(self, question: q.Question) -> dict[str, forms.Field]:
        name, label = f"answer_{question.key}", _name(question)
        if question.type in WITH_WORDS:
            return {
                name: forms.CharField(
                    label=gettext("%(question)s (has in it)") % {"question": label},
                    max_length=200,
                    required=False,
                )
            }
        if question.type in WITH_RANGE:
            return {
                f"from_{question.key}": _bound(
                    question, gettext("%(question)s (from)") % {"question": label}
                ),
                f"to_{question.key}": _bound(question, gettext("%(question)s (to)") % {"question": label}),
            }
        if choices := self._choices(question):
            return {
                name: forms.ChoiceField(label=label, required=False, choices=[("", gettext("all")), *choices])
            }
        return {}

    def _choices(self, question: q.Question) -> list[tuple[str, Any]]:
        if question.type in q.WITH_OPTIONS:
            return [(option.key, str(option.label) or option.key) for option in question.options]
        if question.type in (T.YES_NO, T.CONSENT):
            return list(YES_NO)
        if question.type == T.WORKING_GROUP:
            return list(self.reader.groups.items())
        pairs = ((code, self.reader.text(question, code)) for code in self._codes.get(question.key, ()))
        return sorted(pairs, key=lambda pair: pair[1])

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        """The codes in answers, as they were a minute ago at most: all answers are read for them.

        One that the address asks for and that was not there then is looked for now.
        """
        by_code = [question for question in self.questions if question.type in (T.COUNTRY, T.LANGUAGE)]
        conference = self.reader.conference
        key = f"given-codes-{conference.pk}-{'-'.join(question.key for question in by_code)}"

        def read() -> dict[str, list[str]]:
            code_sets = given_codes(conference, by_code)
            return {name: sorted(code_set) for name, code_set in code_sets.items()}

        with not_noted():
            codes = cache.get_or_set(key, read, KEPT) or {}
        if any(self.chosen.get(f"answer_{name}", "") not in ("", *codes[name]) for name in codes):
            codes = read()
            cache.set(key, codes, KEPT)
        return codes

    # --- Chosen values ---

    def narrowed(self, rows: RegistrationQuerySet, cleaned: dict[str, Any]) -> RegistrationQuerySet:
        """Return the rows with the chosen answers; invalid filters are ignored."""
        chosen: dict[str, Any] = {}
        texts: dict[str, Any] = {}
        ranges: dict[str, Any] = {}
        for question in self.questions:
            values = cleaned.get(f"answer_{question.key}")
            bounds = cleaned.get(f"from_{question.key}"), cleaned.get(f"to_{question.key}")
            if values:
                (texts if question.type in WITH_WORDS else chosen)[question.key] = values
            if bounds != (None, None):
                ranges[question.key] = bounds
        wanted_answers = AnswerConditions(chosen, texts, ranges, cleaned.get("unanswered", ()))
        return with_answers(rows, self.reader.questions, wanted_answers)

    def shown_columns(self, cleaned: dict[str, Any]) -> list[AnswerColumn]:
        """Return the answers shown as columns, in the order of the form."""
        keys = cleaned.get("column", ())
        return [column for key, column in self.columns.items() if key in keys]


def _name(question: q.Question) -> str:
    over = gettext("%(question)s (no longer asked)")
    return over % {"question": question} if question.archived else str(question)


def _bound(question: q.Question, label: str) -> forms.Field:
    field: forms.Field
    if question.type == T.NUMBER:
        field = forms.DecimalField(label=label, required=False, max_digits=15, decimal_places=4)
    else:
        field = forms.DateField(label=label, required=False)
    use_native_picker(field)
    return field


class QuestionsField(forms.MultipleChoiceField):
    """Any number of questions. A deleted one that a saved view names is ignored."""

    def clean(self, value: Any) -> list[str]:
        return [key for key in value or () if self.valid_value(key)]


def _questions_field(label: str, choices: list[tuple[str, str]]) -> QuestionsField:
    return QuestionsField(label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple)


class RegistrationFilterForm(ConferenceForm):
    """The filters of the review list, with those by answers; what is needed less often stands in groups."""

    more = ("sector", "mode", "source", "vetting", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = {name: value for name, value in self.data.items() if name.startswith("answer_") and value}
        questions = get_or_set_of_conference(self.conference, questions_of, questions_of)
        self.answers = AnswerFilters(AnswerReader(self.conference, questions), chosen)
        self.answer_fields = self.answers.fields()
        self.fields |= self.answer_fields

    @property
    def main_fields(self) -> list[forms.BoundField]:
        behind = {*self.more, *self.answer_fields}
        return [field for field in self.visible_fields() if field.name not in behind]

    @property
    def more_groups(self) -> list[FilterGroup]:
        """Return the filters needed less often, then those by answers, and the choice of answers as columns."""
        groups = (
            (_("More filters"), self.more),
            (_("Filter by answers"), [name for name in self.answer_fields if name != "column"]),
            (_("Answers as columns"), ["column"]),
        )
        filter_groups = (
            FilterGroup(label, [self[name] for name in names if name in self.fields])
            for label, names in groups
        )
        return [group for group in filter_groups if group.fields]

    @property
    def answer_columns(self) -> list[AnswerColumn]:
        """Return the answers to show as columns; invalid choices are ignored."""
        self.is_valid()
        return self.answers.shown_columns(self.cleaned_data)


class PlatesForm(ConferenceForm):
    """The language of name plates."""

    language = language_field()


class VettingForm(ConferenceForm):
    """A form for the result of the vetting by the host's services."""

    state = forms.ChoiceField(label=_("Vetting"), choices=Vetting, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        help_text=_("For those who vet; an objection needs one. The participant does not see it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("state") == Vetting.OBJECTED and not cleaned.get("note", "").strip():
            self.add_error("note", _("An objection needs a note: who objects, and to what."))
        return cleaned

    def options(self) -> dict[str, Any]:
        return {"state": self.cleaned_data["state"], "note": self.cleaned_data["note"]}
