"""What the agenda's documents ask before they are made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.programme.web.forms import DayForm, SecondForm, StateForm
from agenda.rooms.models.room import Room
from agenda.sessions.models.session import Session
from agenda.sessions.models.session_role import SessionRole
from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm
from confman.people.models import Person
from confman.web.forms.base import model_field


class RoomOptionsForm(SecondForm, DayForm, StateForm):
    """Of room sheets."""

    room = forms.ModelChoiceField(label=gettext_lazy("Room"), queryset=Room.objects.all(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "room").empty_label = _("all")


class SignOptionsForm(RoomOptionsForm):
    """Of signs at doors."""

    per = forms.ChoiceField(
        label=gettext_lazy("A sign for"),
        choices=[("day", gettext_lazy("each room and day")), ("session", gettext_lazy("each session"))],
    )


class PersonChoiceForm(ConferenceForm):
    """Everyone with certain roles, or one of them."""

    interpreters = False

    def people(self, conference: Conference) -> Any:
        """Those who have such a role, and have not declined."""
        roles = SessionRole.objects.filter(session__conference=conference).exclude(
            status=SessionRole.Status.DECLINED
        )
        if self.interpreters:
            roles = roles.filter(role=SessionRole.Role.INTERPRETER)
        else:
            roles = roles.exclude(role=SessionRole.Role.INTERPRETER)
        keys = set(roles.values_list("person", flat=True))
        people = Person.objects.of(conference).known()
        if self.interpreters:
            keys |= set(
                people.filter(booth_shifts__session__conference=conference).values_list("pk", flat=True)
            )
        return people.filter(pk__in=keys)


class BriefingOptionsForm(SecondForm, PersonChoiceForm):
    """Of briefing sheets."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Speaker"), queryset=Person.objects.all(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "person").queryset = self.people(self.conference)
        model_field(self, "person").empty_label = _("all")


class RosterOptionsForm(SecondForm, DayForm, PersonChoiceForm):
    """Of the interpreters' roster."""

    interpreters = True
    interpreter = forms.ModelChoiceField(
        label=gettext_lazy("Interpreter"), queryset=Person.objects.all(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "interpreter").queryset = self.people(self.conference)
        model_field(self, "interpreter").empty_label = _("all")


class PackOptionsForm(RosterOptionsForm):
    """Of the interpreters' pack."""

    session = forms.ModelChoiceField(
        label=gettext_lazy("Session"), queryset=Session.objects.all(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "session").queryset = Session.objects.of(self.conference).scheduled()
        model_field(self, "session").empty_label = _("all")
