"""Links to the rooms of working groups, from people's own pages and from those of the agenda."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from agenda.rooms.models.working_group import GroupRole, WorkingGroup
from agenda.sessions.models.session import Session
from confman.conferences.registries import Link
from registrations.core.models.registration import Registration


def drafts_of(place: Session | WorkingGroup) -> Iterator[Link]:
    """Yield the link to the room of the group, or of the one that meets in the session; else to all drafts."""
    group = place if isinstance(place, WorkingGroup) else place.working_group
    slug = place.conference.slug
    if group is None:
        url = reverse("outcomes_secretariat:recommendation-list", args=[slug])
    else:
        url = reverse("outcomes_secretariat:room", args=[slug, group.code])
    yield Link(_("Drafts"), url, "card-text")


def own_rooms(registration: Registration) -> Iterator[Link]:
    """Yield the links to the rooms of the groups in which the person has a role."""
    roles = (
        GroupRole.objects.filter(person=registration.person_id)
        .select_related("group")
        .order_by("group__position")
    )
    groups = {role.group_id: role.group for role in roles}
    for group in groups.values():
        address = reverse("outcomes_portal:room", args=[registration.conference.slug, group.code])
        yield Link(str(group), address, detail=_("Drafts of your working group: read, comment, propose."))


def room_of(role: GroupRole) -> str:
    """Return the address of the room of a working group."""
    return reverse("outcomes_portal:room", args=[role.group.conference.slug, role.group.code])


def group_page_of(role: GroupRole) -> str:
    """Return the address of the group's page in the secretariat."""
    return reverse("agenda_secretariat:group-change", args=[role.group.conference.slug, role.group_id])
