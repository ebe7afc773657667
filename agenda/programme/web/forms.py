"""Forms with the options of the programme's documents."""

from django import forms
from django.utils.translation import gettext_lazy

from agenda.core.web.forms import day_choices
from confman.conferences.web.forms import ConferenceChoiceField, ConferenceForm, language_field


class StateForm(ConferenceForm):
    """Chooses the published or the working agenda."""

    state = forms.ChoiceField(
        label=gettext_lazy("Which agenda"),
        choices=[
            ("published", gettext_lazy("the published one, or a draft where there is none")),
            ("working", gettext_lazy("the working agenda, as a draft")),
        ],
    )


class SecondForm(ConferenceForm):
    """Adds a second language beside the document's own."""

    second = language_field(
        gettext_lazy("Second language"),
        none=gettext_lazy("none"),
        help_text=gettext_lazy("Appears beside the language of the document."),
    )


class SecondLanguageForm(SecondForm, StateForm):
    """Chooses the agenda, and one language or two."""


class AgendaOptionsForm(SecondLanguageForm):
    """Options of the agenda: also its order."""

    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        choices=[("day", gettext_lazy("by day and hour")), ("room", gettext_lazy("by day and room"))],
    )


class DayForm(ConferenceForm):
    """All days, or one of them."""

    day = ConferenceChoiceField(day_choices, none=gettext_lazy("all"), label=gettext_lazy("Day"))


class GlanceOptionsForm(DayForm, SecondLanguageForm):
    """Options of the programme at a glance."""
