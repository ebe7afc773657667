"""The registry of text guards, by which packages above block decisions on a text and react to new versions."""

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
    """A guard of texts.

    `blocked(recommendation)` returns why nothing may be decided now, or nothing; `version_written(recommendation, body,
    *, by)` is called inside the transaction that has changed the text.
    """

    key: str
    blocked: Callable[[Recommendation], str] = _never
    version_written: Callable[..., Any] = _nothing


text_guards = Registry(TextGuard, "guards of texts")


def why_blocked(recommendation: Recommendation) -> str:
    """Return why nothing else may be decided on the text now; '' if it may."""
    return next((why for guard in text_guards if (why := guard.blocked(recommendation))), "")


def version_written(recommendation: Recommendation, body: Sequence[Paragraph], *, by: User) -> None:
    """Tell all guards that the text has changed, inside the transaction that changed it."""
    for guard in text_guards:
        guard.version_written(recommendation, body, by=by)
