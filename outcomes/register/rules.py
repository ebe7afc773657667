"""Permissions on the register of documents."""

from typing import Any

import rules

from confman.accounts.models import Visitor
from confman.conferences.access import has_role, is_team
from outcomes.register.models import Distribution, RegisteredDocument

keeps_register = has_role("programme", "rapporteur")


@rules.predicate
def is_restricted(user: Visitor, target: Any = None) -> bool:
    return isinstance(target, RegisteredDocument) and target.distribution == Distribution.RESTRICTED


# The register, or one document of it.
rules.add_perm("outcomes.view_register", keeps_register | (is_team & ~is_restricted))
rules.add_perm("outcomes.edit_register", keeps_register)
rules.add_perm("outcomes.issue_text", keeps_register)
rules.add_perm("outcomes.read_restricted_documents", keeps_register)
