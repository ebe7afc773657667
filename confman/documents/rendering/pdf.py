"""HTML and PDF from a template and a document's dataclass: what is loaded, how lines end, what the file claims."""

import logging
import mimetypes
import re
import ssl
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pydyf
from babel.dates import get_month_names
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import escape

from confman.documents.meta import DocumentData
from confman.documents.plain_values import printable
from confman.documents.rendering.fonts import font_configuration, weasyprint
from confman.translation.dates import WORD_JOINER
from confman.translation.languages import language_direction, language_locale, reading_in
from confman.translation.marks import Passages
from confman.translation.scripts import usual_script

logger = logging.getLogger(__name__)
# Joining takes eleven times the bytes of the parts, most of it for their tags, and Python does not give it back: more
# than this is joined by a separate process.
JOINED_HERE = 4_000_000
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


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
        page = printable(render_to_string(template, context))
    return Passages(dict(data.meta.passages), language).tagged(page)


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
    page = render_html(template, data, language=language)
    styles, page = "".join(_STYLES.findall(page)), _STYLES.sub("", page)
    names = [with_whole_dates(name, language) for name in data.meta.names]
    html = with_whole_endings(with_whole_names(with_whole_dates(page, language), names))
    html = with_whole_prepositions(html, language)
    module = weasyprint()
    with layout_warnings() as messages:
        content: bytes = module.HTML(
            string=html, base_url="given:", url_fetcher=document_fetcher(files), media_type="print"
        ).write_pdf(
            stylesheets=[_style_sheet(styles)],
            pdf_variant="pdf/a-2a" if official else "pdf/ua-1",
            finisher=make_official if official else clean_outline,
            font_config=font_configuration(),
            cache={},
        )
    for complaint in dict.fromkeys(messages):
        logger.warning("%s: %s", template, complaint[:300])
    return content


_STYLES = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@lru_cache(maxsize=100)
def _style_sheet(styles: str) -> Any:
    """Return the styles as WeasyPrint reads them, once for all documents that have the same."""
    return weasyprint().CSS(string=styles, font_config=font_configuration())


def join_pdfs(parts: Iterable[bytes]) -> bytes:
    """Join independent pages (cards, plates, letters) into one PDF, with the title and language of the first.

    Joining loses bookmarks, so it is not for continuous text. Raises ValueError if there are no parts.
    """
    from confman.documents.rendering.pdf_joiner import WHOLE, join_files, join_in_subprocess

    # Files are on disk, not in memory: ten thousand badges are 40 MB, which would be held several times over.
    with tempfile.TemporaryDirectory(prefix="pdf-") as name:
        folder, number, size = Path(name), 0, 0
        for number, content in enumerate(parts, start=1):
            size += (folder / f"{number}.pdf").write_bytes(content)
        if number == 0:
            raise ValueError("There is nothing to join.")
        if number == 1:
            return (folder / "1.pdf").read_bytes()
        if size <= JOINED_HERE:
            join_files(folder, number)
        else:
            join_in_subprocess(folder, number)
        return (folder / WHOLE).read_bytes()


@contextmanager
def layout_warnings() -> Iterator[list[str]]:
    """Collect what WeasyPrint logs meanwhile in this process."""
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    collector = Collector(logging.WARNING)
    source = logging.getLogger("weasyprint")
    propagated = source.propagate
    source.addHandler(collector)
    source.propagate = False
    try:
        yield messages
    finally:
        source.removeHandler(collector)
        source.propagate = propagated


def document_fetcher(files: Mapping[str, bytes] | None = None) -> Any:
    """Return a fetcher for WeasyPrint that accepts three kinds of addresses and refuses network and disk.

    `data:…`; `static:PATH`, one of our static files; `given:NAME`, one of `files`, for a picture that
    stands on many cards and should be read once.
    """
    weasyprint()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    content_by_name = dict(files or {})

    class DocumentFetcher(URLFetcher):
        def __init__(self) -> None:
            super().__init__(
                allowed_protocols={"data"}, allow_redirects=False, ssl_context=_no_certificates()
            )

        def fetch(self, url: str, headers: Any = None) -> Any:
            scheme, _colon, name = url.partition(":")
            if scheme == "given" and name in content_by_name:
                return URLFetcherResponse(url, content_by_name[name], {"Content-Type": _media_type(name)})
            if scheme == "static" and (path := finders.find(name)):
                return URLFetcherResponse(
                    url, Path(str(path)).read_bytes(), {"Content-Type": _media_type(name)}
                )
            return super().fetch(url, headers)

    return DocumentFetcher()


@cache
def _no_certificates() -> ssl.SSLContext:
    """Return what spares each document the reading of the machine's certificates: nothing is fetched over a network."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _media_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


# A property that PDF/A does not know must be described (ISO 19005-2, 6.6.2.3).
_ACCESSIBLE = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of PDF/UA standard</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def clean_outline(document: Any, pdf: Any) -> None:
    """Remove the word joiners of headings from the outline."""
    for entry in pdf.objects:
        if isinstance(entry, pydyf.Dictionary) and isinstance(title := entry.get("Title"), pydyf.String):
            title.string = title.string.replace(WORD_JOINER, "")


class _Written(pydyf.Object):
    """An object of a file whose bytes are made once: the file's identifier asks for all of them again."""

    data = b""
    compressible = False

    def __init__(self, made: Any) -> None:
        super().__init__()
        self.number, self.generation, self.free = made.number, made.generation, made.free
        self.compressible = made.compressible
        if made.free != "f":
            self.data = made.data


