"""The registry of text guards: packages above say why nothing may be decided on a text now, and what a new version of
it changes in what they keep for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from confman.accounts.models import User
from confman.registries import Registry
from outcomes.recommendations.models.paragraphs import Paragraph
from outcomes.recommendations.models.recommendation import Recommendation


def _never(recommendation: Recommendation) -> str:
    return ""


def _nothing(recommendation: Recommendation, body: Sequence[Paragraph], *, by: User) -> None:
    return None


@dataclass(frozen=True)
class TextGuard:
    """`blocked(recommendation)` says why nothing may be decided now, or nothing; `version_written(recommendation, body,
    *, by)` is called inside the transaction that has changed the text."""

    key: str
    blocked: Callable[[Recommendation], str] = _never
    version_written: Callable[..., Any] = _nothing


text_guards = Registry(TextGuard, "guards of texts")


def why_blocked(recommendation: Recommendation) -> str:
    """Say why nothing else may be decided on the text now; empty where it may."""
    return next((why for guard in text_guards if (why := guard.blocked(recommendation))), "")


def version_written(recommendation: Recommendation, body: Sequence[Paragraph], *, by: User) -> None:
    """Tell all guards that the text was changed; inside the transaction that did."""
    for guard in text_guards:
        guard.version_written(recommendation, body, by=by)
