from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import engines

from confman.documents.registry import document_kinds
from tests.documents.kinds import BADGES, PROGRAMME


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Register the kinds of these tests, with their templates found by the existing engine."""
    engine = engines["django"].engine
    monkeypatch.setattr(engine, "dirs", [*engine.dirs, Path(__file__).parent / "templates"])
    for kind in (PROGRAMME, BADGES):
        document_kinds.register(kind)
    yield
    for kind in (PROGRAMME, BADGES):
        del document_kinds._entries[kind.key]


@pytest.fixture
def five_languages(conference: Any) -> Any:
    """The conference in five languages, with a long title and some empty texts."""
    conference.languages = ["en", "ru", "uz", "uz-Cyrl", "ar"]
    conference.symbol_prefix = "CONF/2027"
    conference.save()
    return conference
