"""Permission to receive guests of honour."""

import rules

from confman.conferences.access import has_role

# Those who receive guests of honour record their arrival.
rules.add_perm("registrations.receive_guests", has_role("registration", "protocol", "check-in"))
