"""Joins the files of a folder, 1.pdf to n.pdf, into whole.pdf; as a program, in a process of its own.

It imports nothing of the project, so that the program starts at once.
"""

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

WHOLE = "whole.pdf"
TIME_LIMIT = 600
# Entries of the first part's catalogue that hold for all: claims of the file, and its display.
_CLAIMS = ("/Lang", "/Metadata", "/OutputIntents", "/ViewerPreferences")
_NAMED = ("/RoleMap", "/ClassMap")


def join_in_subprocess(folder: Path, number: int) -> None:
    """Join files as join_files does, in a separate process, which frees the memory when it ends."""
    subprocess.run(
        [sys.executable, "-I", str(Path(__file__)), str(folder), str(number)], check=True, timeout=TIME_LIMIT
    )


def join_files(folder: Path, number: int) -> None:
    """Write whole.pdf: the pages of the parts with their tags, and title, language and claims of the first.

    If a part has no tags (one drawn by a template of someone's own), the whole has none and claims nothing.
    """
    with pikepdf.new() as joined:
        tags: _Tags | None = _Tags(joined)
        for part_number in range(1, number + 1):
            with pikepdf.open(folder / f"{part_number}.pdf") as part:
                first_page = len(joined.pages)
                joined.pages.extend(part.pages)
                if part_number == 1:
                    _copy_identity(part, joined)
                if tags and "/StructTreeRoot" in part.Root:
                    tags.add(part, first_page)
                else:
                    tags = None
        if tags:
            tags.close()
        else:
            _withdraw_claims(joined)
        joined.save(
            folder / WHOLE, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )


@dataclass
class _Tags:
    """The structure of the joined file, made of those of its parts: ISO 32000-1, 14.7."""

    joined: pikepdf.Pdf
    kids: list[Any] = field(default_factory=list)
    numbers: list[Any] = field(default_factory=list)
    names: dict[bytes, Any] = field(default_factory=dict)
    shared: dict[str, Any] = field(default_factory=dict)
    parents: int = 0
    parts: int = 0

    def __post_init__(self) -> None:
        self.root = self.joined.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.whole = self.joined.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=self.root))

    def add(self, part: pikepdf.Pdf, first_page: int) -> None:
        """Add the tags of a part, whose pages begin at `first_page`."""
        root = self.joined.copy_foreign(part.make_indirect(part.Root.StructTreeRoot))
        self.parts += 1
        for key in _NAMED:
            if key in root:
                self.shared.setdefault(key, Dictionary()).update(root[key])
        for top in _list(root.K):
            for kid in _list(top.get("/K", Array())) if top.get("/S") == Name.Document else (top,):
                kid.P = self.whole
                self.kids.append(kid)
        if "/IDTree" in root:
            self._rename(root)
        self._shift(root, first_page)

    def _shift(self, root: Any, first_page: int) -> None:
        """Number the pages' and annotations' places in the tree of parents on from the parts before."""
        last = -1
        for number, value in _pairs(root.ParentTree):
            self.numbers += [self.parents + number, value]
            last = max(last, number)
        for page in list(self.joined.pages)[first_page:]:
            for holder, key in (
                (page.obj, "/StructParents"),
                *((note, "/StructParent") for note in page.obj.get("/Annots", ())),
            ):
                if key in holder:
                    holder[key] = self.parents + int(holder[key])
        self.parents += last + 1

    def _rename(self, root: Any) -> None:
        """Give the identifiers of a part, which another may have too, its number."""
        before = b"%d-" % self.parts
        waiting = _list(root.K)
        while waiting:
            element = waiting.pop()
            if not isinstance(element, Dictionary):
                continue
            if "/ID" in element:
                element.ID = String(before + bytes(element.ID))
                self.names[bytes(element.ID)] = element
            for attributes in _list(element.get("/A", Array())):
                if "/Headers" in attributes:
                    attributes.Headers = Array(String(before + bytes(name)) for name in attributes.Headers)
            if "/S" in element:
                waiting += _list(element.get("/K", Array()))

    def close(self) -> None:
        """Write the structure into the joined file."""
        self.whole.K = Array(self.kids)
        self.root.K = Array([self.whole])
        self.root.ParentTree = self.joined.make_indirect(Dictionary(Nums=Array(self.numbers)))
        self.root.ParentTreeNextKey = self.parents
        for key, shared in self.shared.items():
            self.root[key] = shared
        if self.names:
            pairs = [entry for name in sorted(self.names) for entry in (String(name), self.names[name])]
            self.root.IDTree = self.joined.make_indirect(Dictionary(Names=Array(pairs)))
        self.joined.Root.StructTreeRoot = self.root
        self.joined.Root.MarkInfo = Dictionary(Marked=True)


def _list(kids: Any) -> list[Any]:
    return [*kids] if isinstance(kids, Array) else [kids]


def _pairs(tree: Any) -> Any:
    """Yield the numbers of a number tree and what stands at each."""
    for kid in tree.get("/Kids", ()):
        yield from _pairs(kid)
    numbers = tree.get("/Nums", Array())
    for index in range(0, len(numbers), 2):
        yield int(numbers[index]), numbers[index + 1]


def _copy_identity(source: pikepdf.Pdf, target: pikepdf.Pdf) -> None:
    for key in _CLAIMS:
        if key in source.Root:
            value = source.Root[key]
            copied = target.copy_foreign(value if value.is_indirect else source.make_indirect(value)) if isinstance(
                value, (Array, Dictionary, pikepdf.Stream)
            ) else String(str(value))  # fmt: skip
            target.Root[key] = copied
    for key, value in source.docinfo.items():
        target.docinfo[key] = str(value)


def _withdraw_claims(joined: pikepdf.Pdf) -> None:
    for page in joined.pages:
        if "/StructParents" in page:
            del page["/StructParents"]
    for key in ("/Metadata", "/OutputIntents"):
        if key in joined.Root:
            del joined.Root[key]
    with joined.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata.load_from_docinfo(joined.docinfo)
    joined.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


if __name__ == "__main__":
    join_files(Path(sys.argv[1]), int(sys.argv[2]))
