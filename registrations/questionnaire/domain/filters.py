"""Filters registrations by their answers, in the database: the same expressions for SQLite and PostgreSQL.

Only on `Registration.answers`: neither what is sealed (passport, visa) nor journeys and files. A key is never
part of the name of a lookup, because a question may be called "contains" or "date"; it is behind an alias.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, FloatField, Q, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from confman.conferences.models import Conference
from registrations.core.models.registration import APPROVED, ENDED, Registration, RegistrationQuerySet
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.models import FieldType, QuestionStage

T = FieldType
# Types compared by size.
WITH_RANGE = frozenset({T.NUMBER, T.DATE})
# Types searched for a part of their text.
WITH_WORDS = frozenset({T.TEXT, T.LONG_TEXT, T.PHONE})
# The key of the part of the answer that is compared.
_INNER: dict[str, str] = {T.DIET: "options", T.ACCESS: "options", T.CONSENT: "given"}
_NOBODY = Q(pk__in=[])

Bound = Decimal | dt.date | None


@dataclass(frozen=True)
class AnswerConditions:
    """The answers that a filter demands, by the questions' keys.

    `chosen`: the key of an option, yes or no, a code, the id of a group. `words`: part of the text, in either
    case. `ranges`: first and last, both included; None for no bound. `unanswered`: asked, and not answered.
    """

    chosen: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    ranges: Mapping[str, tuple[Bound, Bound]] = field(default_factory=dict)
    unanswered: Collection[str] = ()


def with_answers(
    rows: RegistrationQuerySet, questions: Collection[q.Question], conditions: AnswerConditions
) -> RegistrationQuerySet:
    """Return the rows with the wanted answers. `questions` are all of the conference, with those off its form.

    Runs no query itself. A key that is not a question's is ignored.
    """
    by_key = {question.key: question for question in questions}
    narrowed: Q = Q()
    for key, question in by_key.items():
        if key in conditions.chosen:
            narrowed &= _has_value(question, {conditions.chosen[key]})
        if key in conditions.words:
            narrowed &= Q(**{f"{_text(key)}__regex": "".join(map(_either_case, conditions.words[key]))})
        if key in conditions.ranges:
            narrowed &= _within(question, *conditions.ranges[key])
        if key in conditions.unanswered:
            narrowed &= _asked(question, by_key) & ~_answered(question)
    return rows.alias(**_aliases(by_key.values())).filter(narrowed) if narrowed else rows


# --- Names that stand for answers in a query -----------------------------------------------------------------


def _given(key: str) -> str:
    return f"given_{key}"


def _text(key: str) -> str:
    return f"given_text_{key}"


def _aliases(questions: Iterable[q.Question]) -> dict[str, Any]:
    """Name every question's answer twice, as it is and as text, for comparing it in the database."""
    aliases: dict[str, Any] = {}
    for question in questions:
        text = KeyTextTransform(question.key, "answers")
        aliases[_text(question.key)] = text
        aliases[_given(question.key)] = _compared(question, text)
    return aliases


def _compared(question: q.Question, text: KeyTextTransform) -> Case | KeyTransform:
    """Return the value to compare: for needs the keys chosen, for a consent whether given, for a number its size."""
    if question.type == T.NUMBER:
        # Numbers are kept as written, "2.50"; what is not a number matches nothing.
        is_number = Q(**{f"{_text(question.key)}__regex": r"^-?[0-9]+(\.[0-9]+)?$"})
        return Case(When(is_number, then=Cast(text, FloatField())), output_field=FloatField())
    answer = KeyTransform(question.key, "answers")
    inner = _INNER.get(question.type)
    return KeyTransform(inner, answer) if inner else answer


def _either_case(character: str) -> str:
    """Return a pattern for a letter in either case: SQLite's LIKE and locale C do not fold Cyrillic."""
    cases = sorted({character, character.lower(), character.upper()})
    return f"({'|'.join(map(re.escape, cases))})"


# --- Conditions ----------------------------------------------------------------------------------------------


def _has_value(question: q.Question, values: Collection[str]) -> Q:
    """Match answers with one of the values, as conditions of the form compare them (questions.deciding_values)."""
    alias = _given(question.key)
    condition = _NOBODY
    for value in sorted(values):
        if question.type in (T.YES_NO, T.CONSENT):
            condition |= Q(**{alias: value == q.YES})
        elif question.type in (T.CHOICES, T.DIET, T.ACCESS):
            # A key of the list in its quotes: SQLite cannot search a list, but both databases can read it as text.
            condition |= Q(**{f"{alias}__icontains": f'"{value}"'})
        else:
            condition |= Q(**{alias: value})
    return condition


def _within(question: q.Question, first: Bound, last: Bound) -> Q:
    condition = Q()
    for comparison, bound in (("gte", first), ("lte", last)):
        if bound is not None:
            value = bound.isoformat() if isinstance(bound, dt.date) else float(bound)
            condition &= Q(**{f"{_given(question.key)}__{comparison}": value})
    return condition


def _answered(question: q.Question) -> Q:
    if question.type == T.CONSENT:
        return Q(**{_given(question.key): True})
    return Q(**{f"{_text(question.key)}__isnull": False})


def _asked(question: q.Question, by_key: Mapping[str, q.Question]) -> Q:
    """Match the registrations asked by now, as questions.asked and answers.due_stages say for one registration."""
    if question.archived:
        return _NOBODY
    condition = ~Q(status__in=ENDED)
    if question.stage == QuestionStage.AFTER_APPROVAL:
        condition &= APPROVED
    if question.categories:
        condition &= Q(category__in=question.categories)
    if question.condition is not None:
        other = by_key.get(question.condition.field)
        if other is None:
            return _NOBODY
        condition &= _asked(other, by_key) & _has_value(other, question.condition.values)
    return condition


def given_codes(conference: Conference, questions: Sequence[q.Question]) -> dict[str, set[str]]:
    """Return, for questions about countries or languages, the codes in any answer. One query for all of them."""
    keys = [question.key for question in questions]
    if not keys:
        return {}
    texts = [KeyTextTransform(key, "answers") for key in keys]
    rows = Registration.objects.of(conference).order_by().values_list(*texts).distinct()
    columns = zip(*rows, strict=True)
    return {key: set(filter(None, codes)) for key, codes in zip(keys, columns, strict=False)}
