"""Registers a participant's own pages: ways to them, roles, labels of the history."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Provider, Query
from confman.conferences.registries import PublicStep
from confman.people.registries import OwnRoleKind
from confman.registries import ref
from registrations.core.models.delegation import FOCAL_POINTS
from registrations.core.models.registration import REGISTRATIONS

HERE = "registrations.portal"

ENTRIES = (
    # During the conference participants need their page first; afterwards the outcomes come first.
    PublicStep(
        "my-page.during",
        _("My page"),
        "people_portal:index",
        text=_("Your ticket, your agenda and your documents."),
        phases=("during",),
        emphasis=("during",),
        in_language=False,
        position=4,
    ),
    PublicStep(
        "my-page.after",
        _("My page"),
        "people_portal:index",
        text=_("Certificates, surveys and documents of those who took part."),
        phases=("after",),
        emphasis=("after",),
        in_language=False,
        position=48,
    ),
    OwnRoleKind(
        REGISTRATIONS,
        _("Participant"),
        _("Registration, ticket and own agenda"),
        "person-check",
        rows=ref(f"{HERE}.web.own_roles:registrations"),
        page=ref("registrations.core.web.portal:page_of"),
        conference="conference",
        mailbox=ref(f"{HERE}.web.own_roles:not_over_of_mailbox"),
        new_link="registrations_public:link-request",
        renewed=ref(f"{HERE}.domain:registration_link_renewed"),
        permission="registrations.review",
        record=ref(f"{HERE}.web.own_roles:record_of_registration"),
        steps=ref(f"{HERE}.web.own_roles:steps_of_participants"),
        position=10,
    ),
    OwnRoleKind(
        FOCAL_POINTS,
        _("Focal point"),
        _("Delegation: members and papers"),
        "flag",
        rows=ref(f"{HERE}.web.own_roles:focal_points"),
        page=ref(f"{HERE}.web.own_roles:page_of_focal_point"),
        name=attrgetter("delegation.name"),
        conference="delegation__conference",
        renewed=ref(f"{HERE}.domain:focal_point_link_renewed"),
        permission="registrations.edit_delegations",
        record=ref(f"{HERE}.web.own_roles:record_of_focal_point"),
        steps=ref(f"{HERE}.web.own_roles:steps_of_focal_points"),
        position=20,
    ),
    Provider(Query.OWN_AGENDA, ref(f"{HERE}.web.own_roles:own_agenda_page")),
    Provider(Query.SENDERS, ref(f"{HERE}.domain:senders")),
    AuditLabels(verbs={"registrations.calendar_renewed": _("Calendar address renewed")}),
)
