"""Building the form: its questions are added, changed, moved and taken off; answers given stay readable."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.errors import Refused
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration, Travel
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.sheet_builder import QuestionSheet
from registrations.questionnaire.domain.templates import GROUPS, ReadyQuestion
from registrations.questionnaire.models import (
    AnswerFile,
    FieldType,
    FormField,
    FormFieldQuerySet,
    ProtectedAnswer,
    Retention,
)

T = FieldType
# Key in `Registration.answers` beside the questions: what waits until the mailbox is confirmed.
RESERVED_KEYS = frozenset({"pending"})
# Columns of Travel that answer a question of each kind.
TRAVEL_COLUMNS: dict[str, tuple[str, ...]] = {
    T.ARRIVAL: ("arrives_at", "arrival_flight", "arrives_from", "arrival_place", "needs_transfer"),
    T.DEPARTURE: ("departs_at", "departure_flight", "departure_place"),
    T.ACCOMMODATION: ("check_in", "check_out", "room_kind", "shares_with"),
}
# Data on the body or a passport is not kept longer than the event needs it.
_SHORT_LIVED = frozenset({*q.IN_TRAVEL, T.DIET, T.ACCESS, T.PASSPORT, T.VISA})


# --- Adding and changing -------------------------------------------------------------------------------------


class RegistrationForm(QuestionSheet[FormField]):
    """The questions of a conference's registration form."""

    audited = "registrations.question"
    reserved = RESERVED_KEYS

    def __init__(self, conference: Conference) -> None:
        self.conference = conference

    def blank(self, type: str, *, retention: str = "", **fields: Any) -> FormField:
        usual = Retention.EVENT if type in _SHORT_LIVED else Retention.CONFERENCE
        return FormField(conference=self.conference, type=type, retention=retention or usual, **fields)

    def locked_rows(self) -> list[FormField]:
        """Return the rows, locked by the conference's row."""
        Conference.objects.select_for_update().only("pk").get(pk=self.conference.pk)
        return list(FormField.objects.of(self.conference))

    def questions(self) -> list[q.Question]:
        return q.questions_of(self.conference)

    def is_answered(self, row: FormField) -> bool:
        """Tell whether anybody has answered it, however the answer is kept."""
        if row.type in q.IN_TRAVEL:
            return answered_travel_rows(self.conference, row.type).exists()
        if row.protected_answers.exists() or row.answer_files.exists():
            return True
        return Registration.objects.of(self.conference).filter(answers__has_key=row.key).exists()

    def chosen_options(self, row: FormField) -> set[str]:
        answers = (
            Registration.objects.of(self.conference)
            .filter(answers__has_key=row.key)
            .order_by()
            .annotate(given=KeyTransform(row.key, "answers"))
            .values_list("given", flat=True)
        )
        question = q.Question.of(row)
        return {value for answer in answers for value in q.deciding_values(question, answer)}

    def answer_counts(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        rows = Registration.objects.of(self.conference).exclude(answers={}).order_by()
        for answers in rows.values_list("answers", flat=True).iterator():
            counts.update(answers.keys() - RESERVED_KEYS)
        for model in (ProtectedAnswer, AnswerFile):
            of_conference = model._default_manager.filter(registration__conference=self.conference)
            counts.update(of_conference.values_list("field__key", flat=True))
        journeys = FormField.objects.of(self.conference).filter(type__in=q.IN_TRAVEL)
        for key, type in journeys.values_list("key", "type"):
            counts[key] = answered_travel_rows(self.conference, type).count()
        return counts

    def refuse_kind(self, type: str, rows: Sequence[FormField]) -> None:
        """Refuse a second question of a kind whose answer exists once for each registration."""
        twin = next((row for row in rows if row.type == type), None)
        if twin is None or type not in q.ONCE_A_FORM:
            return
        message = (
            _("“%(label)s” asked this and was taken off the form. Bring it back from the list below.")
            if twin.archived_at
            else _("“%(label)s” asks this already.")
        )
        raise Refused(message % {"label": twin.label})

    def add(self, *, by: User, categories: Iterable[Category] = (), **values: Any) -> FormField:
        with transaction.atomic():
            row: FormField = super().add(by=by, **values)
            row.categories.set(_own_categories(self.conference, categories))
        return row

    def write_change(self, current: FormField, changes: dict[str, Any]) -> list[str]:
        categories = changes.pop("categories", None)
        changed = super().write_change(current, changes)
        if categories is not None:
            before = set(current.categories.values_list("pk", flat=True))
            current.categories.set(_own_categories(self.conference, categories))
            if before != set(current.categories.values_list("pk", flat=True)):
                changed.append("categories")
        return changed


def add_field(conference: Conference, *, by: User, **values: Any) -> FormField:
    """Add a question at the end of the form, asked of the `categories`, else of everyone.

    Raises ValidationError, which names the field, and Refused where the form would not make sense with it.
    """
    return RegistrationForm(conference).add(by=by, **values)


def change_field(field: FormField, *, by: User, **changes: Any) -> list[str]:
    """Change a question. `options` and `condition` are those of registrations.questionnaire.domain.questions.

    Once it was answered its key and its kind stay; an option that was chosen is archived instead of removed.
    Returns the names of what changed. Raises ValidationError, Refused.
    """
    return RegistrationForm(field.conference).change(field, by=by, **changes)


# --- Many at once --------------------------------------------------------------------------------------------


def add_group(conference: Conference, group: str, *, by: User) -> list[FormField]:
    """Add the questions of a ready-made group under a heading of their own; existing ones are left out.

    Raises Refused if all of them exist.
    """
    with transaction.atomic():
        types_on_form = {
            row.type for row in RegistrationForm(conference).locked_rows() if row.type != T.SECTION
        }
        questions = [ready for ready in GROUPS[group].questions if ready.type not in types_on_form]
        if not questions:
            raise Refused(_("These questions are on the form already, or were taken off it."))
        return [
            add_field(
                conference,
                by=by,
                type=ready.type,
                label=conference.in_own_languages(ready.label),
                help_text=conference.in_own_languages(ready.help_text),
                stage=ready.stage,
            )
            for ready in (ReadyQuestion(T.SECTION, GROUPS[group].label), *questions)
        ]


def copy_form(conference: Conference, source: Conference, *, by: User) -> int:
    """Copy another conference's form as it is, with categories of the same letter, into an empty form.

    Returns how many questions were copied. Raises Refused.
    """
    with transaction.atomic():
        if any(row.archived_at is None for row in RegistrationForm(conference).locked_rows()):
            raise Refused(_("This form has questions already; only an empty one can be filled from another."))
        taken_keys = set(FormField.objects.of(conference).values_list("key", flat=True))
        letters = {row.letter: row for row in Category.objects.of(conference)}
        rows = FormField.objects.of(source).asked().prefetch_related("categories")
        taken_types = set(
            FormField.objects.of(conference).filter(type__in=q.ONCE_A_FORM).values_list("type", flat=True)
        )
        copied = [row for row in rows if row.key not in taken_keys and row.type not in taken_types]
        keys = {row.key for row in copied}
        for row in copied:
            condition = q.read_condition(row.condition)
            add_field(
                conference,
                by=by,
                type=row.type,
                key=row.key,
                label=row.label,
                help_text=row.help_text,
                required=row.required,
                options=[option for option in q.read_options(row.options) if not option.archived],
                categories=[
                    letters[category.letter]
                    for category in row.categories.all()
                    if category.letter in letters
                ],
                condition=condition if condition and condition.field in keys else None,
                stage=row.stage,
                retention=row.retention,
            )
        if not copied:
            raise Refused(_("There is nothing to copy: that form has no questions."))
    return len(copied)


def empty_travel(type: str) -> dict[str, Any]:
    """Return the columns of a question of this kind, without an answer."""
    return {name: Travel._meta.get_field(name).get_default() for name in TRAVEL_COLUMNS[type]}  # type: ignore[union-attr]


def answered_travel_rows(conference: Conference | UUID, type: str) -> models.QuerySet[Travel]:
    """Return the travel rows in which a question of this kind is answered."""
    condition = models.Q()
    for column, empty in empty_travel(type).items():
        condition |= ~models.Q(**{column: empty})
    return Travel.objects.filter(condition, registration__conference=conference)


def _own_categories(conference: Conference, categories: Iterable[Category]) -> list[Category]:
    own_categories = list(categories)
    if any(category.conference_id != conference.pk for category in own_categories):
        raise Refused(_("The category belongs to another conference."))
    return own_categories


def questions_to_take(conference: Conference) -> FormFieldQuerySet:
    """Return the questions on the form: those taken off it are kept for the answers given there."""
    return FormField.objects.of(conference).asked()
