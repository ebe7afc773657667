"""Text and structure of every document of the demo, in each language and format."""

import io

import pytest
from django.core.management import call_command

from confman.conferences.models import Conference
from confman.documents.domain.builder import build_document
from confman.documents.registry import document_kinds
from tests.documents.hard import correct_a_word
from tests.goldens.content import text_of_content


@pytest.fixture(scope="module")
def demo(kept):
    kept(lambda: call_command("demo", verbosity=0, stdout=io.StringIO()))
    conference = Conference.objects.get(slug="tashkent2017")
    kept(lambda: correct_a_word(conference))
    return conference


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
@pytest.mark.parametrize("kind", list(document_kinds), ids=lambda kind: kind.key)
def test_documents(demo, kept, db, settings, golden, kind, language):
    settings.MEDIA_ROOT = kept.files
    for format in kind.formats:
        content = build_document(kind, demo, language=language, format=format).content
        golden(f"documents/{kind.key}/{language}.{format}", text_of_content(content))
