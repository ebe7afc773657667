"""Forms of the run of show and of annotations."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.core.domain.intervals import SMALL_HOURS
from agenda.programme.web.forms import DayForm, SecondForm
from agenda.run_of_show.domain.cues import Annotation, CueRow
from agenda.run_of_show.models import Cue
from agenda.sessions.models.session import Item, Session
from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from confman.web.forms.base import RevisionMixin, model_field


class CuesForm(RevisionMixin, ConferenceForm):
    """The revision of the session whose cues are shown."""


class CueRowForm(ConferenceModelForm):
    """One row of the run of show."""

    row = forms.UUIDField(widget=forms.HiddenInput, required=False)
    fixed = forms.TimeField(label=gettext_lazy("Fixed time"), required=False)
    item = forms.ModelChoiceField(
        label=gettext_lazy("Item"), queryset=Item.objects.none(), required=False, empty_label="–"
    )

    class Meta:
        model = Cue
        fields = (
            "cue", "minutes", "who", "from_where", "microphone", "screen", "languages", "responsible", "fallback",
        )  # fmt: skip
        widgets = {"fallback": forms.TextInput}

    field_order = (
        "cue", "minutes", "fixed", "who", "from_where", "microphone", "screen", "languages", "responsible",
        "fallback", "item",
    )  # fmt: skip

    def __init__(self, *args: Any, session: Session, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        model_field(self, "item").queryset = items
        self.fields["cue"].required = False
        self.fields["cue"].widget.is_required = False

    def has_changed(self) -> bool:
        """Tell whether the row is filled in; the default five minutes alone do not count."""
        return bool(self.initial.get("row")) or any(
            name not in ("minutes", "ORDER") for name in self.changed_data
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (
            not (cleaned.get("cue") or "").strip()
            and not cleaned.get("DELETE")
            and not self.errors.get("cue")
        ):
            self.add_error("cue", _("What happens? Or mark the row to be removed."))
        return cleaned

    def cue_row(self) -> CueRow:
        """Return the row that the verb takes."""
        data = self.cleaned_data
        names = [*self.Meta.fields, "item"]
        return CueRow(id=data.get("row"), fixed_at=self.fixed_at(), **{name: data[name] for name in names})

    def fixed_at(self) -> dt.datetime | None:
        """Return the hour on the day of the session; an early one is in the night after."""
        hour = self.cleaned_data.get("fixed")
        if hour is None or self.session.start is None:
            return None
        zone = self.session.conference.zone
        begins = self.session.start.astimezone(zone)
        date = begins.date()
        if hour < SMALL_HOURS <= begins.time():
            date += dt.timedelta(days=1)
        return dt.datetime.combine(date, hour, tzinfo=zone)


class AnnotationForm(ConferenceModelForm):
    """Background and expected action of one item."""

    class Meta:
        model = Item
        fields = ("background", "expected_action")

    def annotation(self) -> Annotation:
        return Annotation(self.cleaned_data["background"], self.cleaned_data["expected_action"])


class ShowOptionsForm(SecondForm, DayForm):
    """Options of the run of show."""
