"""Reads answers: in words under the question's label, as columns of a table, and what is missing.

An answer is kept where its kind requires: in `Registration.answers` under the question's key, in Travel,
sealed, or as a file. Reading never fails on what an earlier form has stored: a question taken off the form,
an option no longer offered and an unknown key are shown with what is known of them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries

from agenda.rooms.models import WorkingGroup
from confman.conferences.models import Conference
from confman.translation.languages import language_name
from confman.web.database.changes import fingerprint
from registrations.core.models.registration import Registration, Travel
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.builder import RESERVED_KEYS, TRAVEL_COLUMNS
from registrations.questionnaire.domain.composite_types import COMPOSITES, Composite
from registrations.questionnaire.models import AnswerFile, FieldType, ProtectedAnswer, QuestionStage

T = FieldType
# Not kept in `Registration.answers`: what is sealed, a file, or a part of the journey.
_ELSEWHERE = frozenset({T.SECTION, T.PASSPORT, T.VISA, *q.WITH_FILE, *q.IN_TRAVEL})


@dataclass(frozen=True)
class ShownAnswer:
    """An answer in words. `file` where it is one; protected ones have no text unless someone looks at them."""

    key: str
    label: str
    text: str
    archived: bool = False
    protected: bool = False
    file: AnswerFile | None = None


@dataclass(frozen=True)
class AnswerColumn:
    """A column of a table: `text(registration.answers)` needs no query. Named `answer_<key>`."""

    key: str
    label: str
    text: Callable[[Mapping[str, Any]], str]


class AnswerReader:
    """Reads the answers of any number of registrations of one conference with a fixed number of queries."""

    def __init__(self, conference: Conference, questions: Sequence[q.Question] | None = None) -> None:
        self.conference = conference
        self.questions = q.questions_of(conference) if questions is None else questions

    @cached_property
    def groups(self) -> dict[str, str]:
        """Return working groups by id, in words; queried once, and only where a question is about them."""
        return {str(group.pk): str(group) for group in WorkingGroup.objects.of(self.conference)}

    def text(self, question: q.Question, answer: object) -> str:
        """Return in words an answer of `Registration.answers`, of Travel or of what was unsealed."""
        if answer is None or answer == "":
            return ""
        if question.type in COMPOSITES:
            return composite_text(COMPOSITES[question.type], answer)
        if question.type in q.WITH_OPTIONS:
            return self._chosen(question, answer)
        if question.type in (T.YES_NO, T.CONSENT):
            return str(_("yes") if q.YES in q.deciding_values(question, answer) else _("no"))
        if question.type == T.WORKING_GROUP:
            return self.groups.get(str(answer), str(_("a working group that no longer exists")))
        return _plain_text(question.type, answer)

    def _chosen(self, question: q.Question, answer: object) -> str:
        names = {option.key: str(option.label) or option.key for option in question.options}
        text = str(answer.get("text", "")) if isinstance(answer, Mapping) else ""
        values = q.deciding_values(question, answer)
        # In the order of the form; unknown keys come last.
        labels = [names[option.key] for option in question.options if option.key in values]
        return "; ".join(filter(None, [*labels, *sorted(values - names.keys()), text]))

    def shown(
        self, registration: Registration, protected: Mapping[str, Mapping[str, Any]] | None = None
    ) -> list[ShownAnswer]:
        """Return all that was answered, in the order of the form; then what is no longer on it.

        `protected` is what someone was allowed to look at. For a list, prefetch `answer_files__field` and
        `protected_answers__field`, and select `travel`.
        """
        sheet = StoredAnswers(registration)
        answers = []
        for question in sorted(self.questions, key=lambda question: question.archived):
            if question.type in q.WITH_FILE and question.key in sheet.files:
                file = sheet.files[question.key]
                answers.append(
                    ShownAnswer(question.key, str(question.label), file.name, question.archived, file=file)
                )
            elif question.is_protected and question.key in sheet.protected:
                answers.append(
                    ShownAnswer(
                        question.key,
                        str(question.label),
                        self.text(question, (protected or {}).get(question.key)),
                        question.archived,
                        protected=True,
                    )
                )
            elif text := self.text(question, sheet.value(question)):
                answers.append(ShownAnswer(question.key, str(question.label), text, question.archived))
        keys = {question.key for question in self.questions}
        for key, answer in registration.answers.items():
            if key not in keys and key not in RESERVED_KEYS:
                answers.append(ShownAnswer(key, key, _plain_text(T.TEXT, answer), archived=True))
        return answers

    def columns(self) -> list[AnswerColumn]:
        """Return a column for each question whose answers a general table may show: none sealed, no file.

        Journeys and rooms have lists of their own.
        """
        return [
            AnswerColumn(f"answer_{question.key}", str(question.label), self._column_text(question))
            for question in self.questions
            if question.type not in _ELSEWHERE
        ]

    def _column_text(self, question: q.Question) -> Callable[[Mapping[str, Any]], str]:
        return lambda answers: self.text(question, answers.get(question.key))


def answer_columns(conference: Conference) -> list[AnswerColumn]:
    """Return the columns of a conference's form, for lists and exports."""
    return AnswerReader(conference).columns()


