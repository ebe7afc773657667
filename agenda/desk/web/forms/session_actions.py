"""Forms of actions on several sessions: a role for someone, and what the sessions have in common."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.rooms.domain.people import person_label
from agenda.sessions.models.session import SessionStatus, SessionVisibility
from agenda.sessions.models.session_role import SessionRoleKind, SessionRoleStatus
from confman.conferences.models import Theme
from confman.conferences.web.forms import ChosenValuesForm, ConferenceForm
from confman.people.models import Person

# More options make the page heavy, and nobody finds a name among them.
MAX_SUGGESTED = 500
AS_IT_IS = ("", _("as it is"))


class GiveRoleForm(ConferenceForm):
    """Gives a person one role in all chosen sessions."""

    person = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=300,
        widget=forms.TextInput({"list": "suggestions", "autocomplete": "off"}),
        help_text=_("A name is enough; somebody not known yet is added to the directory."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=SessionRoleKind.choices)
    status = forms.ChoiceField(label=_("Status"), choices=SessionRoleStatus.choices)

    @property
    def suggestions(self) -> list[str]:
        """Return names to suggest: those of the first people of the directory. Any other name is recognized as well."""
        people = Person.objects.of(self.conference).known()
        return [person_label(person) for person in people[:MAX_SUGGESTED]]


class SessionTraitsForm(ChosenValuesForm):
    """Changes the traits that several sessions share; a field left open stays as it is with each."""

    theme = forms.ModelChoiceField(
        Theme.objects.all(), label=_("Theme"), required=False, empty_label=AS_IT_IS[1]
    )
    visibility = forms.ChoiceField(
        label=_("For whom"), required=False, choices=[AS_IT_IS, *SessionVisibility.choices]
    )
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[AS_IT_IS, *SessionStatus.choices])
