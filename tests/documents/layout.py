"""Inspection of the pages of a finished PDF, for tests of every document: where they tear apart what belongs together.

A line is a heading, a cell or an item of a list by the tags of the file, and stands where it is drawn. Of cards, of
which few words are tagged, the words and their places are looked at alone.
"""

import ctypes
import html
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from django.conf import settings
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.builder import build_data
from confman.documents.plain_values import plain
from confman.documents.registry import DocumentKind, document_kinds
from confman.documents.rendering.pdf import render_html
from confman.translation.languages import language_direction, reading_in
from confman.translation.scripts import count_scripts, languages_by_letters, script_of

MILLIMETRES_PER_POINT = 25.4 / 72
# Of a page that is followed by another, as much stays empty where the next block is one that cannot be divided.
MAX_EMPTY = 0.36
# The kinds of which a page may end early, and why: what begins the next one is used by itself, or is not divided.
MAY_END_EARLY = {
    "agenda.annotated": "an annex is read by itself",
    "agenda.briefing": "a person is handed their own sheet",
    "agenda.glance": "a day is a page on the wall",
    "agenda.pack": "a person is handed their own sheets",
    "agenda.room-sheets": "a sheet lies in its room",
    "agenda.run-of-show": "a day is worked through by itself",
    "outcomes.conference-report": "an annex is read by itself",
    "outcomes.draft-decisions": "a draft decision is taken out and handed round",
    "outcomes.donor-report": "an annex is read by itself",
    "outcomes.lists-of-speakers": "a list lies before its chair",
    "outcomes.recommendations": "an annex is read by itself",
    "outcomes.transmittal_letter": "an addressee gets a letter of their own",
    "registrations.delegation": "a delegation gets its own list",
    "registrations.invitation_letter": "an addressee gets a letter of their own",
    "registrations.note_verbale": "an addressee gets a note of their own",
    "registrations.visa_letter": "a consulate gets a letter for each traveller",
}
# The kinds in which a passage in another language bears no mark, and why; letters and cards have none at all.
AS_WRITTEN = {"outcomes.narrative": "what a rapporteur has noted stands as it was noted"}
# In a cell narrower than that no word is divided.
NARROW_MM = 40
HEADING = re.compile("H[1-6]")
# The hyphen that is set where a word is divided; a word's own is another letter.
DIVIDED = "\u2010"
# An article is not parted from its name.
ARTICLE = re.compile(r"(?:^|\W)(?:A[lnstdrz]|El|Аль|Ан|Ас|Эль)[-\x02]$")
# A page that goes on with fewer lines than these has the end of something alone.
FEW_LINES = 4
# A longer word is cut where it has its line for itself, and is still too wide.
LONGEST_WORD = 24
WORD = re.compile(r"[^\W_][\w'ʻʼ‘’]*")
LAST_WORD = re.compile(WORD.pattern + "$")
TAG = re.compile(r"<(style|title)\b.*?</\1>|<[^>]*>", re.DOTALL)
ADDRESS = re.compile(r"\S+@\S+|https?:\S+")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2069]")
BLOCKS = ("P", "TD", "TH", "LBody", "DT", "DD", "Caption", *(f"H{level}" for level in range(1, 7)))


@dataclass(frozen=True)
class Piece:
    """A line of text or a picture, drawn in one go: its elements from the outermost, and its place in mm."""

    elements: tuple[tuple[str, int], ...]
    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    # The language that the tags name for these words alone; '' for that of the document.
    language: str = ""

    def within(self, *kinds: str) -> tuple[str, int] | None:
        """Return the innermost element of these kinds that the piece stands in, with its number on the page."""
        return next((each for each in reversed(self.elements) if each[0] in kinds), None)

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def heading(self) -> str:
        return next((kind for kind, _number in self.elements if HEADING.fullmatch(kind)), "")


@dataclass
class Page:
    """The pieces of a page in the order in which they are read, and the lines above and below them."""

    number: int
    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    running: list[Piece] = field(default_factory=list)

    @cached_property
    def lowest(self) -> Piece:
        return max(self.pieces, key=lambda piece: piece.bottom)

    def blocks(self, *kinds: str) -> Iterator[list[Piece]]:
        """Yield the pieces of each element of these kinds."""
        found: dict[Any, list[Piece]] = {}
        for piece in self.pieces:
            if element := piece.within(*kinds):
                found.setdefault(element, []).append(piece)
        yield from found.values()


def pages_of(content: bytes) -> list[Page]:
    """Return the pages of a tagged PDF."""
    return [_read(page, number) for number, page in enumerate(pypdfium2.PdfDocument(content), 1)]


