"""What the documents of the programme ask before they are made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.core.web.forms import day_choices
from confman.conferences.web.forms import ConferenceForm
from confman.translation.languages import language_name
from confman.web.forms.base import choice_field


class StateForm(ConferenceForm):
    """Which agenda: what is published, or what is being worked on."""

    state = forms.ChoiceField(
        label=gettext_lazy("Which agenda"),
        choices=[
            ("published", gettext_lazy("the published one, or a draft where there is none")),
            ("working", gettext_lazy("the working agenda, as a draft")),
        ],
    )


class SecondForm(ConferenceForm):
    """Whether another language stands beside the document's own."""

    second = forms.ChoiceField(
        label=gettext_lazy("Second language"),
        required=False,
        help_text=gettext_lazy("Stands beside the language of the document."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "second").choices = [
            ("", _("none")),
            *((code, language_name(code)) for code in self.conference.languages),
        ]


class SecondLanguageForm(SecondForm, StateForm):
    """Which agenda, and in one language or two."""


class AgendaOptionsForm(SecondLanguageForm):
    """Of the agenda: also its order."""

    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        choices=[("day", gettext_lazy("by day and hour")), ("room", gettext_lazy("by day and room"))],
    )


class DayForm(ConferenceForm):
    """All days, or one of them."""

    day = forms.ChoiceField(label=gettext_lazy("Day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "day").choices = [("", _("all")), *day_choices(self.conference)]


class GlanceOptionsForm(DayForm, SecondLanguageForm):
    """Of the programme at a glance."""
