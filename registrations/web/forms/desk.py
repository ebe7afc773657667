"""Forms of the secretariat: decisions, registrations, categories, delegations, checkpoints."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from confman.people.models import Sex
from confman.translation.countries import CountryChoiceField
from registrations.domain.delegations import require_room
from registrations.models import (
    Category,
    Checkpoint,
    Credentials,
    Delegation,
    DelegationKind,
    Function,
    Mode,
    Registration,
)


class ReasonForm(ConferenceForm):
    """A decision's reason, which goes into the mail."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Stands in the mail to the participant, and in the history."),
    )


class RegistrationChangeForm(ConferenceModelForm):
    """What the secretariat sets; the person's own data are on the person's page."""

    class Meta:
        model = Registration
        fields = ["category", "delegation", "function", "mode", "notes"]
        widgets = {"notes": forms.Textarea({"rows": 4})}
        help_texts = {"notes": _("For the secretariat only.")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("function") and not cleaned.get("delegation"):
            self.add_error("function", _("A function needs a delegation."))
        return cleaned


class RegistrationAddForm(ConferenceForm):
    """Someone is registered by hand: a name is enough."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=300,
        help_text=_("Whole, as it is to be written."),
    )
    title = forms.CharField(label=pgettext_lazy("of a person", "Title"), max_length=60, required=False)
    job_title = forms.CharField(label=_("Function"), max_length=300, required=False)
    organization = forms.CharField(label=_("Organization"), max_length=300, required=False)
    country = CountryChoiceField(label=_("Country"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex, initial=Sex.NOT_STATED)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"), empty_label=None)
    delegation = forms.ModelChoiceField(
        Delegation.objects.all(), label=_("Delegation"), required=False, empty_label=_("none")
    )
    function = forms.ChoiceField(
        label=_("Function in the delegation"), required=False, choices=[("", "—"), *Function.choices]
    )
    mode = forms.ChoiceField(label=_("Takes part"), choices=Mode)
    then = forms.ChoiceField(
        label=_("And then"),
        widget=forms.RadioSelect,
        initial="submitted",
        choices=[
            ("submitted", _("leave it to be decided")),
            ("approved", _("approve at once")),
            ("invited", _("invite the person to complete it, by mail")),
        ],
    )

    fieldsets = (
        (
            _("Person"),
            (("title", "name"), "job_title", "organization", ("country", "sex"), ("email", "phone")),
        ),
        (_("Registration"), (("category", "mode"), ("delegation", "function"), "then")),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("then") == "invited" and not cleaned.get("email"):
            self.add_error("email", _("An invitation needs an e-mail address."))
        if cleaned.get("function") and not cleaned.get("delegation"):
            self.add_error("function", _("A function needs a delegation."))
        return cleaned

    def details(self) -> dict[str, Any]:
        """The fields of the person."""
        names = ("name", "title", "job_title", "organization", "country", "sex", "email", "phone")
        return {name: self.cleaned_data[name] for name in names}


class CategoryForm(ConferenceModelForm):
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
        self.fields["badge_design"].empty_label = _("the usual one")  # type: ignore[attr-defined]
        if not self.conference.is_intergovernmental:
            del self.fields["may_vote"]


class DelegationForm(ConferenceModelForm):
    fieldsets = (
        (_("Names as invited"), ("name", "formal_name", "sort_name", "plate_name")),
        ("", (("kind", "country"), ("capacity", "precedence"), "offered_together", "show_flag")),
    )

    class Meta:
        model = Delegation
        fields = [
            "name", "formal_name", "sort_name", "plate_name", "kind", "country", "capacity", "precedence",
            "offered_together", "show_flag",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.conference.is_intergovernmental:
            for name in ("precedence", "show_flag"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            require_room(self.instance.taken, cleaned.get("capacity"))
        except ValidationError as error:
            self.add_error(None, error)
        return cleaned


class DelegationFilterForm(ConferenceForm):
    """Filters of the list of delegations; they stand in the address."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), *DelegationKind.choices]
    )
    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("all")),
            ("names", _("names to be approved by protocol")),
            ("papers", _("papers to be looked at")),
            ("no-papers", _("no paper received")),
            ("no-head", _("without a head of delegation")),
            ("full", _("quota used")),
            ("focal", _("without a focal point")),
        ],
    )
    credentials = forms.ChoiceField(
        label=_("Credentials"), required=False, choices=[("", _("all")), *Credentials.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.conference.is_intergovernmental:
            del self.fields["credentials"]

    def filtered(self, rows: Any) -> Any:
        """The delegations the filters leave; a filter that makes no sense is left out."""
        self.is_valid()
        wanted = self.cleaned_data
        rows = rows.search(wanted.get("q", ""))
        for name in ("kind", "credentials"):
            if wanted.get(name):
                rows = rows.filter(**{name: wanted[name]})
        return rows.in_state(wanted.get("state", ""))


class FocalPointForm(ConferenceForm):
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=300)
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The link to the delegation's page is sent there.")
    )


class CheckpointForm(ConferenceModelForm):
    class Meta:
        model = Checkpoint
        fields = ["name", "kind", "mode", "session", "room", "capacity", "categories", "position"]
        widgets = {"categories": forms.CheckboxSelectMultiple}
        help_texts = {
            "session": _(
                "For a checkpoint at one session: its attendance is counted from these records. Where one signs up for "
                "it, whoever has not is shown in amber."
            ),
            "mode": _(
                "In and out: who leaves is scanned, too, and the page of the checkpoint says who is inside."
            ),
        }
