"""All that the pages for developers send a reader to is there, under the name that they give it."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.docs.pages import PAGES, ROOT, page_named, text_of
from tests.docs.test_running_docs import SESSION_HOURS

# A name of the project's with a folder; what stands for any (<app>/…, {slug}) and addresses of pages are none.
NAMED = re.compile(r"`(?![./~])([\w.*-]+/[\w./*-]+)`")
PLACES = sorted(set(NAMED.findall(text_of(page_named("changing.md")))))
# A file of the project's by its name, with its folders from the root or, where the page says which these are, alone.
FILES = re.compile(r"(?<![\w./<>{}*-])([\w-][\w./-]*\.(?:css|html|js|mjs|py|toml|typ))(?![\w/-])")
# A class (VenueScreen) or a constant (MAX_LINES); README.md is neither.
NAMES = re.compile(r"(?<![\w-])((?:[A-Z]+[a-z0-9]+){2,}|[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)(?![\w-]|\.md)")
FOLDERS = (
    "agenda",
    "benchmarks",
    "confman",
    "examples",
    "outcomes",
    "registrations",
    "script",
    "static/src",
    "templates",
    "tests",
)
SOURCES = {".css", ".html", ".js", ".mjs", ".py", ".toml", ".typ"}
# The files that the recipes of changing.md and the example of documents.md make.
MADE_UP = {"absentees.py", "agenda/programme/documents/programme.html"}
# Names of anymail, allauth, systemd and django-countries, and settings whose names are put together in settings.py.
ELSEWHERE = {
    "ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY",
    "EmailConfirmation",
    "EnvironmentFile",
    "LazyTypedChoiceField",
    "ProtectSystem",
    "ReadWritePaths",
    "SeparateDatabaseAndState",
    "WorkingDirectory",
    *SESSION_HOURS,
}


def code_of(page):
    """Return what stands in backticks and blocks of code. The blocks of running.md are for other programs."""
    kinds = {"code_inline"} if page.name == "running.md" else {"code_inline", "code_block", "fence"}
    blocks = MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8"))
    return "\n".join(
        token.content for block in blocks for token in (block, *(block.children or ())) if token.type in kinds
    )


@pytest.mark.parametrize("place", PLACES)
def test_every_place_named_there_is(place):
    assert any(ROOT.glob(place.rstrip("/"))), (
        f"docs/development/changing.md names {place}, which is not there"
    )


def test_the_files_of_the_recipes_are_found():
    """The pattern sees them: a page that names none would pass."""
    assert {"registrations/lifecycle/table.py", "agenda/conflicts/manifest.py"} <= set(PLACES)
    assert len(PLACES) > 40


@pytest.fixture(scope="module")
def sources():
    """Files of the project. A name that only migrations keep, or the lists above, is gone."""
    inside = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.*") if path.suffix in SOURCES]
    inside += [path for path in ROOT.iterdir() if path.suffix in SOURCES]
    return [path for path in inside if "migrations" not in path.parts and path != Path(__file__)]


@pytest.fixture(scope="module")
def words(sources):
    return {word for path in sources for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page, sources):
    names = {path.name for path in sources}
    named = set(FILES.findall(code_of(page))) - MADE_UP
    missing = [
        name
        for name in sorted(named)
        if not (name in names or (ROOT / name).exists() or (ROOT / "templates" / name).exists())
    ]
    assert not missing, f"{page.name} names {missing}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_class_and_constant_that_a_page_names_is_in_the_code(page, words):
    missing = sorted(set(NAMES.findall(code_of(page))) - words - MADE_UP - ELSEWHERE)
    assert not missing, f"{page.name} names {missing}"


def test_the_names_of_a_page_are_found():
    """The patterns see them in a sentence, in a block and in a table."""
    text = code_of(page_named("agenda.md"))
    assert {"EditingStep", "ConflictCheck", "AGENDA_PUBLISHED"} <= set(NAMES.findall(text))
    assert {"loader.py", "agenda/releases/domain/publication.py"} <= set(FILES.findall(text))
    assert "AddresseeTable" in NAMES.findall(code_of(page_named("changing.md")))
