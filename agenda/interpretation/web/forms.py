"""Forms of the plan of interpretation: the languages of a session, and a row for each turn in a booth."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agenda.conflicts.domain.checks import spoken
from agenda.interpretation.domain import ShiftRow
from agenda.rooms.domain import person_by_name, person_label
from agenda.sessions.models.session import BoothShift, Session
from confman.accounts.models import User
from confman.conferences.web.forms import ConferenceForm, LanguagesField
from confman.translation.languages import language_name, reading_languages
from confman.web.errors import Refused
from confman.web.forms.base import RevisionMixin, choice_field, field_of


class SessionLanguagesForm(RevisionMixin, ConferenceForm):
    """The languages spoken, and those to listen in."""

    floor_languages = LanguagesField(label=gettext_lazy("Languages spoken"), required=False)
    listening_languages = LanguagesField(label=gettext_lazy("Interpretation into"), required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = session.revision
        for name in ("floor_languages", "listening_languages"):
            field_of(self, name, LanguagesField).offer(self.conference, getattr(session, name))
            self.initial[name] = getattr(session, name)


class BoothedSessionField(forms.ModelChoiceField):
    """A session that has booths, with its day and hours."""

    def label_from_instance(self, obj: Any) -> str:
        start, end = (obj.conference.local(moment) for moment in (obj.start, obj.end))
        return f"{start:%d.%m, %H:%M}–{end:%H:%M} {obj.title}"


class TakeOverForm(ConferenceForm):
    """Chooses the session whose booths the others get."""

    source = BoothedSessionField(
        Session.objects.scheduled().exclude(booth_shifts=None).select_related("conference"),
        label=gettext_lazy("The same booths as"),
    )
    with_interpreters = forms.BooleanField(
        label=gettext_lazy("and the same interpreters"), required=False, initial=True
    )


class ShiftRowForm(ConferenceForm):
    """One turn: which booth, between which languages, who, and when if not all the time."""

    row = forms.UUIDField(widget=forms.HiddenInput, required=False)
    booth = forms.CharField(label=gettext_lazy("Booth"), required=False, max_length=20)
    source = forms.ChoiceField(label=pgettext_lazy("language", "From"), required=False)
    target = forms.ChoiceField(label=pgettext_lazy("language", "Into"), required=False)
    both_ways = forms.BooleanField(label=gettext_lazy("and back"), required=False, initial=True)
    relay = forms.ChoiceField(label=gettext_lazy("Relay from"), required=False)
    person = forms.CharField(
        label=gettext_lazy("Interpreter"),
        required=False,
        max_length=600,
        widget=forms.TextInput({"list": "people", "autocomplete": "off"}),
    )
    starts = forms.TimeField(label=gettext_lazy("Begins"), required=False)
    ends = forms.TimeField(label=gettext_lazy("Ends"), required=False)

    def __init__(self, *args: Any, session: Session, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        reading = (reading_languages() or ("en",))[0]
        names = [(code, language_name(code, reading)) for code in languages]
        for name in ("source", "target", "relay"):
            choice_field(self, name).choices = [("", _("no relay") if name == "relay" else "–"), *names]

    def has_changed(self) -> bool:
        return bool(self.initial) or any(
            name in self.changed_data for name in ("source", "target", "person", "booth", "DELETE")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("DELETE"):
            return cleaned
        for name in ("source", "target"):
            if not cleaned.get(name):
                self.add_error(name, _("Choose the language, or mark the row to be removed."))
        source, target, relay = (cleaned.get(name) for name in ("source", "target", "relay"))
        if source and source == target:
            self.add_error("target", _("Choose two different languages."))
        if relay and relay == target:
            self.add_error("relay", _("A relay is taken from a third language."))
        start, end = self.moment(cleaned.get("starts")), self.moment(cleaned.get("ends"))
        begins, ends = self.session.start, self.session.end
        for name, moment in (("starts", start), ("ends", end)):
            if moment and begins and (moment < begins or (ends and moment > ends)):
                self.add_error(name, _("A turn lies within its session."))
        if start and end and end <= start:
            self.add_error("ends", _("The end is not after the start."))
        return cleaned

    def moment(self, hour: dt.time | None) -> dt.datetime | None:
        """Return the hour on the day, or in the night, of the session."""
        if hour is None or self.session.start is None:
            return None
        begins = self.conference.local(self.session.start)
        start = dt.datetime.combine(begins.date(), hour, tzinfo=self.conference.zone)
        return start + dt.timedelta(days=1) if start < begins and self._over_midnight(begins) else start

    def _over_midnight(self, begins: dt.datetime) -> bool:
        end = self.session.end
        return end is not None and self.conference.local(end).date() > begins.date()

    def shift_row(self, shift_by_pk: dict[Any, BoothShift], by: User) -> ShiftRow | None:
        """Return what the verb takes; None for a row to be removed. Call it inside the transaction.

        A name not known yet becomes a person. Raises Refused, at the row, where a name fits several.
        """
        data = self.cleaned_data
        if data.get("DELETE") or not data.get("source"):
            return None
        name = (data.get("person") or "").strip()
        before = shift_by_pk.get(data.get("row"))
        person = None
        if before is not None and before.interpreter and person_label(before.interpreter) == name:
            person = before.interpreter
        elif name:
            try:
                person = person_by_name(self.conference, name, by=by)
            except Refused as refusal:
                self.add_error("person", refusal.message)
                raise
        return ShiftRow(
            source=data["source"],
            target=data["target"],
            both_ways=data["both_ways"],
            relay=data["relay"],
            booth=data["booth"],
            interpreter=person,
            start=self.moment(data.get("starts")),
            end=self.moment(data.get("ends")),
            id=data.get("row"),
        )


def initial_of(session: Session, shifts: Sequence[BoothShift]) -> list[dict[str, Any]]:
    """Return the initial rows for existing turns."""
    local = session.conference.local
    return [
        {
            "row": shift.pk,
            "booth": shift.booth,
            "source": shift.source_language,
            "target": shift.target_language,
            "both_ways": shift.both_ways,
            "relay": shift.relay,
            "person": person_label(shift.interpreter) if shift.interpreter else "",
            "starts": local(shift.start).time() if shift.start else None,
            "ends": local(shift.end).time() if shift.end else None,
        }
        for shift in shifts
    ]


def suggested(session: Session) -> list[dict[str, Any]]:
    """Suggest booths that join every language of a session with the conference's first: then one relay is enough."""
    codes = list(dict.fromkeys([*session.floor_languages, *session.listening_languages]))
    code_by_language = {spoken(code): code for code in reversed(codes)}
    pivot = code_by_language.pop(spoken(session.conference.default_language), None)
    if pivot is None and code_by_language:
        pivot = code_by_language.pop(spoken(codes[0]))
    others = sorted(code_by_language.values(), key=codes.index)
    return [
        {"booth": str(number), "source": pivot, "target": code, "both_ways": True, "relay": "", "person": ""}
        for number, code in enumerate(others, start=1)
    ]
