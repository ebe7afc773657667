"""Forms of the review list: filters, saved views, and options of acts on many."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from confman.conferences.web.fields import filter_field
from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from confman.people.models import Sector
from confman.web.forms.base import FilterGroup, choice_field
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import (
    Mode,
    RegistrationQuerySet,
    RegistrationStatus,
    Source,
    Vetting,
)
from registrations.core.models.settings import RegistrationSettings
from registrations.desk.web.forms.answer_filters import AnswerFilters
from registrations.questionnaire.domain.answer_reader import AnswerColumn

# Days whose beginning and end exist in UTC, too, in every time zone.
_CALENDAR = (MinValueValidator(dt.date(1, 1, 2)), MaxValueValidator(dt.date(9999, 12, 30)))


class ReviewFilterForm(ConferenceForm):
    """Filters of the review list; they are in the address, so that a view can be saved under a name."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    status = forms.ChoiceField(label=_("Status"), required=False)
    category = filter_field(Category.objects.all(), _("Category"))
    delegation = forms.ChoiceField(label=_("Delegation"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=[("", _("all")), *Sector.choices])
    mode = forms.ChoiceField(label=_("Takes part"), required=False, choices=[("", _("all")), *Mode.choices])
    source = forms.ChoiceField(label=_("Came by"), required=False, choices=[("", _("all")), *Source.choices])
    vetting = forms.ChoiceField(
        label=_("Vetting"), required=False, choices=[("", _("all")), *Vetting.choices]
    )
    since = forms.DateField(label=_("Submitted from"), required=False, validators=_CALENDAR)
    until = forms.DateField(label=_("Submitted until"), required=False, validators=_CALENDAR)

    # Behind “More filters”: they are needed less often.
    more = ("sector", "mode", "source", "vetting", "since", "until")

    def __init__(
        self,
        *args: Any,
        codes: list[str],
        delegations: list[Delegation],
        answers: AnswerFilters,
        with_vetting: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers
        self.answer_fields = answers.fields()
        self.fields |= self.answer_fields
        states = [
            ("", _("all")),
            ("to-review", _("to be decided")),
            ("unconfirmed", _("e-mail not confirmed")),
            ("never-seen", _("approved, never recorded")),
        ]
        choice_field(self, "status").choices = [*states, *RegistrationStatus.choices]
        named = [(str(row.pk), str(row.name)) for row in delegations]
        choice_field(self, "delegation").choices = [("", _("all")), ("none", _("none")), *named]
        known = sorted(((code, countries.name(code)) for code in codes if code), key=lambda pair: pair[1])
        choice_field(self, "country").choices = [("", _("all")), *known]
        if not with_vetting:
            del self.fields["vetting"]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        behind = {*self.more, *self.answer_fields}
        return [field for field in self.visible_fields() if field.name not in behind]

    @property
    def more_groups(self) -> list[FilterGroup]:
        """Return the filters needed less often, then those by answers, and the choice of answers as columns."""
        narrowing = [name for name in self.answer_fields if name != "column"]
        groups = (
            (_("More filters"), self.more),
            (_("Filter by answers"), narrowing),
            (_("Columns"), ["column"]),
        )
        found = (
            FilterGroup(label, [self[name] for name in names if name in self.fields])
            for label, names in groups
        )
        return [group for group in found if group.fields]

    @property
    def answer_columns(self) -> list[AnswerColumn]:
        """Return the answers to show as columns; available after `filtered`."""
        return self.answers.shown_columns(self.cleaned_data)

    def filtered(self, rows: RegistrationQuerySet) -> RegistrationQuerySet:
        """Return the filtered rows; invalid filters are ignored."""
        self.is_valid()
        wanted = self.cleaned_data
        rows = rows.search(wanted.get("q", ""))
        status = wanted.get("status")
        if status == "to-review":
            rows = rows.to_review()
        elif status == "unconfirmed":
            rows = rows.unconfirmed()
        elif status == "never-seen":
            rows = rows.never_seen()
        elif status:
            rows = rows.filter(status=status)
        if delegation := wanted.get("delegation"):
            rows = rows.filter(delegation=None if delegation == "none" else delegation)
        plain = {
            "category": "category",
            "country": "person__country",
            "sector": "person__sector",
            "mode": "mode",
            "source": "source",
            "vetting": "vetting",
        }
        chosen = {path: wanted[name] for name, path in plain.items() if wanted.get(name)}
        # Compare moments, which are indexed; for the day, SQLite would call Python for each row.
        if since := wanted.get("since"):
            chosen["submitted_at__gte"] = dt.datetime.combine(since, dt.time.min, self.conference.zone)
        if until := wanted.get("until"):
            chosen["submitted_at__lte"] = dt.datetime.combine(until, dt.time.max, self.conference.zone)
        return self.answers.narrowed(rows.filter(**chosen), wanted)


class SavedViewForm(ConferenceForm):
    """Form to save the list as filtered and sorted now."""

    name = forms.CharField(label=_("Name of the view"), max_length=80)
    is_shared = forms.BooleanField(label=_("For the whole team"), required=False)


class VettingForm(ConferenceForm):
    """A form for the result of the vetting by the host's services."""

    state = forms.ChoiceField(label=_("Vetting"), choices=Vetting, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        help_text=_("For those who vet; an objection needs one. It is not told to the participant."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("state") == Vetting.OBJECTED and not cleaned.get("note", "").strip():
            self.add_error("note", _("An objection needs a note: who objects, and to what."))
        return cleaned

    def options(self) -> dict[str, Any]:
        return {"state": self.cleaned_data["state"], "note": self.cleaned_data["note"]}


class RegistrationSettingsForm(ConferenceModelForm):
    """A form for the settings that apply to everyone who registers."""

    fieldsets = (
        (_("Waiting list"), ("waiting_line", "offer_hours")),
        (_("Participants"), ("edit_until", "vets_participants", "asks_pronouns")),
        (_("Certificates"), ("certificate_share",)),
        (_("Protocol"), ("letter_prefix", "first_delegation")),
    )

    class Meta:
        model = RegistrationSettings
        fields = [
            "waiting_line", "offer_hours", "edit_until", "vets_participants", "asks_pronouns", "certificate_share",
            "letter_prefix", "first_delegation",
        ]  # fmt: skip
        widgets = {"waiting_line": forms.RadioSelect, "edit_until": forms.DateInput}

    def clean_edit_until(self) -> Any:
        day = self.cleaned_data["edit_until"]
        if day and day > self.conference.ends_on:
            raise forms.ValidationError(
                _("That is after the last day of the conference. Leave it empty for the last day.")
            )
        return day
