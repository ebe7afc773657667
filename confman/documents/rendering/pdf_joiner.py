"""Joins the files of a folder, 1.pdf to n.pdf, into whole.pdf; as a program, in a process of its own.

It imports nothing of the project, so that the program starts at once.
"""

import subprocess
import sys
from pathlib import Path

import pikepdf

WHOLE = "whole.pdf"
TIME_LIMIT = 600


def join_apart(folder: Path, number: int) -> None:
    """Join files as join_files does, in a separate process, which frees the memory when it ends."""
    subprocess.run(
        [sys.executable, "-I", str(Path(__file__)), str(folder), str(number)], check=True, timeout=TIME_LIMIT
    )


def join_files(folder: Path, number: int) -> None:
    """Write whole.pdf: the pages of the parts, with title and language of the first."""
    with pikepdf.new() as joined:
        for part_number in range(1, number + 1):
            with pikepdf.open(folder / f"{part_number}.pdf") as part:
                joined.pages.extend(part.pages)
                if part_number == 1:
                    _copy_identity(part, joined)
        for page in joined.pages:
            if "/StructParents" in page:
                del page["/StructParents"]
        joined.save(
            folder / WHOLE, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )


def _copy_identity(source: pikepdf.Pdf, target: pikepdf.Pdf) -> None:
    if "/Lang" in source.Root:
        target.Root.Lang = pikepdf.String(str(source.Root.Lang))
    target.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    for key in ("/Title", "/Author"):
        if key in source.docinfo:
            target.docinfo[key] = str(source.docinfo[key])
    with target.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata.load_from_docinfo(target.docinfo)


if __name__ == "__main__":
    join_files(Path(sys.argv[1]), int(sys.argv[2]))
