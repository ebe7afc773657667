"""What concerns one's own account: for whoever is signed in."""

import rules

rules.add_perm("accounts.use_account", rules.is_authenticated)
