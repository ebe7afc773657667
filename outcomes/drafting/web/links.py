"""Links to the rooms of working groups, from people's own pages and from those of the agenda."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet, UUIDField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.rooms.models import GroupRole, WorkingGroup
from agenda.sessions.models.session import Session
from confman.accounts.models import Visitor
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem, Link
from outcomes.recommendations.domain.visibility import readable_recommendations, roles_in_groups
from registrations.core.models.registration import Registration


def group_roles() -> QuerySet[GroupRole]:
    """Return all roles in working groups, with their conferences."""
    return GroupRole.objects.select_related("group__conference", "person__conference")


def drafts_of(group_or_session: Session | WorkingGroup) -> Iterator[Link]:
    """Yield the link to the room of the group, or of the one that meets in the session; else to all drafts."""
    group = group_or_session if isinstance(group_or_session, WorkingGroup) else group_or_session.working_group
    slug = group_or_session.conference.slug
    if group is None:
        url = reverse("outcomes_secretariat:recommendation-list", args=[slug])
    else:
        url = reverse("outcomes_secretariat:room", args=[slug, group.code])
    yield Link(_("Drafts"), url, "card-text")


_own_roles: CompiledQuery[Any] = CompiledQuery(
    lambda person, conference: roles_in_groups(Q(person=person), conference), UUIDField(), UUIDField()
)


def own_rooms(registration: Registration) -> Iterator[Link]:
    """Yield the links to the rooms of the groups in which the person has a role, or a place that opens them."""
    pairs = {group for group, _role in _own_roles.all(registration.person_id, registration.conference_id)}
    groups = WorkingGroup.objects.filter(pk__in=pairs).order_by("position", "code") if pairs else ()
    for group in groups:
        address = reverse("outcomes_portal:room", args=[registration.conference.slug, group.code])
        yield Link(str(group), address, detail=_("Drafts of your working group: read, comment, propose."))


def room_of(role: GroupRole) -> str:
    """Return the address of the room of a working group."""
    return reverse("outcomes_portal:room", args=[role.group.conference.slug, role.group.code])


def group_page_of(role: GroupRole) -> str:
    """Return the address of the group's page in the secretariat."""
    return reverse("agenda_secretariat:group-change", args=[role.group.conference.slug, role.group_id])


def steps_of_members(
    conference: Conference, rows: Sequence[GroupRole], user: Visitor
) -> Iterator[tuple[GroupRole, DashboardItem]]:
    """Yield the groups whose texts are open for comment, each once, as far as its members may read them."""
    reader: Any = AnonymousUser()
    reader.opened_people = frozenset(row.person_id for row in rows)
    texts = readable_recommendations(reader, conference).discussed()
    waiting = Counter(texts.order_by().values_list("working_group", flat=True))
    for row in {row.group_id: row for row in rows}.values():
        if count := waiting[row.group_id]:
            label = ngettext(
                "%(count)d text is open for comment", "%(count)d texts are open for comment", count
            )
            yield row, DashboardItem(label % {"count": count}, room_of(row), action=_("Read"))
