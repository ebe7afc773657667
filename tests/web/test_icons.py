"""One sign, one meaning: what stands beside a sign in one place says the same in the others."""

import re
from collections import defaultdict
from pathlib import Path

from django.conf import settings

from confman.conferences.web.navigation import WORKSPACES

ROOT = Path(settings.BASE_DIR)
SIGN = re.compile(r"""icon(?: |=)"([a-z0-9-]+)"|"([a-z0-9-]+)\"""")
# A sign and the words of its button or link.
WORDS = re.compile(
    r'\{% icon "([a-z0-9-]+)"[^%]*%\}(?:<span[^>]*>)?\{% translate "([^"]+)"( context "[^"]+")? %\}'
)
# Signs that stood for two things: what they stand for now, by the places in which it is told.
MEANS = {
    "check2-square": "nothing",
    "chat-square-text": "records/|speakers_list.html",  # what was said in a session
    "display": r"screen|speakers_list.html|amendments/|drafting/room.html|\.py$",
    "easel": "materials/|presentations",
    "envelope-paper": "invit|transmittal|portal/documents.html",  # a letter
    "journal-text": "correspondence",
    "mic": "agenda/.*speaker",  # who speaks
    "person-raised-hand": "outcomes/(speakers_lists|records)/",  # who asks for the floor
    "person-vcard": "protocol/|change_requests/",  # a registration
    "sliders": "checks.html|surveys/",  # by what something goes
    "text-paragraph": "conflicts/checks.html|run_of_show/(annotation|web/views.py)",
}


def sources():
    """Yield each file that may name a sign, with its text."""
    for folder in ("templates", "confman", "agenda", "registrations", "outcomes"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".html", ".py"} and not {"styleguide", "migrations"} & set(path.parts):
                yield str(path.relative_to(ROOT)), path.read_text()


def test_the_same_words_have_the_same_sign():
    signs = defaultdict(set)
    for _name, text in sources():
        for sign, words, context in WORDS.findall(text):
            signs[words, context].add(sign)
    assert {words: found for words, found in signs.items() if len(found) > 1} == {}
    assert len(signs) > 100


def test_a_sign_that_stood_for_two_things_stands_for_one():
    elsewhere = {
        (sign, name)
        for name, text in sources()
        for one, other in SIGN.findall(text)
        if (sign := one or other) in MEANS and not re.search(MEANS[sign], name)
    }
    assert elsewhere == set()


def test_no_two_workspaces_have_the_same_sign():
    assert len({sign for _label, sign in WORKSPACES.values()}) == len(WORKSPACES)
