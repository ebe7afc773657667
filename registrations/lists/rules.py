"""Permissions to export lists of people."""

import rules

from confman.conferences.access import has_role

rules.add_perm("registrations.make_list_of_participants", has_role("registration", "protocol", "rapporteur"))
rules.add_perm("registrations.export_people", has_role("registration", "protocol"))
