"""Form for the columns of a table of recommendations, and the stage of rows that do not say it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outcomes.imports.exchange.resource import RecommendationFields
from outcomes.recommendations.models.stages import Stage
from registrations.spreadsheets.web.forms import ColumnsForm


class RecommendationColumnsForm(ColumnsForm):
    """A form for the columns, as for a list of people; each language has its own, so no language is asked for."""

    asked = ("stage", "is_headed", "skip_bad")
    # In Django, None removes an inherited field.
    language = None  # type: ignore[assignment]

    stage = forms.ChoiceField(
        label=_("Where they stand"),
        choices=[(Stage.DRAFT, Stage.DRAFT.label), (Stage.ADOPTED, Stage.ADOPTED.label)],
        help_text=_(
            "For rows that do not say so themselves. Adopted recommendations get a permanent number."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.list_fields = RecommendationFields(kwargs["conference"])
        super().__init__(*args, **kwargs)
