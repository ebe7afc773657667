"""The models of the agenda, for Django to find. Other modules import a model from its package."""

import agenda.core.models
import agenda.history.models
import agenda.imports.models
import agenda.materials.models
import agenda.releases.models.notice
import agenda.releases.models.release
import agenda.rooms.models.photography
import agenda.rooms.models.room
import agenda.rooms.models.working_group
import agenda.run_of_show.models
import agenda.screens.models
import agenda.sessions.models.interpretation
import agenda.sessions.models.item
import agenda.sessions.models.personal
import agenda.sessions.models.session
import agenda.sessions.models.session_role  # noqa: F401
