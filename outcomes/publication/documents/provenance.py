"""The sources of a document's statements, named by id for data formats and by name for readers. Plain values."""

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
    """A decision's facts. `method` and `outcome` are codes on record, `date` is ISO; None is "not counted"."""

    method: str
    outcome: str
    date: str
    session: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    votes: tuple[tuple[Reference, str], ...] = ()


@dataclass(frozen=True)
class RecommendationSource:
    """The source of a recommendation: its proposers, addressees, themes and decision. `key` is its id on record.

    `working_ref` is written alike in all languages.
    """

    key: str = ""
    working_ref: str = ""
    addressees: tuple[Reference, ...] = ()
    themes: tuple[Reference, ...] = ()
    sdg_targets: tuple[str, ...] = ()
    proposers: tuple[Reference, ...] = ()
    proposed_by: str = ""
    decisions: tuple[DecisionFacts, ...] = ()


@dataclass(frozen=True)
class DocumentIdentity:
    """The identity of a document. Dates are ISO; `languages` are all in which it is issued.

    `issue` is the suffix of a revision's or corrigendum's symbol, '' for the first issue.
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
