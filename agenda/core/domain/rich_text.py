"""Texts of sessions: plain paragraphs typed by people, and HTML from imported programmes."""

import html
import re

import nh3
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from confman.web.links import SCHEMES

_MARKUP = re.compile(
    r"</?(p|br|ul|ol|li|a|strong|em|b|i|h[1-6]|div|span|blockquote|code|pre)\b[^>]*>", re.IGNORECASE
)
_BREAKS = re.compile(r"<\s*(?:br\s*/?|/p|/li|/div|/h[1-6]|/tr)\s*>", re.IGNORECASE)
_ITEM = re.compile(r"<\s*li\b[^>]*>", re.IGNORECASE)
_TAGS = {"p", "br", "ul", "ol", "li", "a", "strong", "em", "b", "i", "h4", "h5", "blockquote", "code", "pre"}


def is_markup(text: str) -> bool:
    """Tell whether a text was written in HTML."""
    return bool(_MARKUP.search(text))


def as_html(text: str) -> SafeString:
    """Return safe HTML of either: headings lowered; scripts, styles, pictures removed; links marked as external."""
    if not is_markup(text):
        return mark_safe(linebreaks(urlize(text, nofollow=True, autoescape=True), autoescape=False))
    lowered = re.sub(r"<(/?)h[1-3]\b", r"<\1h4", text, flags=re.IGNORECASE)
    lowered = re.sub(r"<(/?)h6\b", r"<\1h5", lowered, flags=re.IGNORECASE)
    return mark_safe(
        nh3.clean(
            lowered,
            tags=_TAGS,
            attributes={"a": {"href", "title"}},
            url_schemes=set(SCHEMES),
            link_rel="nofollow noopener noreferrer",
            # A relative link from another programme would lead to one of our pages.
            url_relative="deny",
        )
    )


def as_harmless(text: str) -> str:
    """Return a text for other programmes: HTML is reduced to what our own pages would show."""
    return str(as_html(text)) if is_markup(text) else text


def as_plain(text: str) -> str:
    """Return plain text, a line for each paragraph or list item, for documents and calendars."""
    if not is_markup(text):
        return text.strip()
    broken = _ITEM.sub("\n– ", _BREAKS.sub("\n", text))
    plain = html.unescape(nh3.clean(broken, tags=set()))
    lines = [" ".join(line.split()) for line in plain.splitlines()]
    return "\n".join(line for line in lines if line and line != "–")
