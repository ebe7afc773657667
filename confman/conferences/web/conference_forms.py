"""Forms of the conference itself."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.accounts.models import User, Visitor
from confman.audit.labels import verb_label
from confman.audit.models import AuditEntry
from confman.conferences.domain.changes import NEXT_STATUSES
from confman.conferences.models import (
    Conference,
    ConferenceProfile,
    Membership,
    Organization,
    RegistrationMode,
    Role,
    Series,
    Status,
)
from confman.conferences.web.forms import (
    ColourField,
    ConferenceForm,
    ConferenceModelForm,
    OtherLanguagesField,
    joined_languages,
    main_language_field,
    slug_field,
    zone_field,
)
from confman.translation.countries import CountryChoiceField
from confman.translation.languages import language_label
from confman.web.forms.base import StyledForm, choice_field, field_of, model_field, offered_choices
from confman.web.forms.selection import chosen_keys
from confman.web.uploads.fields import ImageField

PROFILE_HELP = _(
    "An expert meeting is spared credentials, votes, precedence and tabling; an intergovernmental conference has them."
)


class NewConferenceForm(StyledForm, forms.Form):
    """Form for a new conference; title, days, place, languages and profile are enough to begin."""

    title = forms.CharField(label=_("Title"), max_length=300, help_text=_("In the first language."))
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput)
    city = forms.CharField(label=_("City"), max_length=120)
    country = CountryChoiceField(label=_("Country"), required=False)
    main_language = main_language_field()
    other_languages = OtherLanguagesField()
    profile = forms.ChoiceField(
        label=_("Profile"), choices=ConferenceProfile, initial=ConferenceProfile.EXPERT_MEETING,
        widget=forms.RadioSelect, help_text=PROFILE_HELP,
    )  # fmt: skip
    timezone = zone_field(required=False, help_text=_("Empty: looked for by country and city."))
    slug = slug_field()

    fieldsets = (
        ("", ("title", ("starts_on", "ends_on"), ("city", "country"))),
        (_("Languages"), ("main_language", "other_languages")),
        (_("Profile"), ("profile",)),
        (_("Can be left as it is"), (("timezone", "slug"), "organization")),
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Organization"), required=False, empty_label="—",
        help_text=_("Its team works on the conference, which begins with its colour, logo and address."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Visitor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organization_field = model_field(self, "organization")
        organization_field.queryset = Organization.objects.administered_by(user)
        if not organization_field.queryset.exists():
            del self.fields["organization"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuse_swapped_days(self, cleaned)
        cleaned["languages"] = joined_languages(cleaned)
        return cleaned


def refuse_swapped_days(form: forms.BaseForm, cleaned: dict[str, Any]) -> None:
    """Add an error to the last day if it is before the first, or more than a year after it."""
    starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
    if starts and ends and ends < starts:
        form.add_error("ends_on", _("The last day is before the first."))
    elif starts and ends and ends - starts > dt.timedelta(days=366):
        form.add_error("ends_on", _("A conference of more than a year: check the two days."))


class ConferenceSettingsForm(ConferenceModelForm):
    """Form for all facts of a conference; status and registration have forms of their own."""

    main_language = main_language_field()
    other_languages = OtherLanguagesField()
    timezone = zone_field()
    colour = ColourField(
        label=_("Colour"),
        help_text=_("Of headings and links. Where it is too light to read, pages darken it."),
    )
    logo = ImageField(label=_("Logo"), required=False)
    cover = ImageField(label=_("Cover picture"), required=False)
    map_image = ImageField(label=_("Picture of a map"), required=False)
    new_series = forms.CharField(
        label=_("Or a new series"),
        required=False,
        max_length=200,
        help_text=_("A name, if this is the first of several conferences that follow one another."),
    )

    fieldsets = (
        (_("What"), ("title", "theme", "description", "profile")),
        (
            _("When and where"),
            (
                ("starts_on", "ends_on"), "timezone", "venue", "city", "country", "capacity",
                ("registration_opens_on", "registration_closes_on"),
            ),
        ),
        (_("Languages"), ("main_language", "other_languages", "protocol_language")),
        (_("Appearance"), ("colour", "logo", "symbol_prefix")),
        (_("Secretariat"), ("contact_email", "retention_months", "slug", ("series", "new_series"))),
        (
            _("Home page"),
            (
                "cover", "cover_text", "cover_focus", "address", ("latitude", "longitude"), "map_image", "map_text",
                "directions",
            ),
        ),
    )  # fmt: skip

    class Meta:
        model = Conference
        fields = [
            "title", "theme", "description", "profile", "starts_on", "ends_on", "timezone", "venue", "city",
            "country", "capacity", "protocol_language", "colour", "logo", "symbol_prefix", "contact_email",
            "retention_months", "slug", "series", "cover", "cover_text", "cover_focus", "address", "latitude",
            "longitude", "map_image", "map_text", "directions", "registration_opens_on", "registration_closes_on",
        ]  # fmt: skip
        widgets = {"profile": forms.RadioSelect}
        help_texts = {
            "profile": PROFILE_HELP,
            "cover_text": _("Read out to those who do not see it. Empty: the picture is decoration."),
            "cover_focus": _("On wide and narrow screens the picture is cut; this part is not."),
            "latitude": _("As in 41.311081. With the longitude, the home page opens maps at this point."),
            "longitude": _("As in 69.240562."),
            "map_text": _("Read out to those who do not see it, such as the streets around the venue."),
            "registration_opens_on": _(
                "The public form opens automatically. Empty: as soon as you open registration."
            ),
            "registration_closes_on": _(
                "The last day of the public form. Empty: until the conference is over."
            ),
            "directions": _("From airport, station and hotels. ## is a heading, * begins a line of a list."),
        }

    def __init__(self, *args: Any, user: Visitor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "series").queryset = Series.objects.offered_to(self.conference, user)
        codes = self.conference.languages
        field_of(self, "other_languages", OtherLanguagesField).offer(codes)
        self.initial.setdefault("main_language", codes[0])
        self.initial.setdefault("other_languages", codes[1:])
        main_language = choice_field(self, "main_language")
        choices = offered_choices(main_language)
        if codes[0] not in dict(choices):
            main_language.choices = [(codes[0], language_label(codes[0])), *choices]
        self.fields["protocol_language"] = forms.ChoiceField(
            label=_("Protocol language"),
            required=False,
            choices=[("", "—"), *((code, language_label(code)) for code in codes)],
            help_text=_("Its alphabet orders delegations."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        refuse_swapped_days(self, cleaned)
        # Before the model's own checks, which read the protocol language.
        if "main_language" in self.fields:
            self.instance.languages = cleaned["languages"] = joined_languages(cleaned)
        if cleaned.get("capacity") is not None and cleaned["capacity"] < self.conference.taken:
            self.add_error(
                "capacity",
                _("%(taken)d places are taken already; the number cannot be smaller.")
                % {"taken": self.conference.taken},
            )
        return cleaned


class ConferenceStatusForm(ConferenceForm):
    """Form for a status that may follow the present one."""

    status = forms.ChoiceField(label=_("Status"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        statuses = (self.conference.status, *NEXT_STATUSES[self.conference.status])
        choice_field(self, "status").choices = [
            (value, STATUS_WORDS[value]) for value in STATUS_WORDS if value in statuses
        ]
        self.initial.setdefault("status", self.conference.status)


STATUS_WORDS = {
    Status.DRAFT: _("Draft: only the team sees it"),
    Status.ANNOUNCED: _("Announced: everyone may read the public site"),
    Status.RUNNING: _("Running: the days themselves"),
    Status.CLOSED: _("Closed: over; the public site stays"),
    Status.ARCHIVED: _("Archived: kept to be read"),
}


class RegistrationModeForm(ConferenceForm):
    """Form to close registration, put it into practice mode, or open it."""

    registration_mode = forms.ChoiceField(
        label=_("Registration"),
        widget=forms.RadioSelect,
        choices=[
            (RegistrationMode.CLOSED, _("Closed: nobody registers themselves")),
            (RegistrationMode.PRACTICE, _("Practice mode: no mail leaves, one button clears it")),
            (RegistrationMode.OPEN, _("Open: everyone may register")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("registration_mode", self.conference.registration_mode)


class TeamInviteForm(ConferenceForm):
    """Form to invite someone to the team, in a role."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.PROGRAMME)


