"""Forms of categories."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceModelForm
from confman.web.forms.base import model_field
from registrations.core.models.category import Category


class CategoryForm(ConferenceModelForm):
    intergovernmental = ("may_vote",)
    fieldsets = (
        ("", ("name", ("letter", "colour"), "approval", "capacity", "position", ("zones", "badge_design"))),
        (_("Rights"), ("may_take_seat", "may_speak", "may_propose", "may_vote", "in_figures")),
    )

    class Meta:
        model = Category
        fields = [
            "name", "letter", "colour", "approval", "capacity", "position", "zones", "badge_design", "may_take_seat",
            "may_speak", "may_propose", "may_vote", "in_figures",
        ]  # fmt: skip
        widgets = {"colour": forms.TextInput({"type": "color"}), "approval": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "badge_design").empty_label = _("the usual one")
