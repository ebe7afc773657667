"""Forms of a session: when and where, its items and roles, filters; of what brings an agenda."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agenda.core.web.forms import PersonRoleForm, day_choices, day_chosen, put_hours
from agenda.rooms.models import Room, WorkingGroup
from agenda.sessions.domain.frame import unchanged_frame
from agenda.sessions.domain.officers import people_with_roles
from agenda.sessions.models.session import Item, Session, SessionRole
from confman.accounts.models import User
from confman.conferences.domain.parts import themes_named
from confman.conferences.models import Theme
from confman.conferences.web.forms import (
    ConferenceChoiceField,
    ConferenceForm,
    ConferenceModelForm,
    LanguagesField,
    filter_field,
    language_field,
)
from confman.web.forms.base import Fieldset, FilterGroup, RevisionMixin, choice_field, field_of, model_field


class InitialAgendaForm(ConferenceForm):
    """A form that brings an agenda: it offers to take away what is left of the frame that the conference began with.

    Once the agenda is published, readers may know those sessions: then they go only if someone says so.
    """

    replace_frame = forms.BooleanField(
        label=gettext_lazy("It takes the place of the sessions that the conference began with"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (count := len(unchanged_frame(self.conference))):
            del self.fields["replace_frame"]
            return
        self.fields["replace_frame"].initial = not self.conference.agenda_releases.exists()
        self.fields["replace_frame"].help_text = ngettext(
            "%(count)d session, which nobody has changed.",
            "%(count)d sessions, which nobody has changed. Others stay.",
            count,
        ) % {"count": count}


class TimeAndRoomForm(RevisionMixin, ConferenceModelForm):
    """Asks for time and room of a session. Day and hours are separate fields, as people think of them."""

    day = forms.TypedChoiceField(
        label=gettext_lazy("Day"), coerce=day_chosen, empty_value=None, required=False
    )
    starts = forms.TimeField(label=gettext_lazy("From"), required=False)
    ends = forms.TimeField(label=gettext_lazy("Until"), required=False)

    fieldsets: Sequence[Fieldset] = (
        (gettext_lazy("When and where"), (("day", "starts", "ends"), ("room",))),
    )

    class Meta:
        model = Session
        fields: tuple[str, ...] = ("room",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session = self.instance
        local = {
            name: self.conference.local(value)
            for name in ("start", "end")
            if (value := getattr(session, name))
        }
        day = local["start"].date() if "start" in local else None
        choice_field(self, "day").choices = [("", _("not scheduled yet")), *day_choices(self.conference, day)]
        if day:
            self.initial.update({"day": day.isoformat(), "starts": local["start"].time()})
        if "end" in local:
            self.initial["ends"] = local["end"].time()
        model_field(self, "room").empty_label = _("none")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned |= {"start": None, "end": None}
        day, starts, ends = (cleaned.get(name) for name in ("day", "starts", "ends"))
        if not day:
            if (starts or ends) and "day" not in self.errors:
                self.add_error("day", _("Choose the day, too."))
            return cleaned
        if not starts:
            if "starts" not in self.errors:
                self.add_error("starts", _("When does it begin?"))
            return cleaned
        put_hours(self, cleaned, day, starts, ends)
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the arguments of the verb."""
        apart = {"day", "starts", "ends", "revision"}
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class SessionForm(TimeAndRoomForm):
    """A session with all its fields."""

    new_theme = forms.CharField(
        label=gettext_lazy("Theme that is not in the list"), required=False, max_length=200,
        help_text=gettext_lazy("Its name is enough: it is added to the themes."),
    )  # fmt: skip
    floor_languages = LanguagesField(label=gettext_lazy("Languages spoken"), required=False)
    listening_languages = LanguagesField(label=gettext_lazy("Interpretation into"), required=False)

    fieldsets = (
        (gettext_lazy("What"), ("kind", "title", "subtitle")),
        (
            gettext_lazy("When and where"),
            (
                ("day", "starts", "ends"),
                "fixed",
                ("room", "working_group"),
                ("theme", "new_theme"),
                "online_link",
            ),
        ),
        (gettext_lazy("About"), ("summary", "description")),
        (gettext_lazy("Languages"), (("floor_languages", "listening_languages"),)),
        (
            gettext_lazy("For whom"),
            (("visibility", "status"), "chatham_house", "photography", ("sign_up", "capacity")),
        ),
    )

    class Meta:
        model = Session
        fields = (
            "kind", "title", "subtitle", "summary", "description", "fixed", "room", "working_group", "theme",
            "online_link", "visibility", "status", "chatham_house", "photography", "sign_up", "capacity",
        )  # fmt: skip
        help_texts = {"capacity": gettext_lazy("For those who sign up. Empty: no limit.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("floor_languages", "listening_languages"):
            field_of(self, name, LanguagesField).offer(self.conference, getattr(self.instance, name))
            self.initial[name] = getattr(self.instance, name)
        for name in ("working_group", "theme"):
            model_field(self, name).empty_label = _("none")

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "new_theme"}

    def theme(self, *, by: User) -> dict[str, Any]:
        """Return the theme whose name was typed, for the verbs; it is added to the list if it is new."""
        name = self.cleaned_data["new_theme"]
        return {"theme": themes_named(self.conference, by=by, names=[name])[0]} if name else {}


class ItemRowForm(ConferenceModelForm):
    """One item of a session."""

    row = forms.UUIDField(widget=forms.HiddenInput, required=False)
    # The text of the line from which the row unfolds; nothing for a new one.
    words = ""

    class Meta:
        model = Item
        fields = ("title", "kind", "minutes", "symbol")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].widget.is_required = False

    def has_changed(self) -> bool:
        """Tell whether the row is filled in; its kind alone does not count, nor the place of a new one."""
        names = ("title", "minutes", "symbol", "DELETE", *(["ORDER"] if self.initial else []))
        return any(name in self.changed_data for name in names)

    def is_open(self) -> bool:
        """Tell whether the row is unfolded: what was typed is in view until it is saved."""
        return self.is_bound and (self.has_changed() or bool(self.errors))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (
            not cleaned.get("title")
            and not cleaned.get("DELETE")
            and (cleaned.get("row") or cleaned.get("minutes"))
        ):
            self.add_error("title", _("What is the item? Or mark it to be removed."))
        return cleaned


