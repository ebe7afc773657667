"""Forms of the review list: filters, and options of actions on many."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.fields import language_field
from confman.conferences.web.forms import ConferenceForm
from confman.conferences.web.page_cache import get_or_set_of_conference
from confman.web.forms.base import FilterGroup
from registrations.core.models.registration import Vetting
from registrations.desk.web.forms.answer_filters import AnswerFilters
from registrations.questionnaire.domain.answer_reader import AnswerColumn, AnswerReader
from registrations.questionnaire.domain.questions import questions_of


class RegistrationFilterForm(ConferenceForm):
    """The filters of the review list, with those by answers; what is needed less often stands in groups."""

    more = ("sector", "mode", "source", "vetting", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = {name: value for name, value in self.data.items() if name.startswith("answer_") and value}
        questions = get_or_set_of_conference(self.conference, questions_of, questions_of)
        self.answers = AnswerFilters(AnswerReader(self.conference, questions), chosen)
        self.answer_fields = self.answers.fields()
        self.fields |= self.answer_fields

    @property
    def main_fields(self) -> list[forms.BoundField]:
        behind = {*self.more, *self.answer_fields}
        return [field for field in self.visible_fields() if field.name not in behind]

    @property
    def more_groups(self) -> list[FilterGroup]:
        """Return the filters needed less often, then those by answers, and the choice of answers as columns."""
        groups = (
            (_("More filters"), self.more),
            (_("Filter by answers"), [name for name in self.answer_fields if name != "column"]),
            (_("Answers as columns"), ["column"]),
        )
        filter_groups = (
            FilterGroup(label, [self[name] for name in names if name in self.fields])
            for label, names in groups
        )
        return [group for group in filter_groups if group.fields]

    @property
    def answer_columns(self) -> list[AnswerColumn]:
        """Return the answers to show as columns; invalid choices are ignored."""
        self.is_valid()
        return self.answers.shown_columns(self.cleaned_data)


class PlatesForm(ConferenceForm):
    """The language of name plates."""

    language = language_field()


class VettingForm(ConferenceForm):
    """A form for the result of the vetting by the host's services."""

    state = forms.ChoiceField(label=_("Vetting"), choices=Vetting, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        help_text=_("For those who vet; an objection needs one. The participant does not see it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("state") == Vetting.OBJECTED and not cleaned.get("note", "").strip():
            self.add_error("note", _("An objection needs a note: who objects, and to what."))
        return cleaned

    def options(self) -> dict[str, Any]:
        return {"state": self.cleaned_data["state"], "note": self.cleaned_data["note"]}
