from agenda.models.cue import Cue
from agenda.models.interpretation import BoothShift
from agenda.models.item import Item
from agenda.models.material import Material
from agenda.models.notice import ReleaseNotice
from agenda.models.personal import PersonalCalendar, SpeakerProfile, StarredSession
from agenda.models.photography import Photography
from agenda.models.release import AgendaRelease, AgendaSettings
from agenda.models.room import Availability, Room
from agenda.models.schedule_upload import ScheduleUpload
from agenda.models.session import PAUSES, Session
from agenda.models.session_role import SessionRole
from agenda.models.step import EditingStep
from agenda.models.venue_screen import RevokedScreenAddress, SpeakerClock, VenueScreen
from agenda.models.working_group import GroupRole, WorkingGroup

__all__ = [
    "PAUSES",
    "AgendaRelease",
    "AgendaSettings",
    "Availability",
    "BoothShift",
    "Cue",
    "EditingStep",
    "GroupRole",
    "Item",
    "Material",
    "PersonalCalendar",
    "Photography",
    "ReleaseNotice",
    "RevokedScreenAddress",
    "Room",
    "ScheduleUpload",
    "Session",
    "SessionRole",
    "SpeakerClock",
    "SpeakerProfile",
    "StarredSession",
    "VenueScreen",
    "WorkingGroup",
]
