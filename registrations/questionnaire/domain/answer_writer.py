"""Writes answers: each is put where its kind is kept, in one transaction with its entry in the history."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.compiled_queries import CompiledQuery
from confman.people.domain.people import change_person
from confman.web.database.changes import changed_meanwhile, delete_file_on_commit
from confman.web.errors import Refused
from registrations.core.domain.capacity import locked
from registrations.core.models.registration import Registration, Travel, VisaCase, VisaStatus
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.answer_reader import StoredAnswers, asked_of, travel_values
from registrations.questionnaire.domain.builder import empty_travel
from registrations.questionnaire.domain.sealed_data import own_protected, seal_answer
from registrations.questionnaire.models import AnswerFile, FieldType, QuestionStage

T = FieldType
# Longer than any form that is filled in; a draft is not a place to keep files.
MAX_DRAFT = 200_000
# The states that the person's answer sets; what protocol has done since stays.
_NOT_BEGUN = (VisaStatus.NEEDED, VisaStatus.NOT_NEEDED)


@dataclass(frozen=True)
class SentFile:
    """A file that was sent for a question, checked and rewritten: its content, and the name to show."""

    content: File
    name: str


@dataclass(frozen=True)
class Answers:
    """The answers sent: key of a question -> answer; None withdraws an earlier one, a missing key keeps it.

    `questions` are those of the form that was sent, where they were read already.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, SentFile | None] = field(default_factory=dict)
    questions: Sequence[q.Question] | None = None


def save_answers(
    registration: Registration,
    answers: Answers,
    *,
    by: User,
    stages: Collection[str] = (QuestionStage.REGISTRATION,),
    complete: bool = True,
    seen: str = "",
) -> list[str]:
    """Save the answers to the questions of these stages. Returns the keys of what differs.

    Only answers to what this registration is asked are saved. What its new answers no longer ask (a room,
    after “no room needed”) is removed; answers to questions that are off the form stay untouched. With
    `complete`, raises Refused where a required one is missing. `seen` is the digest of the answers that a form showed
    (`StoredAnswers.digest`): raises StaleRevision if they have changed since.
    """
    questions = answers.questions
    if questions is None:
        questions = q.questions_of(registration.conference_id)
    sent = [
        question
        for question in questions
        if question.stage in stages and not question.archived and not question.is_section
    ]
    if not (sent or registration.draft):
        return []
    with transaction.atomic():
        current = locked(registration)
        if seen and seen != StoredAnswers(current).digest(questions):
            raise changed_meanwhile(current)
        before = dict(current.answers)
        asked_before = {question.key for question in asked_of(current, questions, stages)}
        # Conditions use the new answers; an answer that turns out not to be asked is reset.
        for question in sent:
            if question.key in answers.values and _lies_in_answers(question):
                _put_plain(current, question, answers.values[question.key])
        visible_keys = {question.key for question in asked_of(current, questions, stages)}
        # The journey of someone who was not asked stays as protocol has put it down.
        own = [row for row in sent if row.type not in q.IN_TRAVEL or row.key in asked_before | visible_keys]
        changed = {
            question.key for question in own if _settle(current, question, answers, before, visible_keys)
        }
        changed |= {key for key in {*before, *current.answers} if before.get(key) != current.answers.get(key)}
        current.draft = {}
        current.save(update_fields=["answers", "draft"])
        if changed:
            record_audit(
                "registrations.answered", by=by, target=current, details={"questions": sorted(changed)}
            )
        if any(question.type == T.PHOTO and question.key in changed for question in sent):
            adopt_photo(current, by=by, taken_away=True)
        if complete:
            _require_complete(current, questions, stages)
    return sorted(changed)


def _settle(
    current: Registration,
    question: q.Question,
    answers: Answers,
    before: Mapping[str, Any],
    visible_keys: Collection[str],
) -> bool:
    """Keep the answer to a question that is asked; take back one that the new answers no longer ask for."""
    if question.key in visible_keys:
        if question.key in answers.values or question.key in answers.files:
            value, file = answers.values.get(question.key), answers.files.get(question.key)
            return _put(current, question, value, file)
        return False
    if _lies_in_answers(question) and question.key in answers.values:
        _put_plain(current, question, before.get(question.key))
    of_category = not question.categories or current.category_id in question.categories
    return question.condition is not None and of_category and _put(current, question, None, None)


def _require_complete(
    current: Registration, questions: Sequence[q.Question], stages: Collection[str]
) -> None:
    # Read again, as files, journey and sealed answers were just written.
    sheet = StoredAnswers(Registration.objects.with_names().get(pk=current.pk))
    missing = [
        str(question.label)
        for question in asked_of(current, questions, stages)
        if question.required and not sheet.has(question)
    ]
    if missing:
        raise Refused(_("Please answer: %(questions)s.") % {"questions": "; ".join(missing)})


def _lies_in_answers(question: q.Question) -> bool:
    return not (
        question.is_section
        or question.is_protected
        or question.type in q.WITH_FILE
        or question.type in q.IN_TRAVEL
    )


