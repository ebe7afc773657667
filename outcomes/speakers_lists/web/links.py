"""Links to the lists of speakers from the pages of the agenda."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import Session
from confman.conferences.registries import Link


def lists_of(group_or_session: Session | WorkingGroup) -> Iterator[Link]:
    """Yield the link to the lists of the session, or to all."""
    slug = group_or_session.conference.slug
    if isinstance(group_or_session, Session):
        url = reverse("outcomes_secretariat:speakers-of-session", args=[slug, group_or_session.pk])
    else:
        url = reverse("outcomes_secretariat:speakers", args=[slug])
    yield Link(_("List of speakers"), url, "person-raised-hand")
