"""The permission to send what happens in the conference to other systems."""

import rules

from confman.conferences.access import is_owner

rules.add_perm("webhooks.edit_webhooks", is_owner)
