"""Forms of the venue's screens and of the speaker timer."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.screens.domain.speaker_clock import MAX_SECONDS
from agenda.screens.models import VenueScreen
from confman.conferences.models import Partner
from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm, LanguagesField
from confman.web.forms.base import model_field

ACTIONS = ("start", "pause", "more", "less", "reset", "next", "previous", "item", "free")


class PartnersField(forms.ModelMultipleChoiceField):
    """Each partner with where its logo must and must not be shown."""

    def label_from_instance(self, obj: Any) -> str:
        facts = [str(obj.name)]
        if obj.logo_required_on:
            facts.append(_("must appear on: %(where)s") % {"where": obj.logo_required_on})
        if obj.logo_forbidden_on:
            facts.append(_("must not appear on: %(where)s") % {"where": obj.logo_forbidden_on})
        if not obj.logo:
            facts.append(_("no logo yet: the name stands for it"))
        return " · ".join(facts)


class VenueScreenForm(ConferenceModelForm):
    """A screen with all that it can show."""

    languages = LanguagesField(label=gettext_lazy("Languages"), required=False)
    partners = PartnersField(
        label=gettext_lazy("Logos of partners"),
        queryset=Partner.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("With the credit line that their agreement requires."),
    )
    shows = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Screens in turn"),
        queryset=VenueScreen.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    fieldsets = (
        (gettext_lazy("What"), ("name", "kind", "room")),
        (gettext_lazy("How"), ("languages", ("arrangement", "seconds"), ("scheme", "size"))),
        (gettext_lazy("On a welcome screen"), ("message", "partners")),
        (gettext_lazy("Where several screens are shown in turn"), ("shows",)),
    )

    class Meta:
        model = VenueScreen

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.initial.setdefault("languages", list(self.conference.languages))
        screens = VenueScreen.objects.of(self.conference).for_rotation().exclude(pk=self.instance.pk)
        model_field(self, "shows").queryset = screens
        if not screens.exists():
            self.fields["shows"].help_text = _(
                "There is no other screen yet. Add those that are to be shown first."
            )
        if not self.conference.partners.exists():
            self.fields["partners"].help_text = _("There are no partners yet; add them in the settings.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == VenueScreen.Kind.DOOR_SIGN and not cleaned.get("room"):
            self.add_error("room", _("A door sign is of one room: choose which."))
        if cleaned.get("kind") == VenueScreen.Kind.ROTATION and not cleaned.get("shows"):
            self.add_error("shows", _("Choose the screens that are shown in turn."))
        return cleaned


class ClockForm(ConferenceForm):
    """One action on the clock. `seen` is its revision as the operator saw it."""

    action = forms.ChoiceField(choices=[(action, action) for action in ACTIONS])
    seen = forms.IntegerField(required=False)
    session = forms.UUIDField(required=False)
    item = forms.UUIDField(required=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=1, max_value=MAX_SECONDS // 60, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("action") == "free" and not cleaned.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", _("Give the minutes."))
        return cleaned
