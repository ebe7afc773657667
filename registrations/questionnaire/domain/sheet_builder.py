"""Builds any list of questions: the registration form and each survey.

A question is added, changed, moved, taken off and brought back alike, whatever it belongs to. Answers given stay
readable: a question with answers keeps its short name and its kind, and is archived instead of deleted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from confman.web.database.changes import apply_changes
from confman.web.errors import Refused
from confman.web.search import fold
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.templates import OPTIONS
from registrations.questionnaire.models import QuestionRow

RowT = TypeVar("RowT", bound=QuestionRow)


class QuestionSheet(Generic[RowT]):
    """A list of questions being built. Subclasses say where its rows are kept and what was answered.

    A row has key, type, label, options, condition, position and archived_at.
    """

    conference: Conference
    # The beginning of its verbs in the history: registrations.question_added.
    audited: str
    # Names of fields that cannot change once the question was answered.
    fixed: tuple[str, ...] = ("key", "type")
    # Short names that are used for something else.
    reserved: frozenset[str] = frozenset()

    def blank(self, type: str, **fields: Any) -> RowT:
        """Return a new row of this list, not stored yet."""
        raise NotImplementedError

    def locked_rows(self) -> list[RowT]:
        """Return all rows, locked; for use inside a transaction."""
        raise NotImplementedError

    def current(self, row: RowT) -> RowT:
        """Return the row as it is stored now."""
        return type(row)._default_manager.get(pk=row.pk)

    def questions(self) -> list[q.Question]:
        """Return the rows as plain questions, in their order, archived ones too."""
        raise NotImplementedError

    def is_answered(self, row: RowT) -> bool:
        """Tell whether anybody has answered it."""
        raise NotImplementedError

    def chosen_options(self, row: RowT) -> set[str]:
        """Return the keys of the options that someone has chosen."""
        raise NotImplementedError

    def answer_counts(self) -> Counter[str]:
        """Count by key of the question how many have answered it."""
        raise NotImplementedError

    def refuse_kind(self, type: str, rows: Sequence[RowT]) -> None:
        """Raise Refused where the list, with these rows, has no place for another question of this kind."""

    def record(self, act: str, row: RowT, *, by: User, details: Mapping[str, Any] | None = None) -> None:
        """Record in the history that `row` was added, changed, moved, archived, deleted or restored."""
        record_audit(
            f"{self.audited}_{act}",
            by=by,
            conference=self.conference,
            target=row,
            label=str(row),
            details=details,
        )

    # --- Adding and changing --------------------------------------------------------------------------

    def add(
        self,
        *,
        by: User,
        type: str,
        label: Mapping[str, str],
        key: str = "",
        options: Iterable[q.Option] = (),
        condition: q.Condition | None = None,
        **fields: Any,
    ) -> RowT:
        """Add a question at the end; without a `key`, one is made from its label.

        Raises ValidationError, which names the field, and Refused where it would make no sense.
        """
        with transaction.atomic():
            rows = self.locked_rows()
            self.refuse_kind(type, rows)
            text = TranslatedText.of(label, self.conference.default_language)
            row = self.blank(
                type,
                label=text,
                key=key or self.free_key(text, type, {row.key for row in rows}),
                options=q.stored_options(self.usable_options(type, options)),
                condition=q.stored_condition(condition),
                position=next_position(rows),
                **fields,
            )
            self.refuse_reserved(row.key)
            row.full_clean()
            row.save(force_insert=True)
            self.require_sense()
            self.record("added", row, by=by, details={"kind": type})
        return row

    def refuse_reserved(self, key: str) -> None:
        """Raise ValidationError for a short name that the system uses."""
        if key in self.reserved:
            raise ValidationError({"key": _("This short name is used by the system. Please choose another.")})

    def free_key(self, label: TranslatedText, type: str, taken_keys: set[str]) -> str:
        """Return a short name made from the label that no other question has."""
        key = self._slug(label)
        if not key or not key[0].isalpha():
            key = f"{type.replace('-', '_')}_{key}".strip("_")
        return numbered(key[:34].strip("_"), taken_keys | self.reserved)

    def usable_options(
        self, type: str, options: Iterable[q.Option], used: Iterable[str] = ()
    ) -> list[q.Option]:
        """Return options with keys, where the kind has any; dietary and access needs start with the usual ones.

        A new one gets none of the `used` keys: someone's answer may be kept under such a key with another
        meaning. Raises ValidationError.
        """
        if type not in q.WITH_OPTIONS:
            return []
        all_options = list(options)
        if not all_options and type in OPTIONS:
            all_options = [
                q.Option(key, self.conference.in_own_languages(label)) for key, label in OPTIONS[type]
            ]
        taken_keys = {option.key for option in all_options if option.key} | set(used)
        usable = []
        for option in all_options:
            key = option.key or self._slug(option.label) or "option"
            if not option.key:
                key = numbered(key, taken_keys)
                taken_keys.add(key)
            usable.append(q.Option(key, TranslatedText.of(option.label), option.archived, option.correct))
        if not any(not option.archived for option in usable):
            raise ValidationError({"options": _("Give at least one answer to choose from.")})
        if len({option.key for option in usable}) < len(usable):
            raise ValidationError({"options": _("One of the answers appears twice.")})
        return usable

    def prepare_change(self, current: RowT, changes: dict[str, Any]) -> None:
        """Convert a form's values into `changes` as the row keeps them. Raises ValidationError, Refused."""
        answered = self.is_answered(current)
        for name in self.fixed:
            if answered and changes.get(name, getattr(current, name)) != getattr(current, name):
                raise Refused(
                    _("“%(label)s” has answers: its short name and its kind can no longer be changed.")
                    % {"label": current.label}
                )
        self.refuse_reserved(changes.get("key", current.key))
        if "options" in changes:
            new_options = self.usable_options(
                changes.get("type", current.type),
                changes["options"],
                used=(option.key for option in q.read_options(current.options)),
            )
            changes["options"] = q.stored_options(self._with_chosen(current, new_options))
        if "condition" in changes:
            changes["condition"] = q.stored_condition(changes["condition"])

    def change(self, row: RowT, *, by: User, **changes: Any) -> list[str]:
        """Change a question. Returns the names of what changed. Raises ValidationError, Refused."""
        with transaction.atomic():
            self.locked_rows()
            current = self.current(row)
            self.prepare_change(current, changes)
            changed = self.write_change(current, changes)
            if changed:
                self.require_sense()
                self.record("changed", current, by=by, details={"fields": changed})
        return changed

    def write_change(self, current: RowT, changes: dict[str, Any]) -> list[str]:
        """Write what was prepared. Returns the names of what changed. Raises ValidationError, Refused."""
        return apply_changes(current, changes)

    def _with_chosen(self, row: RowT, new_options: list[q.Option]) -> list[q.Option]:
        """Return the wanted options, then those left out that someone has chosen, archived."""
        new_keys = {option.key for option in new_options}
        chosen_keys = self.chosen_options(row)
        left_out = [option for option in q.read_options(row.options) if option.key not in new_keys]
        return [
            *new_options,
            *(
                q.Option(option.key, option.label, archived=True, correct=option.correct)
                for option in left_out
                if option.key in chosen_keys
            ),
        ]

    def _slug(self, label: TranslatedText) -> str:
        conference = self.conference
        text = label.get("en") or label.in_language(conference.default_language, conference.languages)
        return fold(text).replace(" ", "_")[:30].strip("_")

    # --- Order, taking off, bringing back -------------------------------------------------------------

    def move(self, row: RowT, *, up: bool, by: User) -> bool:
        """Move a question before the one above it, or after the one below. False at the end of the list.

        Raises Refused if it would come before the question on which its condition depends.
        """

        def step(rows: list[RowT], position: int) -> None:
            rows.insert(max(position + (-1 if up else 1), 0), rows.pop(position))

        return self._reorder(row, step, by=by)

    def place(self, row: RowT, *, before: RowT | None, by: User) -> bool:
        """Move a question before another one, or to the end. False if it is there already.

        Raises Refused as `move` does, and where the other one is not on this list.
        """

        def put(rows: list[RowT], position: int) -> None:
            moving_row = rows.pop(position)
            if before is None:
                rows.append(moving_row)
                return
            places = [number for number, other in enumerate(rows) if other.pk == before.pk]
            if not places:
                raise Refused(_("This place on the form no longer exists. Please reload the page."))
            rows.insert(places[0], moving_row)

        if before is not None and before.pk == row.pk:
            return False
        return self._reorder(row, put, by=by)

    def _reorder(self, row: RowT, rearrange: Callable[[list[RowT], int], None], *, by: User) -> bool:
        """Save the order that `rearrange(questions, place of this one)` makes; tell whether it differs."""
        with transaction.atomic():
            rows = [question for question in self.locked_rows() if question.archived_at is None]
            before = [question.pk for question in rows]
            if row.pk not in before:
                return False
            rearrange(rows, before.index(row.pk))
            if [question.pk for question in rows] == before:
                return False
            for position, question in enumerate(rows, start=1):
                question.position = position
            type(row)._default_manager.bulk_update(rows, ["position"])
            self.require_sense()
            self.record("moved", row, by=by)
        return True

    def remove(self, row: RowT, *, by: User) -> bool:
        """Take a question off: archived where it has answers, which stay readable; else deleted.

        Returns whether it was archived. Raises Refused if other questions depend on it.
        """
        with transaction.atomic():
            self.locked_rows()
            current = self.current(row)
            dependents = q.depending_on(self.questions(), current.key)
            if dependents:
                names = "; ".join(str(question.label) for question in dependents)
                raise Refused(
                    _("These questions are asked only by the answer to it: %(names)s. Change them first.")
                    % {"names": names}
                )
            if self.is_answered(current):
                current.archived_at = timezone.now()
                current.save(update_fields=["archived_at"])
                self.record("archived", current, by=by)
                return True
            self.record("deleted", current, by=by)
            current.delete()
        return False

    def restore(self, row: RowT, *, by: User) -> RowT:
        """Ask an archived question again, at the end. Raises Refused if that makes no sense any more."""
        with transaction.atomic():
            rows = self.locked_rows()
            current = self.current(row)
            if current.archived_at is None:
                return current
            current.archived_at = None
            current.position = next_position(rows)
            current.save(update_fields=["archived_at", "position"])
            self.require_sense()
            self.record("restored", current, by=by)
        return current

    def require_sense(self) -> None:
        """Raise Refused where a question depends on one that no longer precedes it as it must."""
        broken = q.broken_condition(self.questions())
        if broken is not None:
            raise Refused(
                _(
                    "“%(label)s” is asked by the answer to a question that must stand before it, be asked no later, "
                    "and still have that answer to choose from."
                )
                % {"label": broken.label}
            )


def next_position(rows: Sequence[Any]) -> int:
    """Return the position after the last of the rows."""
    return max((row.position for row in rows), default=0) + 1


def numbered(key: str, taken_keys: Iterable[str]) -> str:
    """Return a short name that is not taken: this one, else with the next number."""
    number, free = 1, key
    while free in taken_keys:
        number += 1
        free = f"{key}_{number}"
    return free
