"""The page that prepares the next conference: choices with numbers, a preview, the act, and deleting it again."""

import re

import pytest

from confman.conferences.models import Conference, Page
from registrations.correspondence.models import Invitee
from tests.factories import CategoryFactory, FormFieldFactory, InviteeFactory, MembershipFactory, PageFactory


@pytest.fixture
def browser(owner, client_as):
    return client_as(owner)


def address(conference, name="next"):
    return f"/{conference.slug}/secretariat/settings/{name}/"


def sent(**more):
    return {
        "title_en": "The second",
        "title_ru": "Вторая",
        "starts_on": "2029-04-03",
        "slug": "second",
        **more,
    }


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_what_may_come_along_is_offered_with_its_number(conference, browser):
    InviteeFactory.create_batch(3, conference=conference)
    page = text_of(browser.get(address(conference)))
    assert (
        "Invitees (3) Addressees and ways of delivery, without letters, replies, and addressees named as persons."
        in page
    )
    assert "Working groups" not in page


def test_first_it_is_shown_and_then_it_is_done(conference, browser):
    FormFieldFactory(conference=conference).categories.add(CategoryFactory(conference=conference))
    answer = browser.post(address(conference), sent(take_people=["registrations.form"]))
    shown = text_of(answer)
    assert "3–\u20604 April 2029" in shown
    assert "/second/" in shown
    assert re.search(
        r"Categories ?: 1 needed by what you chose Questions of the registration form ?: 1", shown
    )
    assert Conference.objects.count() == 1
    answer = browser.post(
        address(conference), sent(take_people=["registrations.form"], confirmed="1"), follow=True
    )
    new = Conference.objects.get(slug="second")
    assert dict(new.title) == {"en": "The second", "ru": "Вторая"}
    assert answer.redirect_chain[-1][0] == "/second/secretariat/settings/"
    assert "is prepared" in text_of(answer)
    assert new.form_fields.count() == new.categories.count() == 1


def test_what_was_filled_in_is_kept_through_the_preview(conference, browser):
    PageFactory(conference=conference)
    hidden = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"',
        browser.post(address(conference), sent(take_documents=["conferences.pages"])).content.decode(),
    )
    again = {name: value for name, value in hidden if name in sent(take_documents="")}
    assert again == sent(take_documents="conferences.pages")
    form = browser.post(address(conference), {**again, "change": "1"}).content.decode()
    assert 'value="second"' in form
    assert re.search(r'value="conferences.pages"[^>]*checked', form)
    browser.post(address(conference), {**again, "confirmed": "1"})
    assert Page.objects.filter(conference__slug="second").exists()


@pytest.mark.parametrize("button", [{}, {"confirmed": "1"}])
def test_what_is_wrong_is_said_at_its_field(conference, browser, button):
    answer = browser.post(address(conference), sent(slug=conference.slug, **button))
    assert answer.status_code == 200
    assert "already exists" in text_of(answer)
    assert "third" not in text_of(browser.post(address(conference), sent(starts_on="third", **button)))
    assert Conference.objects.count() == 1


def test_a_step_that_there_is_not_is_refused(conference, browser):
    InviteeFactory(conference=conference)
    answer = browser.post(
        address(conference), sent(take_people=["registrations.registrations"], confirmed="1")
    )
    assert "registrations.registrations is not one of the available choices" in text_of(answer)
    assert Conference.objects.count() == 1


def test_who_may_not_make_conferences_prepares_none(conference, client_as):
    plain = client_as(MembershipFactory(conference=conference, role="owner").user)
    assert plain.get(address(conference)).status_code == 403
    assert "Prepare the next conference" not in text_of(
        plain.get(address(conference, "..").replace("../", ""))
    )


def test_it_is_deleted_again_from_its_settings(conference, browser):
    InviteeFactory(conference=conference)
    browser.post(address(conference), sent(take_people=["registrations.invitees"], confirmed="1"))
    assert "You have prepared this conference from" in text_of(browser.get("/second/secretariat/settings/"))
    assert "Delete “The second” again?" in text_of(browser.get("/second/secretariat/settings/undo/"))
    assert browser.post("/second/secretariat/settings/undo/").headers["Location"] == "/"
    assert not Conference.objects.filter(slug="second").exists()
    assert Invitee.objects.count() == 1


def test_when_it_can_not_be_deleted_the_page_says_why(conference, browser):
    answer = browser.post(address(conference, "undo"), follow=True)
    assert "was not prepared from another one" in text_of(answer)
    assert Conference.objects.filter(pk=conference.pk).exists()


def test_the_list_of_conferences_leads_there(conference, browser):
    assert address(conference) in browser.get("/").content.decode()


def test_the_page_asks_as_much_of_many_rows_as_of_few(conference, browser, django_assert_max_num_queries):
    InviteeFactory.create_batch(5, conference=conference)
    with django_assert_max_num_queries(60):
        browser.get(address(conference))
