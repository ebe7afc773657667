"""Surveys are built, answered once, and never joined with who answered."""

import datetime as dt
import json

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from confman.audit.models import AuditEntry
from confman.mail.models import Message
from confman.people.domain.privacy import erase_person, person_data_file
from confman.web.errors import Refused
from registrations.core.domain.capacity import claim_places
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration
from registrations.questionnaire.domain.questions import Option
from registrations.surveys.domain import lifecycle
from registrations.surveys.domain.lifecycle import (
    change_survey,
    close_overdue_surveys,
    close_survey,
    create_survey,
    delete_survey,
    destroy_code_secret,
    erase_order,
    open_survey,
)
from registrations.surveys.domain.mails import survey_link, to_be_mailed
from registrations.surveys.domain.personal_data import (
    clear_practice_responses,
    count_practice_responses,
    erase_expired_codes,
)
from registrations.surveys.domain.questions import (
    SurveySheet,
    add_ready_questions,
    add_survey_question,
    questions_of_survey,
)
from registrations.surveys.domain.responses import code_of, has_answered, own_score, submit_response
from registrations.surveys.models import (
    Survey,
    SurveyAnswer,
    SurveyInvitation,
    SurveyQuestion,
    SurveyResponse,
)
from tests.factories import WorkingGroupFactory
from tests.letters import as_sent
from tests.registrations.survey_samples import answer, participants, survey_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation(conference, owner):
    return open_survey(survey_with(conference, by=owner), by=owner)


def own_page(client, survey, row):
    """Open the survey by the link in the mail; the address one comes to."""
    return client.get(survey_link(survey, row), follow=True).request["PATH_INFO"]


# --- Built on a page -----------------------------------------------------------------------------------------


def test_a_survey_is_made_filled_changed_and_opened_on_its_pages(owner_client, conference, to):
    assert "There is no survey yet" in owner_client.get(to("survey-list")).content.decode()
    response = owner_client.post(
        f"{to('survey-add')}?kind=evaluation",
        {"title_en": "Evaluation", "title_ru": "Оценка", "audience": "approved", "answered": "anonymous"},
    )
    assert response.status_code == 302, response.context["form"].errors
    survey = Survey.objects.get()
    owner_client.post(to("survey-ready", survey.pk))
    keys = list(survey.questions.values_list("key", flat=True))
    assert len([row for row in survey.questions.all() if row.type != "section"]) == 10
    assert all({"en", "ru", "uz"} <= dict(row.label).keys() for row in survey.questions.all())
    page = owner_client.get(to("survey-form", survey.pk), {"preview_language": "ru"}).content.decode()
    assert "Как вы оцениваете конференцию в целом?" in page
    assert "only where “Will you use in your work what you learnt here?” is: yes" in page
    # A question of one's own; moved up; one taken out.
    add = f"{to('survey-question-add', survey.pk)}?type=rating"
    response = owner_client.post(
        add, {"label_en": "The venue?", "scale": "7", "low_label_en": "bad", "high_label_en": "fine"}
    )
    assert response.status_code == 302, response.context["form"].errors
    venue = survey.questions.get(key="the_venue")
    assert venue.scale == 7
    owner_client.post(to("survey-question-move", survey.pk, venue.pk, "up"))
    assert list(survey.questions.values_list("key", flat=True))[-2] == "the_venue"
    owner_client.post(
        to("survey-question-place", survey.pk, venue.pk), {"before": str(survey.questions.first().pk)}
    )
    assert survey.questions.first() == venue
    improve = survey.questions.get(key="improve")
    owner_client.post(to("survey-question-remove", survey.pk, improve.pk))
    assert set(survey.questions.values_list("key", flat=True)) == {*keys, "the_venue"} - {"improve"}
    # A question on which another depends stays.
    decides = survey.questions.get(key="will_use")
    said = owner_client.post(
        to("survey-question-remove", survey.pk, decides.pk), follow=True
    ).content.decode()
    assert "Change them first" in said
    # Tried like a participant: checked, nothing kept.
    tried = owner_client.post(to("survey-form-preview", survey.pk), {"q_overall": "5", "q_will_use": "yes"})
    assert "Everything is in order" in tried.content.decode() and not SurveyResponse.objects.exists()
    owner_client.post(to("survey-action", survey.pk, "open"))
    survey.refresh_from_db()
    assert survey.state == "open"
    assert {"registrations.survey_created", "registrations.survey_opened"} <= set(
        AuditEntry.objects.about(survey).values_list("verb", flat=True)
    )