class RoleForm(ConferenceModelForm):
    """Form to replace a member's role by another."""

    class Meta:
        model = Membership
        fields = ["role"]


class DeleteAccountForm(StyledForm, forms.Form):
    """Form to delete one's account; its address must be typed, so that nobody does so by accident."""

    email = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("Type it, so that it is deleted on purpose.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        """Check the address. Raises ValidationError for any but the account's own."""
        typed: str = self.cleaned_data["email"]
        if typed.casefold() != self.user.email.casefold():
            raise forms.ValidationError(_("This is not the address of your account."))
        return typed


class TargetsField(forms.Field):
    """The ids of what the history is narrowed to: a record and its parts."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: list[str] | None) -> list[UUID]:
        return chosen_keys(value or ())


class HistoryFilterForm(StyledForm, forms.Form):
    """Form to filter the history of a conference."""

    verb = forms.ChoiceField(label=_("What"), required=False)
    about = TargetsField(required=False)

    def __init__(self, *args: Any, entries: QuerySet[AuditEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries
        verbs = entries.order_by().values_list("verb", flat=True).distinct()
        choices = sorted(((verb, verb_label(verb)) for verb in verbs), key=lambda choice: choice[1])
        choice_field(self, "verb").choices = [("", _("Everything")), *choices]

    def filtered(self) -> QuerySet[AuditEntry]:
        """Return the chosen entries; all of them if nothing, or nothing known, is chosen."""
        if not self.is_valid():
            return self.entries
        lookups = {"verb": self.cleaned_data["verb"], "target_id__in": self.cleaned_data["about"]}
        return self.entries.filter(**{name: value for name, value in lookups.items() if value})
