"""Questions as they are asked, apart from the database: who is asked what, and whether a form makes sense.

Pure functions over `Question`, so that the page, the check of what was sent, the list of what is missing and
the preview agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models

from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from registrations.questionnaire.models import PROTECTED_TYPES, FieldType, FormField, QuestionStage, Retention

T = FieldType
# The answer is a row that exists once for each registration, so the question exists only once, too.
ONCE_A_FORM = frozenset({T.PHOTO, T.ARRIVAL, T.DEPARTURE, T.ACCOMMODATION, T.PASSPORT, T.VISA})
WITH_OPTIONS = frozenset({T.CHOICE, T.CHOICES, T.DIET, T.ACCESS})
# For surveys alone: the options are the numbers of the scale.
RATING = "rating"
WITH_FILE = frozenset({T.FILE, T.PHOTO})
IN_TRAVEL = frozenset({T.ARRIVAL, T.DEPARTURE, T.ACCOMMODATION})
# Kinds that another question may depend on: their answers are few.
DECIDES = frozenset({*WITH_OPTIONS, RATING, T.YES_NO, T.CONSENT})
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from; an archived one is no longer offered, but still read.

    In a test, the right ones are `correct`.
    """

    key: str
    label: TranslatedText = field(compare=False, default_factory=TranslatedText)
    archived: bool = False
    correct: bool = False


