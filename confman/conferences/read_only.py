"""An archived conference is read only: nobody has the right to change anything in it until it is reopened.

One check for rights (`OpenConferenceBackend`, which pages, the API and jobs ask), one for requests
(`confman.web.access.AccessMixin`), where no right is asked for: a public form, a personal page. Commands are the
operator's, and retention goes on.
"""

from typing import Any

from rules.permissions import ObjectPermissionBackend

from confman.accounts.models import Visitor
from confman.conferences.access import conference_of

# First words of the names of rights by which something is only looked at.
_LOOKING = ("view_", "use_", "find_", "read_", "export_", "enter_")
# Beside them: the page on which it is reopened, the next conference, what people may ask of their data at any time.
_STANDING = frozenset(
    {
        "conferences.change_conference",
        "conferences.clone_conference",
        "conferences.answer_contact",
        "people.forget_person",
        "archives.archive_conference",
    }
)


def outlives_archiving(permission: str) -> bool:
    """Tell whether the right remains in a conference that is archived."""
    return permission in _STANDING or permission.partition(".")[2].startswith(_LOOKING)


class OpenConferenceBackend(ObjectPermissionBackend):
    """The rules, without rights to change what is in an archived conference."""

    def has_perm(self, user: Visitor, perm: str, *args: Any, **kwargs: Any) -> bool:
        if not super().has_perm(user, perm, *args, **kwargs):
            return False
        target = args[0] if args else kwargs.get("obj")
        if target is None or outlives_archiving(perm):
            return True
        conference = conference_of(target)
        return conference is None or not conference.is_read_only
