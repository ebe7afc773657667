"""Forms of a pasted programme: the text, then a row for each session that was understood."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.core.web.forms import day_choices, day_chosen, put_hours
from agenda.pasting.domain.acceptance import KnownPeople, ProgrammeRow, room_by_name
from agenda.pasting.domain.hours import clock
from agenda.pasting.domain.model import PastedRole, PastedSession
from agenda.pasting.domain.people import items_as_text, read_items, read_roles, roles_as_text
from agenda.rooms.models import Room, WorkingGroup
from agenda.sessions.models.session import Session, SessionRole
from agenda.sessions.web.forms import InitialAgendaForm
from confman.conferences.web.forms import ConferenceChoiceField, ConferenceForm, language_field
from confman.web.errors import Refused
from confman.web.forms.base import choice_field

MAX_TEXT_LENGTH = 200_000
MAX_SESSIONS = 300
# Lines of the text and of the corrected rows together: reading a line takes a tenth of a millisecond or more.
MAX_LINES = 4_000


class PasteForm(InitialAgendaForm):
    text = forms.CharField(
        label=gettext_lazy("The programme as text"),
        max_length=MAX_TEXT_LENGTH,
        strip=False,
        widget=forms.Textarea({"rows": 18, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "From a letter, Word or a spreadsheet, in English, Russian or Uzbek. A line for each session, such as "
            "“10:00–10:30 Title (Speaker, Institution) [Room]”; days as headings, items indented below."
        ),
    )
    language = language_field(
        gettext_lazy("It is written in"),
        none=gettext_lazy("find out from the text"),
        help_text=gettext_lazy("Titles and names become texts of this language."),
    )
    day = ConferenceChoiceField(
        day_choices, label=gettext_lazy("Day of the lines that name none"), required=False
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Those named in it are"),
        choices=[choice for choice in SessionRole.Status.choices if choice[0] != SessionRole.Status.DECLINED],
        initial=SessionRole.Status.PROPOSED,
        required=False,
        help_text=gettext_lazy("Until they are confirmed, readers see “to be confirmed” in their place."),
    )
    fieldsets = (("", ("text", ("language", "day", "status"), "replace_frame")),)

    def clean_text(self) -> str:
        """Count the lines of the corrected rows, too, towards the limit."""
        count = sum(text.count("\n") for text in self.data.values())
        if count > MAX_LINES:
            raise forms.ValidationError(
                _("%(count)d lines are too many at once. Paste at most %(most)d, day by day.")
                % {"count": count, "most": MAX_LINES}
            )
        return str(self.cleaned_data["text"])

    def clean_status(self) -> str:
        return self.cleaned_data["status"] or SessionRole.Status.PROPOSED


class PastedRowForm(ConferenceForm):
    """One session, in which everything can be corrected."""

    # Reasons to look at it, for the template.
    notes: Sequence[str] = ()
    there_already = False
    ambiguous = ""

    take = forms.BooleanField(label=gettext_lazy("Take it"), required=False, initial=True)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=1000, required=False)
    day = forms.TypedChoiceField(
        label=gettext_lazy("Day"), coerce=day_chosen, empty_value=None, required=False
    )
    starts = forms.TimeField(label=gettext_lazy("From"), required=False)
    ends = forms.TimeField(label=gettext_lazy("Until"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Session.Kind.choices)
    room = forms.CharField(
        label=gettext_lazy("Room"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"list": "rooms", "autocomplete": "off"}),
    )
    group = forms.ModelChoiceField(
        label=gettext_lazy("Working group"), queryset=WorkingGroup.objects.all(), required=False
    )
    people = forms.CharField(label=gettext_lazy("People"), required=False, widget=forms.Textarea({"rows": 2}))
    items = forms.CharField(label=gettext_lazy("Items"), required=False, widget=forms.Textarea({"rows": 2}))
    description = forms.CharField(
        label=gettext_lazy("Description"), required=False, widget=forms.Textarea({"rows": 2})
    )
    line = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, groups: list[WorkingGroup], days: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "group").choices = [("", _("none")), *((group.pk, str(group)) for group in groups)]
        day = self.data.get(self.add_prefix("day")) if self.is_bound else self.initial.get("day")
        day_of_row = [(day, day)] if day and day not in dict(days) else []
        choice_field(self, "day").choices = [("", _("not scheduled yet")), *days, *day_of_row]

        for name in ("people", "items"):
            lines = sum(1 + len(line) // 50 for line in str(self[name].value() or "").split("\n"))
            self.fields[name].widget.attrs["rows"] = min(max(lines, 2), 12)

    def has_changed(self) -> bool:
        return True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned |= {"start": None, "end": None}
        if not cleaned.get("take"):
            return cleaned
        if not (cleaned.get("title") or "").strip():
            self.add_error("title", _("What is it called? Or leave it out."))
        self._clean_hours(cleaned)
        return cleaned

    def _clean_hours(self, cleaned: dict[str, Any]) -> None:
        day, starts, ends = (cleaned.get(name) for name in ("day", "starts", "ends"))
        if {"day", "starts", "ends"} & self.errors.keys():
            return
        if ends and not starts:
            self.add_error("starts", _("When does it begin?"))
        elif starts and not day:
            self.add_error("day", _("Choose the day, too."))
        elif starts and day:
            put_hours(self, cleaned, day, starts, ends)

    def row(self) -> ProgrammeRow:
        """Return the row that the verb takes."""
        data = self.cleaned_data
        return ProgrammeRow(
            title=data["title"].strip(),
            kind=data["kind"],
            start=data["start"],
            end=data["end"],
            room=data["room"].strip(),
            group=data["group"],
            roles=read_roles(data["people"], _role_labels()),
            items=read_items(data["items"]),
            description=data["description"],
        )

    # --- What the page says beside the fields ---

    def understood(self, people: KnownPeople, rooms: list[Room]) -> None:
        """Find out which persons and rooms are new; for the template."""
        self.named = []
        for role in self._roles():
            try:
                person = people.match(role.person)
                self.named.append((role.person.name, "known" if person else "new"))
            except Refused as refusal:
                self.named.append((role.person.name, "several"))
                self.ambiguous = refusal.message
        self.named = list(dict.fromkeys(self.named))
        room = str(self["room"].value() or "").strip()
        self.new_room = room if room and room_by_name(rooms, room) is None else ""

    @property
    def day_in_words(self) -> str:
        days: Any = choice_field(self, "day").choices
        return str(dict(days).get(str(self["day"].value() or ""), ""))

    @property
    def is_in_doubt(self) -> bool:
        return bool(self.errors or self.notes or self.there_already or self.ambiguous)

    def _roles(self) -> list[PastedRole]:
        roles = read_roles(str(self["people"].value() or ""), _role_labels())
        for item in read_items(str(self["items"].value() or "")):
            roles += item.roles
        return roles


def _role_labels() -> dict[str, str]:
    """Return each role's name in the language of the page."""
    return {role.value: str(role.label) for role in SessionRole.Role}


def row_of(session: PastedSession, groups: list[WorkingGroup], day: str) -> dict[str, Any]:
    """Return the initial values of a session's row; `day` where it has an hour but names no day."""
    return {
        "take": True,
        "title": session.title,
        "day": session.day.isoformat() if session.day else (day if session.start is not None else ""),
        "starts": "" if session.start is None else clock(session.start),
        "ends": "" if session.end is None else clock(session.end),
        "kind": session.kind,
        "room": session.room,
        "group": _group_in(session.title, groups) if session.kind == Session.Kind.WORKING_GROUP else None,
        "people": roles_as_text(session.roles, _role_labels()),
        "items": items_as_text(session.items),
        "description": "\n".join(session.description),
        "line": session.line,
    }


def _group_in(title: str, groups: list[WorkingGroup]) -> Any:
    """Return the group whose code or number is in the title."""
    digits = re.findall(r"[0-9]+", title)
    for group in groups:
        number = "".join(re.findall(r"[0-9]", group.code))
        if group.code.casefold() in title.casefold() or (len(digits) == 1 and digits[0] == number):
            return group.pk
    return None
