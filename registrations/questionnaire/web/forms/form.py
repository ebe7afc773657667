"""The builder of the form: one question with its options and its condition; filters of the preview."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm, language_field
from confman.translation.languages import language_direction, language_name
from confman.translation.text import TranslatedText
from confman.web.forms.base import Fieldset, choice_field, model_field
from confman.web.numbers import whole_number
from registrations.core.models.category import Category
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.models import FieldType, FormField, QuestionStage
from registrations.questionnaire.web.forms.fields import without_control_characters
from registrations.questionnaire.web.forms.questions import value_names

T = FieldType
BLANK_ROWS = 3
OPTION_LENGTH = 200


class OptionsWidget(forms.Widget):
    """A row for each answer to choose from, an input per language, and empty rows for more."""

    template_name = "registrations/questionnaire/options.html"

    def __init__(self, languages: Sequence[str] = ()) -> None:
        super().__init__()
        self.languages = list(languages)
        self.marks_correct = False

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [option for option in value or () if option.key or option.label]
        rows = [*options, *(q.Option("") for _number in range(BLANK_ROWS))]
        context["widget"]["count"] = len(rows)
        context["widget"]["marks_correct"] = self.marks_correct
        context["widget"]["rows"] = [
            {
                "number": number,
                "label": _("Answer %(number)d") % {"number": number + 1},
                "place": number + 1,
                "key": option.key,
                "offered": not option.archived,
                "correct": option.correct,
                "texts": [
                    {
                        "code": code,
                        "name": language_name(code),
                        "direction": language_direction(code),
                        "value": option.label.get(code, ""),
                    }
                    for code in self.languages
                ],
            }
            for number, option in enumerate(rows)
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[q.Option]:
        count = min(whole_number(data.get(f"{name}-count")) or 0, 500)
        options = []
        for number in sorted(
            range(count), key=lambda number: _place(number, data.get(f"{name}-{number}-place"))
        ):
            row = f"{name}-{number}"
            label = TranslatedText(
                (code, without_control_characters(data.get(f"{row}-{code}", "")).strip())
                for code in self.languages
            )
            key = data.get(f"{row}-key", "")
            if key or label:
                archived = bool(key) and f"{row}-offered" not in data
                options.append(q.Option(key, label, archived, correct=f"{row}-correct" in data))
        return options

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-count" not in data

    def id_for_label(self, id_: str) -> str:
        return ""


def _place(number: int, value: Any) -> tuple[int, int, int]:
    """Return the sort key of a row by the place typed beside it; a row moved up precedes the one in that place."""
    own_place = number + 1
    typed_number = whole_number(value)
    place = own_place if typed_number is None else typed_number
    return place, (place > own_place) - (place < own_place), number


class OptionsField(forms.Field):
    """Cleans to the options in their order; those no longer offered are marked archived."""

    widget = OptionsWidget

    def clean(self, value: list[q.Option]) -> list[q.Option]:
        for option in value:
            if not option.label:
                raise ValidationError(_("An answer has no text. To take it away, no longer offer it."))
            if any(len(text) > OPTION_LENGTH for text in option.label.values()):
                raise ValidationError(
                    _("An answer has more than %(limit)d characters.") % {"limit": OPTION_LENGTH}
                )
        return super().clean(value)


class QuestionForm(ConferenceModelForm):
    """One question. Fields that do not concern its kind are left out."""

    options = OptionsField(
        label=gettext_lazy("Answers to choose from"),
        required=False,
        help_text=gettext_lazy(
            "An answer that somebody has chosen stays readable when it is no longer offered."
        ),
    )
    condition = forms.MultipleChoiceField(
        label=gettext_lazy("Only where the answer before was"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "None chosen: asked in any case. Several answers of one question mean any of them."
        ),
    )

    class Meta:
        model = FormField
        fields = ["label", "help_text", "required", "categories", "stage", "retention", "key"]
        widgets = {
            "categories": forms.CheckboxSelectMultiple,
            "stage": forms.RadioSelect,
            "retention": forms.RadioSelect,
        }

    # True if the right answers of a test are marked.
    marks_correct = False
    fieldsets: Sequence[Fieldset] = (
        ("", ("label", "help_text", "options", "required")),
        (gettext_lazy("Who is asked, and when"), ("categories", "condition", "stage")),
        (gettext_lazy("The answer"), ("retention", "key")),
    )

    def __init__(self, *args: Any, questions: Sequence[q.Question], answered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = self.instance.type
        self.fields["key"].required = False
        self.fields["help_text"].widget.attrs["rows"] = 2
        if self.instance._state.adding:
            self.fields["key"].help_text = _("The column's name in exports. Empty: made of the question.")
        if answered:
            del self.fields["key"]
        for name in self._without():
            self.fields.pop(name, None)
        if "options" in self.fields:
            self.fields["options"].widget.languages = self.conference.languages
            self.fields["options"].widget.marks_correct = self.marks_correct
            self.initial["options"] = q.read_options(self.instance.options)
        if "condition" in self.fields:
            self._offer_conditions(questions)
        if self.type == T.SECTION:
            self.fields["label"].label = _("Heading")

    def _without(self) -> Iterable[str]:
        if self.type == T.SECTION:
            return ("options", "condition", "required", "stage", "retention", "key")
        return () if self.type in q.WITH_OPTIONS else ("options",)

    def _offer_conditions(self, questions: Sequence[q.Question]) -> None:
        choices = []
        for question in questions:
            if question.pk == self.instance.pk:
                break
            if question.archived:
                continue
            for value in sorted(q.values_to_choose(question), key=_order_of(question)):
                [name] = value_names(question, [value])
                choices.append((f"{question.key}={value}", f"{question.label} — {name}"))
        if not choices:
            del self.fields["condition"]
            return
        choice_field(self, "condition").choices = choices
        condition = q.read_condition(self.instance.condition)
        if condition:
            self.initial["condition"] = [f"{condition.field}={value}" for value in condition.values]

    def clean_condition(self) -> q.Condition | None:
        parts = [text.partition("=") for text in self.cleaned_data["condition"]]
        if len({field for field, _sign, _value in parts}) > 1:
            raise ValidationError(_("Choose answers of one question only."))
        if not parts:
            return None
        return q.Condition(parts[0][0], frozenset(value for _field, _sign, value in parts))

    def clean_options(self) -> list[q.Option]:
        # Options no longer offered are left out; the verb keeps those that someone has chosen.
        return [option for option in self.cleaned_data["options"] if not option.archived]

    def _post_clean(self) -> None:
        """Leave the check of the row to the verb, which makes a key where none was typed."""

    def changes(self) -> dict[str, Any]:
        """Return the changes that go to the verb. An empty key is left as it is, or made."""
        values = dict(self.cleaned_data)
        if not values.get("key"):
            values.pop("key", None)
        return values


def _order_of(question: q.Question) -> Any:
    order = [option.key for option in question.options] or [q.YES, q.NO]
    return lambda value: order.index(value)


class PreviewLanguageForm(ConferenceForm):
    """The language of the preview; it is in the address."""

    preview_language = language_field(required=False)

    def __init__(self, data: QueryDict, *, conference: Conference) -> None:
        # Until one is chosen it is shown in the reader's language, if it is one of the conference's.
        language = conference.language_near(get_language() or "")
        super().__init__({"preview_language": language, **data.dict()}, conference=conference)
        self.is_valid()
        self.language = self.cleaned_data.get("preview_language") or language


class PreviewFilterForm(PreviewLanguageForm):
    """The category and stage of the preview."""

    preview_category = forms.ModelChoiceField(
        Category.objects.all(),
        label=gettext_lazy("Category"),
        required=False,
        empty_label=gettext_lazy("any"),
    )
    preview_stage = forms.ChoiceField(label=gettext_lazy("Asked"), choices=QuestionStage, required=False)
    field_order = ("preview_category", "preview_language", "preview_stage")

    def __init__(self, data: QueryDict, *, conference: Conference) -> None:
        super().__init__(data, conference=conference)
        self.category = self.cleaned_data.get("preview_category")
        self.stage = self.cleaned_data.get("preview_stage") or QuestionStage.REGISTRATION

    @property
    def stages(self) -> tuple[str, ...]:
        """Return the stages: at the later one, earlier answers can still be changed, as on the participant's page."""
        return (
            tuple(QuestionStage)
            if self.stage == QuestionStage.AFTER_APPROVAL
            else (QuestionStage.REGISTRATION,)
        )


class QuestionPlaceForm(ConferenceForm):
    """The question before which one is put; none: at the end."""

    before = forms.ModelChoiceField(FormField.objects.none(), required=False)

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "before").queryset = rows


class FormCopyForm(ConferenceForm):
    """The conference from which the form is copied."""

    source = forms.ModelChoiceField(
        Conference.objects.none(), label=gettext_lazy("Conference"), to_field_name="slug", empty_label=None
    )

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "source").queryset = sources