@dataclass(frozen=True)
class Condition:
    """The question is asked only where the answer to the question `field` is one of `values`."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True)
class Question:
    """A FormField as plain data. No categories: asked of everyone."""

    key: str
    type: str
    label: TranslatedText = field(compare=False, default_factory=TranslatedText)
    help_text: TranslatedText = field(compare=False, default_factory=TranslatedText)
    required: bool = False
    options: tuple[Option, ...] = ()
    categories: frozenset[UUID] = frozenset()
    condition: Condition | None = None
    stage: str = QuestionStage.REGISTRATION
    retention: str = Retention.CONFERENCE
    archived: bool = False
    pk: UUID | None = None

    @classmethod
    def of(cls, row: FormField) -> Question:
        """Return the question of a row whose categories are prefetched."""
        return cls(
            key=row.key,
            type=row.type,
            label=row.label,
            help_text=row.help_text,
            required=row.required,
            options=read_options(row.options),
            categories=frozenset(category.pk for category in row.categories.all()),
            condition=read_condition(row.condition),
            stage=row.stage,
            retention=row.retention,
            archived=row.archived_at is not None,
            pk=row.pk,
        )

    def __str__(self) -> str:
        return str(self.label)

    @property
    def offered(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if not option.archived)

    @property
    def is_section(self) -> bool:
        return self.type == T.SECTION

    @property
    def is_protected(self) -> bool:
        return self.type in PROTECTED_TYPES


def read_options(stored: Iterable[Mapping[str, Any]] | None) -> tuple[Option, ...]:
    """Return the options as FormField keeps them."""
    return tuple(
        Option(
            str(row["key"]),
            TranslatedText.of(row.get("label")),
            bool(row.get("archived")),
            bool(row.get("correct")),
        )
        for row in stored or ()
    )


def stored_options(options: Iterable[Option]) -> list[dict[str, Any]]:
    return [
        {"key": option.key, "label": dict(option.label), "archived": option.archived}
        | ({"correct": True} if option.correct else {})
        for option in options
    ]


def read_condition(stored: Mapping[str, Any] | None) -> Condition | None:
    if not stored:
        return None
    return Condition(str(stored["field"]), frozenset(map(str, stored.get("is", ()))))


def stored_condition(condition: Condition | None) -> dict[str, Any]:
    return {} if condition is None else {"field": condition.field, "is": sorted(condition.values)}


_of_conference = CompiledQuery(
    lambda conference: FormField.objects.filter(conference=conference).prefetch_related("categories"),
    models.UUIDField(),
)


def questions_of(conference: Conference | UUID) -> list[Question]:
    """Return all questions a conference has asked, in order, with those taken off its form. Two queries."""
    key = conference.pk if isinstance(conference, Conference) else conference
    return [Question.of(row) for row in _of_conference.all(key)]


# --- Who is asked what ---------------------------------------------------------------------------------------


def names_of_questions(conference: UUID, keys: Collection[str]) -> dict[str, str]:
    """Return what the questions with these keys ask, as the reader reads it; one that was deleted is left out."""
    rows = FormField.objects.of(conference).filter(key__in=keys)
    return {key: str(label) for key, label in rows.values_list("key", "label")}


def deciding_values(question: Question, answer: object) -> frozenset[str]:
    """Return an answer as conditions compare it: keys of options, yes or no; nothing if it was not answered."""
    if answer is None or answer == "":
        return frozenset()
    if question.type == T.YES_NO:
        return frozenset({YES if answer else NO})
    if question.type == T.CONSENT:
        is_given = answer.get("given") if isinstance(answer, Mapping) else answer
        return frozenset({YES if is_given else NO})
    if question.type in (T.DIET, T.ACCESS):
        answer = answer.get("options", ()) if isinstance(answer, Mapping) else answer
    if isinstance(answer, Iterable) and not isinstance(answer, str):
        return frozenset(map(str, answer))
    return frozenset({str(answer)})


def asked(
    questions: Sequence[Question],
    *,
    category: UUID | None,
    answers: Mapping[str, Any],
    stages: Collection[str] = (QuestionStage.REGISTRATION,),
) -> list[Question]:
    """Return the questions that someone of this category with these answers is asked at these stages, in order.

    A question whose condition refers to one that is not asked is not asked either, whatever was answered
    there before. A heading is asked where a question follows under it.
    """
    questions_by_key: dict[str, Question] = {}
    for question in questions:
        if question.archived or (question.categories and category not in question.categories):
            continue
        condition = question.condition
        if condition is not None:
            other = questions_by_key.get(condition.field)
            if other is None or not condition.values & deciding_values(other, answers.get(other.key)):
                continue
        questions_by_key[question.key] = question
    return without_empty_sections(
        [
            question
            for question in questions_by_key.values()
            if question.is_section or question.stage in stages
        ]
    )


def without_empty_sections(questions: Sequence[Question]) -> list[Question]:
    """Leave out headings without questions."""
    remaining: list[Question] = []
    for question in questions:
        if question.is_section and remaining and remaining[-1].is_section:
            remaining.pop()
        remaining.append(question)
    if remaining and remaining[-1].is_section:
        remaining.pop()
    return remaining


# --- Whether a form makes sense ------------------------------------------------------------------------------


def broken_condition(questions: Sequence[Question]) -> Question | None:
    """Return the first question of the form whose condition cannot be met when it is asked, or None.

    The question it refers to must be on the form, before it, asked no later, and offer one of the values: so
    conditions are never circular.
    """
    before: dict[str, Question] = {}
    for question in questions:
        if question.archived:
            continue
        if question.condition is not None:
            other = before.get(question.condition.field)
            if other is None or not question.condition.values & values_to_choose(other):
                return question
            if other.stage == QuestionStage.AFTER_APPROVAL and question.stage == QuestionStage.REGISTRATION:
                return question
        before[question.key] = question
    return None


def values_to_choose(question: Question) -> frozenset[str]:
    """Return the values a condition may ask for in this question; empty if no condition may."""
    if question.type in (T.YES_NO, T.CONSENT):
        return frozenset({YES, NO})
    return frozenset(option.key for option in question.options) if question.type in DECIDES else frozenset()


def depending_on(questions: Iterable[Question], key: str) -> list[Question]:
    """Return those on the form that are asked only because of the answer to this one."""
    return [
        question
        for question in questions
        if not question.archived and question.condition is not None and question.condition.field == key
    ]
