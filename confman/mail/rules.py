"""Permissions to read the conference's mail, and to change its texts."""

import rules

from confman.conferences.access import has_role

rules.add_perm("mail.view_outbox", has_role("registration"))
rules.add_perm("mail.manage_outbox", has_role("registration"))
rules.add_perm("mail.edit_templates", has_role("registration"))
