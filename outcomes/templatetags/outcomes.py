"""Template tags for the pages of outcomes, beside the common tags."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from confman.translation.languages import reading_languages
from outcomes.recommendations.documents import PrintedParagraph, text_lines
from outcomes.recommendations.models.recommendation import Recommendation

register = template.Library()

BRACKETED = re.compile(r"(\[[^\[\]]*\])")


@register.filter
def marked_brackets(text: str) -> SafeString:
    """Mark each [bracketed passage] of the text."""
    pieces = BRACKETED.split(str(text))
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<mark class="bracket">{}</mark>', piece) if number % 2 else piece,)
            for number, piece in enumerate(pieces)
        ),
    )


@register.filter
def whole_text(recommendation: Recommendation) -> tuple[PrintedParagraph, ...]:
    """Return all paragraphs of a recommendation, in the language being read or the best other."""
    return text_lines(recommendation.body, reading_languages())


@register.filter
def clock(seconds: int) -> str:
    """Show seconds as minutes and seconds: 4:07."""
    return f"{seconds // 60}:{seconds % 60:02d}"
