"""A survey in a real browser: built on a desk, answered on a telephone, voted in without a script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from registrations.surveys.domain.lifecycle import create_survey, open_survey
from registrations.surveys.domain.mails import survey_link
from registrations.surveys.domain.questions import add_ready_questions
from registrations.surveys.models import Survey, SurveyAnswer
from tests.factories import MembershipFactory
from tests.registrations.survey_samples import participants, survey_with

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def test_a_survey_is_built_and_opened(
    page: Page,
    conference: Any,
    sign_in: Callable[[Page, Any], None],
    check_accessibility: Callable[[Page], None],
) -> None:
    sign_in(page, MembershipFactory(conference=conference, role="registration").user)
    page.goto(f"/{conference.slug}/secretariat/surveys/")
    page.get_by_role("link", name="Evaluation").click()
    page.get_by_role("textbox", name="English").first.fill("Evaluation of the days")
    page.get_by_role("button", name="Go on to the questions").click()
    page.get_by_role("button", name="Begin with the usual questions").click()
    preview = page.get_by_role("region", name="As the participant sees it")
    expect(preview.get_by_label("What will you do first?")).to_be_hidden()
    preview.get_by_role("group", name="Will you use in your work").get_by_label("yes").check()
    expect(preview.get_by_label("What will you do first?")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("button", name="Move “What should be better next time?” up").click()
    expect(page.locator(".question-line-label").nth(-2)).to_have_text("What should be better next time?")
    page.get_by_label("Kind of answer").select_option("rating")
    page.get_by_role("button", name="Add", exact=True).click()
    check_accessibility(page)
    page.get_by_role("group", name="Question").get_by_role("textbox", name="English").fill("The venue?")
    page.get_by_role("button", name="Add the question").click()
    expect(page.locator(".question-line-label", has_text="The venue?")).to_be_visible()
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Open the survey").click()
    page.get_by_role("button", name="Open the survey").click()
    expect(page.get_by_text("Participants find it on their own page")).to_be_visible()
    assert Survey.objects.get().state == "open"


def test_it_is_answered_on_a_telephone_with_a_draft_in_the_browser(
    phone: Page, conference: Any, live_server: Any, settings: Any, check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
) -> None:  # fmt: skip
    settings.BASE_URL = live_server.url
    by = MembershipFactory(conference=conference, role="owner").user
    survey = create_survey(conference, by=by, kind="evaluation", title={"en": "Evaluation", "ru": "Оценка"})
    add_ready_questions(survey, by=by)
    survey = open_survey(survey, by=by)
    [row] = participants(conference, 1)
    phone.goto(survey_link(survey, row))
    expect(phone.get_by_text("It is anonymous")).to_be_visible()
    phone.get_by_role("group", name="as a whole").get_by_label("4").check()
    phone.get_by_role("group", name="Will you use in your work").get_by_label("yes").check()
    phone.get_by_label("What will you do first?").fill("Write the order")
    check_accessibility(phone)
    check_width(phone)

    # Closed at once and opened again: what was typed is back, and was never sent.
    context, address = phone.context, phone.url
    phone.close()
    again = context.new_page()
    again.goto(address)
    expect(again.get_by_text("kept on this device only")).to_be_visible()
    expect(again.get_by_label("What will you do first?")).to_have_value("Write the order")
    assert not SurveyAnswer.objects.exists()
    again.get_by_role("button", name="Send my answers").click()
    expect(again.get_by_text("your answers have arrived")).to_be_visible()
    again.wait_for_load_state()  # its script, which forgets the draft, has run
    assert "Write the order" not in again.evaluate("JSON.stringify(localStorage)")
    kept = dict(SurveyAnswer.objects.values_list("question__key", "value"))
    assert kept == {"overall": 4, "will_use": True, "use_how": "Write the order"}
    again.goto(address)
    expect(again.get_by_role("button", name="Send my answers")).to_have_count(0)


def test_a_visitor_votes_without_a_script(make_context: Callable[..., Any], conference: Any) -> None:
    by = MembershipFactory(conference=conference, role="owner").user
    open_survey(survey_with(conference, by=by, kind="poll"), by=by)
    context = make_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/{conference.slug}/en/")
    page.get_by_role("link", name="Poll: vote").click()
    page.get_by_label("The right one").check()
    assert not context.cookies()
    page.get_by_role("button", name="Vote").click()
    expect(page.get_by_text("your vote was counted")).to_be_visible()
    expect(page.get_by_text("1 vote so far")).to_be_visible()
    assert [cookie["name"] for cookie in context.cookies()] == ["ballot"], "that a browser votes once a day"
