"""The whole outcome document as plain data: what an issue stores for ever, and how two issues differ.

It names no person, since people erased later must not be found in data that never changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import Prefetch

from confman.web.word_differences import Piece, compare_words
from outcomes.plenary.models import Adoption, DelegationVote, Position
from outcomes.recommendations.domain.outcome_documents import paragraphs_of_preamble
from outcomes.recommendations.domain.plain_text import labels
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.paragraphs import Paragraph
from outcomes.recommendations.models.recommendation import Recommendation

# Passages of the document itself that a correction may change, beside the recommendations.
PASSAGES = ("title", "preamble")
# The number of words quoted on each side of a correction in a corrigendum.
CONTEXT = 3


def document_content(document: OutcomeDocument) -> dict[str, Any]:
    """Return the document as public now: only published recommendations, in every language."""
    published = (
        document.recommendations.published()
        .in_order()
        .select_related("current_version", "section")
        .prefetch_related(
            "addressees",
            "themes",
            "proposers",
            Prefetch("positions", queryset=Position.objects.select_related("delegation")),
            Prefetch("adoptions", queryset=Adoption.objects.in_force()),
            Prefetch("adoptions__votes", queryset=DelegationVote.objects.select_related("delegation")),
        )
        .defer("search_text")
    )
    return {
        "title": dict(document.title),
        "symbol": document.full_symbol,
        "distribution": document.distribution,
        "original_language": document.original_language,
        "preamble": dict(document.preamble),
        "recommendations": [_recommendation(row) for row in published],
        "annexes": [
            {
                "title": dict(annex.title),
                "text": dict(annex.text),
                "file": (annex.file.name or "").rpartition("/")[2],
            }
            for annex in document.annexes.all()
        ],
    }


def _recommendation(row: Recommendation) -> dict[str, Any]:
    version = row.current_version
    return {
        "id": str(row.pk),
        "number": row.number,
        "working_ref": row.working_ref,
        "section": dict(row.section.title) if row.section else {},
        "version": version.number if version else 0,
        "paragraphs": version.paragraphs if version else [],
        "addressees": [dict(addressee.name) for addressee in row.addressees.all()],
        "themes": [dict(theme.name) for theme in row.themes.all()],
        "sdg_targets": row.sdg_targets,
        "proposers": [dict(delegation.name) for delegation in row.proposers.all()],
        "adoptions": [
            {
                "outcome": adoption.outcome,
                "method": adoption.method,
                "decided_on": adoption.decided_on.isoformat(),
                "votes": [adoption.votes_for, adoption.votes_against, adoption.abstentions],
                "votes_of": [
                    {"delegation": dict(vote.delegation.name), "vote": vote.vote}
                    for vote in adoption.votes.all()
                ],
            }
            for adoption in row.adoptions.all()
        ],
        "positions": [
            {"delegation": dict(position.delegation.name), "kind": position.kind, "text": dict(position.text)}
            for position in row.positions.all()
        ],
    }


@dataclass(frozen=True)
class PassageChange:
    """A difference in one passage in one language. `kind` is 'changed', 'added' or 'removed'.

    `place` is 'title', 'preamble', 'recommendation' (a whole one), 'paragraph' or the kind of a position; `number` the
    recommendation's, `label` that of its paragraph, (a), the place of a paragraph of the preamble, or the delegation
    whose position it is; `before` and `after` are whole paragraphs.
    """

    place: str
    kind: str
    language: str
    before: str
    after: str
    number: int = 0
    label: str = ""

    def as_json(self) -> dict[str, Any]:
        return dict(vars(self))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PassageChange:
        return cls(**data)


def content_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[PassageChange]:
    """List the differences between the contents of two issues, in the order of the later one. Pure."""
    changes = [
        change for name in PASSAGES for change in _passage_changes(name, before.get(name), after.get(name))
    ]
    earlier = {row["id"]: row for row in before.get("recommendations", ())}
    for row in after.get("recommendations", ()):
        old = earlier.pop(row["id"], None)
        changes += _text_changes(row["number"], _body(old), _body(row), whole=old is None)
        changes += _position_changes(row["number"], _positions(old), _positions(row))
    for row in earlier.values():
        changes += _text_changes(row["number"], _body(row), [], whole=True)
        changes += _position_changes(row["number"], _positions(row), [])
    return changes


def _body(row: Mapping[str, Any] | None) -> list[Paragraph]:
    return [Paragraph.from_json(data) for data in row["paragraphs"]] if row else []


def _passage_changes(
    name: str, before: Mapping[str, str] | None, after: Mapping[str, str] | None
) -> list[PassageChange]:
    old, new = dict(before or {}), dict(after or {})
    changes = []
    for language in dict.fromkeys([*old, *new]):
        paragraphs = (paragraphs_of_preamble(text.get(language, "")) for text in (old, new))
        for number, (was, reads) in enumerate(zip_longest(*paragraphs, fillvalue=""), start=1):
            if was != reads:
                label = str(number) if name == "preamble" else ""
                changes.append(PassageChange(name, _kind(was, reads), language, was, reads, label=label))
    return changes


def _positions(row: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    return list(row.get("positions", ())) if row else []


def _position_changes(
    number: int, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[PassageChange]:
    """List the positions added and removed, in every language of each. `place` is their kind."""
    changes = []
    for kind, rows, others in (("removed", before, after), ("added", after, before)):
        for position in rows:
            if position not in others:
                names = position["delegation"]
                for language, text in position["text"].items():
                    was, reads = (text, "") if kind == "removed" else ("", text)
                    name = names.get(language) or next(iter(names.values()), "")
                    changes.append(PassageChange(position["kind"], kind, language, was, reads, number, name))
    return changes


def _kind(before: str, after: str) -> str:
    if before and after:
        return "changed"
    return "added" if after else "removed"


def _text_changes(
    number: int, before: Sequence[Paragraph], after: Sequence[Paragraph], *, whole: bool
) -> list[PassageChange]:
    """List the changes in the paragraphs of one recommendation, in every language that either version has."""
    old_labels = dict(zip((p.id for p in before), labels(p.level for p in before), strict=True))
    new_labels = dict(zip((p.id for p in after), labels(p.level for p in after), strict=True))
    earlier, later = {p.id: p for p in before}, {p.id: p for p in after}
    changes = []
    for key in dict.fromkeys([*later, *earlier]):
        old, new = earlier.get(key), later.get(key)
        codes = dict.fromkeys([*(old.texts if old else ()), *(new.texts if new else ())])
        for language in codes:
            was, reads = (p.text(language) if p else "" for p in (old, new))
            if was != reads:
                label = new_labels.get(key, old_labels.get(key, ""))
                scope = "recommendation" if whole else "paragraph"
                changes.append(PassageChange(scope, _kind(was, reads), language, was, reads, number, label))
    return changes


def quoted(before: str, after: str) -> list[tuple[str, str]]:
    """Return the quotations of a corrigendum: pairs of “for …” and “read …”, the shortest that are unique in the text.

    Each difference has up to three words on either side; nearby differences are joined. Pure.
    """
    if not before or not after:
        return [(before, after)]
    pieces = compare_words(before, after)
    runs: list[list[int]] = []
    for index, piece in enumerate(pieces):
        if piece.kind == "equal":
            continue
        if runs and sum(len(p.text.split()) for p in pieces[runs[-1][1] + 1 : index]) <= 2 * CONTEXT:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    return [_quotation(pieces, start, stop) for start, stop in runs]


def _quotation(pieces: Sequence[Piece], start: int, stop: int) -> tuple[str, str]:
    lead = _edge(pieces[start - 1].text, last=True) if start else ""
    trail = _edge(pieces[stop + 1].text) if stop + 1 < len(pieces) else ""
    inner = pieces[start : stop + 1]
    was = "".join(piece.text for piece in inner if piece.kind != "insert")
    reads = "".join(piece.text for piece in inner if piece.kind != "delete")
    return f"{lead}{was}{trail}".strip(), f"{lead}{reads}{trail}".strip()


def _edge(text: str, *, last: bool = False) -> str:
    """Return the first words of a text, or its last, with the spaces around them."""
    tokens = re.findall(r"\S+|\s+", text)
    edge_tokens: list[str] = []
    for token in reversed(tokens) if last else tokens:
        if sum(not piece.isspace() for piece in edge_tokens) == CONTEXT:
            break
        edge_tokens.append(token)
    return "".join(reversed(edge_tokens) if last else edge_tokens)
