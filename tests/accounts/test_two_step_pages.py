"""The pages of two-step sign-in say what to do next, in the reader's language."""

import html

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from confman.documents.rendering.qr import qr_data_uri
from tests.accounts.test_factors import PASSWORD, app_code
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
WORDS = {
    "en": (
        "Set up the app",
        "Name of the key",
        "Type the code that the app then shows",
        "They are kept: go on",
    ),
    "ru": (
        "Настроить приложение",
        "Название ключа",
        "Введите код, который после этого",
        "Сохранено, продолжить",
    ),
}


@pytest.mark.parametrize("language", WORDS)
@time_machine.travel("2027-03-01 12:00Z", tick=False)  # a code is good for half a minute of the clock
def test_one_is_led_from_the_first_page_to_the_codes_on_paper(language, django_capture_on_commit_callbacks):
    user = UserFactory(email="lola@example.org", language=language)
    user.add_address(verified=True)
    desk = Client(headers={"accept-language": language})

    def page(name):
        return html.unescape(desk.get(reverse(name)).content.decode())

    desk.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    desk.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    first, key, app, kept = WORDS[language]
    assert first in page("mfa_index")
    assert key in page("mfa_add_webauthn")
    shown = desk.get(reverse("mfa_activate_totp"))
    assert app in html.unescape(shown.content.decode())
    secret = shown.context["form"].secret
    assert f">{secret}</code>" in shown.content.decode()
    # Light modules are white, whatever colour a browser gives the page.
    assert html.escape(qr_data_uri(shown.context["totp_url"])) in shown.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(reverse("mfa_activate_totp"), {"code": app_code(secret)}, follow=True)
    said = html.unescape(answer.content.decode())
    assert kept in said
    assert all(f"<code>{code}</code>" in said for code in answer.context["unused_codes"])
    assert reverse("mfa_index") in said
