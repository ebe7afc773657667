"""The models of the agenda, for Django to find. Other modules import a model from its package."""

import agenda.core.models
import agenda.history.models
import agenda.imports.models
import agenda.materials.models
import agenda.releases.models
import agenda.rooms.models
import agenda.run_of_show.models
import agenda.screens.models
import agenda.sessions.models.personal
import agenda.sessions.models.session  # noqa: F401
