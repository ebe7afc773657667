"""Single sign-on with a real provider of OpenID Connect, and with one that lies."""

import contextlib
import json
import re
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from environ import Env

from confman.accounts import provider_session
from confman.accounts.models import User
from confman.accounts.oidc_settings import ROLES, single_sign_on
from confman.accounts.single_sign_on import SingleSignOnProvider
from confman.audit.models import AuditEntry
from confman.conferences.models import Role
from confman.mail.models import Message
from tests.accounts.test_limits import code_in
from tests.factories import MembershipFactory, UserFactory

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock

pytestmark = pytest.mark.django_db

CLIENT = "confman"


def use(settings: Any, server: str, **more: str) -> None:
    """The settings as of a process whose environment names the provider."""
    environment = {
        "CONFMAN_OIDC_SERVER": server,
        "CONFMAN_OIDC_CLIENT_ID": CLIENT,
        "CONFMAN_OIDC_CLIENT_SECRET": "a secret of the client",
        "CONFMAN_OIDC_NAME": "the Ministry",
        **more,
    }
    settings.CONFMAN_OIDC = single_sign_on(env_of(environment), production=False)
    settings.SOCIALACCOUNT_PROVIDERS = settings.CONFMAN_OIDC.providers


def env_of(environment: dict[str, str]) -> Env:
    env = Env()
    env.ENVIRON = environment  # type: ignore[misc]
    return env


class Provider:
    """The provider, as someone with a browser meets it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}"

    def knows(self, sub: str, **claims: Any) -> None:
        requests.put(f"{self.url}/users/{sub}", json=claims, timeout=10).raise_for_status()

    def send_back(self, address: str, sub: str) -> str:
        """Sign in at the address to which confman has sent the browser; return where it is sent back to."""
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with oidc_provider_mock.run_server_in_thread() as found:
        yield found


@pytest.fixture
def provider(server: Any, settings: Any) -> Provider:
    found = Provider(server.server_port)
    use(settings, found.url)
    return found


def _app_of(server: str) -> SocialApp:
    return SocialApp(provider="openid_connect", provider_id="sso", settings={"server_url": server})


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(("", "", parts.path, parts.query, ""))


def sign_in(provider: Provider, sub: str, browser: Client | None = None, **query: str) -> tuple[Client, Any]:
    """Go to the provider and come back; return the browser and confman's answer."""
    browser = browser or Client()
    there = browser.get(reverse("accounts:sso"), query)
    assert there.status_code == 302, there.content.decode()
    return browser, browser.get(path_of(provider.send_back(there.url, sub)))


def user_in(browser: Client) -> str:
    return str(browser.session.get("_auth_user_id", ""))


