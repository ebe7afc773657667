"""{{ page.body|markdown }}: Markdown text as HTML."""

import html

from django import template
from django.utils.safestring import SafeString

from confman.web.markdown import plain_summary, render_markdown

register = template.Library()


@register.filter
def markdown(text: object, top: int = 2) -> SafeString:
    """Return sanitized HTML of a Markdown text; its highest headings have the level `top`."""
    return render_markdown(text, top)


@register.filter
def summary(text: object, length: int = 200) -> str:
    """Return the beginning of a text as plain text."""
    return html.unescape(plain_summary(text, length))
