"""The people who may have an agenda of their own."""

from typing import Any

import rules

from confman.accounts.models import Visitor
from confman.conferences.access import is_member, is_public_conference


@rules.predicate
def has_own_page(user: Visitor, target: Any = None) -> bool:
    """Tell whether this browser has opened the page of a person, in whose name it keeps an agenda."""
    return getattr(user, "keeps_agenda_of", None) is not None


# For every signed-in user who may read the agenda, and for whoever has a page of their own, with or without an account.
rules.add_perm(
    "agenda.keep_own_agenda", has_own_page | (rules.is_authenticated & (is_public_conference | is_member))
)
