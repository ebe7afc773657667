"""Forms of the agenda editor and of actions on several sessions. Some make a plan; none of them writes."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agenda.core.domain.intervals import time_in_words
from agenda.core.web.forms import day_choices
from agenda.desk.domain.bulk_plans import MovePlan, MoveTarget, Slot, move_selection, shift, swap
from agenda.releases.models import AgendaRelease
from agenda.rooms.domain import person_label
from agenda.rooms.models import Room
from agenda.sessions.models.session import (
    Session,
    SessionRoleKind,
    SessionRoleStatus,
    SessionStatus,
    SessionVisibility,
)
from agenda.sessions.web.forms import SubjectFilterForm
from confman.conferences.models import Conference, Theme
from confman.conferences.web.forms import ChosenValuesForm, ConferenceChoiceField, ConferenceForm
from confman.people.models import Person
from confman.translation.languages import reading_in
from confman.web.forms.base import choice_field


class MomentField(forms.DateTimeField):
    """Takes 2027-03-30T10:00 in the conference's zone, or a moment with an offset of its own."""

    default_error_messages = {"invalid": gettext_lazy("This is not a time, as in 2027-03-30T10:00.")}


class RoomField(forms.ModelChoiceField):
    """A room by its id; anything else is reported as a room that does not exist."""

    default_error_messages = {"invalid_choice": gettext_lazy("This room no longer exists.")}

    def to_python(self, value: Any) -> Room | None:
        try:
            room: Room | None = super().to_python(value)
        except (forms.ValidationError, TypeError, AttributeError) as error:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            ) from error
        return room


class SessionMoveForm(ConferenceForm):
    """The place a session was dragged to. What is not sent stays as it is."""

    revision = forms.IntegerField(min_value=1)
    start = MomentField(required=False)
    end = MomentField(required=False)
    room = RoomField(Room.objects.all(), required=False)

    def place(self) -> dict[str, Any]:
        """Return the arguments of `move_session`."""
        return {name: self.cleaned_data[name] for name in ("start", "end", "room") if name in self.data}


def _days(conference: Conference) -> list[tuple[str, str]]:
    """Return the days of the conference, and those outside of them where a session stands."""
    starts = Session.objects.of(conference).scheduled().order_by().values_list("start", flat=True)
    days = {*conference.days, *(conference.local(start).date() for start in starts)}
    return [(day.isoformat(), date_format(day, "D, j E")) for day in sorted(days)]


class EditorFilterForm(SubjectFilterForm):
    """Filters the editor by its address. Other parameters there are ignored."""

    view = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[("day", gettext_lazy("a day, by room")), ("room", gettext_lazy("a room, by day"))],
    )
    day = ConferenceChoiceField(_days, label=gettext_lazy("Day"), required=False)
    room = forms.ModelChoiceField(
        label=gettext_lazy("Room"),
        queryset=Room.objects.all(),
        required=False,
        empty_label=gettext_lazy("without a room"),
    )
    colour = forms.ChoiceField(
        label=gettext_lazy("Colours"),
        required=False,
        choices=[("kind", gettext_lazy("by kind")), ("theme", gettext_lazy("by theme"))],
    )
    main = ("view", "day", "room")
    field_order = (*main, *SubjectFilterForm.subjects, "colour")

    def more_fields(self) -> list[forms.BoundField]:
        """Return what is folded: which sessions stand out, and in which colours."""
        return [field for field in self.visible_fields() if field.name not in self.main]


# More options make the page heavy, and nobody finds a name among them.
MAX_SUGGESTED = 500
AS_IT_IS = ("", gettext_lazy("as it is"))


class GiveRoleForm(ConferenceForm):
    """Gives a person one role in all chosen sessions."""

    person = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=300,
        widget=forms.TextInput({"list": "suggestions", "autocomplete": "off"}),
        help_text=gettext_lazy("A name is enough; somebody not known yet is added to the directory."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=SessionRoleKind.choices)
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=SessionRoleStatus.choices)

    @property
    def suggestions(self) -> list[str]:
        """Return names to suggest: those of the first people of the directory. Any other name is recognized as well."""
        people = Person.objects.of(self.conference).known()
        return [person_label(person) for person in people[:MAX_SUGGESTED]]