# --- What there is of one registration -----------------------------------------------------------------------


@dataclass
class StoredAnswers:
    """The stored answers of one registration: each source is read only once a question needs it."""

    registration: Registration

    @cached_property
    def travel(self) -> Travel | None:
        return getattr(self.registration, "travel", None)

    @cached_property
    def files(self) -> dict[str, AnswerFile]:
        return {row.field.key: row for row in _with_field(self.registration, "answer_files")}

    @cached_property
    def protected(self) -> frozenset[str]:
        return frozenset(row.field.key for row in _with_field(self.registration, "protected_answers"))

    def value(self, question: q.Question) -> Any:
        """Return the answer to a question that is neither a file nor protected, or None."""
        if question.type in q.IN_TRAVEL:
            return travel_values(self.travel, question.type)
        return self.registration.answers.get(question.key)

    def digest(self, questions: Iterable[q.Question]) -> str:
        """Return a digest of the answers to these questions, except for sealed ones: are they as a form showed them?

        A question without an answer is not in it: one that is asked since then changes no answer.
        """
        files = {key: (row.name, row.uploaded_at) for key, row in self.files.items()}
        values = {
            question.key: files.get(question.key) if question.type in q.WITH_FILE else self.value(question)
            for question in questions
            if not (question.is_section or question.is_protected)
        }
        return fingerprint({key: value for key, value in values.items() if value is not None})

    def has(self, question: q.Question) -> bool:
        """Tell whether it is sufficiently answered: a consent is given, a journey has its day."""
        if question.type in q.WITH_FILE:
            return question.key in self.files
        if question.is_protected:
            return question.key in self.protected
        if question.type == T.CONSENT:
            return q.YES in q.deciding_values(question, self.value(question))
        if question.type in q.IN_TRAVEL:
            parts = self.value(question) or {}
            return all(parts.get(name) for name in COMPOSITES[question.type].needed)
        return self.value(question) not in (None, "", [], {})


def _with_field(registration: Registration, name: str) -> list[Any]:
    prefetched = getattr(registration, "_prefetched_objects_cache", {})
    manager = getattr(registration, name)
    return list(manager.all() if name in prefetched else manager.select_related("field"))


def travel_values(travel: Travel | None, type: str) -> dict[str, Any] | None:
    """Return the answer in the journey to one kind of question: the columns that are filled in."""
    if travel is None:
        return None
    values = {name: getattr(travel, name) for name in TRAVEL_COLUMNS[type]}
    return {name: value for name, value in values.items() if value not in (None, "", False)} or None


# --- What is missing -----------------------------------------------------------------------------------------


def due_stages(registration: Registration) -> tuple[str, ...]:
    """Return the stages at which this registration is asked now."""
    return tuple(QuestionStage) if registration.is_approved else (QuestionStage.REGISTRATION,)


def asked_of(
    registration: Registration, questions: Sequence[q.Question], stages: Iterable[str] | None = None
) -> list[q.Question]:
    """Return the questions that this registration is asked, by its category and its answers so far."""
    return q.asked(
        questions,
        category=registration.category_id,
        answers=registration.answers,
        stages=tuple(stages or due_stages(registration)),
    )


def missing_answers(
    registration: Registration, questions: Sequence[q.Question] | None = None
) -> list[q.Question]:
    """Return the questions it must answer by now and has not; of `questions`, where they were read already."""
    return missing_answers_of([registration], questions)[registration.pk]


