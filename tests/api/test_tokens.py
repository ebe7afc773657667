"""Tokens on their pages: made, shown once, looked at, withdrawn; and what they open afterwards."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from confman.api.domain.tokens import create_token, withdraw_token
from confman.api.models import ApiToken
from confman.audit.models import AuditEntry
from confman.web.errors import Refused
from tests.api.conftest import Program, secret_of
from tests.factories import ConferenceFactory, MembershipFactory, UserFactory
from tests.sign_in import signed_in

pytestmark = pytest.mark.django_db

SECRET = re.compile(r"cfm_[\w-]{43}")


@pytest.fixture
def browser(owner):
    """The browser of an owner who has typed their password just now."""
    browser = signed_in(owner)
    browser.post(reverse("account_reauthenticate"), {"password": "a-password-for-tests"})
    return browser


def test_whoever_finds_a_browser_signed_in_makes_no_token_with_it(owner, address):
    answer = make(signed_in(owner), address)
    assert answer["Location"].startswith(reverse("account_reauthenticate")) and not ApiToken.objects.exists()


def test_who_needs_a_second_factor_makes_none_without_it(owner, address, settings):
    settings.CONFMAN_TEAM_NEEDS_SECOND_FACTOR = True
    answer = signed_in(owner).get(reverse("api_account:token-list"))
    assert answer["Location"] == reverse("mfa_index")


def test_a_token_from_before_its_owner_joined_a_team_passes_by_no_second_factor(conference, settings):
    settings.CONFMAN_TEAM_NEEDS_SECOND_FACTOR = True
    user = UserFactory()
    here, scopes = f"/conferences/{conference.slug}", ["agenda.view_working_agenda"]
    before, with_factor = (
        Program(secret_of(user, scopes=scopes, second_factor=used), here) for used in (False, True)
    )
    assert before.get("/rooms").status_code == 403
    MembershipFactory(conference=conference, user=user, role="programme")
    refused = before.get("/rooms")
    assert refused.status_code == 401 and refused.json()["type"].endswith("#token-without-factor")
    assert with_factor.get("/rooms").status_code == 200
    settings.CONFMAN_TEAM_NEEDS_SECOND_FACTOR = False
    assert before.get("/rooms").status_code == 200


def test_a_token_knows_whether_it_was_made_with_a_second_factor(owner, address):
    owner.is_staff = True
    owner.save()
    browser = signed_in(owner)
    browser.post(reverse("account_reauthenticate"), {"password": "a-password-for-tests"})
    make(browser, address)
    assert ApiToken.objects.get().second_factor


def test_the_log_of_a_token_has_what_was_refused(conference, owner, other_conference):
    """Not allowed, not there, not understood, too late, for another conference: the person who looks sees each."""
    program = Program(secret_of(owner, conference, scopes=["agenda.view_working_agenda"]))
    token = ApiToken.objects.get()
    here = f"/conferences/{conference.slug}"
    asked = [
        ("GET", f"{here}/rooms", 200),
        ("POST", f"{here}/rooms", 403),
        ("GET", f"{here}/people", 403),
        ("GET", f"/conferences/{other_conference.slug}/rooms", 403),
        ("GET", f"{here}/rooms/5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a01", 404),
        ("GET", f"{here}/rooms?limit=0", 422),
        ("GET", "/nothing", 404),
    ]
    for method, path, status in asked:
        body = {"name": {"en": "Hall"}} if method == "POST" else None
        assert program(method, path, body).status_code == status, path
    withdraw_token(token, by=owner)
    assert program("GET", f"{here}/rooms").status_code == 401
    logged = [(row.method, row.path, row.status) for row in token.requests.order_by("at", "pk")]
    expected = [(method, path, status) for method, path, status in asked if path != "/nothing"]
    expected.append(("GET", f"{here}/rooms", 401))
    assert [row for row in logged if not row[1].endswith("/nothing")] == [
        (method, f"/api/v1{path.partition('?')[0]}", status) for method, path, status in expected
    ]
    page = signed_in(owner).get(reverse("api_account:token", args=[token.pk])).text
    assert "403" in page and "401" in page


def make(browser, address, **more):
    values = {"name": "Website", "scopes": ["agenda.view_working_agenda"], "expires_on": _day(30), **more}
    return browser.post(address, values)


def _day(days):
    return (timezone.now().date() + dt.timedelta(days=days)).isoformat()


@pytest.fixture(params=["own", "service"])
def address(request, conference):
    if request.param == "own":
        return reverse("api_account:token-list")
    return reverse("api_secretariat:token-add", args=[conference.slug])


def test_a_token_is_made_and_its_secret_shown_once(browser, address, conference, owner):
    page = make(browser, address)
    [secret] = set(SECRET.findall(page.content.decode()))
    token = ApiToken.objects.get()
    assert token.second_factor is False
    assert token.owner == owner and token.is_service == ("secretariat" in address)
    assert Program(secret, f"/conferences/{conference.slug}").get("/rooms").status_code == 200
    assert Program(secret, f"/conferences/{conference.slug}").post("/rooms", {}).status_code == 403
    own = reverse("api_account:token", args=[token.pk])
    pages = [address, reverse("api_account:token-list")]
    pages += [own] if not token.is_service else [
        reverse("api_secretariat:token-list", args=[conference.slug]),
        reverse("api_secretariat:token", args=[conference.slug, token.pk]),
    ]  # fmt: skip
    for each in pages:
        shown = browser.get(each)
        assert shown.status_code == 200 and not SECRET.search(shown.content.decode())
    assert secret not in str([*AuditEntry.objects.values()])
    assert AuditEntry.objects.filter(verb="api.token_made", target_id=token.pk).exists()


def test_a_token_that_is_withdrawn_opens_nothing(browser, address, conference):
    [secret] = set(SECRET.findall(make(browser, address).content.decode()))
    token = ApiToken.objects.get()
    name, arguments = ("api_account:token-withdraw", [token.pk])
    if token.is_service:
        name, arguments = "api_secretariat:token-delete", [conference.slug, token.pk]
    assert browser.post(reverse(name, args=arguments)).status_code == 302
    answer = Program(secret, f"/conferences/{conference.slug}").get("/rooms")
    assert answer.status_code == 401 and answer.json()["type"].endswith("#token-withdrawn")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_for_more_than_a_year_or_until_yesterday_is_not_made(browser, address):
    for day in (_day(400), _day(-1)):
        page = make(browser, address, expires_on=day)
        assert page.status_code == 200 and not SECRET.search(page.content.decode())
    assert not ApiToken.objects.exists()


def test_a_scope_that_is_not_offered_is_not_given(browser, address):
    make(browser, address, scopes=["accounts.use_account"])
    assert not ApiToken.objects.exists()


def test_nobody_sees_or_withdraws_the_token_of_another(conference, owner, client):
    secret_of(owner, conference)
    token = ApiToken.objects.get()
    other = signed_in(UserFactory())
    assert other.get(reverse("api_account:token", args=[token.pk])).status_code == 404
    assert other.post(reverse("api_account:token-withdraw", args=[token.pk])).status_code == 404
    token.refresh_from_db()
    assert token.withdrawn_at is None


def test_a_token_is_made_only_for_a_conference_in_which_one_has_a_role(browser):
    elsewhere = ConferenceFactory()
    make(browser, reverse("api_account:token-list"), conference=str(elsewhere.pk))
    assert not ApiToken.objects.exists()


def test_a_token_for_all_conferences_follows_the_roles_of_its_owner(owner, conference, other_conference):
    secret = secret_of(owner)
    assert Program(secret).get(f"/conferences/{conference.slug}/rooms").status_code == 200
    assert Program(secret).get(f"/conferences/{other_conference.slug}/rooms").status_code == 403
    MembershipFactory(user=owner, conference=other_conference, role="programme")
    assert Program(secret).get(f"/conferences/{other_conference.slug}/rooms").status_code == 200


def test_a_token_ends_with_its_last_day(owner, conference, time_machine):
    time_machine.move_to(dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC), tick=False)
    program = Program(secret_of(owner, conference, days=1), f"/conferences/{conference.slug}")
    time_machine.move_to(dt.datetime(2027, 3, 2, 23, 59, tzinfo=dt.UTC), tick=False)
    assert program.get("/rooms").status_code == 200
    time_machine.move_to(dt.datetime(2027, 3, 3, 0, 1, tzinfo=dt.UTC), tick=False)
    assert program.get("/rooms").json()["type"].endswith("#token-expired")


def test_the_token_of_an_account_that_was_closed_opens_nothing(owner, conference):
    program = Program(secret_of(owner, conference), f"/conferences/{conference.slug}")
    owner.is_active = False
    owner.save()
    assert program.get("/rooms").status_code == 401


def test_who_guesses_tokens_is_stopped_and_who_has_one_is_not(owner, conference, monkeypatch):
    from dataclasses import replace

    from confman.accounts.limits import LIMITS

    few = [replace(limit, amount=2 if limit.what == "unknown token" else limit.amount) for limit in LIMITS]
    monkeypatch.setattr("confman.accounts.domain.rate_limits.LIMITS", few)
    guesser = Program("cfm_guessed", f"/conferences/{conference.slug}")
    assert [guesser.get("/rooms").status_code for _number in range(3)] == [401, 401, 429]
    assert Program(secret_of(owner, conference), guesser.prefix).get("/rooms").status_code == 200


def test_the_verb_refuses_a_life_of_more_than_a_year(owner):
    with pytest.raises(Refused):
        create_token(by=owner, name="x", scopes=[], expires_on=timezone.now().date() + dt.timedelta(days=400))


def test_the_reference_names_every_operation_and_every_kind_of_problem(client):
    from confman.api.web.application import description
    from confman.api.web.problems import KINDS

    page = client.get("/api/v1/docs").content.decode()
    assert all(f'id="{kind}"' in page for kind in KINDS)
    for methods in description()["paths"].values():
        assert all(f'id="{operation["operationId"]}"' in page for operation in methods.values())
    assert client.get("/api/v1/openapi.json").json()["openapi"].startswith("3.1")


def test_a_program_makes_a_conference_and_announces_it(owner, conference):
    owner.may_hold_conferences = True
    owner.save()
    body = {
        "title": {"en": "The next one"},
        "starts_on": "2028-03-30",
        "ends_on": "2028-03-31",
        "slug": "next2028",
    }
    assert Program(secret_of(owner, conference)).post("/conferences", body).status_code == 403
    program = Program(secret_of(owner))
    made = program.post("/conferences", body, Idempotency_Key="a")
    assert made.status_code == 201 and made.json()["status"] == "draft", made.content
    assert program.post("/conferences", body, Idempotency_Key="a").content == made.content
    assert program.post("/conferences", body).json()["errors"][0]["field"] == "slug"
    assert Program().get("/conferences/next2028").status_code == 404
    assert program("POST", "/conferences/next2028/announce").json()["status"] == "announced"
    assert Program().get("/conferences/next2028").json()["title"] == {"en": "The next one"}
