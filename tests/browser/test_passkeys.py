"""A passkey, kept by the browser's own virtual authenticator: as the second step, and as the whole way in."""

import pytest
from playwright.sync_api import expect

from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-password-for-tests"


@pytest.fixture
def authenticator(page):
    """The authenticator of a phone or a laptop: it keeps passkeys, and is sure who holds it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def password_sign_in(page, user):
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.form button[type=submit]").click()


def sign_out(page):
    page.goto("/accounts/logout/")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Sign out").click()


def add_key(page, *, passwordless):
    page.goto("/accounts/2fa/webauthn/add/")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("main").locator("form button[type=submit]").first.click()
    if passwordless:
        page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery Codes")).to_be_visible()


def test_a_passkey_signs_in_alone(page, authenticator, live_server):
    user = UserFactory()
    user.add_address(verified=True)
    password_sign_in(page, user)
    add_key(page, passwordless=True)
    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda address: "/accounts/login" not in address)
    page.goto("/accounts/sessions/")
    expect(page.get_by_text("passkey", exact=True)).to_be_visible()


def test_a_security_key_is_the_second_step(page, authenticator, live_server):
    user = UserFactory()
    user.add_address(verified=True)
    password_sign_in(page, user)
    add_key(page, passwordless=False)
    sign_out(page)
    password_sign_in(page, user)
    page.get_by_role("button", name="Use it").click()
    page.wait_for_url(lambda address: "/2fa/" not in address)
    page.goto("/accounts/sessions/")
    expect(page.get_by_text("security key").first).to_be_visible()


def test_a_passkey_that_is_not_there_is_said(page, authenticator, live_server):
    page.goto("/accounts/login/")
    authenticator.send("WebAuthn.disable")
    page.get_by_role("button", name="Sign in with a passkey").click()
    # Without an authenticator the browser waits for one; here it is told that there is none.
    page.evaluate("document.dispatchEvent(new CustomEvent('allauth.error', {cancelable: true}))")
    expect(page.get_by_text("The passkey was not used")).to_be_visible()
