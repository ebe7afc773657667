"""The secretariat's agenda, under /<slug>/secretariat/."""

from agenda.conflicts.web import urls as conflicts
from agenda.desk.web import urls as desk
from agenda.imports.web import urls as imports
from agenda.interpretation.web import urls as interpretation
from agenda.materials.web import urls as materials
from agenda.pasting.web import urls as pasting
from agenda.releases.web import urls as releases
from agenda.rooms.web import urls as rooms
from agenda.run_of_show.web import urls as run_of_show
from agenda.screens.web import urls as screens
from agenda.speakers.web import urls as speakers

app_name = "agenda_secretariat"
urlpatterns = [
    *desk.secretariat,
    *pasting.secretariat,
    *imports.secretariat,
    *run_of_show.secretariat,
    *screens.secretariat,
    *materials.secretariat,
    *rooms.secretariat,
    *speakers.secretariat,
    *interpretation.secretariat,
    *conflicts.secretariat,
    *releases.secretariat,
]
