"""Permissions for one's own account: given to everybody who is signed in."""

import rules

rules.add_perm("accounts.use_account", rules.is_authenticated)
