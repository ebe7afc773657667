"""Permissions for the documents. Each kind also has a permission of its own."""

import rules

from confman.conferences.access import administers_organization, has_role, is_member

rules.add_perm("documents.view_documents", is_member)
rules.add_perm(
    "documents.change_word_templates", has_role("programme", "registration", "protocol", "rapporteur")
)
# The organization's own, from any of its conferences.
rules.add_perm(
    "documents.change_default_templates",
    administers_organization & has_role("programme", "registration", "protocol", "rapporteur"),
)
