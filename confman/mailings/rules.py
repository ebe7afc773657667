"""The permission to write and send mailings; each audience asks for its own besides."""

import rules

from confman.conferences.access import has_role

rules.add_perm("mailings.send_mailings", has_role("registration"))
