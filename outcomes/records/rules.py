"""Permissions to read and keep the record of a session: not everyone on the team may know who said what."""

import rules

from outcomes.recommendations.rules import staff
from outcomes.speakers_lists.rules import keeps_any_record, keeps_record

rules.add_perm("outcomes.view_records", staff | keeps_any_record)
rules.add_perm("outcomes.keep_record", staff | keeps_record)