def make_official(document: Any, pdf: Any) -> None:
    """Complete a PDF/A-2a that WeasyPrint has made, before it is written: it is accessible, and its pictures exact."""
    clean_outline(document, pdf)
    for pdf_object in pdf.objects:
        if isinstance(pdf_object, pydyf.Stream) and "Interpolate" in pdf_object.extra:
            pdf_object.extra["Interpolate"] = "false"
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [b"".join(metadata.stream).replace(b"</rdf:RDF>", _ACCESSIBLE + b"</rdf:RDF>")]
    pdf.objects[:] = map(_Written, pdf.objects)


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_BLOCKS = frozenset(
    "address article caption dd div dl dt figcaption figure footer h1 h2 h3 h4 header li main ol p section"
    " table tbody td tfoot th thead tr ul".split()
)
_TEXTS = ("p", "h1", "h2", "h3", "h4", "td", "th", "li", "dt", "dd", "caption", "figcaption", "div")


def with_directions(html: str, direction: str) -> str:
    """Return the page with a `dir` on every paragraph whose first letter runs against the document's direction.

    WeasyPrint does not support `dir="auto"`; without a direction of its own, an English sentence in an Arabic document
    has its full stop at the beginning. Browsers read these attributes as well. Only the order within the paragraph
    changes: its alignment remains that of the document.
    """
    if direction == "ltr" and not _RIGHT_TO_LEFT.search(html):
        return html
    from lxml import html as parsing

    from confman.documents.word.languages import first_direction

    document: Any = parsing.document_fromstring(html, parser=parsing.HTMLParser(huge_tree=True))
    for element in document.body.iter(*_TEXTS):
        if any(child.tag in _BLOCKS for child in element) or _has_direction(element):
            continue
        direction_of_text = first_direction(element.text_content())
        if direction_of_text and direction_of_text != direction:
            element.set("dir", direction_of_text)
    page: str = parsing.tostring(document, encoding="unicode", method="html")
    return f"<!doctype html>\n{page}"


def _has_direction(element: Any) -> bool:
    """Tell whether the template has set the direction, on this element or around it."""
    while element is not None and element.tag != "html":
        if element.get("dir"):
            return True
        element = element.getparent()
    return False


# No line ends before or after a joiner, which is not drawn. A span for each would take a quarter of the work.
_WHOLE = re.compile(r"(?<=[\s–-])(?=[^\s<])")
# Shorter words are never divided (hyphenate-limit-chars of print.css).
_LONG_WORD = re.compile(r"(?<=[^\W\d_]{7})(?!\w)")


def with_whole_dates(html: str, language: str) -> str:
    """Return the page with dates and numbers of documents joined, by letters that are not seen.

    No line ends within "30–31 March 2017", "30 March–1 April", "09:30–10:30", "9.30 a.m.", "No. 5", "items 4–8",
    "non-governmental", "УНП ООН" and "из-за", nor behind the letter of a sub-paragraph or before a dash between words.
    """
    return _unbroken(language).sub(
        lambda match: _joined(match["whole"]) if match["whole"] else match[0], html
    )


def with_firm_spaces(html: str, language: str) -> str:
    """Return the page with the same dates and numbers kept whole by no-break spaces, as an editor sets them in Word."""
    return _unbroken(language).sub(
        lambda match: match[0].replace(" ", NO_BREAK_SPACE) if match["whole"] else match[0], html
    )


# The last words of a paragraph or item, with no tag among them, even within a span; and where a cell begins and ends.
# Tags are passed over whole: a picture in one is a hundred thousand letters.
_ENDING = re.compile(
    r"<(?:(/?)td\b)?[^>]*>|(?<=[\s>])(?:([^<>\s]+)([ \n]+))?([^<>\s]+)(?=(?:</span>)?\s*</(?:p|li|h[1-4])>)"
)
# A last word of no more letters than this does not stand alone in its line.
_SHORT_ENDING = 8
# As many letters are kept together: more would not fit into a narrow cell.
_MAX_ENDING_LENGTH = 16


def with_whole_endings(html: str) -> str:
    """Return the page with the last word of each paragraph undivided, and short ones joined to the word before.

    So the last line of a paragraph is no fragment of a word, and not one short word. In a cell no word is divided.
    """
    in_cell = False

    def keep_whole(match: re.Match[str]) -> str:
        nonlocal in_cell
        closed, before, space, last = match.groups()
        if last is None:
            in_cell = in_cell if closed is None else not closed
            return match[0]
        if before and len(last) <= _SHORT_ENDING and len(before) + len(last) < _MAX_ENDING_LENGTH:
            return _joined(match[0])
        return match[0] if in_cell else f"{before or ''}{space or ''}{_undivided(last)}"

    return _ENDING.sub(keep_whole, html)


