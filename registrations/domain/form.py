"""Building the form: its questions are added, changed, moved and taken off; what was answered stays readable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.fields.json import KeyTransform
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.audit.domain import record_audit
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from confman.web.changes import apply_changes
from confman.web.errors import Refused
from confman.web.search import fold
from registrations.domain import questions as q
from registrations.domain.ready_questions import GROUPS, OPTIONS, ReadyQuestion
from registrations.models import (
    AnswerFile,
    Category,
    FieldType,
    FormField,
    ProtectedAnswer,
    Registration,
    Retention,
    Travel,
)

T = FieldType
# In `Registration.answers` beside the questions: what waits for the mailbox to be confirmed.
RESERVED_KEYS = frozenset({"pending"})
# Which columns of Travel answer a question of each kind.
TRAVEL_COLUMNS: dict[str, tuple[str, ...]] = {
    T.ARRIVAL: ("arrives_at", "arrival_flight", "arrives_from", "arrival_place", "needs_transfer"),
    T.DEPARTURE: ("departs_at", "departure_flight", "departure_place"),
    T.ACCOMMODATION: ("check_in", "check_out", "room_kind", "shares_with"),
}
# What is about the body or a passport is not kept longer than the event needs it.
_SHORT_LIVED = frozenset({*q.IN_TRAVEL, T.DIET, T.ACCESS, T.PASSPORT, T.VISA})


def usual_retention(type: str) -> str:
    """How long answers of this kind are kept unless the organizer says otherwise."""
    return Retention.EVENT if type in _SHORT_LIVED else Retention.CONFERENCE


# --- Adding and changing -------------------------------------------------------------------------------------


def add_field(
    conference: Conference,
    *,
    by: Any,
    type: str,
    label: Mapping[str, str],
    key: str = "",
    options: Iterable[q.Option] = (),
    categories: Iterable[Category] = (),
    condition: q.Condition | None = None,
    retention: str = "",
    **fields: Any,
) -> FormField:
    """A new question at the end of the form; without a `key`, one is made of its label.

    Raises ValidationError, which names the field, and Refused where the form would not make sense with it.
    """
    with transaction.atomic():
        rows = _locked_form(conference)
        if type in q.ONCE_A_FORM and (twin := next((row for row in rows if row.type == type), None)):
            raise Refused(_twin_sentence(twin))
        text = TranslatedText.of(label, conference.default_language)
        field = FormField(
            conference=conference,
            type=type,
            label=text,
            key=key or _free_key(conference, text, type, {row.key for row in rows}),
            options=q.stored_options(_usable_options(conference, type, options)),
            condition=q.stored_condition(condition),
            retention=retention or usual_retention(type),
            position=max((row.position for row in rows), default=0) + 1,
            **fields,
        )
        _refuse_reserved(field.key)
        field.full_clean()
        field.save(force_insert=True)
        field.categories.set(_own_categories(conference, categories))
        _require_sense(conference)
        _record("added", field, by=by)
    return field


def _twin_sentence(twin: FormField) -> str:
    if twin.archived_at:
        return _("“%(label)s” asked this and was taken off the form. Bring it back from the list below.") % {
            "label": twin.label
        }
    return _("“%(label)s” asks this already.") % {"label": twin.label}


def change_field(field: FormField, *, by: Any, **changes: Any) -> list[str]:
    """Change a question. `options` and `condition` are those of registrations.domain.questions.

    Once it was answered its key and its kind stay; an option that was chosen is archived instead of removed.
    Returns the names of what changed. Raises ValidationError, Refused.
    """
    conference = field.conference
    with transaction.atomic():
        _locked_form(conference)
        current = FormField.objects.get(pk=field.pk)
        answered = is_answered(current)
        for name in ("key", "type"):
            if answered and changes.get(name, getattr(current, name)) != getattr(current, name):
                raise Refused(
                    _("“%(label)s” has answers: its short name and its kind can no longer be changed.")
                    % {"label": current.label}
                )
        _refuse_reserved(changes.get("key", current.key))
        if "options" in changes:
            wanted = _usable_options(
                conference,
                changes.get("type", current.type),
                changes["options"],
                used=(option.key for option in q.read_options(current.options)),
            )
            changes["options"] = q.stored_options(_with_chosen(current, wanted))
        if "condition" in changes:
            changes["condition"] = q.stored_condition(changes["condition"])
        categories = changes.pop("categories", None)
        changed = apply_changes(current, changes)
        if categories is not None:
            before = set(current.categories.values_list("pk", flat=True))
            current.categories.set(_own_categories(conference, categories))
            if before != set(current.categories.values_list("pk", flat=True)):
                changed.append("categories")
        if changed:
            _require_sense(conference)
            _record("changed", current, by=by, details={"fields": changed})
    return changed


def _with_chosen(field: FormField, wanted: list[q.Option]) -> list[q.Option]:
    """The wanted options, and those left out that somebody has chosen: archived, at the end."""
    kept = {option.key for option in wanted}
    chosen = chosen_options(field)
    lost = [option for option in q.read_options(field.options) if option.key not in kept]
    return [
        *wanted,
        *(q.Option(option.key, option.label, archived=True) for option in lost if option.key in chosen),
    ]


def _usable_options(
    conference: Conference, type: str, options: Iterable[q.Option], used: Iterable[str] = ()
) -> list[q.Option]:
    """Options with keys, where the kind has any; dietary and access needs start with the usual ones.

    A new one gets none of the `used` keys: under such a key somebody's answer may be kept that said something else.
    """
    if type not in q.WITH_OPTIONS:
        return []
    given = list(options)
    if not given and type in OPTIONS:
        given = [q.Option(key, in_languages(label, conference)) for key, label in OPTIONS[type]]
    taken = {option.key for option in given if option.key} | set(used)
    usable = []
    for option in given:
        key = option.key or _slug(option.label, conference) or "option"
        if not option.key:
            key = _numbered(key, taken)
            taken.add(key)
        usable.append(q.Option(key, TranslatedText.of(option.label), option.archived))
    if not any(not option.archived for option in usable):
        raise ValidationError({"options": _("Give at least one answer to choose from.")})
    if len({option.key for option in usable}) < len(usable):
        raise ValidationError({"options": _("One of the answers stands there twice.")})
    return usable


# --- Order, taking off, bringing back ------------------------------------------------------------------------


def move_field(field: FormField, *, up: bool, by: Any) -> bool:
    """Move a question before the one above it, or behind the one below. False at the end of the form.

    Raises Refused where it would stand before the question on which its condition depends.
    """

    def step(rows: list[FormField], place: int) -> None:
        other = max(place + (-1 if up else 1), 0)
        rows.insert(other, rows.pop(place))

    return _reorder(field, step, by=by)


def place_field(field: FormField, *, before: FormField | None, by: Any) -> bool:
    """Move a question before another one, or to the end of the form. False where it stands there already.

    Raises Refused as `move_field` does, and where the other one is not on this form.
    """

    def put(rows: list[FormField], place: int) -> None:
        moved = rows.pop(place)
        if before is None:
            rows.append(moved)
            return
        places = [number for number, row in enumerate(rows) if row.pk == before.pk]
        if not places:
            raise Refused(_("That place on the form is gone. Please load the page again."))
        rows.insert(places[0], moved)

    if before is not None and before.pk == field.pk:
        return False
    return _reorder(field, put, by=by)


def _reorder(field: FormField, rearrange: Callable[[list[FormField], int], None], *, by: Any) -> bool:
    """Write the order that `rearrange(questions on the form, place of this one)` makes; whether it is another."""
    with transaction.atomic():
        rows = [row for row in _locked_form(field.conference) if row.archived_at is None]
        before = [row.pk for row in rows]
        if field.pk not in before:
            return False
        rearrange(rows, before.index(field.pk))
        if [row.pk for row in rows] == before:
            return False
        for position, row in enumerate(rows, start=1):
            row.position = position
        FormField.objects.bulk_update(rows, ["position"])
        _require_sense(field.conference)
        _record("moved", field, by=by)
    return True


def remove_field(field: FormField, *, by: Any) -> bool:
    """Take a question off the form: archived where it has answers, which stay readable; else deleted.

    Returns whether it was archived. Raises Refused where other questions depend on it.
    """
    with transaction.atomic():
        _locked_form(field.conference)
        current = FormField.objects.get(pk=field.pk)
        dependents = q.depending_on(q.questions_of(field.conference), current.key)
        if dependents:
            names = "; ".join(str(question.label) for question in dependents)
            raise Refused(
                _("These questions are asked only by the answer to it: %(names)s. Change them first.")
                % {"names": names}
            )
        if is_answered(current):
            current.archived_at = timezone.now()
            current.save(update_fields=["archived_at"])
            _record("archived", current, by=by)
            return True
        _record("deleted", current, by=by)
        current.delete()
    return False


def restore_field(field: FormField, *, by: Any) -> FormField:
    """Ask again what was taken off the form, at its end. Raises Refused where that makes no sense any more."""
    with transaction.atomic():
        rows = _locked_form(field.conference)
        current = FormField.objects.get(pk=field.pk)
        if current.archived_at is None:
            return current
        current.archived_at = None
        current.position = max(row.position for row in rows) + 1
        current.save(update_fields=["archived_at", "position"])
        _require_sense(field.conference)
        _record("restored", current, by=by)
    return current


# --- Many at once --------------------------------------------------------------------------------------------


def add_group(conference: Conference, group: str, *, by: Any) -> list[FormField]:
    """Add the questions of a ready-made group under a heading of their own; those there already are left out.

    Raises Refused where all of them are there.
    """
    added: list[FormField] = []
    with transaction.atomic():
        known = {row.type for row in _locked_form(conference) if row.type != T.SECTION}
        wanted = [ready for ready in GROUPS[group].questions if ready.type not in known]
        if not wanted:
            raise Refused(_("These questions are on the form already, or were taken off it."))
        heading = ReadyQuestion(T.SECTION, GROUPS[group].label)
        for ready in (heading, *wanted):
            added.append(
                add_field(
                    conference,
                    by=by,
                    type=ready.type,
                    label=in_languages(ready.label, conference),
                    help_text=in_languages(ready.help_text, conference),
                    stage=ready.stage,
                )
            )
    return added


def copy_form(conference: Conference, source: Conference, *, by: Any) -> int:
    """Ask what another conference asks: its form as it stands, with categories of the same letter.

    Only into an empty form. Returns how many questions were copied. Raises Refused.
    """
    with transaction.atomic():
        if any(row.archived_at is None for row in _locked_form(conference)):
            raise Refused(_("This form has questions already; only an empty one can be filled from another."))
        taken = set(FormField.objects.of(conference).values_list("key", flat=True))
        letters = {row.letter: row for row in Category.objects.of(conference)}
        rows = FormField.objects.of(source).asked().prefetch_related("categories")
        once = set(
            FormField.objects.of(conference).filter(type__in=q.ONCE_A_FORM).values_list("type", flat=True)
        )
        copied = [row for row in rows if row.key not in taken and row.type not in once]
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
                categories=[letters[one.letter] for one in row.categories.all() if one.letter in letters],
                condition=condition if condition and condition.field in keys else None,
                stage=row.stage,
                retention=row.retention,
            )
        if not copied:
            raise Refused(_("There is nothing to copy: that form has no questions."))
    return len(copied)


# --- What was answered ---------------------------------------------------------------------------------------


def is_answered(field: FormField) -> bool:
    """Whether anybody has answered it, however the answer is kept."""
    conference = field.conference
    if field.type in q.IN_TRAVEL:
        return _travelling(conference, field.type).exists()
    if field.protected_answers.exists() or field.answer_files.exists():  # type: ignore[attr-defined]
        return True
    return Registration.objects.of(conference).filter(answers__has_key=field.key).exists()


def chosen_options(field: FormField) -> set[str]:
    """The keys of the options that somebody has chosen."""
    question = q.Question.of(field)
    answers = (
        Registration.objects.of(field.conference)
        .filter(answers__has_key=field.key)
        .order_by()
        .annotate(given=KeyTransform(field.key, "answers"))
        .values_list("given", flat=True)
    )
    return {value for answer in answers for value in q.deciding_values(question, answer)}


def answer_counts(conference: Conference) -> Counter[str]:
    """Key of a question -> how many have answered it."""
    counts: Counter[str] = Counter()
    rows = Registration.objects.of(conference).exclude(answers={}).order_by()
    for answers in rows.values_list("answers", flat=True).iterator():
        counts.update(answers.keys() - RESERVED_KEYS)
    for model in (ProtectedAnswer, AnswerFile):
        of_conference = model._default_manager.filter(registration__conference=conference)
        counts.update(of_conference.values_list("field__key", flat=True))
    for key, type in FormField.objects.of(conference).filter(type__in=q.IN_TRAVEL).values_list("key", "type"):
        counts[key] = _travelling(conference, type).count()
    return counts


def _travelling(conference: Conference, type: str) -> models.QuerySet[Travel]:
    """The travel rows in which a question of this kind is answered."""
    said = models.Q()
    for column in TRAVEL_COLUMNS[type]:
        empty: Any = Travel._meta.get_field(column).get_default()  # type: ignore[union-attr]
        said |= ~models.Q(**{column: empty})
    return Travel.objects.filter(said, registration__conference=conference)


# --- Inside --------------------------------------------------------------------------------------------------


def in_languages(text: TranslatedText, conference: Conference) -> TranslatedText:
    """A ready-made text in the conference's languages; in English where it has none of them."""
    found = TranslatedText({code: text[code] for code in conference.languages if code in text})
    if found or not text:
        return found
    return TranslatedText({conference.default_language: text["en"]})


