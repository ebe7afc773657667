"""Reads the blocks of a document from its HTML page, so that PDF and Word share one template."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import cssselect2
from lxml import html
from PIL import Image

from confman.documents.blocks import (
    Block,
    Count,
    Run,
    TableBlock,
    TableCell,
    TableRow,
    TextBlock,
    TrackedChange,
)
from confman.documents.meta import Picture
from confman.documents.rendering.computed_style import ComputedStyle, computed_style, style_sheet

SPACE = re.compile(r"[ \t\n\r\f]+")
SPACE_OF_A_LINE = re.compile(r"[ \t\r\f]+")
BLOCKS = frozenset(
    "address article aside caption dd div dl dt figcaption figure footer h1 h2 h3 h4 header li main ol p section"
    " table ul".split()
)
HEADINGS = {f"h{level + 1}": f"Heading {level}" for level in range(1, 4)}
# Paragraph styles by class; the first match counts. Inside a table the cell's own style applies.
STYLES = {
    "sheet-title": "Page Title",
    "sign": "Sign",
    "sign-text": "Sign Text",
    "sign-below": "Sign Below",
    "sign-text-small": "Sign Text Small",
    "sign-below-small": "Sign Below Small",
    "letterhead": "Small",
    "letterhead-organizer": "Organizer",
    "addressee": "Address Line",
    "subject": "Letter Title",
    "note-title": "Letter Title",
    "closing-line": "Closing",
    "signatory": "Signature",
    "annex": "Small",
    "subtitle": "Subtitle",
    "fact": "Below",
    "label": "Label",
    "note": "Note",
    "muted": "Note",
    "definition": "Note",
    "empty": "Note",
    "small": "Small",
    "also": "Small",
    "credit-text": "Credits",
}
ITEMS = {"ul": "List Bullet", "ol": "List Number"}
COUNTED, COUNTED_IN_TABLE = ITEMS["ol"], "Table Number"
EMPHASIS = ("strong", "b", "em")
CHANGES = ("ins", "del")
INHERITED = {"color", "font-style", "font-weight", "text-align", "text-decoration", "white-space"}
# The width of the label before a hanging paragraph, unless the page specifies it.
LABEL_MM = 9.0
INK, MUTED = "14181d", "5b6470"
PLAIN, TAB = Run(""), Run("\t")


@dataclass(frozen=True)
class _TextPlace:
    """The state at a place in the text: its style, inherited properties, and the format of its run."""

    style: str = "Normal"
    run: Run = PLAIN
    align: str = "start"
    direction: str = ""
    indent_mm: float = 0
    hanging_mm: float = 0
    lines: bool = False  # whether line breaks are kept
    in_table: bool = False
    count: Count | None = None
    item: str = ""  # the style of a list's items; '' if they have no marker

    def within(self, element: Any, css: ComputedStyle) -> _TextPlace:
        """Return the state within an element."""
        node = element.etree_element
        if INHERITED.isdisjoint(css) and not (
            node.get("lang") or node.get("dir") or element.local_name in EMPHASIS
        ):
            # The case of nearly all elements: repeating the lookup takes as long as the rest of the reading.
            return self
        decoration = css.get("text-decoration", "")
        run = self.run._replace(
            language=node.get("lang") or self.run.language,
            bold=self.run.bold if css.bold is None else css.bold,
            italic=css["font-style"] == "italic" if "font-style" in css else self.run.italic,
            underlined=self.run.underlined or "underline" in decoration,
            struck=self.run.struck or "line-through" in decoration,
            colour=css.colour("color").replace(INK, "") if "color" in css else self.run.colour,
        )
        if element.local_name in EMPHASIS[:2]:
            run = run._replace(bold=css.bold is not False)
        elif element.local_name == EMPHASIS[2]:
            run = run._replace(italic=True)
        elif element.local_name in CHANGES and node.get("data-by"):
            change = TrackedChange(element.local_name, node.get("data-by"), node.get("data-at", ""))
            run = self.run._replace(change=change)
        align = css.get("text-align", "inherit")
        return replace(
            self,
            run=run,
            align=align if align in ("end", "center") else self.align if align == "inherit" else "start",
            direction=node.get("dir") or self.direction
            if element.local_name in ("td", "th")
            else self.direction,
            lines=css.has_value("white-space", "pre-line") or self.lines,
        )


def read_page(page: str) -> tuple[Block, ...]:
    """Return the blocks of the page's main part, formatted by its style sheets."""
    document = html.document_fromstring(page, parser=html.HTMLParser(huge_tree=True))
    sheet = style_sheet("".join(style.text or "" for style in document.iter("style")))
    root = cssselect2.ElementWrapper.from_html_root(document)
    main = next(element for element in root.iter_subtree() if element.local_name == "main")
    blocks = _PageReader(sheet).read(main, _TextPlace(), ComputedStyle())
    # The letterhead may go on with credits, which begin no page, on paper either.
    return (*blocks[:-1], *map(_keep_with_next, blocks[-1:]))


