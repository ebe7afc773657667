"""Markdown that people write, as HTML that is safe to show."""

from __future__ import annotations

from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# No pictures (the policy forbids foreign ones), no HTML of the writer's own, and headings below the page's.
_TAGS = {
    "a", "abbr", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# Where a summary loses the lines that kept things apart.
_STOPS = {"</li>": "; ", "</h2>": ": ", "</h3>": ": ", "</td>": "; ", "</th>": "; "}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def render_markdown(text: object) -> SafeString:
    """HTML of a Markdown text. The first level of headings becomes the second: a page has its own title."""
    parser = _parser()
    tokens = parser.parse(str(text or ""))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    html = parser.renderer.render(tokens, parser.options, {})
    cleaned = nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )  # fmt: skip
    return mark_safe(cleaned)


def plain_summary(text: object, length: int = 200) -> str:
    """The beginning of a Markdown text without its marks, for lists and descriptions."""
    html = render_markdown(text)
    for end, mark in _STOPS.items():
        html = html.replace(end, mark + end)
    words = " ".join(nh3.clean(html, tags=set()).split()).rstrip(";: ")
    return words if len(words) <= length else f"{words[:length].rsplit(' ', 1)[0]}…"
