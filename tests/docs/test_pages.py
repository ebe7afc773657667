"""Every page is found: links lead somewhere, the index has each page, and code names pages that are there."""

import re

import pytest

from tests.docs.pages import DOCS, PAGES, ROOT, text_of

FOLDERS = ("docs", "benchmarks", "deploy", "examples", "script", "tests")
MARKDOWN = [
    *sorted(ROOT.glob("*.md")),
    *sorted(page for name in FOLDERS for page in (ROOT / name).rglob("*.md")),
]
SOURCES = (
    *FOLDERS,
    ".ci",
    "agenda",
    "confman",
    "locale",
    "outcomes",
    "registrations",
    "static/src",
    "templates",
)
TEXTS = {"", ".css", ".html", ".js", ".md", ".mjs", ".po", ".py", ".sh", ".toml", ".txt", ".yaml"}
LINK = re.compile(r"\]\(([^()\s]+)\)")
# Also as a path is put together: "docs" / "features" / "agenda.md".
NAMED = re.compile(r"(?<![\w/.-])docs/([\w./-]+\.(?:md|png))")
PUT_TOGETHER = re.compile(r'"docs"((?:(?: /|,) "[\w.-]+")*(?: /|,) "[\w-]+\.md")')


def anchors(page):
    """As GitHub makes them of headings: small letters, no punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links_of(page):
    """Its links to files of the repository: file and anchor."""
    prose = re.sub(r"^    .*$", "", text_of(page), flags=re.MULTILINE)
    for link in LINK.findall(prose):
        if not re.match(r"[a-z]+:|/", link):
            path, _hash, anchor = link.partition("#")
            yield link, (page.parent / path).resolve() if path else page, anchor


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    broken = [
        link
        for link, target, anchor in links_of(page)
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target))
    ]
    assert not broken


def test_the_index_has_each_page_once():
    index = DOCS / "README.md"
    listed = [
        target for _link, target, _anchor in links_of(index) if DOCS in target.parents and target.suffix
    ]
    pages = [page for page in PAGES if DOCS in page.parents and page != index]
    assert sorted(listed) == sorted([*pages, DOCS / "guide" / "index.md"])


def test_no_two_pages_have_the_same_name():
    names = [page.name for page in PAGES if page.name != "README.md"]
    assert len(names) == len(set(names))


def test_the_pages_that_code_and_texts_name_are_there():
    files = [file for file in ROOT.iterdir() if file.is_file() and file.name != "CHANGELOG.md"]
    files += [
        file
        for name in SOURCES
        for file in (ROOT / name).rglob("*")
        if file.suffix in TEXTS and file.is_file()
    ]
    missing = []
    for file in files:
        text = file.read_text(encoding="utf-8")
        named = set(NAMED.findall(text))
        named |= {"/".join(re.findall(r'"([\w.-]+)"', parts)) for parts in PUT_TOGETHER.findall(text)}
        missing += [f"{file.relative_to(ROOT)}: docs/{name}" for name in named if not (DOCS / name).exists()]
    assert len(files) > 3000
    assert not sorted(missing)
