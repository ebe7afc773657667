"""A member of a working group and who answers for an addressee, among what one mailbox may be in a conference."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agenda.rooms.models.working_group import GroupRole
from confman.people.registries import HatKind, hat_kinds, mail_goes_to
from outcomes.follow_up.domain.focal_point_links import term_link_renewed
from outcomes.follow_up.keys import TERMS
from outcomes.follow_up.models.transmittal import FocalPointTerm
from outcomes.recommendations.keys import GROUP_ROLES


def page_of_term(term: FocalPointTerm, slug: str) -> str:
    """The address of the pages on which an addressee answers."""
    return reverse("outcomes_portal:follow-up", args=[slug, term.pk])


def room_of(role: GroupRole) -> str:
    """The address of the room of a working group."""
    return reverse("outcomes_portal:room", args=[role.group.conference.slug, role.group.code])


def answers_by_mail(address: str) -> Q:
    """Terms whose mail goes to this address: to the person, and where they have none, to the body's own mailbox."""
    no_person = Q(person=None) | Q(person__email="", person__contact=None)
    return mail_goes_to(address) | (no_person & Q(addressee__email__iexact=address))


def register() -> None:
    """Fill the registry; called once, when the app is ready."""
    hat_kinds.register(
        HatKind(
            GROUP_ROLES,
            _("Working group: texts to read and comment"),
            "card-text",
            rows=lambda: GroupRole.objects.select_related("group__conference", "person__conference"),
            page=room_of,
            name=lambda row: row.group,
            conference="group__conference",
            # No link is sent for it.
            renewed=lambda row, *, by, asked: False,
            permission="agenda.edit_agenda",
            record=lambda row: reverse(
                "agenda_secretariat:group-change", args=[row.group.conference.slug, row.group_id]
            ),
            position=40,
        )
    )
    hat_kinds.register(
        HatKind(
            TERMS,
            _("Follow-up: answers and reports"),
            "clipboard-check",
            rows=lambda: FocalPointTerm.objects.current().select_related(
                "addressee__conference", "person__conference"
            ),
            page=lambda row: page_of_term(row, row.conference.slug),
            name=lambda row: row.addressee.name,
            conference="addressee__conference",
            mailbox=answers_by_mail,
            renewed=term_link_renewed,
            permission="outcomes.edit_follow_up",
            record=lambda row: reverse(
                "outcomes_secretariat:addressee-follow-up", args=[row.conference.slug, row.addressee_id]
            ),
            position=50,
        )
    )
