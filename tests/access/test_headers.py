"""Rules of production alone: TLS, files that are served, hashes of passwords, the place of the log.

What every answer tells the browser: test_matrix.py.
"""

import json
import os
import re
import ssl
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.test import Client

from confman.web.transport.static_files import VersionedFilesStorage
from tests.access.routes import own_routes
from tests.factories import UserFactory

IN_PRODUCTION = """
import json, logging, sys
import django
django.setup()
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import Resolver404, resolve
from registrations.surveys.web.views.polls import BALLOT

FACTS = ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "PATH", "DOMAIN")
client = Client(
    headers={"host": "conference.example.org", "x-forwarded-proto": "https"}, raise_request_exception=False
)
unsealed = Client(headers={"host": "conference.example.org"})
plain = unsealed.get("/accounts/login/")

def view_name(path):
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""

loggers = [logging.root, *map(logging.getLogger, logging.root.manager.loggerDict)]
print(json.dumps({
    "tls": dict(client.get("/healthz").headers),
    "plain": [plain.status_code, plain["Location"]],
    "programs": {
        path: [answer.status_code, answer.get("Location", "")]
        for path in PATHS_OF_PROGRAMS
        for answer in [unsealed.get(path)]
    },
    "debug": settings.DEBUG,
    "ballot": BALLOT,
    "cookies": [
        [getattr(settings, f"{kind}_COOKIE_{fact}") for fact in FACTS] for kind in ("SESSION", "CSRF", "LANGUAGE")
    ],
    "static": [client.get(path).status_code for path in ("/static/deep/one.txt", "/static/deep/", "/static/")],
    "styleguide": [view_name(f"/styleguide/{path}") for path in ("", "me/", "secretariat/", "en/", "theme.css")],
    "password": make_password("x"),
    "handlers": [
        [type(handler).__name__, getattr(handler, "stream", None) is sys.stderr]
        for logger in loggers for handler in logger.handlers
    ],
    "admins": settings.ADMINS,
}))
"""


