"""What drafting adds: the history's words for the room and the screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from confman.audit.labels import register_verbs


def register() -> None:
    """Called from AppConfig.ready()."""
    register_verbs(VERBS)


VERBS = {
    "outcomes.recommendation_split": gettext_lazy("Split into several"),
    "outcomes.draft_commented": gettext_lazy("Commented on in the group"),
    "outcomes.comment_settled": gettext_lazy("Comment settled"),
    "outcomes.comment_removed": gettext_lazy("Comment taken back"),
    "outcomes.proposal_taken_over": gettext_lazy("Proposal taken over"),
    "outcomes.texts_imported": gettext_lazy("Texts imported"),
    "outcomes.screen_address_renewed": gettext_lazy("Address of a drafting screen renewed"),
}
