"""Forms of the outcome document, its addressees, and positions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.forms import ConferenceModelForm, language_field
from confman.translation.forms import TranslatedFormField
from outcomes.plenary.models import Position
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.document import OutcomeDocument


def _headings(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the headings of sections, one a line, by language."""
    return {
        code: [line.strip() for line in text.splitlines() if line.strip()] for code, text in texts.items()
    }


class OutcomeDocumentForm(ConferenceModelForm):
    """A form for title, symbol and preamble; sections one a line, in each language."""

    class Meta:
        model = OutcomeDocument
        fields = ("title", "symbol", "distribution", "original_language", "preamble")

    fieldsets = (
        (None, ("title", "symbol", ("distribution", "original_language"))),
        (gettext_lazy("Text"), ("preamble",)),
        (gettext_lazy("Sections"), ("sections_text",)),
    )
    original_language = language_field(gettext_lazy("Original language"), none="–")
    sections_text = TranslatedFormField(
        label=gettext_lazy("Sections"),
        required=False,
        multiline=True,
        help_text=gettext_lazy("One heading a line, in the same order in every language."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.existing = list(self.instance.sections.all())
        self.initial["sections_text"] = {
            code: "\n".join(section.title.get(code, "–") for section in self.existing)
            for code in self.conference.languages
            if self.existing
        }

    def clean_sections_text(self) -> Any:
        texts = self.cleaned_data["sections_text"]
        if len({len(headings) for headings in _headings(texts).values() if headings}) > 1:
            raise ValidationError(
                _("The languages have different numbers of headings. Put “–” where a translation is missing.")
            )
        return texts

    def section_rows(self) -> list[Any]:
        """Return pairs of the section as it was (by its place) and its titles, for the verb."""
        headings_by_language = _headings(self.cleaned_data["sections_text"])
        count = max((len(headings) for headings in headings_by_language.values()), default=0)
        rows = []
        for index in range(count):
            titles = {
                code: headings[index]
                for code, headings in headings_by_language.items()
                if index < len(headings) and headings[index] != "–"
            }
            rows.append((self.existing[index] if index < len(self.existing) else None, titles))
        return rows


class AddresseeForm(ConferenceModelForm):
    """A form for an addressee: the body, the recipient of its letters, and its focal point."""

    later = ("position",)

    language = language_field(gettext_lazy("Language of letters"), none=gettext_lazy("the focal point’s"))

    fieldsets = (
        (None, ("name", ("kind", "delegation"), "focal_point")),
        (
            gettext_lazy("Letters"),
            (
                "recipient",
                "by_office",
                ("rank", "sex"),
                "salutation",
                "by_note",
                "name_in_note",
                "address",
                ("email", "language"),
                "position",
            ),
        ),
    )

    class Meta:
        model = Addressee
        widgets = {"address": forms.Textarea({"rows": 3})}
        help_texts = {
            "focal_point": gettext_lazy(
                "Answers and reports through a personal link. Another focal point ends the link of the one before."
            ),
            "email": gettext_lazy("Where there is no focal point, or they have no e-mail."),
            "position": gettext_lazy("Lower comes first."),
        }


class PositionForm(ConferenceModelForm):
    class Meta:
        model = Position
        fields = ("delegation", "kind", "text", "made_on")