def missing_answers_of(
    registrations: Sequence[Registration], questions: Sequence[q.Question] | None = None
) -> dict[UUID, list[q.Question]]:
    """Return the same for many registrations of one conference that are not over, in at most five queries."""
    missing: dict[UUID, list[q.Question]] = {row.pk: [] for row in registrations}
    alive = [row for row in registrations if not row.is_over]
    if not alive:
        return missing
    if questions is None:
        questions = q.questions_of(alive[0].conference_id)
    if not any(question.required and not question.archived for question in questions):
        return missing
    for sheet in _sheets(alive):
        row = sheet.registration
        missing[row.pk] = [
            question for question in asked_of(row, questions) if question.required and not sheet.has(question)
        ]
    return missing


def missing_words(registrations: Sequence[Registration]) -> dict[UUID, list[str]]:
    """Map ids of registrations to their missing answers, in words; registrations that lack nothing are left out."""
    return {
        pk: [str(_("“%(label)s” is not answered") % {"label": question.label}) for question in questions]
        for pk, questions in missing_answers_of(registrations).items()
        if questions
    }


def _sheets(registrations: Sequence[Registration]) -> list[StoredAnswers]:
    ids = [row.pk for row in registrations]
    travel = {row.registration_id: row for row in Travel.objects.filter(registration__in=ids)}
    files: dict[UUID, dict[str, AnswerFile]] = defaultdict(dict)
    for file in AnswerFile.objects.filter(registration__in=ids).select_related("field"):
        files[file.registration_id][file.field.key] = file
    protected: dict[UUID, set[str]] = defaultdict(set)
    sealed = ProtectedAnswer.objects.filter(registration__in=ids)
    for pk, key in sealed.values_list("registration_id", "field__key"):
        protected[pk].add(key)
    sheets = [StoredAnswers(row) for row in registrations]
    for sheet in sheets:
        pk = sheet.registration.pk
        sheet.travel, sheet.files, sheet.protected = travel.get(pk), files[pk], frozenset(protected[pk])
    return sheets


# --- Words ---------------------------------------------------------------------------------------------------


def composite_text(composite: Composite, answer: object) -> str:
    """Return the parts that were filled in, as "Flight: HY 602; comes from: Istanbul"."""
    if not isinstance(answer, Mapping):
        return _plain_text(T.TEXT, answer)
    if answer.get("unreadable"):
        return str(_("cannot be read: the key that sealed it is not in the settings"))
    texts = []
    for part in composite.parts:
        value = answer.get(part.name)
        if value in (None, "", False) and not (value is False and part.says_no):
            continue
        texts.append(f"{capfirst(str(part.label))}: {_part_text(part.kind, value, dict(part.choices))}")
    return "; ".join(texts)


def _part_text(kind: str, value: object, choices: Mapping[str, Promise | str]) -> str:
    if kind in ("yes-no", "checkbox"):
        return str(_("yes") if value else _("no"))
    if kind == "choice":
        return str(choices.get(str(value), value))
    return _plain_text({"country": T.COUNTRY, "date": T.DATE, "moment": T.DATE}.get(kind, T.TEXT), value)


def _plain_text(type: str, answer: object) -> str:
    if type == T.COUNTRY:
        return str(countries.name(str(answer)) or answer)
    if type == T.LANGUAGE:
        try:
            return language_name(str(answer), get_language())
        # A code that Babel does not know is shown as it is.
        except Exception:
            return str(answer)
    if type == T.DATE:
        return _moment_text(answer)
    if isinstance(answer, Mapping):
        return "; ".join(f"{key}: {value}" for key, value in answer.items())
    if isinstance(answer, (list, tuple)):
        return "; ".join(map(str, answer))
    return str(answer)


def _moment_text(answer: object) -> str:
    if isinstance(answer, str):
        try:
            answer = dt.date.fromisoformat(answer)
        except ValueError:
            return str(answer)
    if isinstance(answer, dt.datetime):
        local = timezone.localtime(answer) if timezone.is_aware(answer) else answer
        return date_format(local, "DATETIME_FORMAT")
    return date_format(answer, "DATE_FORMAT") if isinstance(answer, dt.date) else str(answer)
