"""Every document as a file: of the demo in its languages, and of the conference of hard cases in all of its own."""

import io

import pytest
from django.core.management import call_command

from confman.conferences.models import Conference
from confman.documents.domain.builder import build_document
from confman.documents.registry import document_kinds
from confman.web.errors import Refused
from tests.documents.hard import LANGUAGES, correct_a_word, hard_conference
from tests.documents.layout import faults_of_layout, words_of
from tests.factories import ConferenceFactory

SHOWN = ("pdf", "docx")


@pytest.fixture(scope="module")
def conferences(kept):
    """The demo, a conference of hard cases, and one of which nothing is known but its title and days."""
    kept(lambda: call_command("demo", verbosity=0, stdout=io.StringIO()))
    demo = Conference.objects.get(slug="tashkent2017")
    kept(lambda: correct_a_word(demo))
    return {
        "demo": demo,
        "hard": kept(hard_conference),
        "empty": kept(lambda: ConferenceFactory(languages=["en", "ru", "uz"])),
    }


KINDS = [kind for kind in document_kinds if {*kind.formats} & {*SHOWN}]


@pytest.mark.parametrize(
    ("source", "language"),
    [
        *(("demo", language) for language in ("en", "ru", "uz")),
        *(("hard", language) for language in LANGUAGES),
        ("empty", "en"),
    ],
)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_documents(conferences, kept, db, settings, pytestconfig, kind, source, language):
    settings.MEDIA_ROOT = kept.files
    folder = pytestconfig.getoption("--gallery") / kind.key
    folder.mkdir(parents=True, exist_ok=True)
    for format in {*kind.formats} & {*SHOWN}:
        try:
            content = build_document(kind, conferences[source], language=language, format=format).content
        except Refused as refusal:
            # A document that cannot be made says why, and that is part of the pictures, too.
            (folder / f"{source}-{language}.{format}.txt").write_text(str(refusal))
            continue
        (folder / f"{source}-{language}.{format}").write_bytes(content)
        if format == "pdf":
            words = words_of(kind, conferences[source], language)
            if faults := faults_of_layout(content, language, kind.key, words):
                (folder / f"{source}-{language}.faults.txt").write_text("\n".join(faults))
