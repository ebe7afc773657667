"""What drafting adds: the history's words for the room and the screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from confman.audit.labels import register_verbs


def register() -> None:
    """Called from AppConfig.ready()."""
    register_verbs(VERBS)


VERBS = {
    "outcomes.screen_address_renewed": gettext_lazy("Address of a drafting screen renewed"),
}