def test_right_answers_are_marked_in_a_test_and_nowhere_else(owner_client, owner, conference, to):
    test = survey_with(conference, by=owner, kind="pre-test")
    row = test.questions.get()
    page = owner_client.get(to("survey-question", test.pk, row.pk)).content.decode()
    assert "options-0-correct" in page
    sent = {
        "label_en": "Which one?", "options-count": "2", "options-0-key": "right", "options-0-en": "One",
        "options-0-offered": "on", "options-1-key": "wrong", "options-1-en": "Two", "options-1-offered": "on",
        "options-1-correct": "on", "key": "knows",
    }  # fmt: skip
    assert owner_client.post(to("survey-question", test.pk, row.pk), sent).status_code == 302
    row.refresh_from_db()
    assert [bool(option.get("correct")) for option in row.options] == [False, True]
    evaluation = create_survey(conference, by=owner, kind="evaluation", title={"en": "E"})
    choice = add_survey_question(
        evaluation, by=owner, type="choice", label={"en": "C"}, options=[Option("", {"en": "a"})]
    )
    assert "correct" not in owner_client.get(to("survey-question", evaluation.pk, choice.pk)).content.decode()


def test_what_cannot_be_is_refused_in_words(owner, conference, other_conference):
    empty = create_survey(conference, by=owner, kind="evaluation", title={"en": "Empty"})
    with pytest.raises(Refused, match="add a question first"):
        open_survey(empty, by=owner)
    pre = survey_with(conference, by=owner, kind="pre-test")
    foreign = survey_with(other_conference, by=owner, kind="pre-test", answered="pseudonymous")
    for changes in (
        {"paired_with": pre, "answered": "pseudonymous"},  # the pre-test is anonymous
        {"paired_with": foreign, "answered": "pseudonymous"},
        {"grouped_by": ["sex", "sector"]},  # two together may point at a person
        {"grouped_by": ["shoe size"]},
        {"audience": "public"},
        {"opens_at": timezone.now(), "closes_at": timezone.now() - dt.timedelta(days=1)},
    ):
        with pytest.raises(ValidationError):
            create_survey(conference, by=owner, kind="post-test", title={"en": "x"}, **changes)


def test_a_survey_that_was_answered_keeps_its_promises_and_its_answers(owner, conference, evaluation):
    rows = participants(conference, 6)
    question = add_survey_question(
        evaluation, by=owner, type="choices", label={"en": "Meals"},
        options=[Option("", {"en": "Fish"}), Option("", {"en": "Meat"})],
    )  # fmt: skip
    answer(evaluation, rows, {"overall": 4, "meals": ["fish"]})
    narrower = {"group": WorkingGroupFactory(conference=conference)}
    attended = {"audience": "attended"}
    for changes in ({"answered": "pseudonymous"}, {"grouped_by": ["sex"]}, attended, narrower):
        with pytest.raises(Refused, match="as they were promised"):
            change_survey(evaluation, by=owner, **changes)
    with pytest.raises(Refused):
        delete_survey(evaluation, by=owner)
    sheet = SurveySheet(evaluation)
    overall = evaluation.questions.get(key="overall")
    for changes in ({"type": "text"}, {"key": "other"}, {"scale": 10}):
        with pytest.raises(Refused):
            sheet.change(overall, by=owner, **changes)
    sheet.change(question, by=owner, options=[Option("meat", {"en": "Meat"})])
    options = {
        option["key"]: option["archived"] for option in SurveyQuestion.objects.get(pk=question.pk).options
    }
    assert options == {"meat": False, "fish": True}
    assert sheet.remove(overall, by=owner) is True
    assert SurveyAnswer.objects.filter(question=overall).count() == 6
    sheet.restore(overall, by=owner)
    assert change_survey(evaluation, by=owner, title={"en": "Another title"}) == ["title"]


