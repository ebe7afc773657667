"""The permission to give tokens to other systems; anyone who is signed in may have tokens of their own."""

import rules

from confman.conferences.access import is_owner

rules.add_perm("api.manage_tokens", is_owner)