def _read(page: pypdfium2.PdfPage, number: int) -> Page:
    width, height = page.get_size()
    read = Page(number, width * MILLIMETRES_PER_POINT, height * MILLIMETRES_PER_POINT)
    marked: dict[int, list[Any]] = {}
    words = page.get_textpage()
    for place in range(pdfium.FPDFPage_CountObjects(page)):
        drawn = pdfium.FPDFPage_GetObject(page, place)
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind not in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_IMAGE):
            continue
        text = _text_of(drawn, words) if kind == pdfium.FPDF_PAGEOBJ_TEXT else ""
        mark = pdfium.FPDFPageObj_GetMarkedContentID(drawn)
        if mark < 0 and not _is_turned(drawn):
            read.running.append(Piece((), text, *_place_of(drawn, height)))
        elif mark >= 0:
            marked.setdefault(mark, []).append((text, *_place_of(drawn, height)))
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    numbers = itertools.count()

    def walk(element: Any, above: tuple[tuple[str, int], ...], language: str = "") -> None:
        elements = (*above, (_kind_of(element), next(numbers)))
        language = _language_of(element) or language
        for place in range(max(0, pdfium.FPDF_StructElement_GetMarkedContentIdCount(element))):
            mark = pdfium.FPDF_StructElement_GetMarkedContentIdAtIndex(element, place)
            read.pieces.extend(Piece(elements, *each, language) for each in marked.pop(mark, ()))
        for place in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, place):
                walk(child, elements, language)

    for place in range(max(0, pdfium.FPDF_StructTree_CountChildren(tree))):
        walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, place), ())
    pdfium.FPDF_StructTree_Close(tree)
    return read


def _utf16(read: Any) -> str:
    """Return what a function of pdfium writes into a buffer, whose length in bytes it tells first."""
    length = read(None, 0)
    buffer = ctypes.create_string_buffer(max(length, 2))
    read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[:length].decode("utf-16-le", "replace").rstrip("\0")


def _text_of(drawn: Any, words: pypdfium2.PdfTextPage) -> str:
    return _utf16(lambda buffer, length: pdfium.FPDFTextObj_GetText(drawn, words, buffer, length)).strip()


def _kind_of(element: Any) -> str:
    return _utf16(lambda buffer, length: pdfium.FPDF_StructElement_GetType(element, buffer, length))


def _language_of(element: Any) -> str:
    return _utf16(lambda buffer, length: pdfium.FPDF_StructElement_GetLang(element, buffer, length))


def _matrix_of(drawn: Any) -> Any:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
    return matrix


def _is_turned(drawn: Any) -> bool:
    """Tell whether it is a word like DRAFT, which lies across the page under all others."""
    return abs(_matrix_of(drawn).b) > 0.01


def _place_of(drawn: Any, height: float) -> tuple[float, ...]:
    left, bottom, right, top = (ctypes.c_float() for _corner in range(4))
    pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    places = (
        left.value,
        height - top.value,
        right.value,
        height - bottom.value,
        height - _matrix_of(drawn).f,
    )
    return tuple(place * MILLIMETRES_PER_POINT for place in places)


def words_of(kind: DocumentKind, conference: Conference, language: str) -> frozenset[str]:
    """Return the words that a document is made of, whole as in its page, or in what is handed to its cards."""
    data: Any = build_data(kind, conference, language=language)
    if kind.draws_cards:
        source = json.dumps(plain(data), default=lambda each: vars(each) if hasattr(each, "__dict__") else "")
    else:
        source = render_html(kind.html_template, data, language=language)
    text = UNSEEN.sub("", html.unescape(TAG.sub(" ", source)))
    return frozenset(WORD.findall(text))


def words_at_night(
    request: pytest.FixtureRequest, kind: str | DocumentKind, conference: Conference, language: str
) -> frozenset[str]:
    """Return the words of a document in a test that is `nightly`; none in others, for which it would take too long."""
    if not request.node.get_closest_marker("nightly"):
        return frozenset()
    return words_of(document_kinds.get(kind) if isinstance(kind, str) else kind, conference, language)


