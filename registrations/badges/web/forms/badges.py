"""Forms of printing badges: the design, and the reason to print again."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceChoiceField, ConferenceForm, language_field
from confman.documents.cards import CARD_SHEETS
from registrations.badges.domain.layout import SHEETS
from registrations.badges.models import REPLACING, BadgeDesign, PrintReason
from registrations.core.web.forms import CategoryChoiceForm


def design_choices(conference: Conference) -> list[tuple[str | Promise, Any]]:
    """Return the choices: each category's own design, one of the conference's, or a ready-made one."""
    designs = [(str(design.pk), design.name) for design in BadgeDesign.objects.of(conference)]
    return [
        ("", _("as it is set for each category")),
        *([(_("Designs"), designs)] if designs else []),
        (_("Ready-made"), [(key, CARD_SHEETS[key].label) for key in SHEETS]),
    ]


def bleed_field() -> forms.BooleanField:
    """Return the choice of a file for a printing house."""
    return forms.BooleanField(
        label=_("For a printing house: colour 3 mm beyond the edges"),
        required=False,
        help_text=_("The file says where to cut. For designs with one card a page."),
    )


class PrintForm(ConferenceForm):
    """Asks for the options of a print."""

    design = ConferenceChoiceField(design_choices, label=_("Design"), required=False)
    language = language_field()
    bleeds = bleed_field()
    new_codes = forms.BooleanField(
        label=_("Holders of a badge with other data get a new code"),
        required=False,
        initial=True,
        help_text=_("Their old badge, and the ticket mailed with its code, then open no door."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", self.conference.language_near(get_language() or ""))


class ReprintForm(ConferenceForm):
    """Asks for the reason of a reprint."""

    reason = forms.ChoiceField(
        label=_("Why"),
        widget=forms.RadioSelect,
        initial=PrintReason.LOST,
        choices=[(reason.value, reason.label) for reason in REPLACING],
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    language = language_field()
    # The number of prints when the page was opened.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == PrintReason.OTHER and not cleaned.get("note", "").strip():
            self.add_error("note", _("Say what the other reason is."))
        return cleaned


class BadgeForm(CategoryChoiceForm):
    design = ConferenceChoiceField(design_choices, label=_("Design"), required=False)
    bleeds = bleed_field()
