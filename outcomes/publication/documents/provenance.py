"""The sources of a document's statements, named by id for data formats and by name for readers. Plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """A body, a delegation or a theme: its id in the record and its name in the document's language.

    `kind` is that of the addressee or the delegation ('state', 'un', …), '' of a theme.
    """

    key: str
    name: str
    kind: str = ""


@dataclass(frozen=True)
class DecisionFacts:
    """A decision's facts. `method` and `outcome` are codes of the record, `date` is ISO; None is "not counted"."""

    method: str
    outcome: str
    date: str
    session: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    votes: tuple[tuple[Reference, str], ...] = ()


@dataclass(frozen=True)
class Source:
    """The source of a recommendation: who asks whom, on what, and how it was decided. `key` is its id in the record."""

    key: str = ""
    addressees: tuple[Reference, ...] = ()
    themes: tuple[Reference, ...] = ()
    sdg_targets: tuple[str, ...] = ()
    proposers: tuple[Reference, ...] = ()
    proposed_by: str = ""
    decisions: tuple[DecisionFacts, ...] = ()


@dataclass(frozen=True)
class Identity:
    """The identity of a document among all others. Dates are ISO; `languages` are all it is issued in.

    `issue` is what is added to the symbol by a revision or corrigendum, '' of the first issue.
    """

    key: str
    conference: str
    address: str
    date: str
    symbol: str = ""
    issue: str = ""
    published_on: str = ""
    original_language: str = ""
    languages: tuple[str, ...] = ()
    country: str = ""
    organizers: tuple[Reference, ...] = ()
    is_draft: bool = True
