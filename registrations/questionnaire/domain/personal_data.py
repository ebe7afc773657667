"""The retention of answers, and a person's own answers: give them, erase them, move them in a merge.

Travel and the visa case are answers too, whoever typed them in.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models, transaction

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.web.database.changes import delete_file_on_commit
from registrations.core.models.arrangements import Travel, VisaCase
from registrations.core.models.registration import Registration
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.answer_reader import AnswerReader
from registrations.questionnaire.domain.answer_writer import delete_answer_files
from registrations.questionnaire.domain.builder import TRAVEL_COLUMNS
from registrations.questionnaire.domain.sealed_data import own_protected
from registrations.questionnaire.models import AnswerFile, FieldType, FormField, ProtectedAnswer, Retention

T = FieldType
# After the last day, for what the event alone needs: bills are paid, and nobody is ill of the lunch any more.
EVENT_LASTS = dt.timedelta(days=30)


def expired_classes(conference: Conference) -> tuple[str, ...]:
    """The retention classes whose time is over."""
    today = conference.today()
    classes = []
    if today > conference.ends_on + EVENT_LASTS:
        classes.append(Retention.EVENT)
    if today > conference.kept_until:
        classes.append(Retention.CONFERENCE)
    return tuple(classes)


def erase_expired_answers(conference: Conference, *, by: User) -> int:
    """Erase the answers whose time is over, of everybody. Returns to how many questions there were any."""
    rows = list(FormField.objects.of(conference).filter(retention__in=expired_classes(conference)))
    with transaction.atomic():
        erased = sorted(row.key for row in rows if _erase_answers_to(row))
        if rows:
            # What waits in a draft was never an answer, and is as old.
            Registration.objects.of(conference).exclude(draft={}).update(draft={})
        if erased:
            record_audit(
                "registrations.answers_expired",
                by=by,
                target=conference,
                label=conference.slug,
                details={"questions": erased},
            )
    return len(erased)


def _erase_answers_to(row: FormField) -> bool:
    """Whether there was anything to erase."""
    if row.type in q.IN_TRAVEL:
        return _blank_travel(Travel.objects.filter(registration__conference=row.conference_id), row.type)
    files = AnswerFile.objects.filter(field=row)
    for file in files:
        delete_file_on_commit(file.file)
    found = files.delete()[0] + ProtectedAnswer.objects.filter(field=row).delete()[0]
    if row.type == T.VISA:
        found += VisaCase.objects.filter(registration__conference=row.conference_id).delete()[0]
    answered = []
    for registration in Registration.objects.of(row.conference_id).filter(answers__has_key=row.key):
        del registration.answers[row.key]
        answered.append(registration)
    Registration.objects.bulk_update(answered, ["answers"], batch_size=500)
    return bool(found or answered)


def _blank_travel(rows: models.QuerySet[Travel], type: str) -> bool:
    empty = {name: Travel._meta.get_field(name).get_default() for name in TRAVEL_COLUMNS[type]}  # type: ignore[union-attr]
    said = models.Q()
    for name, value in empty.items():
        said |= ~models.Q(**{name: value})
    return bool(rows.filter(said).update(**empty))


# --- What is held on a person --------------------------------------------------------------------------------


def collect_answers(person: Person) -> list[dict[str, Any]]:
    """Return the person's answers in words, including the sealed ones, which are theirs."""
    found = []
    rows = Registration.objects.filter(person=person).with_names().select_related("travel", "visa_case")
    for row in rows:
        reader = AnswerReader(row.conference)
        protected = own_protected(row)
        found.append(
            {
                "answers": [
                    {"question": answer.label, "answer": answer.text}
                    for answer in reader.shown(row, protected)
                ],
                "travel": _columns_of(getattr(row, "travel", None)),
                "visa": _columns_of(getattr(row, "visa_case", None)),
                "not sent yet": row.draft,
            }
        )
    return found


def _columns_of(row: models.Model | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        field.name: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if field.name not in ("id", "registration") and field.value_from_object(row) not in (None, "", False)
    }


def erase_answers(person: Person, *, by: User) -> None:
    """Answers, files, what is sealed, journey, visa and drafts: all of it tells who it was."""
    rows = Registration.objects.filter(person=person)
    delete_answer_files(rows)
    for model in (AnswerFile, ProtectedAnswer, Travel, VisaCase):
        model._default_manager.filter(registration__in=rows).delete()
    rows.update(answers={}, draft={})


def merge_answers(kept: Person, merged: Person, *, by: User) -> None:
    """Nothing is left to do: answers are those of a registration, and go along when two of them are merged."""


def merge_journeys(stays: Registration, other: Registration) -> None:
    """A journey, or a room, of which the registration that stays says nothing is the other's.

    Called by the merging of registrations; answers, files and what is sealed it moves itself.
    """
    mine = Travel.objects.filter(registration=stays).first()
    theirs = Travel.objects.filter(registration=other).first()
    if mine is None or theirs is None:
        return
    for columns in TRAVEL_COLUMNS.values():
        if not any(getattr(mine, name) for name in columns):
            for name in columns:
                setattr(mine, name, getattr(theirs, name))
    mine.save()
