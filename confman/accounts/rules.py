"""Permissions for one's own account, granted to everyone who is signed in."""

import rules

rules.add_perm("accounts.use_account", rules.is_authenticated)
