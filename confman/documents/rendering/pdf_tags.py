"""The tags that WeasyPrint leaves out of a PDF, set while it builds its tree. The rules are ISO 14289-1 (PDF/UA).

WeasyPrint has no hook there, so its function that makes the elements of a box is wrapped. What it leaves out: the
language of a text within another, the scope of a table's heads, a tree of their identifiers (which it repeats on every
page of a table), descriptions of links, the place of a picture in the measure of the page. And lines above and below
the page are content to it, which a screen reader would read on every page.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from confman.translation.dates import WORD_JOINER

# Classes of elements that are there for the lines of the page or for the eye.
UNREAD = frozenset(("page-strings", "watermark"))
_SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}
POINTS_A_PIXEL = 0.75


@dataclass
class _Tree:
    """Data collected while the tree of a document is built."""

    heights: list[float]
    # By page: the numbers of marked content.
    unread: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, str] = field(default_factory=dict)  # identifier: reference of the element


_TREE: ContextVar[_Tree] = ContextVar("tree")


class _CountedPages:
    """A PDF that lists its pages once. pydyf does so for each element: each page would take longer than the last."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self.page_references = pdf.page_references

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pdf, name)


def complete_tags() -> None:
    """Have WeasyPrint make complete tags from now on, in this process."""
    import pydyf
    from weasyprint import pdf as writer
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.pdf import tags

    build, add = tags._build_box_tree, writer.add_tags

    def build_box_tree(
        box: Any, parent: Any, pdf: Any, page: int, numbers: dict[int, Any], annotations: Any, marks: Any
    ) -> Iterator[Any]:
        laid_out = box._box if isinstance(box, AbsolutePlaceholder) else box
        if isinstance(laid_out, boxes.MarginBox) or _is_unread(laid_out):
            for mark in _marks_within(laid_out, marks):
                numbers[mark["mcid"]] = "null"
                _TREE.get().unread[page].add(mark["mcid"])
            return
        for element in build(box, parent, pdf, page, numbers, annotations, marks):
            if laid_out.element is not None and laid_out.element_tag == laid_out.element.tag not in (
                "html",
                "body",
            ):
                _describe(element, laid_out, page)
            yield element

    def add_tags(pdf: Any, document: Any, version: Any, streams: list[Any]) -> None:
        tree = _Tree([page.height for page in document.pages])
        token = _TREE.set(tree)
        try:
            add(_CountedPages(pdf), document, version, streams)
        finally:
            _TREE.reset(token)
        for page, numbers in tree.unread.items():
            _unmark(streams[page].stream, numbers)
        if tree.names:
            pairs = [part for name in sorted(tree.names) for part in (pydyf.String(name), tree.names[name])]
            root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
            root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(pairs)})

    tags._build_box_tree, writer.add_tags = build_box_tree, add_tags


def _unmark(content: list[Any], numbers: set[int]) -> None:
    """Turn marked content of a page into what is not to be read: a tag and its properties stand one after the other."""
    import pydyf

    for index, item in enumerate(content):
        if isinstance(item, pydyf.Dictionary) and item.get("MCID") in numbers:
            content[index - 1 : index + 1] = "/Artifact", pydyf.Dictionary({"Type": "/Pagination"})


def _is_unread(box: Any) -> bool:
    return box.element is not None and bool(UNREAD & set(box.element.get("class", "").split()))


def _marks_within(box: Any, marks: dict[Any, Any]) -> Iterator[Any]:
    """Yield, and take out, the marked content of a box and of all that is in it."""
    if box in marks:
        yield marks.pop(box)
    for child in getattr(box, "children", ()):
        yield from _marks_within(getattr(child, "_box", child), marks)


def _describe(element: Any, box: Any, page: int) -> None:
    import pydyf

    if language := box.element.get("lang"):
        element["Lang"] = pydyf.String(language)
    kind = element["S"]
    if kind == "/TH":
        element["A"]["Scope"] = _SCOPES[box.element.get("scope", "col")]
    elif kind == "/Table":
        _name_heads(box, page)
    elif kind == "/Figure":
        high = _TREE.get().heights[page]
        left, top, right, bottom = element["A"]["BBox"]
        corners = (left, high - bottom, right, high - top)
        element["A"]["BBox"] = pydyf.Array(round(corner * POINTS_A_PIXEL, 2) for corner in corners)
    elif kind == "/Link" and box.link_annotation:
        text = " ".join("".join(box.element.itertext()).replace(WORD_JOINER, "").split())
        box.link_annotation["Contents"] = pydyf.String(text or box.element.get("href", ""))


def _name_heads(box: Any, page: int) -> None:
    """Give the heads of a table identifiers that are theirs alone, though the table goes on over several pages."""
    import pydyf

    names = _TREE.get().names
    for cell in _cells(box):
        mark = getattr(cell, "mark", None)
        if mark is None:
            continue
        if "ID" in mark:
            name = f"{page}-{_plain(mark['ID'])}"
            mark["ID"], names[name] = pydyf.String(name), mark.reference
        if (heads := mark["A"].pop("Headers", None)) is not None and heads:
            mark["A"]["Headers"] = pydyf.Array(pydyf.String(f"{page}-{_plain(head)}") for head in heads)


def _plain(name: Any) -> str:
    return str(name.string)


def _cells(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if getattr(child, "element_tag", "") in ("td", "th") and hasattr(child, "colspan"):
            yield child
        yield from _cells(child)
