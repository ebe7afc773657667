"""Requests that pages send by themselves say so: a session is not kept alive by a page that nobody uses."""

import re
from pathlib import Path

from django.conf import settings

SOURCES = Path(settings.BASE_DIR) / "static" / "src"
ASKS = re.compile(r"\bfetch\(|XMLHttpRequest|EventSource|WebSocket|sendBeacon|htmx\.ajax")

# By hand: what a script asks for by itself, and what because someone did something. A new one says where it belongs.
POLLS = {
    "agenda-editor/server.js": "the state of the board, again and again; actions go the same way without the header",
    "modules/screens/live-screen.js": "what a screen shows",
    "venue-screen.js": "whether the server is there, once a day",
}
USES = {
    "badge-designer.js": "a drawing of what was changed",
    "modules/forms/drafts.js": "what was typed",
    "modules/screens/screen-operator.js": "what was typed",
    "modules/requests.js": "once more what failed, as a button says",
    "modules/review-panel.js": "a record that was pressed, and the decision on it",
    "modules/search.js": "what was typed",
    "modules/stars.js": "a star that was pressed",
}
NO_SESSION = {
    "door/server.js": "a device's secret in place of cookies",
    "door-worker.js": "files of the page, and what the page itself asks for",
    "documents-worker.js": "files of the page, and what the page itself asks for",
    "agenda-worker.js": "files of the page, and what the page itself asks for",
    "portal-worker.js": "files of the page, and what the page itself asks for",
    "venue-screen-worker.js": "files of the page, and what the page itself asks for",
}


def test_every_script_that_asks_the_server_is_a_poll_or_a_use():
    asking = {
        str(path.relative_to(SOURCES)) for path in SOURCES.rglob("*.js") if ASKS.search(path.read_text())
    }
    assert asking == POLLS.keys() | USES.keys() | NO_SESSION.keys()


def test_what_asks_by_itself_says_so():
    for name in POLLS:
        asked = [line for line in (SOURCES / name).read_text().splitlines() if "POLL" in line]
        assert [line for line in asked if not line.startswith("import")], name


def test_htmx_is_loaded_where_its_polls_are_marked_and_nowhere_else():
    loading = [path for path in SOURCES.rglob("*.js") if "htmx.org" in path.read_text()]
    assert loading == [SOURCES / "parts.js"]
    assert "startPolling();" in loading[0].read_text()


# By hand: pages that promise what the room sees within two seconds, and the script that asks for it.
PROMISED = {
    "agenda/screens/portal/timers.html": "venue-screen.js",  # as often as its page says: test_speaker_timer.py
    "agenda/screens/timer.html": "venue-screen.js",
    "outcomes/screens/operator.html": "drafting-screen.js",
}


def test_what_is_promised_within_two_seconds_is_asked_for_within_them():
    templates = Path(settings.BASE_DIR) / "templates"
    promising = {
        str(path.relative_to(templates))
        for path in templates.rglob("*.html")
        if "screen within two seconds" in path.read_text() or "room within two seconds" in path.read_text()
    }
    assert promising == PROMISED.keys()
    [every] = re.findall(r"every: (\d+)", (SOURCES / "drafting-screen.js").read_text())
    assert int(every) <= 2000
