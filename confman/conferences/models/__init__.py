from confman.conferences.models.conference import (
    NEAR,
    OVER,
    RESERVED_SLUGS,
    Conference,
    ConferenceProfile,
    RegistrationMode,
    Series,
    Status,
)
from confman.conferences.models.list_view import ListChoice, RowsAPage, SavedView
from confman.conferences.models.membership import Membership, Role
from confman.conferences.models.organization import Organization, OrganizationMember
from confman.conferences.models.parts import ContactMessage, Page, Partner, Task, Theme

__all__ = [
    "NEAR",
    "OVER",
    "RESERVED_SLUGS",
    "Conference",
    "ConferenceProfile",
    "ContactMessage",
    "ListChoice",
    "Membership",
    "Organization",
    "OrganizationMember",
    "Page",
    "Partner",
    "RegistrationMode",
    "Role",
    "RowsAPage",
    "SavedView",
    "Series",
    "Status",
    "Task",
    "Theme",
]
