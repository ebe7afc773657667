"""Rooms and working groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count
from django.forms import BaseFormSet
from django.http import HttpResponse, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from agenda.core.domain.intervals import joined
from agenda.core.domain.intervals import time_in_words as hours_in_words
from agenda.core.web.base import AgendaDeleteView, AgendaMixin
from agenda.core.web.forms import row_formset
from agenda.history.domain.undo import editing_step
from agenda.rooms.domain import (
    change_room_or_group,
    create_group,
    create_room,
    delete_room_or_group,
    hours_of,
    person_by_name,
    person_label,
    set_group_roles,
    set_hours,
)
from agenda.rooms.models import GroupRole, Room, WorkingGroup
from agenda.rooms.web.forms import GroupForm, GroupRoleRowForm, RoomForm, chosen_hours, hours_rows
from agenda.rooms.web.tables import GroupTable, RoomTable
from confman.conferences.registries import Record, links_of
from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import Empty, ResourceFormView, ResourceListView
from confman.conferences.web.stale_edits import StaleField, row_differences
from confman.people.models import Person
from confman.web.errors import Refused
from confman.web.search import ranked

MAX_NAMES = 12


class RoomsAndGroupsListView(ResourceListView):
    template_name = "agenda/rooms/list.html"


class RowsFormView(ResourceFormView):
    """The form of a room or a group with rows below it, saved in one step of editing. A stale one shows both versions.

    Form and rows are valid, or both are shown again. Subclasses say what the rows are.
    """

    template_name = "agenda/rooms/form_with_rows.html"

    def make_rows(self, data: QueryDict | None) -> BaseFormSet[Any]:
        raise NotImplementedError

    def save_rows(self) -> None:
        """Call the verb of the rows, for the object that has been saved."""
        raise NotImplementedError

    def differences_of_rows(self, current: Any) -> list[StaleField]:
        """Return how the rows differ from those of `current`."""
        raise NotImplementedError

    def rows_are_sent(self) -> bool:
        return self.request.method == "POST"

    @cached_property
    def rows(self) -> Any:
        """The rows, bound where they were sent."""
        return self.make_rows(self.request.POST if self.rows_are_sent() else None)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        # Both are validated, so that all faults are shown at once.
        valid = [form.is_valid(), not self.rows_are_sent() or self.rows.is_valid()]
        return self.form_valid(form) if all(valid) else self.form_invalid(form)

    def get_values(self, form: forms.Form) -> dict[str, Any]:
        values = {**form.cleaned_data}
        revision = values.pop("revision")
        return values if self.is_new else {**values, "revision": revision}

    def perform(self, form: forms.Form) -> Any:
        action = f"agenda.{self.resource.name}_{'created' if self.is_new else 'changed'}"
        with editing_step(self.conference, by=self.acting_user, action=action):
            response = super().perform(form)
            self.save_rows()
        return response

    def other_version(self, form: forms.Form, current: Any) -> list[StaleField]:
        return [*super().other_version(form, current), *self.differences_of_rows(current)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=self.rows, wide=True, **kwargs)


# --- Working groups -------------------------------------------------------------------------------------


class GroupFormView(RowsFormView):
    """A working group, and who does what in it."""

    def make_rows(self, data: Any) -> Any:
        roles = [] if self.is_new else self.object.roles.select_related("person")
        return row_formset(
            GroupRoleRowForm,
            "roles",
            extra=1 if roles else 3,
            data=data,
            form_kwargs={"conference": self.conference},
            initial=[{"person": person_label(role.person), "role": role.role} for role in roles],
        )

    def save_rows(self) -> None:
        set_group_roles(self.object, self.chosen_roles(), by=self.acting_user)

    def typed_roles(self) -> list[tuple[Any, str, str]]:
        """The rows that name someone: the row, the name and the role."""
        rows = ((row, row.cleaned_data) for row in self.rows.forms)
        return [
            (row, data["person"], data["role"])
            for row, data in rows
            if data.get("person") and not data.get("DELETE")
        ]

    def chosen_roles(self) -> list[tuple[Person, str]]:
        roles = []
        for row, name, role in self.typed_roles():
            try:
                person = person_by_name(self.conference, name, by=self.acting_user)
            except Refused as refusal:
                row.add_error("person", refusal.message)
                raise
            roles.append((person, role))
        return roles

    def differences_of_rows(self, current: WorkingGroup) -> list[StaleField]:
        typed = [(name.strip(), role) for _row, name, role in self.typed_roles()]
        stored = [
            (person_label(group_role.person), group_role.role)
            for group_role in current.roles.select_related("person")
        ]
        rows = [
            [f"{person} – {GroupRole.Role(role).label}" for person, role in rows] for rows in (typed, stored)
        ]
        return row_differences(_("Roles"), *rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = [] if self.is_new else links_of(Record.SESSION_OR_GROUP, self.object, user=self.request.user)
        return super().get_context_data(links=links, **kwargs)


groups = Resource(
    model=WorkingGroup, name="group", label=gettext_lazy("Working groups"),
    lead=gettext_lazy("They meet in sessions and draft recommendations."),
    empty=Empty(
        "people", gettext_lazy("There are no working groups yet"),
        gettext_lazy("Each has a code such as WG1, a mandate, a chair and a rapporteur."),
    ),
    navigation_key="agenda.groups",
    view_permission="agenda.view_working_agenda", edit_permission="agenda.edit_agenda",
    rows=lambda conference: WorkingGroup.objects.of(conference)
    .prefetch_related("roles__person").annotate(session_count=Count("sessions")),
    table=GroupTable, form=GroupForm,
    add=create_group, change=change_room_or_group, delete=delete_room_or_group,
    add_label=gettext_lazy("Add a working group"),
    messages=Messages(gettext_lazy("The group was added."), gettext_lazy("The group was changed.")),
    delete_label=gettext_lazy("Delete the working group"),
    delete_consequence=gettext_lazy("Its roles go with it; its sessions stay, without a group."),
    base=AgendaMixin, list_view=RoomsAndGroupsListView, form_view=GroupFormView, delete_view=AgendaDeleteView,
)  # fmt: skip


# --- Rooms ----------------------------------------------------------------------------------------------


class RoomListView(RoomsAndGroupsListView):
    template_name = "agenda/rooms/room_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = Person.objects.of(self.conference).known()
        return super().get_context_data(refusing=people.refusing_photographs().count(), **kwargs)


class RoomFormView(RowsFormView):
    """A room, and the hours in which it is open."""

    def rows_are_sent(self) -> bool:
        """Tell whether rows are sent; otherwise the hours are left as they are."""
        return "hours-TOTAL_FORMS" in self.request.POST

    def make_rows(self, data: Any) -> Any:
        return hours_rows(self.conference, [] if self.is_new else hours_of(self.object), data)

    def save_rows(self) -> None:
        if self.rows_are_sent():
            set_hours(self.object, chosen_hours(self.rows), by=self.acting_user)

    def differences_of_rows(self, current: Room) -> list[StaleField]:
        if not self.rows_are_sent():
            return []
        rows = [
            (hours_in_words(self.conference, start, end) for start, end in sorted(hours))
            for hours in (joined(chosen_hours(self.rows)), hours_of(current))
        ]
        return row_differences(_("Hours"), *rows)


rooms = Resource(
    model=Room, name="room", label=gettext_lazy("Rooms and groups"),
    lead=gettext_lazy("In the order in which they stand in the agenda."),
    empty=Empty(
        "door-open", gettext_lazy("There are no rooms yet"),
        gettext_lazy("A name is enough; seats and booths help the checks later."),
    ),
    navigation_key="agenda.rooms",
    view_permission="agenda.view_working_agenda", edit_permission="agenda.edit_agenda",
    rows=lambda conference: Room.objects.of(conference).annotate(session_count=Count("sessions")),
    table=RoomTable, form=RoomForm,
    add=create_room, change=change_room_or_group, delete=delete_room_or_group,
    add_label=gettext_lazy("Add a room"),
    messages=Messages(gettext_lazy("The room was added."), gettext_lazy("The room was changed.")),
    delete_label=gettext_lazy("Delete the room"),
    delete_consequence=gettext_lazy("Its sessions keep their times and stand without a room."),
    second=groups, base=AgendaMixin, list_view=RoomListView, form_view=RoomFormView, delete_view=AgendaDeleteView,
)  # fmt: skip


# --- People ---------------------------------------------------------------------------------------------


class PersonNamesView(AgendaMixin, TemplateView):
    """The names that are suggested to the person who types one: of those in the directory who have all the words."""

    permission = "agenda.edit_agenda"
    template_name = "agenda/rooms/person_names.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The field is sent by its own name, which differs from row to row.
        typed = str(next(iter(self.request.GET.values()), ""))
        people = ranked(Person.objects.of(self.conference).known(), typed)[:MAX_NAMES]
        return {"names": [person_label(person) for person in people], **kwargs}