class _PageLines:
    """Collects paragraphs and other blocks in the order in which they are read."""

    def __init__(self, place: _TextPlace) -> None:
        self.place = place
        self.blocks: list[Block] = []
        self._runs: list[tuple[str, Run]] = []

    def add_text(self, text: str | None, place: _TextPlace) -> None:
        if text:
            spaces = SPACE_OF_A_LINE if place.lines else SPACE
            self._runs.append((spaces.sub(" ", text), place.run))

    def hang(self, width_mm: float) -> None:
        """Turn the text read last into the label of a hanging paragraph."""
        self._runs.append((TAB.text, PLAIN))
        self.place = replace(self.place, indent_mm=self.place.indent_mm + width_mm, hanging_mm=width_mm)

    def put(self, blocks: list[Block]) -> None:
        runs = _trimmed(self._runs)
        if self.place.hanging_mm and blocks and isinstance(blocks[0], TextBlock) and runs[-1:] == (TAB,):
            # The label belongs to what follows.
            hanging = self.place.hanging_mm
            blocks = [replace(blocks[0], runs=(*runs, *blocks[0].runs), hanging_mm=hanging), *blocks[1:]]
            self._runs.clear()
        self.end()
        self.blocks += blocks

    def keep(self) -> None:
        """Keep the last block on the page of the one that follows."""
        self.end()
        self.blocks[-1:] = map(_keep_with_next, self.blocks[-1:])

    def end(self) -> None:
        """Make a paragraph of the text read so far; drop a label that nothing follows."""
        runs = _trimmed(self._runs)
        if runs := runs[:-1] if runs[-1:] == (TAB,) else runs:
            place = self.place
            self.blocks.append(
                TextBlock(
                    place.style,
                    runs,
                    align=place.align,
                    direction=place.direction,
                    indent_mm=place.indent_mm,
                    hanging_mm=place.hanging_mm,
                    count=place.count,
                )
            )
        self._runs.clear()
        if self.place.hanging_mm:
            self.place = replace(self.place, hanging_mm=0)