# --- Answered once, by the personal link ---------------------------------------------------------------------


def test_it_is_answered_by_the_link_in_ones_own_language_and_counts_once(client, conference, evaluation):
    row = participants(conference, 1, languages=["ru"])[0]
    address = own_page(client, evaluation, row)
    page = client.get(address).content.decode()
    assert "Как было?" in page and "data-draft-key" in page
    for value in ("4", "1"):  # posted twice, the second time otherwise
        assert client.post(address, {"q_overall": value}).status_code == 302
    assert [answer.value for answer in SurveyAnswer.objects.all()] == [4]
    assert SurveyResponse.objects.get().language == "ru"
    page = client.get(address).content.decode()
    assert "data-draft-clear" in page and "q_overall" not in page
    assert client.post(address, {"q_overall": "2"}).status_code == 302
    assert SurveyResponse.objects.count() == 1


def test_ones_own_page_leads_to_what_can_be_answered(client, owner, conference, evaluation):
    row = participants(conference, 1)[0]
    draft = survey_with(conference, by=owner, title={"en": "Not open yet"})
    page = client.get(registration_link(row), follow=True).content.decode()
    assert "Sample evaluation" in page and "Not open yet" not in page
    answer(evaluation, [row], {"overall": 3})
    page = client.get(registration_link(row), follow=True).content.decode()
    assert page.index("My details") < page.index("1 survey answered") < page.index("Answered. Thank you.")
    assert (
        client.get(
            reverse("registrations_portal:survey", args=[conference.slug, row.pk, draft.pk])
        ).status_code
        == 404
    )


def test_not_open_yet_and_closed_are_said_and_nothing_is_kept(client, owner, conference, evaluation):
    row = participants(conference, 1)[0]
    address = own_page(client, evaluation, row)
    change_survey(evaluation, by=owner, opens_at=timezone.now() + dt.timedelta(days=1))
    assert "This survey opens on" in client.get(address).content.decode()
    client.post(address, {"q_overall": "4"})
    change_survey(evaluation, by=owner, opens_at=None, closes_at=timezone.now() + dt.timedelta(hours=1))
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        assert "This survey is closed" in client.get(address).content.decode()
        client.post(address, {"q_overall": "4"})
        assert close_overdue_surveys() == 1
    evaluation.refresh_from_db()
    assert evaluation.state == "closed" and not SurveyResponse.objects.exists()


def test_it_is_for_whom_it_asks_alone(client, owner, conference, other_conference, evaluation):
    row = participants(conference, 1)[0]
    foreign = participants(other_conference, 1)[0]
    waiting = participants(conference, 1)[0]
    type(waiting).objects.filter(pk=waiting.pk).update(status="waiting")
    attended = open_survey(survey_with(conference, by=owner, audience="attended"), by=owner)
    for survey, person in ((evaluation, waiting), (attended, row)):
        client.get(registration_link(person))
        address = reverse("registrations_portal:survey", args=[conference.slug, person.pk, survey.pk])
        assert client.get(address).status_code == 404
        with pytest.raises(Refused, match="for others"):
            submit_response(survey, person, {"overall": 3}, questions_of_survey(survey), language="en")
    client.get(registration_link(foreign))
    elsewhere = reverse(
        "registrations_portal:survey", args=[other_conference.slug, foreign.pk, evaluation.pk]
    )
    assert client.get(elsewhere).status_code == 404


def test_a_condition_decides_what_is_asked_and_kept(client, owner, conference, evaluation):
    add_ready = create_survey(conference, by=owner, kind="evaluation", title={"en": "Ready"})
    add_ready_questions(add_ready, by=owner)
    survey = open_survey(add_ready, by=owner)
    row, other = participants(conference, 2)
    address = own_page(client, survey, row)
    client.post(address, {"q_overall": "4", "q_will_use": "no", "q_use_how": "Typed before, then taken back"})
    kept = dict(SurveyAnswer.objects.values_list("question__key", "value"))
    assert kept == {"overall": 4, "will_use": False}
    address = own_page(client, survey, other)
    wrong = client.post(address, {"q_overall": "9", "q_will_use": "yes"})
    assert wrong.status_code == 200 and "q_overall" in wrong.context["form"].errors
    client.post(address, {"q_overall": "5", "q_will_use": "yes", "q_use_how": "At once"})
    assert SurveyAnswer.objects.filter(question__key="use_how").get().value == "At once"