class TestSigningIn:
    def test_somebody_new_gets_an_account_without_a_role(self, provider):
        provider.knows("anna", email="Anna@ministry.example.org", email_verified=True, name="Anna Sample")
        browser, answer = sign_in(provider, "anna", next="/guide/")
        assert answer.status_code == 302 and answer.url == "/guide/"
        user = User.objects.get(email="anna@ministry.example.org")
        assert user_in(browser) == str(user.pk) and user.name == "Anna Sample"
        assert not user.memberships.exists() and not user.is_staff and not user.has_usable_password()
        assert EmailAddress.objects.get(user=user).verified
        [account] = SocialAccount.objects.all()
        assert "anna" not in account.uid and account.extra_data == {}
        assert not SocialToken.objects.exists() and not SocialApp.objects.exists()
        entry = AuditEntry.objects.get(verb="accounts.signed_in")
        assert entry.by == user and entry.details["way"] == "socialaccount"

    def test_an_account_is_joined_by_its_address_which_the_provider_has_verified(self, provider, owner):
        provider.knows("owner", email=owner.email, email_verified=True)
        browser, _answer = sign_in(provider, "owner")
        assert user_in(browser) == str(owner.pk)
        # From then on by who they are, whatever their address.
        provider.knows("owner", email="renamed@ministry.example.org", email_verified=True)
        browser, _answer = sign_in(provider, "owner")
        assert user_in(browser) == str(owner.pk)

    def test_another_provider_that_knows_somebody_by_the_same_name_signs_nobody_else_in(
        self, provider, owner, settings
    ):
        provider.knows("1", email=owner.email, email_verified=True)
        sign_in(provider, "1")
        account = SocialAccount.objects.get()
        account.uid = SingleSignOnProvider(None, app=_app_of("https://another.example.org")).extract_uid(
            {"id_token": {"sub": "1"}, "userinfo": {"sub": "1"}}
        )
        account.save()
        provider.knows("1", email="somebody@ministry.example.org", email_verified=True)
        browser, _answer = sign_in(provider, "1")
        assert user_in(browser) != str(owner.pk)

    def test_who_had_begun_an_account_with_somebody_elses_address_loses_it(self, provider):
        thief = UserFactory(email="victim@ministry.example.org", password="kestrel-9-oaks-8")
        thief.set_password("kestrel-9-oaks-8")
        thief.save()
        thief.add_address(verified=False)
        EmailAddress.objects.filter(user=thief).update(verified=False)
        provider.knows("victim", email="victim@ministry.example.org", email_verified=True)
        browser, _answer = sign_in(provider, "victim")
        assert user_in(browser) == str(thief.pk)
        thief.refresh_from_db()
        assert not thief.has_usable_password()

    @pytest.mark.parametrize("verified", [{}, {"email_verified": False}, {"email_verified": "true"}])
    def test_not_by_one_that_it_has_not(self, provider, owner, verified):
        provider.knows("thief", email=owner.email, **verified)
        browser, answer = sign_in(provider, "thief")
        assert answer.status_code == 403 and not user_in(browser)
        assert not SocialAccount.objects.exists()

    def test_nor_without_any(self, provider):
        provider.knows("nobody")
        browser, answer = sign_in(provider, "nobody")
        assert answer.status_code == 403 and not user_in(browser)

    def test_accounts_may_be_for_those_alone_who_have_one(self, provider, settings):
        settings.CONFMAN_OIDC = replace(settings.CONFMAN_OIDC, gives_accounts=False)
        provider.knows("new", email="new@ministry.example.org", email_verified=True)
        browser, _answer = sign_in(provider, "new")
        assert not user_in(browser) and not User.objects.filter(email="new@ministry.example.org").exists()

    def test_the_page_to_sign_in_leads_there_if_there_is_a_provider(self, provider, settings):
        page = Client().get(reverse("account_login")).content.decode()
        assert "Sign in with the Ministry" in page and reverse("accounts:sso") in page
        settings.CONFMAN_OIDC = replace(settings.CONFMAN_OIDC, server="")
        page = Client().get(reverse("account_login")).content.decode()
        assert reverse("accounts:sso") not in page
        assert Client().get(reverse("accounts:sso")).status_code == 404

    def test_what_is_asked_of_the_provider_is_not_the_query_s(self, provider):
        there = Client().get(
            reverse("accounts:sso"), {"scope": "admin", "auth_params": "nonce=mine&prompt=none"}
        )
        asked = parse_qs(urlsplit(there.url).query)
        assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
        assert "prompt" not in asked and asked["nonce"] != ["mine"]
        assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]

    def test_whoever_signs_out_signs_out_there_too(self, provider):
        provider.knows("anna", email="anna@ministry.example.org", email_verified=True)
        browser, _answer = sign_in(provider, "anna")
        answer = browser.post(reverse("account_logout"))
        parts = urlsplit(answer.url)
        assert f"{parts.scheme}://{parts.netloc}" == provider.url
        assert parse_qs(parts.query)["client_id"] == [CLIENT] and not user_in(browser)

    def test_other_sessions_end_here_alone(self, provider, owner_client):
        assert owner_client.post(reverse("account_logout")).url == "/"


