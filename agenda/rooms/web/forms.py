"""Forms of rooms and working groups, and the rows with the hours of a room or a person."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.core.domain.intervals import SMALL_HOURS, Hours, ends_too_early, on_day
from agenda.core.web.forms import PersonRoleForm, day_choices, row_formset
from agenda.rooms.domain import fingerprint_of_hours
from agenda.rooms.models import GroupRole, Room, WorkingGroup
from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from confman.web.forms.base import RevisionMixin, choice_field

EVERY_DAY = "every"
DAY = dt.timedelta(days=1)


class HoursRowForm(ConferenceForm):
    """One stretch. An end at midnight or in the small hours is in the following night."""

    day = forms.ChoiceField(label=gettext_lazy("Day"), required=False)
    starts = forms.TimeField(label=gettext_lazy("From"), required=False)
    ends = forms.TimeField(label=gettext_lazy("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self.initial.get("day")
        day_of_row = dt.date.fromisoformat(day) if day else None
        choice_field(self, "day").choices = [
            (EVERY_DAY, _("every day of the conference")),
            *day_choices(self.conference, day_of_row),
        ]

    def has_changed(self) -> bool:
        return bool(self.initial) or any(name in self.changed_data for name in ("starts", "ends", "DELETE"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if cleaned.get("DELETE") or (not starts and not ends):
            return cleaned
        for name in ("starts", "ends"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Give both: from and until."))
        if starts and ends and ends_too_early(starts, ends):
            self.add_error("ends", _("The end is not after the start."))
        return cleaned

    def hours(self) -> Iterator[Hours]:
        """Yield what the row says, as stretches of time; none if it is empty or to be removed."""
        cleaned = self.cleaned_data
        if cleaned.get("DELETE") or not cleaned.get("starts"):
            return
        choice = cleaned.get("day") or EVERY_DAY
        days = self.conference.days if choice == EVERY_DAY else [dt.date.fromisoformat(choice)]
        for day in days:
            yield on_day(day, cleaned["starts"], cleaned["ends"], self.conference.zone)


class SeenForm(ConferenceForm):
    """Carries the fingerprint of the hours that were seen when the form was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


def hours_rows(conference: Conference, hours: Sequence[Hours], data: Any = None) -> Any:
    """Return the rows for these hours, and empty ones below."""
    return row_formset(
        HoursRowForm,
        "hours",
        extra=1 if hours else 2,
        data=data,
        form_kwargs={"conference": conference},
        initial=[
            {"day": start.date().isoformat(), "starts": start.time(), "ends": end.time()}
            for start, end in _by_day(conference, hours)
        ],
    )


def seen_form(conference: Conference, hours: Sequence[Hours], data: Any = None) -> SeenForm:
    return SeenForm(data, conference=conference, initial={"seen": fingerprint_of_hours(hours)})


def chosen_hours(rows: Any) -> list[Hours]:
    """Return what valid rows say."""
    return [stretch for row in rows.forms for stretch in row.hours()]


def _by_day(conference: Conference, hours: Sequence[Hours]) -> Iterator[Hours]:
    """Yield local times; a stretch over several days is cut at midnight, one into the small hours is not."""
    for start, end in hours:
        first, last = conference.local(start), conference.local(end)
        while True:
            midnight = dt.datetime.combine(first.date() + DAY, dt.time(), tzinfo=conference.zone)
            if last <= midnight or last <= midnight + dt.timedelta(hours=SMALL_HOURS.hour):
                yield first, last
                break
            yield first, midnight
            first = midnight


class GroupRoleRowForm(PersonRoleForm):
    """Gives a person a role in a working group."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=GroupRole.Role.choices)


class RoomForm(RevisionMixin, ConferenceModelForm):
    fields_template = "agenda/rooms/room_fields.html"
    later = ("position",)
    fieldsets = (
        ("", ("name",)),
        (
            gettext_lazy("Equipment"),
            (("capacity", "layout", "booths"), "accessible", "parallel_use", "photography"),
        ),
    )

    class Meta:
        model = Room
        fields = "name capacity layout booths accessible parallel_use photography position".split()


class GroupForm(RevisionMixin, ConferenceModelForm):
    fields_template = "agenda/rooms/group_fields.html"
    later = ("position",)
    fieldsets = (("", (("code", "position"), "name", "mandate", ("capacity", "drafts_for_seats"))),)

    class Meta:
        model = WorkingGroup
        help_texts = {
            "capacity": gettext_lazy(
                "Participants then choose the group on their own pages. Empty: nobody signs up; you put people in."
            ),
            "drafts_for_seats": gettext_lazy(
                "Participants with a confirmed place read and comment as members do, until they give the place up."
            ),
        }

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        others = WorkingGroup.objects.of(self.conference).exclude(pk=self.instance.pk)
        if others.filter(code=code).exists():
            raise ValidationError(_("Another working group has this code."))
        return code