# --- Anonymity -----------------------------------------------------------------------------------------------


def test_no_key_in_the_database_leads_from_an_answer_to_a_person():
    """By the schema: from a response and an answer, by whatever foreign keys, one never comes to a registration."""
    registration = apps.get_model("registrations", "Registration")
    forbidden = {
        registration,
        apps.get_model("people", "Person"),
        apps.get_model("accounts", "User"),
        SurveyInvitation,
    }
    seen, ahead = set(), [SurveyAnswer, SurveyResponse]
    while ahead:
        model = ahead.pop()
        seen.add(model)
        # A survey and what it belongs to are of everybody.
        if model is Survey:
            continue
        for field in model._meta.get_fields():
            other = field.related_model
            if other and other not in seen and other is not Survey:
                ahead.append(other)
    assert not seen & forbidden
    columns = {field.name for field in SurveyResponse._meta.concrete_fields}
    assert columns == {"id", "survey", "code", "language", "groups", "submitted_on", "is_practice"}


def test_no_value_joins_an_anonymous_response_with_who_answered(client, owner, conference, evaluation):
    """By the values: nothing that stands with a response stands with a person, and no moment is kept anywhere."""
    rows = participants(conference, 5)
    entries = AuditEntry.objects.count()
    for row in rows:
        client.post(own_page(client, evaluation, row), {"q_overall": "3"})
    assert AuditEntry.objects.count() == entries, "an entry would say who answered when"
    for response in SurveyResponse.objects.all():
        assert (response.code, response.groups, response.submitted_on) == ("", {}, None)
    personal = {
        str(value)
        for model in (SurveyInvitation, *(type(row) for row in rows[:1]))
        for each in model.objects.values_list()
        for value in each
        if value not in (None, "", evaluation.pk, conference.pk)
    }
    kept = {
        str(value)
        for each in SurveyResponse.objects.values_list("id", "answers__id", "code", "submitted_on")
        for value in each
        if value not in (None, "")
    }
    assert not personal & kept
    assert all(has_answered(evaluation, row) and not code_of(evaluation, row) for row in rows)
    # Closed, everything is rewritten under other keys.
    before = set(SurveyResponse.objects.values_list("pk", flat=True))
    invited = set(SurveyInvitation.objects.values_list("pk", flat=True))
    close_survey(evaluation, by=owner)
    assert not before & set(SurveyResponse.objects.values_list("pk", flat=True))
    assert not invited & set(SurveyInvitation.objects.values_list("pk", flat=True))
    assert SurveyAnswer.objects.filter(value=3).count() == 5
    assert all(has_answered(evaluation, row) for row in rows)


def test_a_group_of_under_five_is_noted_as_another(owner, conference):
    survey = open_survey(survey_with(conference, by=owner, grouped_by=["sex"]), by=owner)
    rows = participants(conference, 6, sex="female") + participants(conference, 7, sex="male")
    few = participants(conference, 1, sex="other")
    answer(survey, [*rows, *few], {"overall": 3})
    noted = [response.groups["sex"] for response in SurveyResponse.objects.all()]
    # With the one goes the next smallest: else it could be told from the whole.
    assert sorted(set(noted)) == ["male", "others-together"] and noted.count("male") == 7


