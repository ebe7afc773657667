"""What the plenary desk adds: the history's words for votes and for decisions that were revoked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from confman.audit.labels import register_details, register_values, register_verbs
from outcomes.plenary.models import Majority
from outcomes.recommendations.models.method import Method


def register() -> None:
    """Called from AppConfig.ready()."""
    register_verbs(
        {
            "outcomes.decision_revoked": gettext_lazy("Decision revoked"),
            "outcomes.votes_recorded": gettext_lazy("How each delegation voted recorded"),
        }
    )
    register_details(
        {
            "decision": gettext_lazy("decision"),
            "majority": gettext_lazy("needed"),
            "override": gettext_lazy("rule set aside, because"),
        }
    )
    register_values("majority", dict(Majority.choices))
    register_values("method", dict(Method.choices))
