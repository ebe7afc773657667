"""The form of a statement."""

from confman.conferences.web.fields import language_field
from confman.conferences.web.forms import ConferenceForm
from outcomes.register.web.forms import file_field


class StatementForm(ConferenceForm):
    """The text of a statement, in one language."""

    language = language_field()
    file = file_field()
