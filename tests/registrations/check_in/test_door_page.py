"""The page of the check-in app: a shell for anyone, every sentence in every language, no more rights than it needs."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from registrations.check_in.web.translations import DOOR_WORDS, door_translations
from tests.factories import RegistrationFactory

pytestmark = pytest.mark.django_db

PAGES = Path(settings.BASE_DIR) / "templates" / "registrations" / "check_in" / "onsite"
SCRIPTS = Path(settings.BASE_DIR) / "static" / "src"


def test_the_page_names_nobody_and_sends_no_cookie(client, conference):
    RegistrationFactory(conference=conference, status="approved")
    response = client.get(f"/{conference.slug}/onsite/door/")
    assert response.status_code == 200 and not response.cookies
    assert RegistrationFactory._meta.model.objects.get().person.name["en"] not in response.content.decode()


def test_this_page_alone_may_run_webassembly_and_use_the_camera(client, conference):
    door = client.get(f"/{conference.slug}/onsite/door/").headers
    assert "script-src 'self' 'wasm-unsafe-eval'" in door["Content-Security-Policy"]
    assert "camera=(self)" in door["Permissions-Policy"]
    other = client.get(f"/{conference.slug}/en/").headers
    assert "wasm" not in other["Content-Security-Policy"] and "unsafe" not in other["Content-Security-Policy"]


def test_the_app_can_be_installed(client, conference):
    home = f"/{conference.slug}/onsite/door/"
    manifest = client.get(f"{home}manifest.webmanifest").json()
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == (home, home, "standalone")
    assert str(conference.title) in manifest["name"]
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL)), icon
    worker = client.get(f"{home}worker.js")
    assert worker["Content-Type"].startswith("text/javascript")


def test_every_sentence_that_the_app_says_exists_in_every_language():
    pages = "".join(path.read_text() for path in [PAGES / "door.html", *(PAGES / "door").glob("*.html")])
    scripts = "".join(
        path.read_text() for path in [SCRIPTS / "door-app.js", *(SCRIPTS / "door").glob("*.js")]
    )
    asked = set(re.findall(r'data-word(?:-label)?="(\w+)"', pages)) | set(
        re.findall(r"\bwords\.(\w+)", pages)
    )
    asked |= set(re.findall(r'\bsay\("(\w+)"\)', scripts))
    asked |= set(re.findall(r'reason: "(\w+)"|kind: "(?!ticket)(\w+)"', scripts)[0]) - {""}
    asked |= {"before_in", "before_out", "ok", "amber", "red"}
    asked |= {f"wiped_{why}" for why in ("expired", "revoked", "unknown", "by_hand")}
    asked |= {
        f"{fault}{part}" for fault in ("insecure", "elsewhere", "no_storage") for part in ("", "_title")
    }
    assert len(asked) > 60
    assert not asked - set(DOOR_WORDS)
    spoken = door_translations()
    assert set(spoken) == {code for code, _name in settings.LANGUAGES}
    assert all(set(language["words"]) == set(DOOR_WORDS) for language in spoken.values())
    # None is written that nobody says.
    said = asked | set(re.findall(r'"(\w+)"', scripts)) | set(re.findall(r"`(\w+)_\$", scripts))
    unsaid = {key for key in DOOR_WORDS if key not in said and not key.startswith(("wiped_", "clock_"))}
    assert not unsaid, unsaid