class _PageReader:
    def __init__(self, sheet: cssselect2.Matcher) -> None:
        self._sheet = sheet

    def read(self, element: Any, place: _TextPlace, css: ComputedStyle) -> list[Block]:
        """Read the blocks within an element; loose text beside them becomes paragraphs."""
        lines = _PageLines(place)
        self._walk(element, place, css, lines)
        lines.end()
        return lines.blocks

    def _walk(self, element: Any, place: _TextPlace, css: ComputedStyle, lines: _PageLines) -> None:
        lines.add_text(element.etree_element.text, place)
        for child in element.iter_children() if len(element.etree_element) else ():
            style_of_child = computed_style(child, self._sheet)
            name, inner = child.local_name, place.within(child, style_of_child)
            if style_of_child.has_value("display", "none"):
                pass
            elif name == "br":
                lines.add_text("\n", replace(place, lines=True))
            elif name == "img":
                lines.put(_picture(child, style_of_child))
            elif name in BLOCKS or style_of_child.has_value("display", "block"):
                if style_of_child.has_value("break-before", "avoid"):
                    lines.keep()
                if inner.indent_mm != lines.place.indent_mm:
                    inner = replace(inner, indent_mm=lines.place.indent_mm)
                lines.put(self._block(child, inner, style_of_child))
            else:
                self._walk(child, inner, style_of_child, lines)
                if _is_label(style_of_child, css):
                    lines.hang(style_of_child.length("width") or LABEL_MM)
            lines.add_text(child.etree_element.tail, place)

    def _block(self, element: Any, place: _TextPlace, css: ComputedStyle) -> list[Block]:
        name, around_mm = element.local_name, place.indent_mm
        if name in HEADINGS:
            # A heading is formatted by its style.
            run = PLAIN._replace(language=place.run.language)
            place = replace(place, style=_style(element, HEADINGS[name]), run=run, indent_mm=0)
        elif not place.in_table:
            place = self._in_its_style(element, place, css)
        if level := element.etree_element.get("data-level"):
            place = _counted(element.etree_element, place, int(level), around_mm)
        if name in ("ul", "ol"):
            place = replace(place, item="" if css.has_value("list-style", "none") else ITEMS[name])
        if name == "table" or css.has_value("display", "table"):
            blocks = self._table(element, place, css)
        else:
            blocks = self.read(element, place, css)
        if level:
            # The number is left to the first paragraph of an item; the others stand below its text.
            blocks = [*blocks[:1], *map(_below_number, blocks[1:])]
        if bookmark := element.etree_element.get("data-bookmark"):
            blocks = [*(replace(block, bookmark=bookmark) for block in blocks[:1]), *blocks[1:]]
        if css.has_value("break-before", "page"):
            blocks = _on_a_new_page(blocks)
        if css.has_value("break-inside", "avoid") and name not in ("p", "li"):
            blocks = [*map(_keep_whole, blocks[:-1]), *map(_keep_inside, blocks[-1:])]
        if css.has_value("break-after", "avoid") and name not in HEADINGS:
            blocks = [*blocks[:-1], *map(_keep_with_next, blocks[-1:])]
        return blocks

    def _in_its_style(self, element: Any, place: _TextPlace, css: ComputedStyle) -> _TextPlace:
        style = _style(element, place.style)
        if style != place.style and place.run.colour == MUTED:
            # As in the style itself.
            place = replace(place, run=place.run._replace(colour=""))
        if element.local_name == "li" and place.item:
            style = place.item
        return replace(
            place,
            style=style,
            indent_mm=place.indent_mm + css.length("padding-inline-start"),
            hanging_mm=max(0, -css.length("text-indent")),
        )

    def _table(self, element: Any, place: _TextPlace, around: ComputedStyle) -> list[Block]:
        inside = replace(place, style="Table Text", in_table=True, indent_mm=0, hanging_mm=0)
        before: list[Block] = []
        rows: list[TableRow] = []
        widths: list[float] = []
        boxed = False
        for row, css, is_head in self._rows(element, before, place):
            cells, height, is_open = [], css.length("height"), False
            place_of_row = replace(inside.within(row, css), style="Table Head" if is_head else "Table Text")
            for cell in row.iter_children():
                style_of_cell = computed_style(cell, self._sheet)
                span, over = (int(cell.etree_element.get(name) or 1) for name in ("colspan", "rowspan"))
                within = place_of_row.within(cell, style_of_cell)
                if is_head:
                    within = replace(within, run=within.run._replace(bold=False, colour=""))
                blocks = self.read(cell, within, style_of_cell)
                shade = style_of_cell.colour("background") or css.colour("background")
                no_rule = style_of_cell.get("border") == "0"
                cells.append(TableCell(tuple(blocks), span, over, shade, open=no_rule))
                if cell.local_name == "td":
                    height = max(height, style_of_cell.length("height"))
                if not rows:
                    widths += [style_of_cell.length("width") / span] * span
                boxed = boxed or "solid" in style_of_cell.get("border", "")
                is_open = is_open or style_of_cell.get("border-bottom") == "0"
            # A head is never left alone at the foot of a page.
            whole = css.has_value("break-inside", "avoid")
            kept = is_head or css.has_value("break-after", "avoid")
            rows.append(TableRow(tuple(cells), is_head, whole, height, keep_next=kept, open=is_open))
        columns = [
            computed_style(column, self._sheet).length("width")
            for group in element.iter_children()
            if group.local_name == "colgroup"
            for column in group.iter_children()
        ]
        style = "Grid" if boxed else "Rows"
        table = TableBlock(tuple(rows), tuple(columns or widths), style, around.get("direction") == "ltr")
        return [*before, table] if rows else before

    def _rows(
        self, element: Any, before: list[Block], place: _TextPlace
    ) -> Iterator[tuple[Any, ComputedStyle, bool]]:
        """Yield the rows, and whether each belongs to the head; a caption goes before the table."""
        styles = [(child, computed_style(child, self._sheet)) for child in element.iter_children()]
        if any(css.get("display") == "table-cell" for _child, css in styles):
            # Cells outside any row form one.
            css = computed_style(element, self._sheet)
            yield element, css, css.has_value("display", "table-header-group")
            return
        for child, css in styles:
            name = child.local_name
            if name == "caption":
                before += self.read(child, replace(place, style="Caption"), css)
            elif name == "tr" or css.has_value("display", "table-row"):
                yield child, css, element.local_name == "thead"
            else:
                yield from self._rows(child, before, place)