def with_whole_names(html: str, names: Iterable[str] = ()) -> str:
    """Return the page with these names undivided, and what stands in brackets, if round with a capital.

    Words with a capital are left whole by the dictionaries; this is for “(Independent Institute for Monitoring)” and
    for the name of a language, “[Russian]”.
    """
    alternatives = "|".join(re.escape(escape(name)) for name in sorted(names, key=len, reverse=True) if name)
    # Tags and what is no text; then names, and what is in brackets.
    pattern = re.compile(
        rf"<(title|style)\b.*?</\1>|<[^>]*>|(?P<name>{alternatives or '(?!)'})|(?<=\()(?P<bracketed>[^()<>]+)(?=\))"
        r"|(?<=\[)(?P<language>[^\[\]<>]+)(?=\])",
        re.DOTALL,
    )

    def keep_whole(match: re.Match[str]) -> str:
        is_whole = match["name"] or match["language"] or (match["bracketed"] or "")[:1].isupper()
        return _undivided(match[0]) if is_whole else match[0]

    return pattern.sub(keep_whole, html)


# Headings, and the name of the conference in the masthead.
_HEADING = re.compile(r"<(h[1-4]|p(?= class=\"masthead-name\"))[^>]*>.*?</\1>", re.DOTALL)
# A word of one or two letters, and the space behind it; there may be tags around each of the two words.
_PREPOSITION = re.compile(r"(?<![\w<&-])([А-Яа-яЁё]{1,2}(?:</\w+>)*) (?=[\w«]|<(?!br))")


def with_whole_prepositions(html: str, language: str) -> str:
    """Return the page with no line of a heading ending in a preposition, which Russian typesetting forbids."""
    return _HEADING.sub(lambda heading: whole_prepositions(heading[0], language), html)


def whole_prepositions(heading: str, language: str) -> str:
    """Return a heading with the same prepositions bound to the word behind them."""
    if usual_script(language) != "CYRILLIC":
        return heading
    return _PREPOSITION.sub(f"\\1{NO_BREAK_SPACE}", heading)


def _undivided(text: str) -> str:
    return _LONG_WORD.sub(WORD_JOINER, text)


def _joined(text: str) -> str:
    return _WHOLE.sub(WORD_JOINER, _undivided(text))


@cache
def _unbroken(language: str) -> re.Pattern[str]:
    locale = language_locale(language)
    names = {
        name
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in get_month_names(width, context, locale).values()
        if name[:1].isalpha()
    }
    month = rf"(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True)) or '(?!)'})"
    space = "[ \u00a0\u202f]"
    # In Uzbek the year comes first, the month is joined to its day and has endings: 2017-yil 30-mart, 30-martgacha.
    day = rf"\d{{1,2}}(?:{space}{month}\b|-{month}\w*)"
    after = rf"(?:{space}\d{{4}}\b(?:{space}(?:г\.|год\w*))?)?"
    days = rf"(?:\d{{4}}-yil{space})?(?:{day}(?:{space}[–—] |–){day}|\d{{1,2}}(?:–| and | to | и ){day}|{day}){after}"
    # All begin with a word, which is looked for once, not by each of them.
    patterns = (
        days,
        r"\d\d:\d\d(?:–\d\d:\d\d| da| dan| gacha)\b",
        r"(?:[вс]|до) \d\d:\d\d\b",
        r"\d{1,2}(?:\.\d\d)? [ap]\.m\.",
        r"(?:No\.|[Ii]tems?|[Aa]nnex|[Пп]ункт\w*|[Пп]риложени\w+|[Гг]рупп\w+) [\dIVX][^\s<]*",
        # The letter of a sub-paragraph, with its first word.
        r"(?<!\()\w\) [^\s<]{1,12}(?=[\s<])",
        # Two abbreviations, not two words of a heading in capitals.
        r"(?<![А-ЯЁ]{2} )[А-ЯЁ]{2,6} [А-ЯЁ]{2,6}\b(?! [А-ЯЁ]{2})",
        r"[Ии]з-(?:за|под)\b",
        # A courtesy title, itself and with the name behind it.
        r"(?:Е\.П\. )?(?:[Гг]-(?:н|жа)|[Дд]-р)\b(?: [А-ЯЁA-Z][^\s<]*)?",
        r"(?:H\.E\. )?(?:M[rs]|Mrs|Dr)\.(?: [A-Z][^\s<]*)?",
        r"\d{4}(?: год|-yil)\w*",
        r"\d+ (?:min|мин|daqiqa|h|ч|soat)\b",
        r"[Nn]on-\w+",
    )
    # A dash between words ends a line and begins none.
    marks = r"№ [\dIVX][^\s<]*|\(\w\) [^\s<]{1,12}(?=[\s<])|(?<=\S) —(?= )"
    # Nothing within tags, titles and style sheets.
    return re.compile(
        rf"<(title|style)\b.*?</\1>|<[^>]*>|(?P<whole>\b(?:{'|'.join(patterns)})|{marks})", re.DOTALL
    )
