"""HTML and PDF from a template and a document's dataclass."""

import logging
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.template.loader import render_to_string

from confman.documents.meta import DocumentData
from confman.documents.plain_values import UNPRINTABLE
from confman.documents.rendering.direction import with_directions
from confman.documents.rendering.fetcher import document_fetcher
from confman.documents.rendering.fonts import font_configuration, weasyprint
from confman.documents.rendering.line_breaks import with_whole_dates, with_whole_endings
from confman.documents.rendering.pdf_claims import make_official
from confman.translation.languages import language_direction
from confman.translation.reading_language import reading_in

logger = logging.getLogger(__name__)
# Joining takes 12 MB per thousand pages, which Python does not give back: more parts than this are joined by a separate
# process.
JOINED_HERE = 12


def render_html(template: str, data: DocumentData, *, language: str) -> str:
    """Return the document as one self-contained HTML page: style sheet and pictures inside."""
    return with_directions(render_page(template, data, language=language), language_direction(language))


def render_page(
    template: str, data: DocumentData, *, language: str, word: bool = False, own_letterhead: bool = False
) -> str:
    """Return the HTML page from which paper, browser and Word versions are made.

    The template sees `document` (the dataclass), `meta`, `language`, `direction`, `word` (the page is for Word) and
    `own_letterhead` (Word uses the secretariat's own letterhead, which a few places depend on).
    """
    context = {
        "document": data,
        "meta": data.meta,
        "language": language,
        "direction": language_direction(language),
        "word": word,
        "own_letterhead": own_letterhead,
    }
    with reading_in(language):
        return render_to_string(template, context).translate(UNPRINTABLE)


def render_pdf(
    template: str,
    data: DocumentData,
    *,
    language: str,
    files: Mapping[str, bytes] | None = None,
    official: bool = False,
) -> bytes:
    """Return the document as PDF/UA: tagged, titled, with language and bookmarks, only our fonts.

    An `official` one is PDF/A-2a as well, to be kept.

    `files` are pictures that the template shows as `given:NAME`. Characters that no font has and unreadable pictures
    are logged and drawn as boxes; they never prevent the document.
    """
    # Dates first: a span within one would hide it.
    page = with_whole_dates(render_html(template, data, language=language), language)
    html = with_whole_endings(page)
    module = weasyprint()
    with complaints() as found:
        content: bytes = module.HTML(
            string=html, base_url="given:", url_fetcher=document_fetcher(files), media_type="print"
        ).write_pdf(
            pdf_variant="pdf/a-2a" if official else "pdf/ua-1",
            finisher=make_official if official else None,
            font_config=font_configuration(),
            cache={},
        )
    for complaint in dict.fromkeys(found):
        logger.warning("%s: %s", template, complaint[:300])
    return content


def join_pdfs(parts: Iterable[bytes]) -> bytes:
    """Join independent pages (cards, plates, letters) into one PDF, with the title and language of the first.

    Joining loses bookmarks, so it is not for continuous text. Raises ValueError if there are no parts.
    """
    from confman.documents.rendering.pdf_joiner import WHOLE, join_apart, join_files

    # Files are on disk, not in memory: ten thousand badges are 40 MB, which would be held several times over.
    with tempfile.TemporaryDirectory(prefix="pdf-") as name:
        folder, number = Path(name), 0
        for number, content in enumerate(parts, start=1):
            (folder / f"{number}.pdf").write_bytes(content)
        if number == 0:
            raise ValueError("There is nothing to join.")
        if number == 1:
            return (folder / "1.pdf").read_bytes()
        if number <= JOINED_HERE:
            join_files(folder, number)
        else:
            join_apart(folder, number)
        return (folder / WHOLE).read_bytes()


@contextmanager
def complaints() -> Iterator[list[str]]:
    """Collect what WeasyPrint logs meanwhile in this process."""
    found: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    collector = Collector(logging.WARNING)
    source = logging.getLogger("weasyprint")
    propagated = source.propagate
    source.addHandler(collector)
    source.propagate = False
    try:
        yield found
    finally:
        source.removeHandler(collector)
        source.propagate = propagated