def _counted(element: Any, place: _TextPlace, level: int, around_mm: float) -> _TextPlace:
    """Return the place of a paragraph that Word counts: a heading keeps its style, an item the indent of its list."""
    name, start, series = (element.get(f"data-{attribute}", "") for attribute in ("list", "start", "series"))
    count = Count(name, level, int(start or 0), series, place.run.language if series else "")
    if element.tag in HEADINGS:
        return replace(place, count=count)
    in_cell = place.in_table and (element.tag == "li" or "cell" in element.get("class", "").split())
    if element.tag != "li" and not in_cell:
        return replace(place, style=COUNTED, count=count, indent_mm=0, hanging_mm=0)
    if in_cell:
        return replace(place, style=COUNTED_IN_TABLE, count=count, indent_mm=0, hanging_mm=0)
    indent, hanging = (around_mm + LABEL_MM, LABEL_MM) if around_mm else (0, 0)
    return replace(place, style=COUNTED, count=count, indent_mm=indent, hanging_mm=hanging)


def _below_number(block: Block) -> Block:
    if isinstance(block, TextBlock) and block.count:
        return replace(block, style="Table Text", count=None, indent_mm=LABEL_MM)
    return block


def _style(element: Any, usual: str) -> str:
    """Return the style of Word's templates for the class of an element."""
    classes = element.classes
    return next((STYLES[name] for name in STYLES if name in classes), usual) if classes else usual


def _is_label(css: ComputedStyle, around: ComputedStyle) -> bool:
    """Tell whether text is in a box of its own before the text it labels."""
    return (
        css.get("display") == "inline-block"
        or css.get("position") == "absolute"
        or around.get("display") == "flex"
    )


def _trimmed(runs: list[tuple[str, Run]]) -> tuple[Run, ...]:
    """Return the runs of a paragraph without leading, trailing and repeated spaces."""
    trimmed: list[tuple[str, Run]] = []
    after = "\n"
    for text, run in runs:
        if shortened := text.lstrip(" ") if after in " \n\t" else text:
            trimmed.append((shortened, run))
            after = shortened[-1]
    while trimmed and not trimmed[-1][0].rstrip(" \n"):
        trimmed.pop()
    if trimmed:
        shortened, run = trimmed.pop()
        trimmed.append((shortened.rstrip(" \n"), run))
    # Several times as fast as `_replace`, for every piece of text.
    return tuple(Run(shortened, *run[1:]) for shortened, run in trimmed)


def _picture(element: Any, css: ComputedStyle) -> list[Block]:
    """Return a picture as the page shows it; Word shows no SVG."""
    node = element.etree_element
    kind, _comma, data = node.get("src", "").partition(",")
    if not kind.endswith(";base64") or "svg" in kind:
        return []
    content = base64.b64decode(data)
    with Image.open(io.BytesIO(content)) as picture:
        across, high = picture.size
    width = css.length("width") or float(node.get("width") or across) * 25.4 / 96
    widest = css.length("max-width") or width, css.length("max-height") * across / high or width
    return [Picture(content, node.get("alt", ""), min(width, *widest))]


def _keep_with_next(block: Block) -> Block:
    """Return the block, kept on the page of what follows: of a table the last row."""
    if isinstance(block, TableBlock):
        return replace(block, rows=(*block.rows[:-1], *_kept_rows(block.rows[-1:])))
    return _keep_whole(block)


def _keep_whole(block: Block) -> Block:
    """Return the block, kept whole on the page of what follows."""
    if isinstance(block, TextBlock):
        return replace(block, keep_next=True)
    if isinstance(block, TableBlock):
        return replace(block, rows=_kept_rows(block.rows))
    return block


def _keep_inside(block: Block) -> Block:
    """Return the block, kept whole but not with what follows: of a table all rows but the last."""
    if isinstance(block, TableBlock):
        return replace(block, rows=(*_kept_rows(block.rows[:-1]), *block.rows[-1:]))
    return block


def _kept_rows(rows: tuple[TableRow, ...]) -> tuple[TableRow, ...]:
    return tuple(replace(row, keep_next=True) for row in rows)


def _on_a_new_page(blocks: list[Block]) -> list[Block]:
    if blocks and isinstance(blocks[0], TextBlock):
        return [replace(blocks[0], new_page=True), *blocks[1:]]
    return [TextBlock("After Table", (), new_page=True), *blocks]
