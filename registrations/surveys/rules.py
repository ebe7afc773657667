"""Permissions on surveys."""

import rules

from confman.conferences.access import has_role, is_member

# Surveys: made by the registration desk; read in full by the authors of the report, too.
rules.add_perm("registrations.edit_surveys", has_role("registration"))
rules.add_perm("registrations.view_survey_results", has_role("registration", "rapporteur"))
# Everybody else who works for the conference, or observes it, may see the released totals.
rules.add_perm("registrations.view_survey_totals", is_member)
