"""Forms of the record of a session and of the reports built from it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from agenda.sessions.models.session import Session
from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm, language_field
from confman.people.models import Person
from confman.translation.forms import TranslatedFormField
from confman.web.forms.base import RevisionMixin, choice_field
from outcomes.records.models import SessionRecord
from outcomes.speakers_lists.web.forms import offer_items, suggested_speakers


class InterventionForm(RevisionMixin, ConferenceModelForm):
    """A form for one intervention. The speaker is chosen from those expected, or typed."""

    who = forms.CharField(
        label=gettext_lazy("Speaker"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": "likely-speakers", "autocomplete": "off"}),
    )
    language = language_field(gettext_lazy("Noted in"))

    class Meta:
        model = SessionRecord
        fields = ("item", "delegation", "capacity", "points", "proposal", "language", "not_for_attribution")
        widgets = {"points": forms.Textarea(attrs={"rows": 4}), "proposal": forms.Textarea(attrs={"rows": 2})}

    fieldsets = (
        (
            None,
            (
                ("who", "capacity"),
                ("item", "delegation"),
                "points",
                "proposal",
                ("language", "not_for_attribution"),
            ),
        ),
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speakers = suggested_speakers(session)
        offer_items(self, session)
        speaker = self.instance.speaker
        if speaker:
            label = next(
                (text for text, person in self.speakers.items() if person.pk == speaker.pk), str(speaker.name)
            )
            self.speakers.setdefault(label, speaker)
            self.initial["who"] = label

    def values(self) -> dict[str, Any]:
        """Return the fields as the verbs take them. An unexpected name goes before the capacity."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("who", "revision")}
        who = self.cleaned_data.get("who", "").strip()
        values["speaker"] = self._expected(who)
        if who and values["speaker"] is None:
            values["capacity"] = ", ".join(part for part in (who, values["capacity"]) if part)[:300]
        return values

    def _expected(self, who: str) -> Person | None:
        """Return the expected speaker: as chosen in the list, else by a name that only one has."""
        if speaker := self.speakers.get(who):
            return speaker
        typed_name = " ".join(who.split()).casefold()
        namesakes = [
            person
            for person in dict.fromkeys(self.speakers.values())
            if typed_name in {name.casefold() for name in dict(person.name).values()}
        ]
        return namesakes[0] if len(namesakes) == 1 else None


class StartReportForm(ConferenceForm):
    """A form that chooses the report to build: its kind, and its subject."""

    about = forms.ChoiceField(label=gettext_lazy("Report"))

    def __init__(self, *args: Any, choices: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "about").choices = choices


class PassageForm(RevisionMixin, ConferenceForm):
    """A passage of a report, with the revision it was read at."""

    text = TranslatedFormField(
        label=gettext_lazy("Text"),
        multiline=True,
        max_length=20_000,
        help_text=gettext_lazy("An empty line begins a new paragraph."),
    )