class SessionTraitsForm(ChosenValuesForm):
    """Changes the traits that several sessions share; a field left open stays as it is with each."""

    theme = forms.ModelChoiceField(
        Theme.objects.all(), label=gettext_lazy("Theme"), required=False, empty_label=AS_IT_IS[1]
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("For whom"), required=False, choices=[AS_IT_IS, *SessionVisibility.choices]
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"), required=False, choices=[AS_IT_IS, *SessionStatus.choices]
    )


_KEEP = "keep"
_NONE = "none"


def session_choices(conference: Conference, slots: list[Slot], *, scheduled: bool = True) -> Any:
    """Return the sessions by day, each labelled with its hours and title."""
    groups: dict[str, list[tuple[str, str]]] = {}
    days = dict(day_choices(conference))
    for slot in slots:
        if slot.start is None:
            if not scheduled:
                groups.setdefault(_("Not scheduled yet"), []).append((slot.id, slot.title))
            continue
        key = slot.day.isoformat() if slot.day else ""
        hour = f"{conference.local(slot.start):%H:%M}"
        groups.setdefault(days.get(key, key), []).append((slot.id, f"{hour} {slot.title}"))
    return [("", _("Choose…")), *groups.items()]


class PlanForm(ConferenceForm):
    """Holds the agenda as slots, and what was chosen in the list."""

    def __init__(self, *args: Any, slots: list[Slot], selected: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots, self.selected = slots, selected
        self.prepare()

    def prepare(self) -> None:
        """Offer the choices of this agenda."""

    def plan(self) -> Any:
        """Return the plan for what was chosen, as the domain takes it. Each form defines its own."""
        raise NotImplementedError


class ShiftForm(PlanForm):
    session = forms.ChoiceField(label=gettext_lazy("From which session on"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        min_value=-720,
        max_value=720,
        help_text=gettext_lazy("Below zero: earlier."),
        widget=forms.NumberInput({"class": "form-control-short", "step": 5}),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("What moves"),
        choices=[
            ("day", gettext_lazy("all that follows on this day")),
            ("room", gettext_lazy("what follows in this room")),
        ],
        initial="day",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Up to the next session of fixed time."),
    )
    pauses_to = forms.IntegerField(
        label=gettext_lazy("Shorten breaks to"),
        required=False,
        min_value=1,
        max_value=240,
        help_text=gettext_lazy(
            "In minutes. The delay shrinks in each break; empty: breaks stay as long as they are."
        ),
        widget=forms.NumberInput({"class": "form-control-short"}),
    )
    cut = forms.BooleanField(
        label=gettext_lazy("End what would run into a session of fixed time when that begins"), required=False
    )
    fieldsets = (("", ("session", ("minutes", "pauses_to"), "scope", "cut")),)

    def prepare(self) -> None:
        choice_field(self, "session").choices = session_choices(self.conference, self.slots)
        times = {slot.id: slot.start for slot in self.slots if slot.start}
        timed = [key for key in self.selected if key in times]
        if timed:
            self.initial["session"] = min(timed, key=lambda key: times[key])
        self.initial.setdefault("minutes", 15)

    def plan(self) -> MovePlan:
        data = self.cleaned_data
        return shift(
            self.slots,
            data["session"],
            data["minutes"],
            whole_day=data["scope"] == "day",
            pauses_to=data["pauses_to"],
            cut=data["cut"],
            has_begun=data.get("has_begun", False),
        )


class LateForm(ShiftForm):
    """A form that shifts sessions while the conference runs, and chooses what to publish."""

    has_begun = forms.BooleanField(
        label=gettext_lazy("It has begun: it ends later, and what follows begins later"), required=False
    )
    publish = forms.BooleanField(
        label=gettext_lazy("Publish it as a new release"), required=False, initial=True
    )
    label = forms.CharField(label=gettext_lazy("Label"), max_length=40, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("For readers, and at the head of the mails."),
    )
    send = forms.BooleanField(
        label=gettext_lazy("Send the mails now"),
        required=False,
        help_text=gettext_lazy("Otherwise they wait for you to review them."),
    )
    after_shift = ("publish", "label", "note", "send")

    def prepare(self) -> None:
        super().prepare()
        latest = AgendaRelease.objects.of(self.conference).defer("content").first()
        self.fields["session"].label = _("Which session is late")
        if latest is None:
            # Nobody has read an agenda yet, so nobody needs to be told.
            for name in self.after_shift:
                self.fields.pop(name)
        else:
            self.initial["label"] = f"Rev.{latest.number}"

    def shift_fields(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name not in self.after_shift]

    def publishing_fields(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name in self.after_shift]


class SwapForm(PlanForm):
    first = forms.ChoiceField(label=gettext_lazy("This session"))
    second = forms.ChoiceField(label=gettext_lazy("and this one"))
    exchange = forms.BooleanField(
        label=gettext_lazy("Each takes the length of the other, too"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise each keeps its own, and what stands between them in one room moves along."
        ),
    )
    fieldsets = (("", (("first", "second"), "exchange")),)

    def prepare(self) -> None:
        choices = session_choices(self.conference, self.slots, scheduled=False)
        for index, name in enumerate(("first", "second")):
            choice_field(self, name).choices = choices
            if len(self.selected) > index:
                self.initial[name] = self.selected[index]

    def plan(self) -> MovePlan:
        data = self.cleaned_data
        return swap(self.slots, data["first"], data["second"], exchange=data["exchange"])


class BulkMoveForm(PlanForm):
    """Moves to another room, to another day, or both."""

    room = forms.ChoiceField(label=gettext_lazy("Room"))
    day = forms.ChoiceField(
        label=gettext_lazy("Day"),
        help_text=gettext_lazy("Hours are kept; a session without a time stays without one."),
    )
    fieldsets = (("", (("room", "day"),)),)

    def prepare(self) -> None:
        self.rooms = {str(room.pk): room for room in Room.objects.of(self.conference)}
        choice_field(self, "room").choices = [
            (_KEEP, _("each in its own")),
            *((key, str(room)) for key, room in self.rooms.items()),
            (_NONE, _("without a room")),
        ]
        choice_field(self, "day").choices = [(_KEEP, _("each on its own")), *day_choices(self.conference)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("room") == cleaned.get("day") == _KEEP:
            self.add_error("room", _("Choose a room or a day."))
        return cleaned

    def plan(self) -> MovePlan:
        room, day = self.cleaned_data["room"], self.cleaned_data["day"]
        target = MoveTarget(
            room={_KEEP: None, _NONE: ""}.get(room, room),
            shared=room in self.rooms and self.rooms[room].parallel_use,
            day=None if day == _KEEP else dt.date.fromisoformat(day),
        )
        return move_selection(self.slots, self.selected, target, self.conference.zone)


class SessionFrameForm(PlanForm):
    source = forms.ChoiceField(label=gettext_lazy("The frame of"))
    days = forms.MultipleChoiceField(label=gettext_lazy("for"), widget=forms.CheckboxSelectMultiple)
    what = forms.ChoiceField(
        label=gettext_lazy("What is copied"),
        choices=[
            ("all", gettext_lazy("breaks, and sessions without people and items")),
            ("pauses", gettext_lazy("breaks only")),
        ],
        initial="all",
        widget=forms.RadioSelect,
    )
    fieldsets = (("", ("source", "days", "what")),)

    def prepare(self) -> None:
        days = day_choices(self.conference)
        choice_field(self, "source").choices = days
        choice_field(self, "days").choices = days
        source = self.initial.get("source")
        self.initial.setdefault("days", [day for day, _label in days if day != source] if source else [])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("days") == [cleaned.get("source")]:
            self.add_error("days", _("Choose another day than the one that is copied."))
        return cleaned


def late_note(conference: Conference, plan: MovePlan, session: Session) -> str:
    """Return '“Opening” begins at 09:55 instead of 09:30.' (or ends), a line in each language of its readers."""
    move = next((move for move in plan.moves if move.before.id == str(session.pk)), None)
    if move is None:
        return ""
    begins = move.before.start != move.after.start
    old, new = (slot.start if begins else slot.end for slot in (move.before, move.after))
    if old is None or new is None:
        return ""
    hours = {"new": f"{conference.local(new):%H:%M}", "old": f"{conference.local(old):%H:%M}"}
    lines = []
    for language in conference.languages:
        with reading_in(language, *conference.languages):
            text = (
                _("“%(title)s” begins at %(new)s instead of %(old)s.")
                if begins
                else _("“%(title)s” ends at %(new)s instead of %(old)s.")
            )
            lines.append(text % {"title": session.title, **hours})
    return "\n".join(dict.fromkeys(lines))


def place_text(conference: Conference, slot: Slot, rooms: dict[str, str]) -> str:
    """Return '30.03, 09:30–10:30, Main hall'."""
    parts = [time_in_words(conference, slot.start, slot.end), rooms.get(slot.room, "")]
    return ", ".join(part for part in parts if part)