class TestStaff:
    @pytest.fixture
    def staff(self, provider) -> User:
        user = UserFactory(email="staff@ministry.example.org", is_staff=True)
        provider.knows("staff", email=user.email, email_verified=True)
        return user

    def test_a_second_factor_of_the_provider_counts(self, provider, staff):
        provider.knows("staff", email=staff.email, email_verified=True, amr=["pwd", "otp"])
        browser, _answer = sign_in(provider, "staff")
        assert browser.get(reverse("backups:operation")).status_code in (200, 403)

    def test_also_where_the_user_has_one_of_ours(self, provider, staff):
        TOTP.activate(staff, generate_totp_secret())
        provider.knows("staff", email=staff.email, email_verified=True, amr=["mfa"])
        browser, answer = sign_in(provider, "staff")
        assert user_in(browser) == str(staff.pk) and reverse("mfa_authenticate") not in answer.url

    def test_else_ours_is_asked_for(self, provider, staff):
        provider.knows("staff", email=staff.email, email_verified=True, amr=["pwd"])
        browser, _answer = sign_in(provider, "staff")
        assert browser.get(reverse("backups:operation")).url == reverse("mfa_index")
        TOTP.activate(staff, generate_totp_secret())
        assert Authenticator.objects.filter(user=staff).exists()
        browser, answer = sign_in(provider, "staff")
        assert answer.url == reverse("mfa_authenticate") and not user_in(browser)

    def test_a_class_that_the_operator_names_counts_too(self, provider, staff, settings):
        settings.CONFMAN_OIDC = replace(settings.CONFMAN_OIDC, strong_acr=["urn:ministry:strong"])
        provider.knows("staff", email=staff.email, email_verified=True, acr="urn:ministry:strong")
        browser, _answer = sign_in(provider, "staff")
        assert browser.get(reverse("backups:operation")).status_code in (200, 403)

    def test_the_password_may_be_switched_off_for_them(self, provider, staff, settings, conference):
        settings.CONFMAN_OIDC = replace(settings.CONFMAN_OIDC, is_only_way=True)
        member = MembershipFactory(conference=conference, role="programme").user
        other = UserFactory(email="participant@example.org")
        for user in (staff, member, other):
            user.set_password("kestrel-9-oaks-8")
            user.save()
            user.add_address(verified=True)
            EmailAddress.objects.filter(user=user).update(verified=True)
            browser = Client()
            browser.post(reverse("account_login"), {"login": user.email, "password": "kestrel-9-oaks-8"})
            assert bool(user_in(browser)) == (user is other), user
        browser, _answer = sign_in(provider, "staff")
        assert user_in(browser) == str(staff.pk)


class TestOnlyWay:
    """With CONFMAN_OIDC_ONLY teams and operators have no other way in; everybody else keeps theirs."""

    @pytest.fixture(params=["operator", "member", "participant"])
    def somebody(self, request, provider, settings, conference) -> tuple[User, bool]:
        settings.CONFMAN_OIDC = replace(settings.CONFMAN_OIDC, is_only_way=True)
        if request.param == "member":
            user = MembershipFactory(conference=conference, role="programme").user
        else:
            user = UserFactory(is_staff=request.param == "operator")
        EmailAddress.objects.filter(user=user).delete()
        user.add_address(verified=True)
        EmailAddress.objects.filter(user=user).update(verified=True)
        return user, request.param == "participant"

    def test_a_mailed_code_signs_none_of_them_in(self, somebody):
        user, may = somebody
        browser = Client()
        browser.post(reverse("account_request_login_code"), {"email": user.email})
        for message in Message.objects.filter(to=user.email):
            browser.post(reverse("account_confirm_login_code"), {"code": code_in(message)})
        assert bool(user_in(browser)) == may

    def test_a_passkey_signs_none_of_them_in(self, somebody, monkeypatch):
        """The proof of the passkey is taken as given: the step after it refuses."""
        user, may = somebody
        key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
        monkeypatch.setattr(LoginWebAuthnForm, "clean_credential", lambda form: key)
        browser = Client()
        browser.post(reverse("mfa_login_webauthn"), {"credential": '{"id": "a key"}'})
        assert bool(user_in(browser)) == may


