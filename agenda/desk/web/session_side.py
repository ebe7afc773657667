"""The panels beside the record of a session: participants, place, and the results of the session."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.sessions.models.session import Session
from agenda.sessions.models.session_role import SessionRole
from confman.accounts.models import Visitor
from confman.documents.domain.access import kinds_for
from confman.documents.models import DocumentJob
from confman.web.templatetags.confman_web import status_badge

# The latest files made of a session.
MADE = 5


def session_facts(session: Session, roles: Sequence[SessionRole]) -> list[tuple[Any, Any]]:
    """Return label and value of each fact; what is empty is left out on the page."""
    return [(_("People"), _people(roles)), (_("Room"), _room(session)), (_("Places"), _places(session))]


def made_of_session(session: Session, user: Visitor) -> list[DocumentJob]:
    """Return the latest files made of this session that the user may have."""
    jobs = DocumentJob.objects.of(session.conference).made().downloadable()
    of_user = jobs.filter(kind__in=[kind.key for kind in kinds_for(user, session.conference)])
    return list(of_user.filter(options__session=str(session.pk))[:MADE])


def _people(roles: Sequence[SessionRole]) -> SafeString:
    """Return a line for each role: the name, what it is, and whether they have said yes."""
    lines = [
        (
            role.person.name,
            capfirst(role.get_role_display()),
            status_badge(role.status, role.get_status_display()),
        )
        for role in roles
    ]
    return format_html_join(
        "", '<p class="mb-2">{}<br><small class="text-secondary">{}</small> {}</p>', lines
    )


def _room(session: Session) -> SafeString | str:
    room = session.room
    if room is None:
        return _("no room") if session.start else ""
    if not room.capacity:
        return str(room.name)
    seats = ngettext("%(count)d seat", "%(count)d seats", room.capacity) % {"count": room.capacity}
    return format_html('{}<br><small class="text-secondary">{}</small>', room.name, seats)


def _places(session: Session) -> str:
    """Return how many have signed up, of how many places; nothing where nobody signs up."""
    if not session.capacity:
        return ""
    return _("%(taken)d of %(capacity)d taken") % {"taken": session.taken, "capacity": session.capacity}
