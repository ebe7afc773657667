"""How verbs are called in the history. Each floor names its own, from its AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_labels: dict[str, Any] = {}


def register_verbs(labels: Mapping[str, Any]) -> None:
    """Name verbs for readers: ``register_verbs({"agenda.published": _("Agenda published")})``."""
    _labels.update(labels)


def verb_label(verb: str) -> str:
    """What a reader sees for a verb; one that nobody named is shown by its own words."""
    if verb in _labels:
        return str(_labels[verb])
    words = verb.rpartition(".")[2].replace("_", " ")
    return words[:1].upper() + words[1:]
