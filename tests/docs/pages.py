"""The pages for those who install, run, assess and change confman; the guide for its users has tests of its own."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"
OF_USERS = DOCS / "guide"
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if OF_USERS not in page.parents] + sorted(
    ROOT.glob("*.md")
)


def page_named(name: str) -> Path:
    """Return the page of docs/ with this name, in whichever folder it is."""
    [page] = DOCS.glob(f"*/{name}")
    return page


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def section(page: str, heading: str) -> str:
    return text_of(page_named(page)).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def table_of(page: str, heading: str) -> list[list[str]]:
    """The rows of the table under a heading, the heads of its columns first."""
    text = text_of(page_named(page)).partition(f"# {heading}\n")[2]
    under = re.split(r"^#+ ", text, flags=re.MULTILINE)[0]
    return [
        cells(line) for line in under.splitlines() if line.startswith("|") and not line.startswith("|---")
    ]