def _put(current: Registration, question: q.Question, value: Any, file: SentFile | None) -> bool:
    """Save one answer where its kind is kept; tell whether that changed anything."""
    if question.type in q.WITH_FILE:
        return _put_file(current, question, file)
    if question.is_protected:
        return _put_protected(current, question, value)
    if question.type in q.IN_TRAVEL:
        return _put_travel(current, question, value)
    return _put_plain(current, question, value)


def _put_plain(current: Registration, question: q.Question, value: object) -> bool:
    before = current.answers.get(question.key)
    if question.type == T.CONSENT and isinstance(before, Mapping) and isinstance(value, Mapping):
        # The words that were agreed to, and when, stay those of the first time.
        value = before if before.get("given") == value.get("given") else value
    if value is None or value in ("", [], {}):
        current.answers.pop(question.key, None)
    else:
        current.answers[question.key] = value
    return bool(before != current.answers.get(question.key))


def _put_travel(current: Registration, question: q.Question, value: Mapping[str, Any] | None) -> bool:
    travel = Travel.objects.filter(registration=current).first()
    if travel is None:
        if not value:
            return False
        travel = Travel(registration=current)
    before = travel_values(travel, question.type) or {}
    for name, empty in empty_travel(question.type).items():
        setattr(travel, name, (value or {}).get(name) or empty)
    travel.full_clean(exclude=["registration"])
    travel.save()
    return (travel_values(travel, question.type) or {}) != before


def _put_protected(current: Registration, question: q.Question, value: Mapping[str, Any] | None) -> bool:
    assert question.pk is not None
    before = own_protected(current).get(question.key, {})
    new_values = {name: _plain(part) for name, part in (value or {}).items() if part not in (None, "")}
    if before == new_values:
        return False
    seal_answer(current, question.pk, new_values)
    if question.type == T.VISA:
        _follow_visa(current, new_values)
    return True


def _follow_visa(current: Registration, answer: Mapping[str, Any]) -> None:
    """Update the visa case for protocol: whether a visa is needed, and the consulate that is asked for it."""
    case = VisaCase.objects.filter(registration=current).first()
    if case is None:
        if not answer:
            return
        case = VisaCase(registration=current)
    if case.state in _NOT_BEGUN:
        if not answer:
            case.delete()
            return
        case.state = VisaStatus.NEEDED if answer.get("needs_visa") else VisaStatus.NOT_NEEDED
    if answer:
        case.consulate = answer.get("consulate", "")
    case.save()


def _put_file(current: Registration, question: q.Question, sent: SentFile | None) -> bool:
    assert question.pk is not None
    row = AnswerFile.objects.filter(registration=current, field_id=question.pk).first()
    if row is not None:
        delete_file_on_commit(row.file)
    if sent is None:
        if row is not None:
            row.delete()
        return row is not None
    row = row or AnswerFile(registration=current, field_id=question.pk)
    row.name = sent.name[:200]
    row.uploaded_at = timezone.now()
    row.file.save(sent.content.name or "file", sent.content, save=False)
    row.save()
    return True


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else value


_photo = CompiledQuery(
    lambda registration: AnswerFile.objects.filter(registration=registration, field__type=T.PHOTO)[:1],
    models.UUIDField(),
)


def adopt_photo(registration: Registration, *, by: User, taken_away: bool = False) -> None:
    """Make the form's photograph the person's, for badge and list; `taken_away`: or remove theirs if it has none.

    Not before the mailbox is confirmed: a stranger may have typed someone's name.
    """
    if not registration.confirmed_at:
        return
    file = next(iter(_photo.all(registration.pk)), None)
    person = registration.person
    if file is not None:
        with file.file.open("rb") as stream:
            copy = ContentFile(stream.read(), name=str(file.file.name).rpartition("/")[2])
        change_person(person, by=by, photo=copy)
    elif taken_away and person.photo:
        change_person(person, by=by, photo=False)


def save_draft(registration: Registration, values: Mapping[str, list[str]], *, page: str) -> None:
    """Keep what is typed and not sent, as the page posted it: input -> values. None of it counts as an answer.

    It does not change the record and gets no entry: a page keeps it every few seconds. Raises Refused if
    it is too long to be a form.
    """
    if sum(len(text) for texts in values.values() for text in texts) > MAX_DRAFT:
        raise Refused(_("This is too long to be kept as a draft. Please shorten it."))
    with transaction.atomic():
        current = locked(registration)
        if not current.is_over:
            current.draft = {"page": page, "values": {name: list(texts) for name, texts in values.items()}}
            current.save(update_fields=["draft"])


def draft_values(registration: Registration, *, page: str) -> dict[str, list[str]]:
    """Return the values that were typed on that page and not sent."""
    draft = registration.draft
    return draft.get("values", {}) if draft.get("page") == page else {}


def discard_draft(registration: Registration) -> None:
    """Forget what was typed and not sent."""
    Registration.objects.filter(pk=registration.pk).update(draft={})


def delete_answer_files(registrations: Iterable[Registration]) -> None:
    """Delete the files of registrations being deleted, once the transaction has committed; their rows go with them."""
    for row in AnswerFile.objects.filter(registration__in=registrations):
        delete_file_on_commit(row.file)
