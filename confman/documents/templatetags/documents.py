"""Tags and filters for the HTML templates of documents."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from confman.documents.meta import Picture, document_mark, sample_words
from confman.documents.rendering.qr import qr_data_uri

register = template.Library()
register.simple_tag(sample_words, name="sample_mark")
register.simple_tag(document_mark, name="page_mark")


@register.filter
def shorten(text: str, length: int) -> str:
    """Return at most `length` characters, cut between words, for a line in the page's margin."""
    text = str(text)
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


# As much of a name as fits between the symbol and the mark of a sample, in three lines.
CONTINUED_LENGTH = 150


@register.simple_tag
def continued(*names: str) -> SafeString:
    """Render `{% continued session.time session.title %}` behind a name: if this goes on, the next page says so."""
    return format_html('<span class="continues" data-continued="{}"></span>', _continuation(names))


@register.simple_tag
def resumed(*around: str) -> SafeString:
    """Render `{% resumed day.title %}` at the end of a part that is `continued`, where what is around it goes on.

    Without a name nothing does: a table repeats its head before the next heading, which is then not the page's first.
    """
    return format_html('<div class="ends" data-continued="{}"></div>', _continuation(around))


def _continuation(names: Sequence[str]) -> str:
    name = " ".join(str(name) for name in names if name)
    return f"{shorten(name, CONTINUED_LENGTH)} {_('(continued)')}" if name else ""


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
