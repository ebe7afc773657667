"""Forms for what the agenda editor sends, and its filters."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from agenda.rooms.models import Room
from agenda.sessions.models.session import Session
from agenda.sessions.web.forms import SubjectFilterForm
from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceChoiceField, ConferenceForm


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