def _locked_form(conference: Conference) -> list[FormField]:
    """All questions of the form, while nobody else changes it: the conference's row is held."""
    Conference.objects.select_for_update().only("pk").get(pk=conference.pk)
    return list(FormField.objects.of(conference))


def _require_sense(conference: Conference) -> None:
    broken = q.broken_condition(q.questions_of(conference))
    if broken is not None:
        raise Refused(
            _(
                "“%(label)s” is asked by the answer to a question that must stand before it, be asked no later, and "
                "still have that answer to choose from."
            )
            % {"label": broken.label}
        )


def _own_categories(conference: Conference, categories: Iterable[Category]) -> list[Category]:
    chosen = list(categories)
    if any(category.conference_id != conference.pk for category in chosen):
        raise Refused(_("The category belongs to another conference."))
    return chosen


def _refuse_reserved(key: str) -> None:
    if key in RESERVED_KEYS:
        raise ValidationError({"key": _("This short name is used by the system. Please choose another.")})


def _free_key(conference: Conference, label: TranslatedText, type: str, taken: set[str]) -> str:
    key = _slug(label, conference)
    if not key or not key[0].isalpha():
        key = f"{type.replace('-', '_')}_{key}".strip("_")
    return _numbered(key[:34].strip("_"), taken | RESERVED_KEYS)


def _slug(label: TranslatedText, conference: Conference) -> str:
    text = label.get("en") or label.in_language(conference.default_language, conference.languages)
    return fold(text).replace(" ", "_")[:30].strip("_")


def _numbered(key: str, taken: Iterable[str]) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}_{number}"
    return free


def _record(what: str, field: FormField, *, by: Any, details: Mapping[str, Any] | None = None) -> None:
    record_audit(
        f"registrations.question_{what}",
        by=by,
        conference=field.conference,
        target=field,
        label=str(field.key),
        details={"kind": field.type, **(details or {})} if what == "added" else details,
    )
