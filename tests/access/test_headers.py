"""In production, cookies and answers are for TLS alone. What every answer tells the browser: test_matrix.py."""

import json
import os
import subprocess
import sys

from django.conf import settings

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
