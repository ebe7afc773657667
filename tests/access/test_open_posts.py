"""Whatever anybody may send without signing in has a limit, or a reason why it needs none.

The first two tests read the addresses of the project and of allauth, and fail for a new one until it stands here. The
third reaches the limit of each through its page: from the same network address, in another browser, it is 429 then.
"""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse

from confman.accounts.domain.rate_limits import counted
from confman.accounts.limits import ADDRESS, LIMITS
from confman.accounts.models import RateLimitCount
from confman.mailings.domain.news import news_address
from outcomes.register.domain.subscriptions import stop_address
from registrations.surveys.domain.lifecycle import open_survey
from tests.access import table
from tests.access.routes import all_routes, own_routes
from tests.factories import CategoryFactory, PersonFactory, RegistrationFactory, UserFactory
from tests.registrations.forms import send_open_form
from tests.registrations.survey_samples import survey_with

pytestmark = pytest.mark.django_db

# The name of the limit by which each is counted for the sender's network address.
LIMITED = {
    "account_login": "password",
    "account_signup": "sign-up",
    "account_reset_password": "new password",
    "account_request_login_code": "code asked for",
    "account_confirm_login_code": "code typed",
    "mfa_login_webauthn": "passkey",
    "conferences_public:contact": "message",
    "registrations_public:register": "registration",
    "registrations_public:link-request": "link asked for",
    "registrations_public:poll": "vote",
    "people_portal:sign-in": "code asked for",
    "people_portal:code": "code typed",
    "registrations_verify:verify": "certificate",
    "registrations_verify:verify-file": "sealed file",
    "registrations_onsite:door-enrol": "device",
    "registrations_onsite:door-scans": "device",
    "mailings_portal:news": "news",
    "outcomes_portal:document-mail-stop": "news",
    "api:operation": "unknown token",
}
WITHOUT = {
    "styleguide": "shows a form and keeps nothing",
    "styleguide-secretariat": "shows a form and keeps nothing",
    "styleguide-portal": "shows a form and keeps nothing",
    "styleguide-public": "shows a form and keeps nothing",
    "set_language": "writes a cookie of the browser that asks",
    "people_portal:language": "writes a cookie of the browser that asks",
    "people_portal:forget": "ends what the browser that asks has opened",
    "people_portal:end-in-browser": "closes what the browser that asks has opened itself",
    "registrations_portal:invitation-form": "opens by an invitation, once",
    "account_logout": "ends the session of the browser that asks",
    "account_email_verification_sent": "three tries for each code, and a code is a mail from strangers",
    "account_reset_password_from_key": "opens by a signed link, which is too long to be guessed",
}


def takes_posts(name: str) -> bool:
    view = next(route.view for route in all_routes() if route.name == name)
    view_class = getattr(view, "view_class", None)
    return view_class is None or (hasattr(view_class, "post") and "post" in view_class.http_method_names)


def test_each_of_ours_stands_here():
    rows = [*table.ROWS, *table.FURTHER_ROWS]
    opened = {name for name, _parts, row in rows if row.split()[0] in ("ok", "401")}
    ours = {route.name for route in own_routes() if route.view_class}
    found = {name for name in opened & ours if takes_posts(name)}
    assert found == {name for name in {*LIMITED, *WITHOUT} if ":" in name or name in ours}


def test_each_of_allauths_stands_here(settings):
    """Those that lead nobody to the page to sign in, whatever is sent."""
    settings.CONFMAN_OPEN_SIGNUP = True
    found = set()
    for route in all_routes():
        if route.pattern.startswith("accounts/") and not route.view.__module__.startswith("confman."):
            try:
                url = reverse(route.name)
            except NoReverseMatch:
                url = reverse(
                    route.name,
                    kwargs={"pk": 1} if "<int:pk>" in route.pattern else {"uidb36": "1", "key": "x"},
                )
            answer = Client().post(url)
            if answer.status_code != 405 and reverse("account_login") not in answer.get("Location", ""):
                found.add(route.name)
    assert found <= {*LIMITED, *WITHOUT}
    assert {"account_login", "account_reset_password", "account_request_login_code"} <= found


