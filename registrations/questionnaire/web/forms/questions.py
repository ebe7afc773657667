"""The organizer's questions in a form: the server decides which are asked, from what was sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm
from confman.web.forms.base import FormSection, RevisionCheckMixin, use_native_picker
from registrations.core.models.registration import Registration
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.answer_reader import StoredAnswers
from registrations.questionnaire.domain.answer_writer import Answers
from registrations.questionnaire.domain.sealed_data import own_protected
from registrations.questionnaire.models import FieldType, QuestionStage
from registrations.questionnaire.web.forms.fields import (
    YES_NO,
    AnswerFileField,
    FieldContext,
    PartsField,
    field_for,
    to_answer,
    to_initial,
)

T = FieldType
PREFIX = "q_"


@dataclass(frozen=True)
class QuestionScope:
    """The scope of a form: the questions of a conference, their stages, and the person asked.

    Without a `category` the form has a field of that name. `known` is what was answered before (also at an
    earlier stage), as kept; `registration` is the one whose files exist.
    """

    conference: Conference
    questions: Sequence[q.Question]
    stages: Collection[str] = (QuestionStage.REGISTRATION,)
    category: UUID | None = None
    known: Mapping[str, Any] = field(default_factory=dict)
    registration: Registration | None = None
    # Left out of this form, though they are asked: held seats are changed elsewhere.
    without: Collection[str] = ()

    @classmethod
    def of(
        cls,
        registration: Registration,
        stages: Collection[str],
        *,
        without: Collection[str] = (),
        sealed: bool = True,
    ) -> QuestionScope:
        """Return the scope with what was answered; `sealed` data too, only on the person's own page."""
        questions = q.questions_of(registration.conference)
        sheet = StoredAnswers(registration)
        values = {question.key: sheet.value(question) for question in questions}
        if sealed and sheet.protected:
            values |= own_protected(registration)
        return cls(
            registration.conference,
            questions,
            stages,
            registration.category_id,
            {key: value for key, value in values.items() if value is not None},
            registration,
            without,
        )


@dataclass(frozen=True)
class ShownQuestion:
    """A question in a template: its field, and the data by which the script shows and hides it."""

    field: BoundField
    categories: str = ""
    when: str = ""
    values: str = ""
    hint: str = ""
    protected: bool = False


@dataclass
class QuestionSection:
    label: str
    help_text: str
    categories: str
    questions: list[ShownQuestion]


