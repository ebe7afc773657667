"""Markdown that people write, rendered as safe HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from confman.translation.fields import MAX_TEXT_LENGTH
from confman.web.links import SCHEMES, is_link

if TYPE_CHECKING:  # imported with the first text that is rendered: most commands have none
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# No pictures (the policy forbids foreign ones), no HTML of the writer's own, and headings below the page's.
_TAGS = {
    "a", "abbr", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# Separators in a summary for the line breaks of the text.
_STOPS = {"</li>": "; ", "</h2>": ": ", "</h3>": ": ", "</td>": "; ", "</th>": "; "}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}


# For some texts the parser's time grows with the square of their length: no field may take longer than a page has.
MAX_MARKS = 200  # and one for every five characters
_MARKS = re.compile(r"[\[\]|*_~<>`=!&#\\]")


def is_readable(text: str) -> bool:
    """Tell whether a person could have written the text: not too long, and without more marks than words need."""
    return len(text) <= MAX_TEXT_LENGTH and len(_MARKS.findall(text)) <= MAX_MARKS + len(text) // 5


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def render_markdown(text: object, top: int = 2) -> SafeString:
    """Render Markdown as HTML.

    The highest heading level becomes `top` and no level is skipped: a page has its own title, and screen readers
    navigate by levels. Text that is not `is_readable` is shown as it was typed.
    """
    if not is_readable(str(text or "")):
        return mark_safe(linebreaks(str(text), autoescape=True))
    parser = _parser()
    tokens = parser.parse(str(text or ""))
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    ranks = {tag: rank for rank, tag in enumerate(sorted({token.tag for token in headings}))}
    level = top - 1
    for token in headings:
        if token.type == "heading_open":
            level = min(top + ranks[token.tag], level + 1, 6)
        token.tag = f"h{level}"
    html = parser.renderer.render(tokens, parser.options, {})
    cleaned = nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=set(SCHEMES),
        link_rel="noopener nofollow",
    )  # fmt: skip
    return mark_safe(cleaned)


def plain_blocks(text: object) -> Iterator[tuple[str, str]]:
    """Yield the headings, paragraphs and items of lists of a Markdown text in plain words, each with its kind.

    A link is its text with the address behind it. Text that is not `is_readable` is paragraphs as it was typed.
    """
    if not is_readable(str(text or "")):
        yield from (("paragraph", line.strip()) for line in str(text).splitlines() if line.strip())
        return
    kind, depth = "paragraph", 0
    for token in _parser().parse(str(text or "")):
        if token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type == "heading_open":
            kind = "heading"
        elif token.type == "heading_close":
            kind = "paragraph"
        elif token.type == "inline" and (content := _plain_words(token.children or [])):
            yield ("item" if depth or token.map is None else kind), content
        elif token.type in ("fence", "code_block"):
            yield "paragraph", token.content.strip()


def _plain_words(tokens: Sequence[Token]) -> str:
    text, address, begun = "", "", 0
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            text += " "
        elif token.type == "link_open":
            address, begun = str(token.attrs.get("href", "")), len(text)
        elif token.type == "link_close":
            visible = address.removeprefix("mailto:")
            text += f" ({visible})" if visible and visible not in text[begun:] and is_link(address) else ""
        else:
            text += token.content
    return " ".join(text.split())


def plain_summary(text: object, length: int = 200) -> str:
    """Return the beginning of a Markdown text without its marks, for lists and descriptions."""
    source = str(text or "")
    # A list has fifty texts, so the rest of a long one is not read for its beginning.
    begun = source[: 10 * length]
    html: str = render_markdown(begun)
    for end, mark in _STOPS.items():
        html = html.replace(end, mark + end)
    summary = " ".join(nh3.clean(html, tags=set()).split()).rstrip(";: ")
    return summary if len(summary) <= length and begun == source else f"{summary[:length].rsplit(' ', 1)[0]}…"
