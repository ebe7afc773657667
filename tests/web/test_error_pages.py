"""Errors are shown in the design, in the reader's language, without a cookie and without details."""

from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import defaults

from confman.accounts.models import User
from confman.conferences.models import Conference, Partner, Status
from confman.web.faults.causes import FaultCause
from confman.web.faults.pages import fault_page
from confman.web.faults.refusals import RefusalMiddleware
from confman.web.transport.content_policy import ContentPolicyMiddleware
from tests.submissions import submission


def test_unknown_address_is_a_404_in_the_design(client: Client, db: None) -> None:
    response = client.get("/no-such-conference/en/agenda/")
    assert response.status_code == 404
    assert "This page does not exist" in response.text
    assert 'class="plain-mark"' in response.text
    assert not response.cookies


@pytest.mark.parametrize(
    "page", ["no-such-page/", "no-such-page", "sessions/no-such-page/", f"partners/{UUID(int=0)}/"]
)
@pytest.mark.parametrize("role", ["owner", "observer"])
@pytest.mark.parametrize("status", [Status.DRAFT, Status.ANNOUNCED])
def test_unknown_address_of_the_secretariat_is_answered_within_it_for_its_team(
    conference: Conference,
    member,
    client_as,
    django_assert_max_num_queries,
    role: str,
    page: str,
    status: str,
) -> None:  # type: ignore[no-untyped-def]
    Conference.objects.update(status=status)
    client = client_as(member(role))
    with django_assert_max_num_queries(8):
        answer = client.get(f"/{conference.slug}/secretariat/{page}", follow=True)
    if role == "observer" and page.startswith("partners/"):
        # The row may be there for those who may read partners.
        assert answer.status_code == 403
        return
    assert answer.status_code == 404
    assert "This page does not exist" in answer.text
    assert f'<a class="btn btn-primary" href="/{conference.slug}/secretariat/">' in answer.text
    assert 'class="desk-side"' in answer.text and 'class="plain-mark"' not in answer.text
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("page", ["no-such-page/", "sessions/no-such-page/"])
def test_unknown_address_of_the_secretariat_shows_strangers_no_frame(
    conference: Conference, stranger, client_as, page: str
) -> None:  # type: ignore[no-untyped-def]
    for client in (Client(), client_as(stranger)):
        answer = client.get(f"/{conference.slug}/secretariat/{page}")
        assert answer.status_code == 404
        assert 'class="plain-mark"' in answer.text and str(conference.title) not in answer.text


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
@pytest.mark.parametrize(
    ("view", "error", "status"),
    [
        (defaults.page_not_found, Http404("secret"), 404),
        (defaults.permission_denied, PermissionDenied("secret"), 403),
        (defaults.bad_request, SuspiciousOperation("secret"), 400),
    ],
    ids=["404", "403", "400"],
)
def test_error_page_stands_in_each_language(view, error, status, language) -> None:  # type: ignore[no-untyped-def]
    with translation.override(language):
        response = view(RequestFactory().get("/"), exception=error)
    text = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}" dir="ltr">' in text
    assert f'<p class="error-code">{status}</p>' in text
    assert "secret" not in text


def test_server_error_page_needs_no_context() -> None:
    response = defaults.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


def test_who_refers_to_what_someone_else_deletes_meanwhile_is_told_so(rf: RequestFactory) -> None:
    middleware = RefusalMiddleware(lambda request: HttpResponse())
    with pytest.raises(IntegrityError) as raised:
        raise IntegrityError("FOREIGN KEY constraint failed")
    answer = middleware.process_exception(rf.post("/"), raised.value)
    assert answer is not None and answer.status_code == 409
    assert "Someone else changed the same records meanwhile" in answer.content.decode()
    # Any other is a fault of ours.
    assert middleware.process_exception(rf.post("/"), IntegrityError("NOT NULL constraint failed")) is None


def test_expired_form_is_explained(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "This form has expired" in response.text


def test_what_was_typed_outlasts_a_session_that_ended(conference: Conference, owner: User) -> None:
    here, elsewhere = {"HTTP_ORIGIN": "http://testserver"}, {"HTTP_ORIGIN": "https://elsewhere.example"}
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    page = f"/{conference.slug}/secretariat/partners/add/"
    typed = {"name_en": "Ministry of Justice", "role": "organizer", **submission(browser.get(page))}
    typed["csrfmiddlewaretoken"] = browser.cookies["csrftoken"].value
    del browser.cookies["sessionid"]
    kept = browser.post(page, typed, **here)
    assert kept.status_code == 401
    assert f'href="/accounts/login/?next={page}"' in kept.text
    assert '<input type="hidden" name="name_en" value="Ministry of Justice">' in kept.text
    # Signing in changes the token.
    browser.force_login(owner)
    browser.cookies["csrftoken"] = "b" * 32
    expired = browser.post(page, typed, **here)
    assert expired.status_code == 403
    assert '<input type="hidden" name="name_en" value="Ministry of Justice">' in expired.text
    assert "Ministry of Justice" not in browser.post(page, typed, **elsewhere).text
    # Nor does the page of a fault keep what another site typed, to be sent from here.
    sent = RequestFactory().post
    assert "Ministry of Justice" in fault_page(sent(page, typed, **here), FaultCause.BUSY).text
    assert "Ministry of Justice" not in fault_page(sent(page, typed, **elsewhere), FaultCause.BUSY).text
    assert (
        "Ministry" not in fault_page(sent(page, {**typed, "passphrase": "x"}, **here), FaultCause.BUSY).text
    )
    again = {**typed, "csrfmiddlewaretoken": "b" * 32}
    assert browser.post(page, again, **here).status_code == 302
    assert str(Partner.objects.get(conference=conference)) == "Ministry of Justice"


def test_an_address_for_forms_alone_says_so_when_opened(
    conference: Conference, owner: User, client: Client
) -> None:
    client.force_login(owner)
    answer = client.get(f"/{conference.slug}/secretariat/mail/retry-failed/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")
    assert answer["Cache-Control"] == "private, no-store"
    assert "There is nothing to read at this address" in answer.text
    assert f'href="/{conference.slug}/secretariat/"' in answer.text


@pytest.mark.parametrize(("debug", "has_policy"), [(True, False), (False, True)])
def test_error_pages_for_developers_keep_their_styles(settings, debug, has_policy) -> None:  # type: ignore[no-untyped-def]
    settings.DEBUG = debug
    answered = ContentPolicyMiddleware(lambda _request: HttpResponse(status=500))
    assert answered(RequestFactory().get("/")).has_header("Content-Security-Policy") == has_policy