def faults_of_layout(
    content: bytes, language: str, kind: str = "", words: frozenset[str] = frozenset()
) -> list[str]:
    """Return where the pages of a PDF tear apart what belongs together; an empty list for a sound one.

    Of the kinds in MAY_END_EARLY a page may end before a new part; of any other it is full before the next begins.
    Words that are cut without a hyphen are found where `words_of` the document are given.
    """
    read = pages_of(content)
    found = [fault for page in read for fault in (*_places(page), *_cut_words(page, words))]
    of_kind = document_kinds.get(kind) if kind else None
    if of_kind and of_kind.draws_cards:
        return found
    if not of_kind or (of_kind.marks_languages and kind not in AS_WRITTEN):
        found += [fault for page in read for fault in _foreign(page, language)]
    pages = [page for page in read if page.pieces]
    with reading_in(language):
        labels = tuple(str(_(label)).casefold() for label in ("Expected action", "Addressed to:"))
        continued = str(_("(continued)"))
    found += _beyond(pages, language_direction(language))
    for page in pages:
        found += (*_words(page), *_columns(page))
    for page, following in itertools.pairwise(pages):
        found += _end(page, labels)
        found += _row(page, following)
        found += _beginning(page, following, labels, continued)
        found += _rest(page, following, pages[0], may_end_early=kind in MAY_END_EARLY)
    return found


def _end(page: Page, labels: tuple[str, ...]) -> Iterator[str]:
    last = page.lowest
    if last.heading:
        yield f"page {page.number} ends with the heading “{last.text}”"
    if last.within("THead"):
        yield f"page {page.number} ends with the head of a table, “{last.text}”"
    line = [piece.text for piece in page.pieces if abs(piece.baseline - last.baseline) < 1]
    if last.text.casefold() in labels or all(text.endswith(":") for text in line):
        yield f"page {page.number} ends with the label “{last.text}”"


def _row(page: Page, following: Page) -> Iterator[str]:
    """A row of which the page has the first cell alone, such as an hour, and the next page the others."""
    row, body = page.lowest.within("TR"), [each for each in following.pieces if not each.within("THead")]
    if not row or not body or not (rest := body[0].within("TR")):
        return
    before = [piece for piece in page.pieces if piece.within("TR") == row]
    after = [piece for piece in body if piece.within("TR") == rest]
    cells = {piece.within("TD", "TH") for piece in before}
    if len(cells) == 1 and all(abs(piece.left - other.left) > 1 for piece in after for other in before):
        yield f"page {page.number} ends with “{page.lowest.text}” without what follows in its row"


def _beginning(page: Page, following: Page, labels: tuple[str, ...], continued: str) -> Iterator[str]:
    number, body = following.number, [each for each in following.pieces if not each.within("THead")]
    if not body:
        return
    first = body[0]
    # Words that run both ways are read in the order in which they stand.
    mark = re.sub(r"\W", "", continued)
    lines = [piece.text for piece in following.running]
    names = [line.removesuffix(continued).strip().rstrip("…") for line in lines if mark in line]
    if first.text.casefold().startswith(labels):
        yield f"page {number} begins with “{first.text}”"
    for name in names:
        if name and any(piece.text == name for piece in body):
            yield f"page {number} continues {name}, which begins there"
    # A part that a heading above it names goes on without its name.
    goes_on = _head(page, last=True) and _head(page, last=True) == _head(following, last=False)
    if goes_on and not names and not first.heading:
        yield f"page {number} continues a table (“{first.text}”) and does not say so"


def _head(page: Page, *, last: bool) -> str:
    """Return the words of the head of the table with which a page ends or begins; '' for none, or one without."""
    piece = page.lowest if last else page.pieces[0]
    table = piece.within("Table")
    if not table:
        return ""
    return " ".join(
        each.text for each in page.pieces if each.within("Table") == table and each.within("THead")
    )


def _words(page: Page) -> Iterator[str]:
    """Words divided where none may be, and a fragment of one alone on the last line."""
    for block in page.blocks(*BLOCKS):
        kind = (block[0].within(*BLOCKS) or ("",))[0]
        lines = [each for each in block if each.text]
        if not lines:
            continue
        width = max(each.right for each in lines) - min(each.left for each in lines)
        for line, after in itertools.pairwise(lines):
            is_cell = kind in ("TD", "TH") and width < NARROW_MM
            if line.text.endswith(DIVIDED) and (is_cell or line.heading or kind == "TH"):
                yield f"page {page.number} divides “{line.text}” {after.text}"
            if line.text.endswith(DIVIDED) and line.text.split()[-1].lstrip("“«(")[:1].isupper():
                yield f"page {page.number} divides a name, “{line.text}” {after.text}"
            if ARTICLE.search(line.text) and after.baseline > line.baseline + 1:
                yield f"page {page.number} divides “{line.text}” {after.text}"
        last = lines[-1]
        if len(lines) > 1 and last.baseline > lines[-2].baseline + 1:
            alone = re.sub(r"\W", "", last.text)
            is_rest = lines[-2].text.endswith(DIVIDED) and " " not in last.text
            if is_rest or (alone.isalpha() and len(alone) <= 2):
                yield f"page {page.number} has “{last.text}” alone on a line after “{lines[-2].text}”"


