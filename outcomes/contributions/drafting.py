"""What drafting adds: the way to the rooms, and the history's words for what happens in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.core.web.registries import PlaceLink, place_links
from agenda.rooms.models.working_group import GroupRole, WorkingGroup
from agenda.sessions.models.session import Session
from confman.audit.labels import register_verbs
from confman.conferences import registries as r
from outcomes.demo import drafting
from registrations.core.web.registries import PortalLink, portal_links


def register() -> None:
    """Called from AppConfig.ready()."""
    register_verbs(VERBS)
    r.demo_steps.register(r.DemoStep("outcomes.drafting", drafting.load, position=81))
    portal_links.register(PortalLink("outcomes.rooms", own_rooms, 40))
    place_links.register(
        PlaceLink(
            "outcomes.drafts",
            gettext_lazy("Drafts"),
            "card-text",
            "outcomes.view_recommendations",
            _drafts_of,
        )
    )


def _drafts_of(place: Session | WorkingGroup) -> str:
    """The room of the group, or of the one that meets in the session; else all drafts."""
    group = place if isinstance(place, WorkingGroup) else place.working_group
    slug = place.conference.slug
    if group is None:
        return reverse("outcomes_secretariat:recommendation-list", args=[slug])
    return reverse("outcomes_secretariat:room", args=[slug, group.code])


def own_rooms(registration: Any) -> Iterator[tuple[Any, str, Any]]:
    """The rooms of the groups in which the person has a role."""
    roles = (
        GroupRole.objects.filter(person=registration.person_id)
        .select_related("group")
        .order_by("group__position")
    )
    groups = {role.group_id: role.group for role in roles}
    for group in groups.values():
        address = reverse("outcomes_portal:room", args=[registration.conference.slug, group.code])
        yield str(group), address, _("Drafts of your working group: read, comment, propose.")


VERBS = {
    "outcomes.recommendation_split": gettext_lazy("Split into several"),
    "outcomes.draft_commented": gettext_lazy("Commented on in the group"),
    "outcomes.comment_settled": gettext_lazy("Comment settled"),
    "outcomes.comment_removed": gettext_lazy("Comment taken back"),
    "outcomes.proposal_taken_over": gettext_lazy("Proposal taken over"),
    "outcomes.texts_imported": gettext_lazy("Texts imported"),
    "outcomes.screen_address_renewed": gettext_lazy("Address of a drafting screen renewed"),
}
