"""The rules for passwords; one counts as it was typed. Words that can be known: tests/conferences."""

import datetime as dt
import gzip
import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from lxml import html

from tests.access.routes import all_routes
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
OLD = "a-password-for-tests"
# Blanks before and behind, capitals, letters of several scripts, a picture; more than 64 characters in all.
TYPED = "  Kestrel Öaks ва дарё 🦉 below the Hill, seven rivers further and no bridge in sight  "


@pytest.fixture
def user():
    found = UserFactory(email="lola@example.org", name="Lola Sample")
    found.add_address(verified=True)
    return found


def takes(user, new: str) -> bool:
    """Tell whether the page to change a password takes it."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    said = {"oldpassword": OLD, "password1": new, "password2": new}
    return client.post(reverse("account_change_password"), said).status_code == 302


def signs_in(user, password: str) -> Client | None:
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": password})
    return client if client.get(reverse("accounts:account")).status_code == 200 else None


@pytest.mark.parametrize("password", ["naruto123456", "Naruto123456", "iloveyou1234", "qwertyuiop1234567890"])
def test_no_password_that_became_known_in_a_breach(user, password):
    assert not takes(user, password)


def test_no_common_one_either():
    """Whatever in Django's list is long enough to be a password of ours."""
    packed = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    common = [word for word in gzip.decompress(packed.read_bytes()).decode().split() if len(word) >= 12]
    taken = []
    for word in common:
        try:
            password_validation.validate_password(word)
            taken.append(word)
        except ValidationError:
            pass
    assert len(common) > 100 and not taken


@pytest.mark.parametrize(
    "password",
    ["840275913648", "кестрелдубгора", "kestreloaksriver", "KESTRELOAKSRIVER", "{[~^!?+=%&$#@ k9", TYPED],
    ids=["digits", "one script", "small letters", "capitals", "signs", "everything"],
)
def test_any_characters_make_a_password(user, password):
    assert takes(user, password)


def test_a_password_counts_as_it_was_typed_to_its_last_character(user):
    assert len(TYPED) > 64 and takes(user, TYPED)
    for other in (TYPED.strip(), TYPED.lower(), TYPED[:64], TYPED + " "):
        assert signs_in(user, other) is None
    assert signs_in(user, TYPED)


def test_nobody_has_to_change_a_password_because_time_has_passed(user):
    with time_machine.travel(timezone.now() + dt.timedelta(days=3653)):
        client = signs_in(user, OLD)
        assert client is not None
        assert client.get(reverse("people_site:own-conferences"), follow=True).redirect_chain in (
            [],
            [("/", 302)],
        )


def fields_of_accounts(user) -> dict[str, list]:
    """All that the pages of accounts ask for, by name: of a stranger, of whoever is signed in, and by a mailed link."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    signed_in = Client()
    signed_in.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    link = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    found: dict[str, list] = {}
    for route in all_routes():
        if not route.pattern.startswith("accounts/"):
            continue
        for client in (Client(), signed_in):
            try:
                url = reverse(route.name, kwargs=link if "uidb36" in route.pattern else {})
            except NoReverseMatch:
                continue
            page = client.get(url, follow=True)
            if page.status_code != 200 or "html" not in page["Content-Type"]:
                continue
            for control in html.fromstring(page.content).xpath(
                "//form//input|//form//select|//form//textarea"
            ):
                found.setdefault(control.get("name") or "", []).append(control)
    return found


def test_passwords_are_masked_and_password_managers_fill_them_in(user, settings):
    settings.CONFMAN_OPEN_SIGNUP = True
    fields = fields_of_accounts(user)
    passwords = {name: controls for name, controls in fields.items() if "password" in name}
    assert {"password", "password1", "password2", "oldpassword"} <= passwords.keys()
    for name, controls in passwords.items():
        for control in controls:
            assert control.get("type") == "password", name
            assert control.get("autocomplete") in {"current-password", "new-password"}, name
            assert not {"maxlength", "readonly", "onpaste", "pattern"} & set(control.attrib), name


def test_no_script_takes_pasting_away():
    sources = Path(settings.BASE_DIR) / "static" / "src"
    listening = [
        path.name for path in sources.rglob("*.js") if re.search(r"[\"']paste[\"']", path.read_text())
    ]
    assert not listening


def test_no_page_asks_for_a_hint_or_a_question(user, settings):
    """By hand: all that is asked for anywhere about an account."""
    settings.CONFMAN_OPEN_SIGNUP = True
    # Of one's name, language and addresses it is asked where they are changed.
    asked = fields_of_accounts(user).keys() - {"csrfmiddlewaretoken", "submission", "next"}
    assert asked == {
        "login", "email", "password", "password1", "password2", "oldpassword", "credential", "remember", "name",
        "language",
        # Of a token.
        "conference", "scopes", "expires_on",
    }  # fmt: skip
