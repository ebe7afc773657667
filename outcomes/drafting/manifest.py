"""Registers drafting: links to the rooms, the page of group roles, labels of the history."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditLabels
from confman.conferences.registries import Record, RecordLinks
from confman.people.registries import OwnRoleKind, no_link_to_renew
from confman.registries import ref
from outcomes.recommendations.keys import GROUP_ROLES

HERE = "outcomes.drafting"

ENTRIES = (
    RecordLinks(Record.PARTICIPANT, ref(f"{HERE}.web.links:own_rooms"), position=40),
    RecordLinks(Record.SESSION_OR_GROUP, ref(f"{HERE}.web.links:drafts_of"), "outcomes.view_recommendations"),
    OwnRoleKind(
        GROUP_ROLES,
        _("Working group"),
        _("Working group: texts to read and comment"),
        "card-text",
        rows=ref(f"{HERE}.web.links:group_roles"),
        page=ref(f"{HERE}.web.links:room_of"),
        name=attrgetter("group"),
        conference="group__conference",
        renewed=no_link_to_renew,
        permission="agenda.edit_agenda",
        record=ref(f"{HERE}.web.links:group_page_of"),
        steps=ref(f"{HERE}.web.links:steps_of_members"),
        position=40,
    ),
    AuditLabels(
        verbs={
            "outcomes.recommendation_returned": _("Returned for redrafting"),
            "outcomes.recommendation_agreed": _("Agreed in the group"),
            "outcomes.recommendation_consolidated": _("Consolidated"),
            "outcomes.recommendation_merged": _("Merged into another recommendation"),
            "outcomes.recommendation_split": _("Split into several recommendations"),
            "outcomes.draft_commented": _("Commented on in the group"),
            "outcomes.comment_settled": _("Comment settled"),
            "outcomes.comment_removed": _("Comment taken back"),
            "outcomes.proposal_taken_over": _("Proposal taken over"),
            "outcomes.texts_imported": _("Texts imported"),
            "outcomes.screen_address_renewed": _("Address of a drafting screen renewed"),
        },
        details={
            "bracket": _("words in brackets"),
            "drafts": _("drafts"),
            "into": _("became"),
            "proposal": _("proposal"),
            "overridden": _("rules set aside"),
        },
    ),
)
