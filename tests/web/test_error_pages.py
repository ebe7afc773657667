"""What goes wrong is said in the design, in the reader's language, without a cookie and without details."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import defaults


def test_unknown_address_is_a_404_in_the_design(client: Client, db: None) -> None:
    response = client.get("/no-such-conference/en/agenda/")
    assert response.status_code == 404
    assert "This page does not exist" in response.text
    assert 'class="plain-mark"' in response.text
    assert not response.cookies


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


def test_expired_form_is_explained(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "This form has expired" in response.text