def _columns(page: Page) -> Iterator[str]:
    """Rows of a table in which one text begins lower than the others."""
    for row in page.blocks("TR"):
        if row[0].within("THead"):
            continue
        begins: dict[Any, float] = {}
        for piece in row:
            if piece.text:
                begins.setdefault(piece.within("TD", "TH"), piece.baseline)
        begins = {cell: place for cell, place in begins.items() if cell and cell[0] == "TD"}
        if len(begins) > 1 and max(begins.values()) - min(begins.values()) > 1.5:
            yield f"page {page.number} has a row that is not level: “{row[0].text}”"


def _rest(page: Page, following: Page, first: Page, *, may_end_early: bool) -> Iterator[str]:
    """A page left empty in its lower part, though what follows goes on; and a few lines left over for the next."""
    low, high = 24.0, 26.0
    begins, begins_all = following.pieces[0], first.pieces[0]
    is_new_part = begins.heading or (begins.text, begins.elements[-1][0]) == (
        begins_all.text,
        begins_all.elements[-1][0],
    )
    empty = (page.height - low - page.lowest.bottom) / (page.height - low - high)
    if empty > (MAX_EMPTY if not may_end_early else 1 if is_new_part else 2 / 3):
        yield f"page {page.number} is {empty:.0%} empty before “{begins.text}”"
    lines = {round(piece.baseline) for piece in following.pieces}
    if len(lines) < FEW_LINES and not is_new_part:
        yield f"page {following.number} has nothing but “{begins.text}”"


def _places(page: Page) -> Iterator[str]:
    """Words outside their page, and words over others."""
    drawn = sorted((each for each in (*page.pieces, *page.running) if each.text), key=lambda each: each.top)
    for place, one in enumerate(drawn):
        if min(one.left, one.top) < -0.4 or one.right > page.width + 0.4 or one.bottom > page.height + 0.4:
            yield f"page {page.number} does not hold “{one.text}”"
        for other in itertools.islice(drawn, place + 1, None):
            if other.top >= one.bottom:
                break
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.bottom, other.bottom) - other.top
            # Letters that are joined, and marks above them, are drawn over each other.
            if any(each.text.lower() == each.text.upper() for each in (one, other)):
                continue
            if across > 0.5 and down > min(one.height, other.height) / 4:
                yield f"page {page.number} has “{one.text}” over “{other.text}”"


def _beyond(pages: list[Page], direction: str) -> Iterator[str]:
    """Words that reach into the margin in which lines end, which is as wide as that in which they begin."""
    from_right = direction == "rtl"
    ends = [(page, piece, page.width - piece.right, piece.left) for page in pages for piece in page.pieces]
    margin = min((right if from_right else left for _page, _piece, right, left in ends), default=0)
    for page, piece, right, left in ends:
        if (left if from_right else right) < margin - 1:
            yield f"page {page.number} has “{piece.text}” in its margin"


def _cut_words(page: Page, words: frozenset[str]) -> Iterator[str]:
    """Words of which one line has a part and the next the rest, without a hyphen."""
    for line, after in itertools.pairwise(piece for piece in (*page.pieces, *page.running) if piece.text):
        is_next = line.baseline + 1 < after.baseline < line.baseline + 2.5 * max(line.height, after.height)
        part, rest = LAST_WORD.search(line.text), WORD.match(after.text)
        if not (is_next and part and rest and line.left < after.right and after.left < line.right):
            continue
        whole = part[0] + rest[0]
        is_too_long = part[0] == line.text and len(whole) > LONGEST_WORD
        if whole in words and not {part[0], rest[0]} <= words and not is_too_long:
            yield f"page {page.number} cuts “{whole}” after “{part[0]}”"


def _foreign(page: Page, language: str) -> Iterator[str]:
    """Paragraphs in a language that is not the document's, and of which the tags do not say so."""
    if language not in dict(settings.LANGUAGES):
        return  # Words of the software itself are in another language there.
    languages = [language, *(each for each in ("en", "ru", "uz", "uz-Cyrl", "ar") if each != language)]
    for block in page.blocks(*BLOCKS):
        text = ADDRESS.sub("", " ".join(piece.text for piece in block if not piece.language))
        # A word with a capital may be a name. A few words of another script are one as well.
        scripts = count_scripts(text).most_common(1)
        words = [word for word in re.findall(r"\b[^\W\d_]{2,}", text) if word[0].islower()]
        words = [word for word in words if script_of(word) == scripts[0][0]]
        found = languages_by_letters(" ".join(words), languages)
        if found and len(words) > 2 and "[" not in text:
            yield f"page {page.number} does not say that “{text[:60]}” is {' or '.join(found)}"
