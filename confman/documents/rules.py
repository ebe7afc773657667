"""Permissions for the documents. Each kind also has a permission of its own."""

import rules

from confman.conferences.access import has_role, is_member

rules.add_perm("documents.view_documents", is_member)
rules.add_perm(
    "documents.change_word_templates", has_role("programme", "registration", "protocol", "rapporteur")
)
