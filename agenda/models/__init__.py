from agenda.models.item import Item
from agenda.models.material import Material
from agenda.models.release import AgendaRelease, AgendaSettings
from agenda.models.room import Availability, Room
from agenda.models.session import PAUSES, Session
from agenda.models.session_role import SessionRole
from agenda.models.working_group import GroupRole, WorkingGroup

__all__ = [
    "PAUSES",
    "AgendaRelease",
    "AgendaSettings",
    "Availability",
    "GroupRole",
    "Item",
    "Material",
    "Room",
    "Session",
    "SessionRole",
    "WorkingGroup",
]
