"""Tags and filters for the HTML templates of documents."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from confman.documents.meta import Picture
from confman.documents.rendering.marks import sample_words
from confman.documents.rendering.qr import qr_data_uri

register = template.Library()


@register.simple_tag
def sample_mark() -> str:
    """Return SAMPLE, and the same in the document's language, so that anyone who finds it understands."""
    return sample_words()


@register.filter
def shorten(text: str, length: int) -> str:
    """Return at most `length` characters, cut between words, for a line in the page's margin."""
    whole = str(text)
    return whole if len(whole) <= length else whole[:length].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


@register.simple_tag
def qr(text: str, description: str = "QR") -> SafeString:
    """Render `{% qr ticket.url "…" %}`: the code as an image that fills its box; nothing if the text is empty."""
    if not text:
        return SafeString("")
    return format_html('<img class="qr" src="{}" alt="{}">', qr_data_uri(text), description)


@register.simple_tag
def picture(value: Picture | None) -> SafeString:
    """Render `{% picture document.chart %}`: a Picture in its width; nothing if there is none."""
    if value is None:
        return SafeString("")
    return format_html(
        '<img class="picture" src="{}" alt="{}" width="{}">',
        value.uri, str(value.description), round(value.width_mm / 25.4 * 96),
    )  # fmt: skip
