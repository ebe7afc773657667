"""The print log as a table: who printed whose badge, when, in which design and why."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.rendering.tables import Sheet
from registrations.badges.models import BadgePrint
from registrations.core.domain.names import entity_of, name_of


def print_log_table(conference: Conference, lines: Iterable[BadgePrint]) -> Sheet:
    """Return a row for each print, the latest first; times in the conference's zone. Codes are left out."""
    first = conference.default_language
    return Sheet(
        _("Print log"),
        [
            _("Printed"), _("Printed by"), _("Name"), _("For"), _("Category"), _("Print"), _("Design"),
            _("Language"), _("Reason"), _("Note"), _("No longer valid since"),
        ],
        [
            (
                conference.local(line.printed_at).replace(tzinfo=None),
                str(line.printed_by or ""),
                name_of(line.registration.person, conference, first),
                entity_of(line.registration, conference, first),
                str(line.registration.category.name),
                line.number,
                line.design_name,
                line.language,
                str(line.get_reason_display()),
                line.note,
                conference.local(line.revoked_at).replace(tzinfo=None) if line.revoked_at else None,
            )
            for line in lines
        ],
    )  # fmt: skip