class TestGroups:
    @pytest.fixture
    def table(self, provider, settings, conference, owner) -> None:
        lines = f"Agenda={conference.slug}:programme,Heads={conference.slug}:owner,Heads=unknown:owner"
        use(settings, provider.url, CONFMAN_OIDC_GROUPS=lines)

    def roles(self, provider, *groups: str, sub: str = "anna") -> set[str]:
        email = f"{sub}@ministry.example.org"
        provider.knows(sub, email=email, email_verified=True, groups=list(groups))
        sign_in(provider, sub)
        return set(User.objects.get(email=email).memberships.values_list("role", flat=True))

    def test_a_group_gives_its_role_and_who_leaves_it_loses_it(self, provider, table):
        assert self.roles(provider, "Agenda", "Cooks") == {"programme"}
        assert self.roles(provider, "Agenda", "Heads") == {"programme", "owner"}
        assert self.roles(provider, "Heads") == {"owner"}
        assert self.roles(provider) == set()
        verbs = list(AuditEntry.objects.filter(verb__contains="group_role").values_list("verb", flat=True))
        assert len(verbs) == 4 and len(set(verbs)) == 2

    def test_also_where_a_factor_of_ours_is_asked_for_in_between(self, provider, table):
        assert self.roles(provider, "Agenda") == {"programme"}
        user = User.objects.get(email="anna@ministry.example.org")
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        provider.knows("anna", email=user.email, email_verified=True, groups=[])
        browser, answer = sign_in(provider, "anna")
        assert answer.url == reverse("mfa_authenticate") and user.memberships.exists()
        code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert user_in(browser) == str(user.pk)
        assert not user.memberships.exists()
        assert browser.post(reverse("account_logout")).url.startswith(provider.url)

    def test_what_was_said_of_another_user_gives_nothing(self, provider, table, owner):
        self.roles(provider, "Agenda")
        user = User.objects.get(email="anna@ministry.example.org")
        TOTP.activate(user, generate_totp_secret())
        provider.knows("anna", email=user.email, email_verified=True, groups=["Heads"])
        browser, _answer = sign_in(provider, "anna")
        other = UserFactory(email="other@ministry.example.org")
        other.set_password("kestrel-9-oaks-8")
        other.save()
        other.add_address(verified=True)
        EmailAddress.objects.filter(user=other).update(verified=True)
        browser.post(reverse("account_login"), {"login": other.email, "password": "kestrel-9-oaks-8"})
        assert user_in(browser) in ("", str(other.pk)) and not other.memberships.exists()
        assert not user.memberships.filter(role="owner").exists()

    def test_roles_that_the_table_does_not_name_stay(self, provider, table, conference):
        self.roles(provider)
        user = User.objects.get(email="anna@ministry.example.org")
        MembershipFactory(conference=conference, user=user, role="protocol")
        assert self.roles(provider) == {"protocol"}

    def test_the_last_owner_stays(self, provider, table, conference, owner):
        assert self.roles(provider, "Heads") == {"owner"}
        conference.memberships.filter(user=owner).delete()
        assert self.roles(provider) == {"owner"}

    def test_whoever_signs_in_otherwise_keeps_what_they_have(self, provider, table, conference):
        self.roles(provider, "Agenda")
        user = User.objects.get(email="anna@ministry.example.org")
        user.set_password("kestrel-9-oaks-8")
        user.save()
        browser = Client()
        browser.post(reverse("account_login"), {"login": user.email, "password": "kestrel-9-oaks-8"})
        assert user_in(browser) and user.memberships.count() == 1

    @pytest.mark.parametrize(
        "line", ["Agenda", "Agenda=here", "Agenda=here:king", "=here:owner", "Agenda=:owner"]
    )
    def test_a_line_that_says_nothing_is_refused(self, line):
        with pytest.raises(ImproperlyConfigured, match="CONFMAN_OIDC_GROUPS"):
            single_sign_on(env_of({"CONFMAN_OIDC_GROUPS": line}), production=False)

    def test_a_group_with_a_comma_in_its_name_stands_in_quotes(self):
        lines = '"Legal, Treaties=here:rapporteur", Agenda=here:programme,'
        found = single_sign_on(env_of({"CONFMAN_OIDC_GROUPS": lines}), production=False)
        assert found.groups == [("Legal, Treaties", "here", "rapporteur"), ("Agenda", "here", "programme")]

    def test_each_role_is_one_of_a_conference(self):
        assert set(Role.values) == ROLES


