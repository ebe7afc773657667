"""What every answer tells the browser: what it may load, run, frame, send on and guess; in production, TLS alone."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from tests.access.actors import client_of
from tests.access.test_matrix import address, groups

# Every address once: what is looked at does not depend on the database.
pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="walked with the embedded database"),
]

# The agenda for other websites: the one page that others may frame.
FRAMED = {"agenda_public:widget"}
IN_PRODUCTION = """
import json
import django
django.setup()
from django.conf import settings
from django.test import Client
from registrations.web.views.polls import BALLOT

FACTS = ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "PATH", "DOMAIN")
tls = Client(headers={"host": "conference.example.org", "x-forwarded-proto": "https"}).get("/healthz")
plain = Client(headers={"host": "conference.example.org"}).get("/accounts/login/")
print(json.dumps({
    "tls": dict(tls.headers),
    "plain": [plain.status_code, plain["Location"]],
    "debug": settings.DEBUG,
    "ballot": BALLOT,
    "cookies": [
        [getattr(settings, f"{kind}_COOKIE_{fact}") for fact in FACTS] for kind in ("SESSION", "CSRF", "LANGUAGE")
    ],
}))
"""


@pytest.mark.parametrize("group", sorted(groups()))
def test_every_answer_tells_the_browser_what_it_may_do(world, group):
    wrong = []
    for name, parts, _answered in groups()[group]:
        answer = client_of("owner", world).get(address(world, name, parts))
        policy = answer.get("Content-Security-Policy", "")
        sandbox = "sandbox" in policy and "allow-scripts" not in policy
        kind = answer.get("Content-Type", "")
        facts = {
            "policy": sandbox or ("default-src 'none'" in policy and "base-uri 'none'" in policy),
            "scripts": sandbox or not {"'unsafe-inline'", "'unsafe-eval'"} & set(policy.split()),
            "frame": name in FRAMED or answer.get("X-Frame-Options") == "DENY",
            "sniffing": answer.get("X-Content-Type-Options") == "nosniff",
            "referrer": answer.get("Referrer-Policy") in {"same-origin", "no-referrer"},
            "other origins": not any(header.startswith("Access-Control") for header in answer.headers),
            "charset": not kind.startswith("text/") or "charset=" in kind,
        }
        wrong += [f"{name} {parts}: {fact}" for fact, holds in facts.items() if not holds]
        # A fault of ours has headers, too.
        assert answer.status_code < 500, f"{name} {parts}"
    assert not wrong


def test_in_production_cookies_and_answers_are_for_tls_alone(tmp_path):
    said = subprocess.run(
        [sys.executable, "-c", IN_PRODUCTION],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "CONFMAN_ENV": "production",
            "CONFMAN_DEBUG": "yes",
            "CONFMAN_DATA": str(tmp_path),
            "CONFMAN_DATABASE_URL": f"sqlite:///{tmp_path / 'confman.sqlite3'}",
            "CONFMAN_SECRET_KEY": "k" * 64,
            "CONFMAN_BASE_URL": "https://conference.example.org",
            "CONFMAN_ALLOWED_HOSTS": "conference.example.org",
            "DJANGO_SETTINGS_MODULE": "confman.settings",
        },
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stderr
    facts = json.loads(said.stdout)

    assert facts["tls"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert facts["plain"] == [301, "https://conference.example.org/accounts/login/"]
    assert not facts["debug"]
    assert facts["ballot"].startswith("__Secure-")
    for name, secure, _http_only, same_site, path, domain in facts["cookies"]:
        assert name.startswith("__Host-") and secure and path == "/" and domain is None and same_site == "Lax"
    assert all(http_only for _name, _secure, http_only, *_rest in facts["cookies"][:2])
