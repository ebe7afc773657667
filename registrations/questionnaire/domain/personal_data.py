"""The retention of answers, and a person's own answers: give them, erase them, move them in a merge.

Travel and the visa case are answers too, whoever typed them in.
"""

import datetime as dt
from contextlib import suppress
from typing import Any

from django.db import models, transaction

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.people.domain.people import change_person
from confman.people.models import Person
from confman.web.database.changes import delete_file_on_commit
from registrations.core.models.registration import Registration, Travel, VisaCase
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.answer_reader import AnswerReader
from registrations.questionnaire.domain.answer_writer import delete_answer_files
from registrations.questionnaire.domain.builder import TRAVEL_COLUMNS, empty_travel
from registrations.questionnaire.domain.sealed_data import own_protected
from registrations.questionnaire.models import AnswerFile, FieldType, FormField, ProtectedAnswer, Retention

T = FieldType
# Days for which data needed for the event alone is kept: by then bills are paid, illnesses have shown.
EVENT_LASTS = dt.timedelta(days=30)
# The notes of protocol on a journey, which go with the answers.
_NOTED_BESIDE: dict[str, tuple[str, ...]] = {
    T.ARRIVAL: ("transfer", "remarks"),
    T.ACCOMMODATION: ("hotel", "room_number"),
}


def expired_classes(conference: Conference) -> tuple[str, ...]:
    """Return the retention classes that have expired."""
    today = conference.today()
    ends = {
        Retention.EVENT: conference.ends_on + EVENT_LASTS,
        Retention.CONFERENCE: conference.retained_until,
    }
    return tuple(retention for retention, last in ends.items() if today > last)


def erase_expired_answers(conference: Conference, *, by: User) -> int:
    """Erase everybody's answers that have expired; return how many questions had any."""
    rows = list(FormField.objects.of(conference).filter(retention__in=expired_classes(conference)))
    photos = AnswerFile.objects.filter(field__in=[row for row in rows if row.type == T.PHOTO])
    for photo in photos.select_related("registration__person__conference"):
        _remove_from_person(photo, by=by)
    with transaction.atomic():
        erased = sorted(row.key for row in rows if _erase_answers_to(row))
        if rows:
            # A draft was never an answer, and is as old.
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


def _remove_from_person(photo: AnswerFile, *, by: User) -> None:
    """Remove a person's photograph where it is that of the form; another one stays."""
    person = photo.registration.person
    with suppress(FileNotFoundError):
        if person.photo and _content(person.photo) == _content(photo.file):
            change_person(person, by=by, photo=False)


def _content(file: Any) -> bytes:
    with file.open("rb") as stream:
        content: bytes = stream.read()
    return content


def _erase_answers_to(row: FormField) -> bool:
    """Erase the answers to a question; tell whether there were any."""
    if row.type in q.IN_TRAVEL:
        empty = empty_travel(row.type) | dict.fromkeys(_NOTED_BESIDE.get(row.type, ()), "")
        journeys = Travel.objects.filter(registration__conference=row.conference_id)
        return bool(journeys.exclude(**empty).update(**empty))
    files = AnswerFile.objects.filter(field=row)
    for file in files:
        delete_file_on_commit(file.file)
    number = files.delete()[0] + ProtectedAnswer.objects.filter(field=row).delete()[0]
    if row.type == T.VISA:
        number += VisaCase.objects.filter(registration__conference=row.conference_id).delete()[0]
    answered = list(Registration.objects.of(row.conference_id).filter(answers__has_key=row.key))
    for registration in answered:
        del registration.answers[row.key]
    Registration.objects.bulk_update(answered, ["answers"], batch_size=500)
    return bool(number or answered)


# --- What is held on a person --------------------------------------------------------------------------------


def collect_answers(person: Person) -> list[dict[str, Any]]:
    """Return the person's answers in words, including the sealed ones, which are theirs."""
    entries = []
    rows = Registration.objects.filter(person=person).with_names().select_related("travel", "visa_case")
    for row in rows:
        reader = AnswerReader(row.conference)
        entries.append(
            {
                "answers": [
                    {"question": answer.label, "answer": answer.text}
                    for answer in reader.shown(row, own_protected(row))
                ],
                "travel": _columns_of(getattr(row, "travel", None)),
                "visa": _columns_of(getattr(row, "visa_case", None)),
                "not sent yet": row.draft,
            }
        )
    return entries


def _columns_of(row: models.Model | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        field.name: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if field.name not in ("id", "registration") and field.value_from_object(row) not in (None, "", False)
    }


def erase_answers(person: Person, *, by: User) -> None:
    """Erase answers, files, sealed data, journey, visa and drafts: all of it identifies the person."""
    rows = Registration.objects.filter(person=person)
    delete_answer_files(rows)
    for model in (AnswerFile, ProtectedAnswer, Travel, VisaCase):
        model._default_manager.filter(registration__in=rows).delete()
    rows.update(answers={}, draft={})


def merge_journeys(remaining: Registration, other: Registration) -> None:
    """Take a journey, or a room, from the other registration where the one that stays has none.

    Called when registrations are merged, which moves answers, files and sealed data itself.
    """
    journey = Travel.objects.filter(registration=remaining).first()
    other_journey = Travel.objects.filter(registration=other).first()
    if journey is None or other_journey is None:
        return
    for columns in TRAVEL_COLUMNS.values():
        if not any(getattr(journey, name) for name in columns):
            for name in columns:
                setattr(journey, name, getattr(other_journey, name))
    journey.save()