class TestState:
    """A user who comes back has gone there, in this browser."""

    @pytest.fixture(autouse=True)
    def _known(self, provider):
        provider.knows("anna", email="anna@ministry.example.org", email_verified=True)

    def test_in_another_browser_nobody_is_signed_in(self, provider):
        there = Client().get(reverse("accounts:sso"))
        other = Client()
        answer = other.get(path_of(provider.send_back(there.url, "anna")))
        assert answer.status_code == 403 and not user_in(other)

    def test_another_state_is_refused(self, provider):
        browser = Client()
        back = provider.send_back(browser.get(reverse("accounts:sso")).url, "anna")
        answer = browser.get(path_of(re.sub(r"state=\w+", "state=another", back)))
        assert answer.status_code == 403 and not user_in(browser)

    def test_a_code_is_used_once(self, provider):
        browser = Client()
        back = path_of(provider.send_back(browser.get(reverse("accounts:sso")).url, "anna"))
        browser.get(back)
        browser.logout()
        assert browser.get(back).status_code == 403 and not user_in(browser)

    def test_another_nonce_is_refused(self, provider):
        """A code that was made for another sign-in is brought into this one."""
        browser = Client()
        there = re.sub(r"nonce=\w+", "nonce=another", browser.get(reverse("accounts:sso")).url)
        answer = browser.get(path_of(provider.send_back(there, "anna")))
        assert answer.status_code == 403 and not user_in(browser)

    def test_whoever_cancels_there_reads_so_here(self, provider):
        browser = Client()
        state = parse_qs(urlsplit(browser.get(reverse("accounts:sso")).url).query)["state"][0]
        answer = browser.get(reverse("accounts:sso-callback"), {"error": "access_denied", "state": state})
        assert answer.status_code == 403 and "You were not signed in" in answer.content.decode()


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Liar:
    """A provider that says whatever it is told to: `claims` of the id_token, and what else differs."""

    def __init__(self) -> None:
        outer = self
        self.claims: dict[str, Any] = {}
        self.information: dict[str, Any] = {"email": "anna@ministry.example.org", "email_verified": True}
        self.discovery: Any = {}
        self.key: Any = KEY
        self.algorithm = "RS256"
        self.token: Any = None
        self.nonce = ""
        # Misbehaviour in place of an answer, by its address.
        self.misbehaves: dict[str, Callable[[BaseHTTPRequestHandler], object]] = {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self, self.path)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.answer(self, self.path)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def answer(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        if path in self.misbehaves:
            self.misbehaves[path](handler)
            return
        said = {
            "/.well-known/openid-configuration": self.configuration,
            "/keys": self.keys,
            "/token": self.tokens,
            "/userinfo": lambda: {"sub": "anna", **self.information},
        }[path]()
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def configuration(self) -> Any:
        if not isinstance(self.discovery, dict):
            return self.discovery
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            **self.discovery,
        }

    def keys(self) -> Any:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}

    def tokens(self) -> Any:
        if self.token is not None:
            return self.token
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT, "sub": "anna", "iat": now, "exp": now + 300, "nonce": self.nonce,
            **self.claims,
        }  # fmt: skip
        signed = jwt.encode(claims, self.key, algorithm=self.algorithm, headers={"kid": "1"})
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}


@pytest.fixture
def liar(settings: Any) -> Iterator[Liar]:
    found = Liar()
    use(settings, found.url)
    yield found
    found.server.shutdown()
    found.server.server_close()


def come_back(liar: Liar) -> tuple[Client, Any]:
    browser = Client()
    there = browser.get(reverse("accounts:sso"))
    if there.status_code != 302:
        return browser, there
    asked = parse_qs(urlsplit(there.url).query)
    liar.nonce = asked["nonce"][0]
    return browser, browser.get(reverse("accounts:sso-callback"), {"code": "1", "state": asked["state"][0]})


class TestLies:
    """Each is refused, and the operator's log says that it was."""

    @pytest.fixture(autouse=True)
    def _logged(self, liar, caplog):
        yield
        said = [record.getMessage() for record in caplog.get_records("call")]
        failed = [words for words in said if words.startswith("Single sign-on failed: ")]
        assert bool(failed) != SocialAccount.objects.exists()

    def test_the_truth_signs_in(self, liar):
        browser, _answer = come_back(liar)
        assert user_in(browser)

    @pytest.mark.parametrize(
        "claims",
        [
            {"iss": "https://evil.example.org"},
            {"aud": "another"},
            {"aud": [CLIENT, "another"], "azp": "another"},
            {"nonce": "another"},
            {"nonce": None},
            {"sub": "somebody else"},
            {"exp": 1},
            {"iat": 9999999999},
        ],
        ids=lambda claims: "-".join(claims),
    )
    def test_a_wrong_claim_does_not(self, liar, claims):
        liar.claims = claims
        browser, answer = come_back(liar)
        assert answer.status_code == 403 and not user_in(browser) and not SocialAccount.objects.exists()

    def test_nor_what_somebody_else_has_signed(self, liar):
        liar.key = OTHER_KEY
        browser, answer = come_back(liar)
        assert answer.status_code == 403 and not user_in(browser)

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    def test_nor_what_nobody_has_signed(self, liar, algorithm):
        liar.key, liar.algorithm = (None if algorithm == "none" else "x" * 40), algorithm
        browser, answer = come_back(liar)
        assert answer.status_code == 403 and not user_in(browser)

    @pytest.mark.parametrize(
        "discovery",
        [
            {"issuer": "https://evil.example.org"},
            {"issuer": None},
            {"token_endpoint": None},
            [],
            b"<html>",
            b"\xff",
        ],
    )
    def test_nor_a_provider_that_says_it_is_another_or_nothing(self, liar, discovery):
        liar.discovery = discovery
        browser, answer = come_back(liar)
        assert answer.status_code == 403 and not user_in(browser)

    @pytest.mark.parametrize(
        "token", [{}, [], b"", b"<html>", {"access_token": "x"}, {"access_token": "x", "id_token": "x"}]
    )
    def test_nor_an_answer_that_is_none(self, liar, token):
        liar.token = token
        browser, answer = come_back(liar)
        assert answer.status_code == 403 and not user_in(browser)

    def test_nor_one_that_is_not_there(self, liar, settings):
        use(settings, "http://127.0.0.1:9")
        _browser, answer = come_back(liar)
        assert answer.status_code == 403 and "You were not signed in" in answer.content.decode()


