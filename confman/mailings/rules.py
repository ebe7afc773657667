"""Permissions to look at mailings, and to write and send them; each audience asks for its own besides."""

import rules

from confman.conferences.access import has_role

rules.add_perm("mailings.view_mailings", has_role("registration"))
rules.add_perm("mailings.send_mailings", has_role("registration"))