def test_under_a_code_answers_are_found_until_it_is_cut_off_for_ever(client, owner, conference):
    survey = open_survey(
        survey_with(conference, by=owner, kind="pre-test", answered="pseudonymous", shows_score=True),
        by=owner,
    )
    row, other = participants(conference, 2)
    address = own_page(client, survey, row)
    code = code_of(survey, row)
    assert code in client.get(address).content.decode(), "said before one answers"
    client.post(address, {"q_knows": "right"})
    assert code in client.get(address).content.decode()
    response = SurveyResponse.objects.get()
    assert response.code == code != code_of(survey, other)
    assert own_score(survey, row, questions_of_survey(survey)) is None, "not before it is closed"
    with pytest.raises(Refused, match="still being answered"):
        destroy_code_secret(survey, by=owner)
    survey = close_survey(survey, by=owner)
    assert "1 of 1 right" in client.get(address).content.decode()
    own_file = reverse("registrations_portal:data", args=[conference.slug, row.pk])
    assert b'"code": "' + code.encode() in client.get(own_file).content
    told = json.loads(person_data_file(row.person, by=owner))
    assert code not in str(told) and "registrations.surveys" in told["given on their own page only"]
    survey = destroy_code_secret(survey, by=owner)
    assert code_of(survey, row) == "" and survey.secret == ""
    response = SurveyResponse.objects.get()
    assert response.code == code and response.submitted_on is None
    assert code.encode() not in client.get(own_file).content
    assert "1 of 1 right" not in client.get(address).content.decode()
    with pytest.raises(Refused, match="cut off for ever"):
        open_survey(survey, by=owner)


def test_paired_while_open_both_have_one_code(owner, conference):
    before = open_survey(
        survey_with(conference, by=owner, kind="pre-test", answered="pseudonymous"), by=owner
    )
    after = open_survey(survey_with(conference, by=owner, kind="post-test"), by=owner)
    change_survey(after, by=owner, answered="pseudonymous", paired_with=before)
    [row] = participants(conference, 1)
    after.refresh_from_db()
    assert code_of(after, row) == code_of(before, row) != ""


