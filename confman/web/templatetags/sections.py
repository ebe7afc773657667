"""A part of a page below a heading of its own."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def section(content: SafeString, key: str, label: Any, address: str = "", action: Any = "") -> SafeString:
    """`{% section "letters" _("Letters") %}…{% endsection %}`: a section; with an address, a link in its heading."""
    link = format_html('<a href="{}">{}</a>', address, action) if address else ""
    return format_html(
        '<section class="section" aria-labelledby="{0}-heading"><div class="section-heading">'
        '<h2 id="{0}-heading">{1}</h2>{2}</div>{3}</section>',
        key, label, link, content,
    )  # fmt: skip