def test_each_limit_is_one_of_the_table():
    counted = {limit.what for limit in LIMITS if ADDRESS in limit.per}
    assert set(LIMITED.values()) <= counted


def send(name: str, conference: Any, owner: Any) -> Callable[[], Any]:
    """Send a whole form as a browser does; on the public site, as it was shown."""
    site, slug = [conference.slug, "en"], [conference.slug]
    email = {"email": "anna@example.org"}

    def typed_after(asking: str, *arguments: str) -> Callable[[], Any]:
        def both() -> Any:
            browser = Client()
            browser.post(reverse(asking, args=arguments), email)
            return browser.post(reverse(name, args=arguments), {"code": "000 000 000"})

        return both

    def form(data: dict[str, Any], *arguments: Any) -> Callable[[], Any]:
        return lambda: send_open_form(Client(), reverse(name, args=arguments), data)

    def file_form(content: bytes) -> Callable[[], Any]:
        return lambda: send_open_form(
            Client(), reverse(name), {"file-file": SimpleUploadedFile("a.pdf", content)}, form="file_form"
        )

    def plain(data: dict[str, Any], *arguments: Any) -> Callable[[], Any]:
        return lambda: Client().post(reverse(name, args=arguments), data)

    def device(data: Any) -> Callable[[], Any]:
        return lambda: Client().post(
            reverse(name, args=slug), json.dumps(data), content_type="application/json"
        )

    if name == "registrations_public:poll":
        poll = open_survey(survey_with(conference, by=owner, kind="poll"), by=owner)
        return form({"q_knows": "right"}, *site, poll.pk)
    person = {"name": "Anna Sample", "organization": "Sample", "country": "UZ", "sex": "not-stated"}
    return {
        "account_login": plain({"login": "anna@example.org", "password": "wrong"}),
        "account_signup": plain({**email, "password1": "kestrel-9-oaks-8"}),
        "account_reset_password": plain(email),
        "account_request_login_code": plain(email),
        "account_confirm_login_code": typed_after("account_request_login_code"),
        "mfa_login_webauthn": plain({"credential": "{}"}),
        # The same words are one message, and not counted again.
        "conferences_public:contact": lambda: form(
            {**email, "name": "Anna", "subject": "Visa", "body": str(uuid4())}, *site
        )(),
        "registrations_public:register": form(
            {**person, **email, "mode": "in-person", "listing": "participants", "data_consent": "on",
             "category": str(CategoryFactory(conference=conference).pk)}, *site,
        ),
        "registrations_public:link-request": form(email, *site),
        "people_portal:sign-in": plain(email, *slug),
        "people_portal:code": typed_after("people_portal:sign-in", *slug),
        "registrations_verify:verify": form({"code": "ABCD-EFGH-JKLM", "surname": "Sample"}),
        "registrations_verify:verify-file": file_form(b"%PDF-1.7"),
        "registrations_onsite:door-enrol": device({"code": "x"}),
        "registrations_onsite:door-scans": device({"scans": []}),
        "api:operation": lambda: Client().post(
            reverse(name, args=["conferences"]), headers={"authorization": "Bearer cfm_guessed"}
        ),
        "mailings_portal:news": lambda: Client().post(news_address(PersonFactory(conference=conference))),
        "outcomes_portal:document-mail-stop": lambda: Client().post(
            stop_address(RegistrationFactory(conference=conference))
        ),
    }[name]  # fmt: skip


@pytest.mark.parametrize("name", LIMITED)
def test_it_ends_at_its_limit(name, conference, owner, settings):
    settings.CONFMAN_OPEN_SIGNUP = True
    conference.registration_mode = "open"
    conference.save()
    UserFactory(email="anna@example.org").add_address(verified=True)
    once = send(name, conference, owner)
    assert once().status_code != 429
    count = counted(LIMITED[name], address="127.0.0.1")
    assert count, f"{name} is not counted as {LIMITED[name]}"
    RateLimitCount.objects.filter(pk=count.pk).update(number=10**6)
    refused = once()
    assert refused.status_code == 429 and int(refused["Retry-After"]) > 0
