"""Permission to receive guests of honour."""

import rules

from confman.conferences.access import has_role

# Whoever receives guests of honour marks that they have come.
rules.add_perm("registrations.receive_guests", has_role("registration", "protocol", "check-in"))
