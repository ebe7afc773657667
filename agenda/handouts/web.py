"""Forms with the options of the agenda's documents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from agenda.programme.web.forms import DayForm, SecondForm, StateForm
from agenda.rooms.models import Room
from agenda.sessions.models.session import Session, SessionRole
from confman.conferences.models import Conference
from confman.conferences.web.forms import filter_field
from confman.people.models.person import Person, PersonQuerySet


class RoomOptionsForm(SecondForm, DayForm, StateForm):
    """Options of room sheets."""

    room = filter_field(Room.objects.all(), gettext_lazy("Room"))


class SignOptionsForm(RoomOptionsForm):
    """Options of door signs."""

    per = forms.ChoiceField(
        label=gettext_lazy("A sign for"),
        choices=[("day", gettext_lazy("each room and day")), ("session", gettext_lazy("each session"))],
    )


def _speakers(conference: Conference) -> PersonQuerySet:
    roles = _undeclined_roles(conference).exclude(role=SessionRole.Role.INTERPRETER)
    return Person.objects.of(conference).known().filter(pk__in=set(roles.values_list("person", flat=True)))


def _interpreters(conference: Conference) -> PersonQuerySet:
    """Return the people with the role, and those with a turn in a booth."""
    people = Person.objects.of(conference).known()
    roles = _undeclined_roles(conference).filter(role=SessionRole.Role.INTERPRETER)
    in_booths = people.filter(booth_shifts__session__conference=conference)
    keys = {*roles.values_list("person", flat=True), *in_booths.values_list("pk", flat=True)}
    return people.filter(pk__in=keys)


def _undeclined_roles(conference: Conference) -> Any:
    return SessionRole.objects.filter(session__conference=conference).not_declined()


class BriefingOptionsForm(SecondForm):
    """Options of briefing sheets."""

    person = filter_field(_speakers, gettext_lazy("Speaker"))


class RosterOptionsForm(SecondForm, DayForm):
    """Options of the interpreters' roster."""

    interpreter = filter_field(_interpreters, gettext_lazy("Interpreter"))


class PackOptionsForm(RosterOptionsForm):
    """Options of the interpreters' pack."""

    session = filter_field(
        lambda conference: Session.objects.of(conference).scheduled(), gettext_lazy("Session")
    )
