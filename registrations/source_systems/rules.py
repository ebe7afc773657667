"""Permission to move a conference in from another system: it touches the agenda, the form and the people."""

import rules

from confman.conferences.access import is_owner

rules.add_perm("registrations.move_in", is_owner)
