"""The guide: the Markdown pages of docs/guide as part of the product, at /guide/, with a search."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.views.generic import TemplateView
from markdown_it import MarkdownIt

from confman.web.access import PUBLIC, AccessMixin
from confman.web.search import fold, words_of

FOLDER = Path(settings.BASE_DIR) / "docs" / "guide"
# The pages for each kind of reader, in the order of the contents; in each folder first its index, then by file name,
# whatever folder within it a page is in.
READERS = ("organizers", "participants", "focal-points", "rapporteurs", "operators")
_NUMBER = re.compile(r"^\d+-")


@dataclass(frozen=True)
class GuidePage:
    """A page of the guide. `name` is its path without numbers and extension ("organizers/agenda"); "" is the first."""

    name: str
    title: str
    html: SafeString
    folded: str
    source: Path

    @property
    def url(self) -> str:
        """The address of the page."""
        return guide_url(self.name)

    @property
    def reader(self) -> str:
        """The folder of the page, "" for pages for everybody."""
        return self.name.partition("/")[0] if self.name.partition("/")[0] in READERS else ""

    @property
    def is_index(self) -> bool:
        """Return whether it is the first page of its folder."""
        return self.name == self.reader


def guide_url(name: str = "") -> str:
    """Return the address of the named page of the guide, or of a place on it ("organizers/mail#the-outbox")."""
    page, mark, anchor = name.partition("#")
    return (reverse("guide-page", args=[page]) if page else reverse("guide")) + mark + anchor


@cache
def guide_pages() -> dict[str, GuidePage]:
    """Return all pages by name, in the order of the contents."""
    files = [
        *sorted(FOLDER.glob("*.md")),
        *(file for reader in READERS for file in _markdown(FOLDER / reader)),
    ]
    return {page.name: page for page in map(_read, files)}


def find_pages(text: str) -> list[GuidePage]:
    """Return the pages that contain all the words; those with the words in their title come first."""
    words = words_of(text)
    matching = [
        page for page in guide_pages().values() if words and all(word in page.folded for word in words)
    ]
    return sorted(matching, key=lambda page: not all(word in fold(page.title) for word in words))


def _markdown(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.md"), key=lambda file: (file.stem != "index", file.stem))


def _name(file: PurePosixPath) -> str:
    """Return the name of a page from its file, whose path is relative to the guide's folder.

    Folders within a reader's folder are in no name.
    """
    stem = "" if file.stem == "index" else _NUMBER.sub("", file.stem)
    return "/".join(part for part in (*file.parent.parts[:1], stem) if part)


def _read(source: Path) -> GuidePage:
    text = source.read_text(encoding="utf-8")
    file = PurePosixPath(source.relative_to(FOLDER).as_posix())
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    title, body = tokens[1].content, tokens[3:]
    for token, inside in pairwise(body):
        if token.type == "heading_open":
            token.attrSet("id", slugify(inside.content))
    for part in chain.from_iterable(token.children or () for token in body):
        if part.type == "link_open":
            part.attrSet("href", _address(str(part.attrGet("href")), file))
    html = parser.renderer.render(body, parser.options, {})
    return GuidePage(_name(file), title, mark_safe(html), fold(text), source)


def _address(href: str, file: PurePosixPath) -> str:
    """Return the address for a link in a page, which names the file of another page, or an external address."""
    path, mark, anchor = href.partition("#")
    if not path.endswith(".md") or "://" in path:
        return href
    return guide_url(_name(PurePosixPath(normpath(file.parent / path)))) + mark + anchor


class GuideView(AccessMixin, TemplateView):
    """A page of the guide beside the contents; with ?q= the pages that contain the words."""

    permission = PUBLIC
    template_name = "web/guide.html"

    def get_context_data(self, page: str = "", **kwargs: Any) -> dict[str, Any]:
        pages = guide_pages()
        if page not in pages:
            raise Http404("The guide has no such page.")
        guide_page = pages[page]
        typed = self.request.GET.get("q", "").strip()[:200]
        return super().get_context_data(
            page=guide_page,
            indexes=[other for other in pages.values() if other.is_index],
            contents=[other for other in pages.values() if other.reader == guide_page.reader],
            typed=typed,
            found=find_pages(typed),
            **kwargs,
        )
