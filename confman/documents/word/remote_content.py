"""Take out of a document what Word would fetch from elsewhere by itself: templates, pictures, objects, other files."""

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsmap, qn
from lxml import etree

# The beginning of the attributes that name a relation of the part.
_RELATION = f"{{{nsmap['r']}}}"
# Fields that read a file, a page or another program.
_FETCHES = re.compile(
    r"\W*(?:INCLUDE(?:PICTURE|TEXT)?|IMPORT|DDE(?:AUTO)?|LINK|DATABASE|RD)\b", re.IGNORECASE
)


def drop_remote_content(document: Any) -> None:
    """Take out what Word fetches from elsewhere by itself; links for readers stay.

    A field keeps what it says, and is no longer worked out. Files of another format within the file, of which nobody
    sees what they fetch, go.
    """
    for part in document.part.package.iter_parts():
        for key, relation in [*part.rels.items()]:
            if relation.reltype.endswith("/aFChunk") or (
                relation.is_external and not relation.reltype.endswith("/hyperlink")
            ):
                del part.rels[key]
                _remove_users(part, key)
        if hasattr(part, "element"):
            _quieten(part.element)
        # Notes and comments may be kept as they came, in UTF-16, too.
        elif any(word in part.blob.replace(b"\0", b"") for word in (b"instrText", b"fldSimple")):
            root = parse_xml(part.blob)
            _quieten(root)
            part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _remove_users(part: Any, key: str) -> None:
    for element in [*part.element.iter()] if hasattr(part, "element") else ():
        names = [name for name in element.attrib if name.startswith(_RELATION)]
        for name in (name for name in names if element.get(name) == key):
            del element.attrib[name]
            # A picture that is in the file, too, stays.
            if len(names) == 1:
                element.getparent().remove(element)


def _quieten(root: Any) -> None:
    """Empty the codes of fields that fetch, and forget the list that a mail merge would read."""
    for merge in [*root.iter(qn("w:mailMerge"))]:
        merge.getparent().remove(merge)
    for field in root.iter(qn("w:fldSimple")):
        if _FETCHES.match(field.get(qn("w:instr"), "")):
            field.set(qn("w:instr"), "")
    for codes in _field_codes(root):
        if _FETCHES.match("".join(code.text or "" for code in codes)):
            for code in codes:
                code.text = ""


def _field_codes(root: Any) -> Iterator[list[Any]]:
    """Yield the parts of the code of each field: a code may be split anywhere, and have other fields in it."""
    within: list[list[Any]] = [[]]
    for element in root.iter(qn("w:fldChar"), qn("w:instrText")):
        kind = element.get(qn("w:fldCharType"))
        if kind == "begin":
            within.append([])
        elif kind == "end" and len(within) > 1:
            yield within.pop()
        elif kind is None:
            within[-1].append(element)
    yield from within