class QuestionsMixin(forms.Form):
    """Adds a field `q_<key>` for each question of `asking`, after the form's own fields.

    Every question that might be asked is in the form; which are asked is decided when it is sent, so it works
    without a script: errors at questions that are not asked do not count, and their answers are not kept.
    """

    fields_template = "registrations/questionnaire/form_fields.html"
    # Set by clean(): what the sender is asked.
    asked_keys: frozenset[str] = frozenset()

    def __init__(
        self, *args: Any, asking: QuestionScope, draft: Mapping[str, list[str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asking = asking
        self.own_names = [name for name, form_field in self.fields.items() if not form_field.widget.is_hidden]
        files = StoredAnswers(asking.registration).files if asking.registration else {}
        setting = FieldContext(asking.conference, existing_files=files)
        self.questions = {
            PREFIX + question.key: question for question in asking.questions if self._may_be_asked(question)
        }
        for name, question in self.questions.items():
            if question.is_section:
                continue
            value = asking.known.get(question.key)
            self.fields[name] = field_for(question, setting, value)
            use_native_picker(self.fields[name])
            self.initial.setdefault(name, to_initial(question, value))
        self._start_from(draft or {})

    def _may_be_asked(self, question: q.Question) -> bool:
        """Tell whether any choice in this form could lead to the question."""
        if question.archived or question.key in self.asking.without:
            return False
        if not question.is_section and question.stage not in self.asking.stages:
            return False
        of_all = self.asking.category is None or not question.categories
        if not (of_all or self.asking.category in question.categories):
            return False
        condition = question.condition
        if condition is None:
            return True
        decides = next((other for other in self.asking.questions if other.key == condition.field), None)
        if decides is None:
            return False
        if decides.stage in self.asking.stages and decides.key not in self.asking.without:
            return True
        return bool(condition.values & q.deciding_values(decides, self.asking.known.get(decides.key)))

    # --- what was sent --------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        data = self.cleaned_data if cleaned is None else cleaned
        answers = dict(self.asking.known)
        for name, question in self.questions.items():
            if name in data and question.type not in q.WITH_FILE:
                answers[question.key] = to_answer(question, data[name])
        visible_questions = q.asked(
            self.asking.questions, category=self._category(data), answers=answers, stages=self.asking.stages
        )
        self.asked_keys = frozenset(question.key for question in visible_questions)
        for name, question in self.questions.items():
            if question.key not in self.asked_keys:
                self._errors.pop(name, None)  # type: ignore[attr-defined]
                data.pop(name, None)
        return cleaned

    def _category(self, cleaned: Mapping[str, Any]) -> UUID | None:
        category = cleaned.get("category")
        return self.asking.category or (category.pk if category else None)

    def answers(self) -> Answers:
        """Return the answers to the questions that are asked; for a valid form."""
        values: dict[str, Any] = {}
        files: dict[str, Any] = {}
        for name, question in self.questions.items():
            if name not in self.cleaned_data:
                continue
            cleaned = self.cleaned_data[name]
            if question.type not in q.WITH_FILE:
                values[question.key] = to_answer(question, cleaned)
            elif cleaned is not AnswerFileField.KEEP:
                files[question.key] = cleaned
        return Answers(values, files, self.asking.questions)

    def _file_fields(self) -> list[AnswerFileField]:
        return [form_field for form_field in self.fields.values() if isinstance(form_field, AnswerFileField)]

    def hold_files(self) -> None:
        """Keep valid uploads while the form is shown again, so that they need not be chosen again."""
        for file_field in self._file_fields():
            file_field.store_file()

    def release_files(self) -> None:
        """Delete the kept files once the form is saved."""
        for file_field in self._file_fields():
            file_field.drop_file()

    # --- drafts ---------------------------------------------------------------------------------------

    def draft_names(self) -> set[str]:
        """Return the inputs whose drafts may be kept: no files, nothing sealed, nothing hidden."""
        names = set()
        for name, form_field in self.fields.items():
            question = self.questions.get(name)
            if form_field.widget.is_hidden or isinstance(form_field, (forms.FileField, AnswerFileField)):
                continue
            if question is not None and question.is_protected:
                continue
            if isinstance(form_field, PartsField):
                names |= {f"{name}_{part}" for part in form_field.names}
            else:
                names.add(name)
        return names

    def _start_from(self, draft: Mapping[str, list[str]]) -> None:
        draft_values: MultiValueDict[str, Any] = MultiValueDict(
            {name: list(values) for name, values in draft.items()}
        )
        for name, form_field in self.fields.items():
            inputs = (
                [f"{name}_{part}" for part in form_field.names]
                if isinstance(form_field, PartsField)
                else [name]
            )
            if any(name_of_input in draft_values for name_of_input in inputs):
                self.initial[name] = form_field.widget.value_from_datadict(
                    draft_values, MultiValueDict(), name
                )

    # --- templates ------------------------------------------------------------------------------------

    @property
    def own_sections(self) -> list[FormSection]:
        """Return the sections of the form's own fields."""
        sections = []
        for section in getattr(self, "sections", []):
            rows = [
                [bound_field for bound_field in row if bound_field.name not in self.questions]
                for row in section.rows
            ]
            rows = [row for row in rows if row]
            if rows:
                sections.append(FormSection(section.label, rows))
        return sections

    @property
    def own_fields(self) -> list[BoundField]:
        """Return the form's own visible fields, where they are in no sections."""
        fields = [] if getattr(self, "fieldsets", ()) else self.visible_fields()
        return [bound_field for bound_field in fields if bound_field.name not in self.questions]

    @property
    def question_sections(self) -> list[QuestionSection]:
        """Return the questions under their headings; empty headings are left out."""
        sections: list[QuestionSection] = []
        for name, question in self.questions.items():
            if question.is_section:
                sections.append(
                    QuestionSection(
                        str(question.label), str(question.help_text), self._for_categories(question), []
                    )
                )
                continue
            if not sections:
                label = _("Further questions") if self.own_names else ""
                sections.append(QuestionSection(label, "", "", []))
            sections[-1].questions.append(self._shown(name, question))
        return [section for section in sections if section.questions]

    def _shown(self, name: str, question: q.Question) -> ShownQuestion:
        condition = question.condition
        if condition is None or PREFIX + condition.field not in self.questions:
            return ShownQuestion(self[name], self._for_categories(question), protected=question.is_protected)
        decides = self.questions[PREFIX + condition.field]
        return ShownQuestion(
            self[name],
            self._for_categories(question),
            PREFIX + decides.key + ("_options" if decides.type in (T.DIET, T.ACCESS) else ""),
            " ".join(sorted(condition.values)),
            _("Only where “%(question)s” is: %(answers)s.")
            % {"question": decides.label, "answers": ", ".join(value_names(decides, condition.values))},
            question.is_protected,
        )

    def _for_categories(self, question: q.Question) -> str:
        """Return ids, for the script, where the category is chosen in this form."""
        is_chosen = self.asking.category is not None
        return "" if is_chosen else " ".join(sorted(map(str, question.categories)))


def value_names(question: q.Question, values: Collection[str]) -> list[str]:
    """Return the names of a condition's values, in the order of the form."""
    names = {option.key: str(option.label) for option in question.options} or {
        key: str(label) for key, label in YES_NO
    }
    return [names.get(value, value) for value in [*names, *sorted(values - names.keys())] if value in values]


class QuestionsForm(QuestionsMixin, ConferenceForm):
    """Only the questions."""


class SeenAnswersMixin(RevisionCheckMixin, QuestionsMixin):
    """The questions to someone on record, whom the secretariat may answer for at the same time.

    A draft is about the answers that were seen when it was typed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.asking.registration is not None
        self.initial.setdefault("seen", self.seen_now(self.asking.registration))

    def seen_now(self, current: Registration) -> str:
        return StoredAnswers(current).digest(self.asking.questions)

    def draft_names(self) -> set[str]:
        return super().draft_names() | {"seen"}


class OwnAnswersForm(SeenAnswersMixin, ConferenceForm):
    """Only the questions, to someone on record."""


class AnswersOnRecordForm(OwnAnswersForm):
    """The questions in the secretariat, which saves what it has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for form_field in self.fields.values():
            form_field.required = False
