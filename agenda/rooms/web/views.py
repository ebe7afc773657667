"""Rooms and working groups."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.forms import BaseForm, BaseFormSet
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.core.domain.intervals import joined
from agenda.core.domain.intervals import when as hours_in_words
from agenda.core.domain.revisions import StaleRevision
from agenda.core.web.base import AgendaMixin, DeleteView
from agenda.core.web.forms import row_formset
from agenda.core.web.stale_edits import Difference, differences, row_differences
from agenda.history.domain.undo import editing_step
from agenda.rooms.domain.availability import hours_of, set_hours
from agenda.rooms.domain.people import person_by_name, person_label, set_group_roles
from agenda.rooms.domain.venues import (
    change_group,
    change_room,
    create_group,
    create_room,
    delete_group,
    delete_room,
)
from agenda.rooms.models.room import Room
from agenda.rooms.models.working_group import GroupRole, WorkingGroup
from agenda.rooms.web.forms.availability import chosen_hours, hours_rows
from agenda.rooms.web.forms.venues import GroupForm, GroupRoleRowForm, RoomForm
from confman.accounts.sessions import user_of
from confman.conferences.registries import Record, links_of
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import VerbFormView, history_of
from confman.people.models import Person
from confman.translation.quotes import quotable
from confman.web.errors import Refused
from confman.web.forms.base import show_instead


class PlaceFormView(AgendaMixin, VerbFormView):
    """The form of a room or a group, new or existing; where somebody else has changed it, both are shown."""

    permission = "agenda.edit_agenda"
    template_name = "agenda/rooms/place_form.html"
    model: Any
    delete_name: str
    new_heading: Any
    stale: Any = ()
    status = 200

    def prepare(self) -> None:
        super().prepare()
        if "pk" in self.kwargs:
            self.place = self.own_row(self.model.objects.select_related("conference"))
            self.heading = str(self.place)
        else:
            self.place = None
            self.heading = self.new_heading

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        if self.place is not None:
            given["instance"] = self.model.objects.get(pk=self.place.pk)
        return given

    def act(self, form: Any) -> Any:
        values = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        try:
            return self.save(values, form.cleaned_data["revision"])
        except StaleRevision as stale:
            if stale.current is not None:
                self.stale = [*differences(stale.current, values), *self.differences_of_rows(stale.current)]
                show_instead(form, "revision", stale.current.revision)
            self.status = 409
            raise

    def save(self, values: dict[str, Any], revision: int | None) -> Any:
        """Call the verb for this kind of place; return the message to show. Raises StaleRevision."""
        raise NotImplementedError

    def differences_of_rows(self, current: Any) -> list[Difference]:
        """Return what of the rows below the form differs from `current`."""
        return []

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=self.status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = self.place is not None
        return super().get_context_data(
            place=self.place,
            stale=self.stale,
            delete_url=self.at(self.delete_name, self.place.pk) if known else "",
            entries=history_of(self.place) if known else [],
            links=links_of(Record.PLACE, self.place, user=self.request.user)
            if isinstance(self.place, WorkingGroup)
            else [],
            **kwargs,
        )


class PlaceDeleteView(DeleteView):
    model: Any

    def prepare(self) -> None:
        super().prepare()
        self.target = self.own_row(self.model.objects.select_related("conference"))

    def get_question(self) -> str:
        return _("Delete “%(name)s”?") % {"name": quotable(self.target)}

    def act(self) -> str:
        name = str(self.target)
        type(self).verb(self.target, by=self.request.user, revision=self.revision)
        return _("“%(name)s” was deleted.") % {"name": quotable(name)}


# --- Rooms ----------------------------------------------------------------------------------------------


class RoomPart:
    model = Room
    navigation_key = "agenda.rooms"
    list_name = "agenda_secretariat:room-list"
    list_label = gettext_lazy("Rooms")
    form_class: type[BaseForm] | None = RoomForm
    delete_name = "room-delete"
    new_heading = gettext_lazy("Add a room")


class RoomListView(RoomPart, AgendaMixin, SecretariatView):
    template_name = "agenda/rooms/room_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rooms = Room.objects.of(self.conference).annotate(
            session_count=Count("sessions", distinct=True), hours_count=Count("availabilities", distinct=True)
        )
        people = Person.objects.of(self.conference).known()
        return super().get_context_data(rooms=rooms, refusing=people.refusing_photographs().count(), **kwargs)


class RowsFormView(PlaceFormView):
    """A form with rows below it: both are valid, or both are shown again. Subclasses define `make_rows`."""

    def make_rows(self, data: QueryDict | None) -> BaseFormSet[Any]:
        raise NotImplementedError

    def rows(self) -> Any:
        """Return the rows, bound where they were sent."""
        if not hasattr(self, "_rows"):
            self._rows = self.make_rows(self.request.POST if self.rows_are_sent() else None)
        return self._rows

    def rows_are_sent(self) -> bool:
        return self.request.method == "POST"

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not (form.is_valid() & (self.rows().is_valid() or not self.rows_are_sent())):
            return self.form_invalid(form)
        return self.form_valid(form)


class RoomFormView(RoomPart, RowsFormView):
    """A room, and the hours in which it is open."""

    template_name = "agenda/rooms/room_form.html"

    def rows_are_sent(self) -> bool:
        """Tell whether rows are sent; otherwise the hours are left as they are."""
        return "hours-TOTAL_FORMS" in self.request.POST

    def make_rows(self, data: Any) -> Any:
        return hours_rows(self.conference, hours_of(self.place) if self.place else [], data)

    def save(self, values: dict[str, Any], revision: int | None) -> Any:
        act = "agenda.room_changed" if self.place else "agenda.room_created"
        with editing_step(self.conference, by=user_of(self.request), act=act):
            if self.place is None:
                room, said = (
                    create_room(self.conference, by=user_of(self.request), **values),
                    _("The room was added."),
                )
            else:
                room, said = self.place, _("The room was changed.")
                change_room(room, by=user_of(self.request), revision=revision, **values)
            if self.rows_are_sent():
                set_hours(room, chosen_hours(self.rows()), by=user_of(self.request))
        return said

    def differences_of_rows(self, current: Room) -> list[Difference]:
        if not self.rows_are_sent():
            return []
        told = [
            (hours_in_words(self.conference, start, end) for start, end in sorted(hours))
            for hours in (joined(chosen_hours(self.rows())), hours_of(current))
        ]
        return row_differences(_("Hours"), *told)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(hours_rows=self.rows(), **kwargs)


class RoomDeleteView(RoomPart, PlaceDeleteView):
    verb = staticmethod(delete_room)
    action = gettext_lazy("Delete the room")
    consequence = gettext_lazy("Its sessions keep their times and stand without a room.")


# --- Working groups -------------------------------------------------------------------------------------


class GroupPart:
    model = WorkingGroup
    navigation_key = "agenda.groups"
    list_name = "agenda_secretariat:group-list"
    list_label = gettext_lazy("Working groups")
    form_class: type[BaseForm] | None = GroupForm
    delete_name = "group-delete"
    new_heading = gettext_lazy("Add a working group")


class GroupListView(GroupPart, AgendaMixin, SecretariatView):
    template_name = "agenda/rooms/group_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = WorkingGroup.objects.of(self.conference).prefetch_related("roles__person")
        groups = groups.annotate(session_count=Count("sessions"))
        return super().get_context_data(groups=groups, **kwargs)


class GroupFormView(GroupPart, RowsFormView):
    """A working group, and who does what in it."""

    template_name = "agenda/rooms/group_form.html"

    def make_rows(self, data: Any) -> Any:
        roles = list(self.place.roles.select_related("person")) if self.place else []
        return row_formset(
            GroupRoleRowForm,
            "roles",
            extra=3,
            data=data,
            form_kwargs={"conference": self.conference},
            initial=[{"person": person_label(role.person), "role": role.role} for role in roles],
        )

    def save(self, values: dict[str, Any], revision: int | None) -> Any:
        act = "agenda.group_changed" if self.place else "agenda.group_created"
        with editing_step(self.conference, by=user_of(self.request), act=act):
            if self.place is None:
                group, said = (
                    create_group(self.conference, by=user_of(self.request), **values),
                    _("The group was added."),
                )
            else:
                group, said = self.place, _("The group was changed.")
                change_group(group, by=user_of(self.request), revision=revision, **values)
            set_group_roles(group, self.chosen_roles(), by=user_of(self.request))
        return said

    def chosen_roles(self) -> list[tuple[Person, str]]:
        chosen = []
        for row in self.rows().forms:
            data = row.cleaned_data
            if data.get("person") and not data.get("DELETE"):
                try:
                    person = person_by_name(self.conference, data["person"], by=user_of(self.request))
                except Refused as refusal:
                    row.add_error("person", refusal.message)
                    raise
                chosen.append((person, data["role"]))
        return chosen

    def differences_of_rows(self, current: WorkingGroup) -> list[Difference]:
        typed = (
            (data["person"].strip(), data["role"])
            for row in self.rows().forms
            if (data := row.cleaned_data).get("person") and not data.get("DELETE")
        )
        stored = ((person_label(each.person), each.role) for each in current.roles.select_related("person"))
        told = [
            [f"{person} – {GroupRole.Role(role).label}" for person, role in rows] for rows in (typed, stored)
        ]
        return row_differences(_("Roles"), *told)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = [person_label(person) for person in Person.objects.of(self.conference).known()]
        return super().get_context_data(role_rows=self.rows(), people=people, **kwargs)


class GroupDeleteView(GroupPart, PlaceDeleteView):
    verb = staticmethod(delete_group)
    action = gettext_lazy("Delete the working group")
    consequence = gettext_lazy("Its roles go with it; its sessions stay, without a group.")