class RoleRowForm(PersonRoleForm):
    """A role in a session. A name is enough; an unknown one becomes a person by that name alone."""

    row = forms.UUIDField(widget=forms.HiddenInput, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=SessionRole.Role.choices, initial="speaker")
    item = forms.TypedChoiceField(label=gettext_lazy("Item"), coerce=int, empty_value=0, required=False)  # type: ignore[arg-type]
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=SessionRole.Status.choices)

    def __init__(self, *args: Any, items: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "item").choices = [
            (0, _("the whole session")),
            *((number, str(number)) for number in range(1, items + 1)),
        ]


class SubjectFilterForm(ConferenceForm):
    """Filters by subject, language and people; the same in the calendar and in the list."""

    theme = filter_field(Theme.objects.all(), gettext_lazy("Theme"))
    group = filter_field(WorkingGroup.objects.all(), gettext_lazy("Working group"))
    language = language_field(none=gettext_lazy("all"))
    person = ConferenceChoiceField(people_with_roles, none=gettext_lazy("all"), label=gettext_lazy("Person"))
    # Fields that are always in view; the subjects are folded.
    main: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ("theme", "group", "language", "person")

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.main]


class SessionFilterForm(SubjectFilterForm):
    """Narrows the list of sessions; other parameters of the address are ignored."""

    q = forms.CharField(
        label=gettext_lazy("Search"), required=False, widget=forms.TextInput({"type": "search"})
    )
    day = ConferenceChoiceField(
        lambda conference: [*day_choices(conference), ("none", _("not scheduled yet"))],
        none=gettext_lazy("all"),
        label=gettext_lazy("Day"),
    )
    room = filter_field(Room.objects.all(), gettext_lazy("Room"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[("", gettext_lazy("all")), *Session.Kind.choices]
    )
    main = ("q", "day", "room", "kind")
    field_order = (*main, *SubjectFilterForm.subjects)
    subjects = (*SubjectFilterForm.subjects, "conflict")

    @property
    def more_groups(self) -> list[FilterGroup]:
        """The filters needed less often."""
        return [FilterGroup(_("More filters"), [self[name] for name in self.subjects])]

    def narrow(self, sessions: Any) -> Any:
        """Return the sessions that the filters leave."""
        self.is_valid()
        data = self.cleaned_data
        fields = {"theme": "theme", "group": "working_group", "room": "room", "kind": "kind"}
        sessions = sessions.filter(**{fields[name]: data[name] for name in fields if data.get(name)})
        if language := data.get("language"):
            code = f'"{language}"'
            spoken = Q(floor_languages__icontains=code) | Q(listening_languages__icontains=code)
            sessions = sessions.filter(spoken)
        if person := data.get("person"):
            roles = SessionRole.objects.filter(person=person).not_declined()
            sessions = sessions.filter(pk__in=roles.values("session"))
        if query := data.get("q"):
            matching, items = Session.objects.search(query), Item.objects.search(query)
            sessions = sessions.filter(Q(pk__in=matching.values("pk")) | Q(pk__in=items.values("session")))
        if day := data.get("day"):
            sessions = sessions.on_day(self.conference, None if day == "none" else dt.date.fromisoformat(day))
        return sessions
