"""Permissions to read and write the reports."""

import rules

from confman.conferences.access import has_role, is_member
from outcomes.recommendations.rules import staff
from outcomes.speakers_lists.rules import keeps_record

# Figures, of which the small ones are suppressed: a donor's observer may read them, too. Documents have more: texts
# that are not published, costs and other donors' grants.
rules.add_perm("outcomes.view_report", is_member)
rules.add_perm("outcomes.edit_report", staff)
# The names behind the figures are for users who may see registrations anyway.
rules.add_perm("outcomes.view_people_of_report", has_role("registration", "protocol"))
rules.add_perm("outcomes.write_report", staff | keeps_record)
