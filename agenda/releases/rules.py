"""The people who may publish the agenda."""

import rules

from confman.conferences.access import has_role

rules.add_perm("agenda.publish_agenda", has_role("programme"))