def paths_of_programs():
    """The addresses that programs ask for with a secret of theirs: calendars, and all that a door's device asks for."""
    filled = {"token": "a-secret-address", "language": "en"}
    return [
        "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: filled.get(part[1], "here"), route.pattern)
        for route in own_routes()
        if route.pattern.endswith(".ics") or route.name.startswith("registrations_onsite:door-")
    ]


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """The report of an installation for production on itself."""
    data = tmp_path_factory.mktemp("data")
    (data / "static" / "deep").mkdir(parents=True)
    (data / "static" / "deep" / "one.txt").write_text("one")
    # As collectstatic would write it, without its hashes.
    dist = settings.BASE_DIR / "static" / "dist"
    names = {str(path.relative_to(dist)): str(path.relative_to(dist)) for path in dist.rglob("*")}
    manifest = {"paths": names, "version": "1.1", "hash": ""}
    (data / "static" / VersionedFilesStorage.manifest_name).write_text(json.dumps(manifest))
    said = subprocess.run(
        [sys.executable, "-c", f"PATHS_OF_PROGRAMS = {paths_of_programs()!r}\n{IN_PRODUCTION}"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "CONFMAN_ENV": "production",
            "CONFMAN_DEBUG": "yes",
            "CONFMAN_DATA": str(data),
            "CONFMAN_DATABASE_URL": f"sqlite:///{data / 'confman.sqlite3'}",
            "CONFMAN_SECRET_KEY": "k" * 64,
            "CONFMAN_BASE_URL": "https://conference.example.org",
            "CONFMAN_ALLOWED_HOSTS": "conference.example.org",
            "DJANGO_SETTINGS_MODULE": "confman.settings",
        },
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


def test_in_production_cookies_and_answers_are_for_tls_alone(production):
    assert production["tls"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert production["plain"] == [301, "https://conference.example.org/accounts/login/"]
    assert not production["debug"]
    assert production["ballot"].startswith("__Host-")
    for name, secure, _http_only, same_site, path, domain in production["cookies"]:
        assert name.startswith("__Host-") and secure and path == "/" and domain is None and same_site == "Lax"
    assert all(http_only for _name, _secure, http_only, *_rest in production["cookies"][:2])


def test_the_cookie_by_which_a_browser_is_known_again_is_for_this_host_alone(db, settings):
    settings.COOKIE_PREFIX, settings.SESSION_COOKIE_SECURE = "__Host-", True
    user = UserFactory()
    user.add_address(verified=True)
    answer = Client().post("/accounts/login/", {"login": user.email, "password": "a-password-for-tests"})
    [known] = [cookie for name, cookie in answer.cookies.items() if "known-" in name]
    assert known.key.startswith("__Host-known-") and known["secure"] and known["httponly"]
    assert (known["path"], known["domain"], known["samesite"]) == ("/", "", "Lax")


def test_in_production_programs_are_not_led_to_tls_but_refused(production):
    """Led on, nobody would hear that a program sends its secret in clear."""
    assert len(production["programs"]) > 10
    assert set(map(tuple, production["programs"].values())) == {(403, "")}


OF_DATABASES = """
import importlib, json, os, sys
import confman.settings as module
modes = []
for address in sys.argv[1:]:
    os.environ["CONFMAN_DATABASE_URL"] = address
    modes.append(importlib.reload(module).DATABASES["default"]["OPTIONS"].get("sslmode"))
print(json.dumps(modes))
"""


def test_in_production_a_server_elsewhere_shows_its_certificate(tmp_path):
    addresses = {
        "postgres://confman:x@db.example.org/confman": "verify-full",
        "postgres://confman:x@192.0.2.7:5432/confman": "verify-full",
        "postgres://confman:x@db.example.org/confman?sslmode=require": "require",
        "postgres://confman:x@127.0.0.1/confman": None,
        "postgres://confman:x@localhost/confman": None,
        "postgres:///confman": None,
    }
    said = subprocess.run(
        [sys.executable, "-c", OF_DATABASES, *addresses],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "CONFMAN_ENV": "production",
            "CONFMAN_DATA": str(tmp_path),
            "CONFMAN_SECRET_KEY": "k" * 64,
        },
        capture_output=True,
        text=True,
    )
    assert dict(zip(addresses, json.loads(said.stdout), strict=True)) == addresses
    for kind in ({"use_tls": True}, {"use_ssl": True}):
        context = EmailBackend(host="mail.example.org", **kind).ssl_context
        assert context.check_hostname and context.verify_mode == ssl.CERT_REQUIRED


def test_in_production_passwords_are_hashed_slowly(production):
    algorithm, rounds, salt, _hash = production["password"].split("$")
    assert algorithm == "pbkdf2_sha256" and int(rounds) >= 600_000 and len(salt) >= 22


def test_in_production_files_are_served_and_no_folder_is_listed(production):
    found, *folders = production["static"]
    assert found == 200 and 200 not in folders


def test_in_production_there_is_no_style_guide(production):
    assert not [name for name in production["styleguide"] if name.startswith("styleguide")]


def test_in_production_the_log_goes_to_standard_error_and_nowhere_else(production):
    # Django's own handler mails to ADMINS, of whom there are none.
    assert production["admins"] == []
    assert {tuple(handler) for handler in production["handlers"]} <= {
        ("StreamHandler", True), ("ServerFormatterHandler", True), ("AdminEmailHandler", False),
        ("NullHandler", False),
    }  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.git/",
        "/confman/settings.py",
        "/data/secret-key",
        "/files/",
        "/static/",
        "/static/../.git/config",
        "/static/%2e%2e/.git/config",
        "/media/",
    ],
)
def test_nothing_of_the_folder_of_the_code_is_served(client, db, path):
    assert client.get(path).status_code == 404
