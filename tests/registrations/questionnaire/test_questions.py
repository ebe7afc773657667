"""Questions by person: the pure decision against a twin that tries everything; sequences of changes of a form."""

import itertools
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from confman.web.errors import Refused
from registrations.questionnaire.domain import builder as form
from registrations.questionnaire.domain import questions
from registrations.questionnaire.domain.answer_reader import AnswerReader
from registrations.questionnaire.domain.answer_writer import Answers, save_answers
from registrations.questionnaire.domain.questions import Condition, Option, Question, asked, broken_condition
from registrations.questionnaire.models import FormField, QuestionStage
from tests.factories import CategoryFactory, RegistrationFactory

CATEGORIES = [UUID(int=number) for number in range(3)]
KEYS = ["a", "b", "c", "d", "e"]
OPTIONS = (Option("x"), Option("y"))


def conditions(before):
    return st.none() | st.builds(
        Condition,
        st.sampled_from(before or ["a"]),
        st.frozensets(st.sampled_from(["x", "y", "yes", "no"]), min_size=1),
    )


@st.composite
def forms(draw):
    made = []
    for number, key in enumerate(draw(st.permutations(KEYS))[: draw(st.integers(1, 5))]):
        type = draw(st.sampled_from(["choice", "choices", "yes-no", "text", "section"]))
        made.append(
            Question(
                key=key,
                type=type,
                options=OPTIONS if type in ("choice", "choices") else (),
                categories=draw(st.frozensets(st.sampled_from(CATEGORIES), max_size=2)),
                # Any key at all, also a later one or its own: such a question is never asked.
                condition=draw(conditions(KEYS)) if number else None,
                stage=draw(st.sampled_from(list(QuestionStage))),
                archived=draw(st.booleans()),
            )
        )
    return made


answers_given = st.dictionaries(
    st.sampled_from(KEYS), st.sampled_from(["x", "y", True, False, ["x"], ["x", "y"], None, ""])
)


def says(question, answer):
    """The words of an answer, as the twin reads them."""
    if answer in (None, ""):
        return set()
    if question.type == "yes-no":
        return {"yes"} if answer else {"no"}
    return {answer} if isinstance(answer, str) else set(answer) if isinstance(answer, list) else {str(answer)}


def twin(form, category, answers, stages):
    """Asked is what everything it depends on lets it be: by recursion from each question, not in one walk."""

    def stands(position):
        question = form[position]
        if question.archived or (question.categories and category not in question.categories):
            return False
        if question.condition is None:
            return True
        return any(
            other.key == question.condition.field
            and stands(number)
            and says(other, answers.get(other.key)) & question.condition.values
            for number, other in enumerate(form[:position])
        )

    return [
        question.key
        for number, question in enumerate(form)
        if question.type != "section" and question.stage in stages and stands(number)
    ]


@given(
    forms(),
    st.sampled_from([*CATEGORIES, None]),
    answers_given,
    st.sets(st.sampled_from(list(QuestionStage)), min_size=1),
)
def test_asked_agrees_with_a_twin_that_asks_from_each_question(form, category, answers, stages):
    # An answer of a shape that its kind never has is no answer of that kind.
    answers = {
        key: value
        for key, value in answers.items()
        for question in form
        if question.key == key and (question.type == "yes-no") == isinstance(value, bool)
    }
    shown = asked(form, category=category, answers=answers, stages=stages)
    assert [question.key for question in shown if not question.is_section] == twin(
        form, category, answers, stages
    )
    for before, after in itertools.zip_longest(shown, shown[1:]):
        assert not before.is_section or (after is not None and not after.is_section), "an empty heading"


@given(forms())
def test_a_form_without_a_broken_condition_has_no_circle(form):
    if broken_condition(form) is not None:
        return
    place = {question.key: number for number, question in enumerate(form) if not question.archived}
    for question in form:
        if question.condition and not question.archived:
            assert place[question.condition.field] < place[question.key]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["text", "choice", "choices", "yes-no", "number"])),
        st.tuples(st.just("remove"), st.integers(0, 6)),
        st.tuples(st.just("restore"), st.integers(0, 6)),
        st.tuples(st.just("up"), st.integers(0, 6)),
        st.tuples(st.just("rename"), st.integers(0, 6)),
        st.tuples(st.just("rekey"), st.integers(0, 6)),
        st.tuples(st.just("options"), st.integers(0, 6)),
        st.tuples(st.just("depend"), st.integers(0, 6)),
        st.tuples(st.just("answer"), st.integers(0, 6)),
    ),
    max_size=14,
)


@pytest.mark.django_db
@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_changed_every_stored_answer_stays_readable(steps, conference, owner):
    FormField.objects.all().delete()
    category = conference.categories.first() or CategoryFactory(conference=conference)
    said: dict[str, str] = {}
    row = RegistrationFactory(conference=conference, category=category)

    def rows():
        return list(FormField.objects.of(conference))

    sheet = form.RegistrationForm(conference)
    for action, argument in steps:
        try:
            if action == "add":
                options = [Option("", {"en": "One"}), Option("", {"en": "Two"})]
                form.add_field(conference, by=owner, type=argument, label={"en": "Asked"}, options=options)
                continue
            field = rows()[argument % len(rows())] if rows() else None
            if field is None:
                continue
            if action == "remove":
                sheet.remove(field, by=owner)
            elif action == "restore":
                sheet.restore(field, by=owner)
            elif action == "up":
                sheet.move(field, up=True, by=owner)
            elif action == "rename":
                form.change_field(field, by=owner, label={"en": "Renamed"})
            elif action == "rekey":
                form.change_field(field, by=owner, key=f"{field.key[:30]}_n")
            elif action == "options" and field.options:
                kept = questions.read_options(field.options)[1:]
                form.change_field(field, by=owner, options=[*kept, Option("", {"en": "Three"})])
            elif action == "depend":
                other = rows()[0]
                [*values] = questions.values_to_choose(questions.Question.of(other))
                if values and other.pk != field.pk:
                    form.change_field(field, by=owner, condition=Condition(other.key, frozenset(values[:1])))
            elif action == "answer" and field.archived_at is None:
                answer = {"yes-no": True, "number": "12.5", "text": "Words"}.get(field.type)
                options = [
                    option.key for option in questions.read_options(field.options) if not option.archived
                ]
                answer = answer or (options[:1] if field.type == "choices" else options[0])
                save_answers(row, Answers({field.key: answer}), by=owner)
                row.refresh_from_db()
        except Refused:
            continue
        said = {answer.key: answer.text for answer in AnswerReader(conference).shown(row)}
        assert said.keys() == row.answers.keys()
        assert all(said.values())
        assert not [text for text in said.values() if "option" in text]
        assert broken_condition(questions.questions_of(conference)) is None
    row.delete()
