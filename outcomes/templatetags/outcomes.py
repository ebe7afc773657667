"""What the pages of outcomes need beside the common tags."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

BRACKETED = re.compile(r"(\[[^\[\]]*\])")


@register.filter
def marked_brackets(text: str) -> SafeString:
    """The text with each [bracketed passage] marked."""
    pieces = BRACKETED.split(str(text))
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<mark class="bracket">{}</mark>', piece) if number % 2 else piece,)
            for number, piece in enumerate(pieces)
        ),
    )
