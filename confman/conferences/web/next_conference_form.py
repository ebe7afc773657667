"""The form that prepares the next conference from this one."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from confman.conferences.domain.clone.steps import OfferedStep, offered_steps
from confman.conferences.registries import Workspace
from confman.conferences.web.forms import ConferenceForm, slug_field
from confman.conferences.web.navigation import WORKSPACES
from confman.translation.forms import TranslatedFormField


class NextConferenceForm(ConferenceForm):
    """Asks for title, address and first day, and what is taken along: a field for each workspace."""

    title = TranslatedFormField(label=_("Title"), max_length=300)
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput)
    slug = slug_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("title", self.conference.title)
        steps = offered_steps(self.conference)
        self.groups: dict[str, list[OfferedStep]] = {}
        for workspace in Workspace:
            offered = [step for step in steps if step.step.workspace is workspace]
            if offered:
                name = f"take_{workspace.name.lower()}"
                self.groups[name] = offered
                self.fields[name] = forms.MultipleChoiceField(
                    label=WORKSPACES[workspace][0],
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    choices=[(step.step.key, in_words(step)) for step in offered],
                    initial=[step.step.key for step in offered if step.step.usual],
                )
        self.fieldsets = (
            (_("The next conference"), ("title", ("starts_on", "slug"))),
            (_("What is copied along with it"), tuple(self.groups)),
        )

    def clean(self) -> dict[str, Any]:
        """Return what the verb asks for: `take` are the keys of all chosen steps."""
        cleaned = super().clean() or self.cleaned_data
        return {
            **{name: cleaned[name] for name in ("title", "starts_on", "slug") if name in cleaned},
            "take": [key for name in self.groups for key in cleaned.get(name, ())],
        }


def in_words(offered: OfferedStep) -> Any:
    """Return a step as it is offered: its name, how many there are, and what is to be known of it."""
    name = str(offered.step.label) if offered.number is None else f"{offered.step.label} ({offered.number})"
    if not offered.words:
        return name
    return format_html('{} <span class="text-body-secondary">{}</span>', name, " ".join(offered.words))
