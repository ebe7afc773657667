"""What docs/ says of data and controls is so: every table is mapped, every test and page that is named exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

DOCS = Path(settings.BASE_DIR) / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), *sorted(Path(settings.BASE_DIR).glob("*.md"))]
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)((?:::\w+)*)`")
LINK = re.compile(r"\]\(([^()\s]+)\)")
STATUSES = ("met", "partly", "not met", "operator", "not applicable")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings: small letters, no punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_table_stands_in_the_data_map_once():
    firsts = re.findall(r"^\| (`[^|]+) \|", text_of(DOCS / "data-map.md"), re.MULTILINE)
    mapped = [label for cell in firsts for label in re.findall(r"`(\w+\.\w+)`", cell)]
    tables = {model._meta.label for model in apps.get_models() if not model._meta.proxy}

    assert sorted(mapped) == sorted(tables)


def test_every_row_of_the_data_map_says_all_there_is_to_say():
    rows = [line for line in text_of(DOCS / "data-map.md").splitlines() if re.match(r"\| `\w+\.\w+", line)]
    assert rows and all(line.count(" | ") == 5 and "|  |" not in line for line in rows)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if NAMED_TEST.search(text_of(page))], ids=lambda page: page.name
)
def test_every_test_that_is_named_exists(page):
    missing = []
    for path, names in NAMED_TEST.findall(text_of(page)):
        file = Path(settings.BASE_DIR) / path
        written = text_of(file) if file.exists() else ""
        defined = all(
            re.search(rf"^\s*(?:async )?(?:def|class) {name}\b", written, re.MULTILINE)
            for name in names.split("::")[1:]
        )
        if not (written and defined):
            missing.append(path + names)
    assert not missing


def test_each_requirement_of_asvs_stands_once_and_in_its_order():
    lines = [line for line in text_of(DOCS / "asvs.md").splitlines() if re.match(r"\| \d", line)]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    numbers = [tuple(map(int, row[0].split("."))) for row in rows]

    # Levels 1 and 2 of version 5.0.0.
    assert len(numbers) == 70 + 183
    assert numbers == sorted(set(numbers))
    assert {row[2] for row in rows} <= set(STATUSES)
    assert all(len(row) == 5 and row[1] and row[3] for row in rows)


def test_the_numbers_at_its_head_are_those_of_its_lines():
    text = text_of(DOCS / "asvs.md")
    counts = [
        len(re.findall(rf"\| {status} \|", text))
        for status in ("met", "partly", "not met", "operator", "not applicable")
    ]
    said = re.search(
        r"^(\d+) are met, (\d+) partly, (\d+) not, (\d+) are the operator's, (\d+) ask", text, re.MULTILINE
    )

    assert said and [int(number) for number in said.groups()] == counts


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    broken = []
    prose = re.sub(r"^    .*$", "", text_of(page), flags=re.MULTILINE)
    for link in LINK.findall(prose):
        if re.match(r"[a-z]+:", link):
            continue
        path, _hash, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(link)
    assert not broken
