"""In which formats a document is made at each change: of the demo in some, of the hard cases in the others."""

from confman.documents.registry import DocumentKind, document_kinds


def formats_in_turn(kind: DocumentKind, *, of_hard_cases: bool = False) -> tuple[str, ...]:
    """Return the formats of a kind that are made of the demo, or of the hard cases: of one on paper, of the other not.

    By turns, so that each format of each kind is made once. `script/nightly` makes all of both.
    """
    on_paper = ([*document_kinds].index(kind) % 2 == 0) != of_hard_cases
    found = tuple(each for each in kind.formats if (each == "pdf") == on_paper)
    return found or kind.formats