class TestNoEnd:
    """A provider that hangs or floods holds up one sign-in, for a moment."""

    ADDRESSES = ("/.well-known/openid-configuration", "/token", "/keys", "/userinfo")

    @pytest.fixture
    def over(self) -> Iterator[threading.Event]:
        """Set when the test is over: until then the provider goes on."""
        event = threading.Event()
        yield event
        event.set()

    @pytest.fixture
    def hurry(self, monkeypatch) -> None:
        monkeypatch.setattr(provider_session, "STALLED", 0.3)
        monkeypatch.setattr(provider_session, "SECONDS", 0.6)

    @pytest.mark.parametrize("path", ADDRESSES)
    def test_one_that_hangs_is_given_up(self, liar, over, hurry, path):
        liar.misbehaves[path] = lambda handler: over.wait()
        browser, answer = come_back(liar)
        assert answer.status_code == 403 and not user_in(browser)
        assert "You were not signed in" in answer.content.decode()

    @pytest.mark.parametrize("begins", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n"])
    def test_so_is_one_that_sends_a_byte_now_and_then(self, liar, over, hurry, begins):
        def drip(handler):
            handler.wfile.write(begins)
            with contextlib.suppress(OSError):
                while not over.wait(0.05):
                    handler.wfile.write(b"x")

        liar.misbehaves["/token"] = drip
        browser, answer = come_back(liar)
        assert answer.status_code == 403 and not user_in(browser)

    @pytest.mark.parametrize("status", [200, 302])
    @pytest.mark.parametrize("path", ADDRESSES)
    def test_of_a_gigabyte_the_beginning_is_read(self, liar, path, status):
        sent = []

        def flood(handler):
            handler.send_response(status)
            if status == 302:
                handler.send_header("Location", f"{liar.url}/elsewhere")
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(1024**3))
            handler.end_headers()
            with contextlib.suppress(OSError):
                for _part in range(16 * 1024):
                    handler.wfile.write(b" " * 64 * 1024)
                    sent.append(64 * 1024)

        liar.misbehaves[path] = flood
        browser, answer = come_back(liar)
        assert answer.status_code == 403 and not user_in(browser)
        # Beside what was read, there is what lay in the buffers of the network.
        assert sum(sent) < 64 * 1024 * 1024

    @pytest.mark.parametrize("path", ADDRESSES)
    @pytest.mark.parametrize("status", [302, 307])
    def test_one_that_leads_us_elsewhere_is_not_followed(self, liar, path, status):
        """Not even to where the truth is told: what is asked for goes with a secret."""

        def lead(handler):
            handler.send_response(status)
            handler.send_header("Location", f"{liar.url}/elsewhere")
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        asked = []
        liar.misbehaves[path] = lead
        liar.misbehaves["/elsewhere"] = asked.append
        browser, answer = come_back(liar)
        assert answer.status_code == 403 and not user_in(browser) and not asked


class TestSettings:
    def test_half_of_them_are_refused(self):
        with pytest.raises(ImproperlyConfigured, match="together"):
            single_sign_on(env_of({"CONFMAN_OIDC_SERVER": "https://id.example.org"}), production=False)

    def test_production_asks_for_tls(self, settings):
        with pytest.raises(ImproperlyConfigured, match="https"):
            use_in_production = {
                "CONFMAN_OIDC_SERVER": "http://id.example.org",
                "CONFMAN_OIDC_CLIENT_ID": "a",
                "CONFMAN_OIDC_CLIENT_SECRET": "b",
            }
            single_sign_on(env_of(use_in_production), production=True)

    def test_without_a_server_there_is_none_and_the_password_stays(self):
        found = single_sign_on(env_of({"CONFMAN_OIDC_ONLY": "true"}), production=True)
        assert not found.is_only_way and not found.origins and not found.providers["openid_connect"]["APPS"]
