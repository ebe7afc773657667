"""The direction of each paragraph of a page: a document in one language quotes texts in others.

WeasyPrint does not support `dir="auto"`; without a direction of its own, an English sentence in an Arabic document has
its full stop at the beginning. Browsers read these attributes as well. Only the order within the paragraph changes: its
alignment remains that of the document.
"""

import re
from typing import Any

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_BLOCKS = frozenset(
    "address article caption dd div dl dt figcaption figure footer h1 h2 h3 h4 header li main ol p section"
    " table tbody td tfoot th thead tr ul".split()
)
_TEXTS = ("p", "h1", "h2", "h3", "h4", "td", "th", "li", "dt", "dd", "caption", "figcaption", "div")


def with_directions(html: str, direction: str) -> str:
    """Return the page with a `dir` on every paragraph whose first letter runs against the document's direction."""
    if direction == "ltr" and not _RIGHT_TO_LEFT.search(html):
        return html
    from lxml import html as parsing

    from confman.documents.word.template_filler import first_direction

    document: Any = parsing.document_fromstring(html, parser=parsing.HTMLParser(huge_tree=True))
    for element in document.body.iter(*_TEXTS):
        if any(child.tag in _BLOCKS for child in element) or _is_told(element):
            continue
        own = first_direction(element.text_content())
        if own and own != direction:
            element.set("dir", own)
    page: str = parsing.tostring(document, encoding="unicode", method="html")
    return f"<!doctype html>\n{page}"


def _is_told(element: Any) -> bool:
    """Tell whether the template has set the direction, on this element or around it."""
    while element is not None and element.tag != "html":
        if element.get("dir"):
            return True
        element = element.getparent()
    return False
