"""The deadline until which speakers may change their materials."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from confman.people.models import Person
from confman.web.errors import Refused


def require_open(person: Person, due: Any) -> None:
    """Raise Refused where presentations can no longer be handed in."""
    if due and timezone.now() > due:
        when = person.conference.local(due)
        raise Refused(
            _("Presentations could be handed in until %(when)s. Please write to the secretariat.")
            % {"when": f"{when:%d.%m.%Y %H:%M}"}
        )
