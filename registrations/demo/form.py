"""The demo's registration form, and sample answers of some participants."""

from typing import Any

from django.db import transaction

from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, DemoText, read_rows
from confman.conferences.models import Conference
from registrations.core.models.registration import Registration
from registrations.lifecycle.domain.changes import change_answers
from registrations.questionnaire.domain.answer_writer import Answers
from registrations.questionnaire.domain.builder import add_field, add_group, change_field
from registrations.questionnaire.domain.questions import Condition
from registrations.questionnaire.models import FieldType, FormField, QuestionStage


class DemoForm(DemoRow):
    expectations: DemoText
    needs_hotel: DemoText
    answers: list[str]
    diets: list[str]


def load(conference: Conference, *, by: User) -> None:
    """Load the form. Does nothing if the conference has a question already."""
    if FormField.objects.of(conference).exists():
        return
    demo = read_rows(DemoForm, __file__)
    with transaction.atomic():
        expect = add_field(
            conference, by=by, type=FieldType.LONG_TEXT, key="expectations", label=demo.expectations
        )
        add_group(conference, "needs", by=by)
        add_group(conference, "travel", by=by)
        room = add_field(
            conference,
            by=by,
            type=FieldType.YES_NO,
            key="needs_hotel",
            label=demo.needs_hotel,
            stage=QuestionStage.AFTER_APPROVAL,
        )
        add_group(conference, "accommodation", by=by)
        add_group(conference, "passport", by=by)
        add_group(conference, "photo", by=by)
        hotel = FormField.objects.of(conference).get(type=FieldType.ACCOMMODATION)
        change_field(hotel, by=by, condition=Condition(room.key, frozenset({"yes"})))
        diet = FormField.objects.of(conference).get(type=FieldType.DIET)
        rows = Registration.objects.of(conference).approved().filter(delegation__isnull=False)
        for number, row in enumerate(rows[:30]):
            values: dict[str, Any] = {room.key: number % 3 != 0}
            if number % 2:
                values[expect.key] = demo.answers[number % len(demo.answers)]
            if number % 4 == 1:
                values[diet.key] = {"options": [demo.diets[number % len(demo.diets)]], "text": ""}
            change_answers(row, Answers(values), by=by, stages=tuple(QuestionStage))