def test_of_many_responses_the_worker_forgets_the_order(
    owner, conference, evaluation, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(lifecycle, "SHUFFLED_AT_ONCE", 2)
    tasks = []
    monkeypatch.setattr(
        lifecycle, "queue_job", lambda function, *arguments, **_options: tasks.append((function, arguments))
    )
    rows = participants(conference, 3)
    answer(evaluation, rows, {"overall": 3})
    before = set(SurveyResponse.objects.values_list("pk", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        assert close_survey(evaluation, by=owner).state == "closed"
    assert set(SurveyResponse.objects.values_list("pk", flat=True)) == before
    [(function, arguments)] = tasks
    assert function == "registrations.surveys.domain.lifecycle.erase_order"
    for _time in range(2):  # a task may come twice
        erase_order(*arguments)
    assert not before & set(SurveyResponse.objects.values_list("pk", flat=True))
    assert SurveyAnswer.objects.filter(value=3).count() == 3
    assert all(has_answered(evaluation, row) for row in rows)


def test_a_month_after_the_last_day_the_codes_are_cut_off_by_themselves(owner, conference, evaluation):
    survey = open_survey(
        survey_with(conference, by=owner, kind="pre-test", answered="pseudonymous"), by=owner
    )
    with time_machine.travel(dt.datetime(2027, 4, 20, tzinfo=dt.UTC)):
        assert erase_expired_codes(conference, by=owner) == 0
    with time_machine.travel(dt.datetime(2027, 5, 10, tzinfo=dt.UTC)):
        assert erase_expired_codes(conference, by=owner) == 1
    survey.refresh_from_db()
    assert (survey.state, survey.secret) == ("closed", "")
    evaluation.refresh_from_db()
    assert evaluation.state == "closed", "while it is open the order of its responses is noted"


def test_who_is_erased_leaves_anonymous_answers_and_no_code(owner, conference, evaluation):
    test = open_survey(survey_with(conference, by=owner, kind="pre-test", answered="pseudonymous"), by=owner)
    row, other = participants(conference, 2)
    answer(evaluation, [row, other], {"overall": 2})
    answer(test, [row, other], {"knows": "wrong"})
    held = person_data_file(row.person, by=owner, for_themselves=True)
    assert b"Sample evaluation" in held and b"anonymously" in held
    assert b"Sample evaluation" not in person_data_file(row.person, by=owner), "it would say who has answered"
    claim_places(Registration.objects.holding_a_place())
    erase_person(row.person, by=owner, reason="asked for")
    assert not SurveyInvitation.objects.filter(registration=row).exists()
    assert SurveyResponse.objects.filter(survey=evaluation).count() == 2
    assert sorted(SurveyResponse.objects.filter(survey=test).values_list("code", flat=True)) == [
        "",
        code_of(test, other),
    ]


def test_what_was_answered_on_trial_is_cleared_with_it(owner, conference):
    conference.registration_mode = "test"
    conference.save()
    survey = open_survey(survey_with(conference, by=owner), by=owner)
    rows = participants(conference, 2)
    for row in rows:
        row.is_practice = True
        row.save()
    answer(survey, rows, {"overall": 2})
    assert count_practice_responses(conference) == 2
    clear_practice_responses(conference, by=owner)
    assert not SurveyResponse.objects.exists() and Survey.objects.exists()


# --- Mails ---------------------------------------------------------------------------------------------------


def test_all_are_invited_once_and_only_who_has_not_answered_is_reminded(
    owner_client, conference, evaluation, to
):
    rows = participants(conference, 3)
    page = owner_client.get(to("survey", evaluation.pk)).content.decode()
    assert "Invite 3 participants" in page
    assert (
        "Invite 3 participants"
        in owner_client.get(to("survey-mail", evaluation.pk, "invite")).content.decode()
    )
    for _time in range(2):
        owner_client.post(to("survey-mail", evaluation.pk, "invite"))
    assert Message.objects.count() == 3
    assert all(f"/surveys/{evaluation.pk}/" in message.body_text for message in Message.objects.all())
    answer(evaluation, rows[:1], {"overall": 5})
    assert set(to_be_mailed(evaluation, reminder=True)) == set(rows[1:])
    for _time in range(2):  # one a day
        owner_client.post(to("survey-mail", evaluation.pk, "remind"))
    assert Message.objects.count() == 5
    assert not mail.outbox


def test_the_mail_in_the_outbox_does_not_lead_the_team_to_the_answers(
    owner_client, conference, evaluation, to
):
    participants(conference, 1)
    owner_client.post(to("survey-mail", evaluation.pk, "invite"))
    message = Message.objects.get(key="registrations.survey_invitation")
    page = owner_client.get(reverse("mail_secretariat:message", args=[conference.slug, message.pk]))
    assert "Answer now" in page.content.decode()
    token = as_sent(message).partition("/me/link/")[2].partition("/")[0]
    assert token and token not in page.content.decode()
    assert token.rpartition(":")[2] not in page.content.decode()


def test_many_mails_are_a_job_with_progress(owner_client, conference, evaluation, to):
    participants(conference, 26)
    response = owner_client.post(to("survey-mail", evaluation.pk, "invite"))
    page = owner_client.get(response["Location"]).content.decode()
    assert "Mails about a survey" in page and to("survey", evaluation.pk) in page
    # It is begun here alone, not in the list of registrations.
    assert owner_client.post(to("bulk"), {"action": "survey", "selected": []}).status_code == 404


def test_the_list_asks_the_same_queries_at_one_and_three(
    owner_client, owner, conference, to, assert_constant_queries
):
    assert_constant_queries(to("survey-list"), lambda: survey_with(conference, by=owner), client=owner_client)


def test_ones_own_page_asks_the_same_queries_about_three_answered_as_about_one(
    client, owner, conference, assert_constant_queries
):
    row = participants(conference, 1)[0]
    client.get(registration_link(row))
    page = reverse("registrations_portal:registration", args=[conference.slug, row.pk])

    def add():
        answer(open_survey(survey_with(conference, by=owner), by=owner), [row], {"overall": 3})

    assert_constant_queries(page, add, client=client)


@pytest.mark.parametrize(
    ("action", "colour"), [("open", "primary"), ("delete", "danger"), ("cut-off", "danger")]
)
def test_only_what_destroys_something_is_asked_in_red(owner_client, owner, conference, to, action, colour):
    survey = survey_with(conference, by=owner)
    page = owner_client.get(to("survey-action", survey.pk, action)).content.decode()
    form = page[page.index('<form class="confirm-page"') :]
    assert f'<button class="btn btn-{colour}" type="submit">' in form[: form.index("</form>")]
