"""Fields of the form for a person's details and consents."""

from typing import Any

from django import forms
from django.db.models import UUIDField
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from confman.compiled_queries import CompiledQuery
from confman.conferences.web.forms import ConferenceForm
from confman.people.fields import PERSON_FIELDS
from confman.people.models import Listing
from confman.people.web.form_fields import verb_values, with_person_fields
from confman.web.forms.base import REST
from confman.web.forms.phones import e164
from registrations.core.domain.capacity import places_left
from registrations.core.domain.settings import settings_of
from registrations.core.models.category import Category
from registrations.core.models.registration import Mode
from registrations.core.models.settings import ListReaders
from registrations.questionnaire.web.forms.questions import QuestionsMixin

# A person chooses between these; for `counted only` they ask the secretariat.
OWN_LISTINGS = (
    (Listing.PARTICIPANTS, _("the other participants (recommended)")),
    (Listing.PUBLIC, _("everyone, on the public site")),
    (Listing.SECRETARIAT, _("the secretariat only")),
)
OWN = [field for field in PERSON_FIELDS if field.own_form]


@with_person_fields(OWN, of_themselves=True)
class PersonDetailsForm(ConferenceForm):
    """A form for a person's details about themselves, in the language of the page."""

    field_order = ("name",)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        self.language = language
        super().__init__(*args, **kwargs)
        self.settings = settings_of(self.conference)
        for field in OWN:
            if field.asked_if and not getattr(self.settings, field.asked_if):
                self.fields.pop(field.name, None)

    def clean(self) -> dict[str, Any] | None:
        """Keep a telephone number as E.164; one without a country code is of the person's country."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("phone") and "phone" in self.changed_data:
            region = cleaned.get("country") or self.conference.country.code or ""
            try:
                cleaned["phone"] = e164(cleaned["phone"], region)
            except forms.ValidationError as error:
                self.add_error("phone", error)
        return cleaned

    def details(self) -> dict[str, Any]:
        """Return the fields of a person, with texts in the page's language, which is theirs from now on."""
        return {**verb_values(OWN, self.cleaned_data, self.language), "language": self.language}


def contact_consent(**options: Any) -> forms.BooleanField:
    """Return the field in which a person lets other participants write to them."""
    return forms.BooleanField(
        label=_("Other participants may write to me through the conference."),
        required=False,
        help_text=_(
            "Their mails reach you without showing them your address. You can change this at any time."
        ),
        **options,
    )


def next_consent(**options: Any) -> forms.BooleanField:
    """Return the field in which a person lets the secretariat keep them for its next conferences."""
    return forms.BooleanField(
        label=_(
            "The secretariat may keep my name, function, languages and addresses to invite me to its next "
            "conferences."
        ),
        required=False,
        help_text=_("You can change this at any time."),
        **options,
    )


class ConsentFields(forms.Form):
    """The fields for who may see a person, and for the person's consents."""

    listing = forms.ChoiceField(
        label=_("Who may read that you take part"),
        choices=OWN_LISTINGS,
        initial=Listing.PARTICIPANTS,
        widget=forms.RadioSelect,
    )
    data_consent = forms.BooleanField(
        label=_("I agree that the secretariat keeps these data to hold the conference."),
        error_messages={"required": _("Without this the secretariat cannot register you.")},
    )
    photo_consent = forms.BooleanField(
        label=_("I agree that photographs on which I appear may be published."), required=False
    )

    contact_consent = contact_consent()
    next_consent = next_consent()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.settings.list_readers == ListReaders.NOBODY:  # type: ignore[attr-defined]
            del self.fields["contact_consent"]
        # Only a series and an organization have next conferences.
        conference = self.conference  # type: ignore[attr-defined]
        if conference.series_id is None and conference.organization_id is None:
            del self.fields["next_consent"]

    def consents(self) -> dict[str, bool]:
        """Map kinds of consent that were asked for to given or refused."""
        kinds = (kind for kind in ("data", "photo", "contact", "next") if f"{kind}_consent" in self.fields)
        return {kind: self.cleaned_data[f"{kind}_consent"] for kind in kinds}


_offered = CompiledQuery(lambda conference: Category.objects.of(conference).offered(), UUIDField())


class RegistrationFields(QuestionsMixin, ConsentFields, PersonDetailsForm):
    """The fields of the registration form: the fixed part of the form, then the questions of the organizer."""

    category = forms.TypedChoiceField(
        label=_("You come as"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": forms.ModelChoiceField.default_error_messages["invalid_choice"]},
    )
    mode = forms.ChoiceField(
        label=_("You take part"), choices=Mode, initial=Mode.IN_PERSON, widget=forms.RadioSelect
    )

    fieldsets = (
        (_("Your part in the conference"), ("category", "mode")),
        (
            _("About you"),
            (
                ("title", "name"),
                "family_name_first",
                "job_title",
                "organization",
                "country",
                "email",
                "phone",
                "languages",
                "sex",
                REST,
            ),
        ),
        (
            _("What others may see"),
            ("listing", "contact_consent", "data_consent", "photo_consent", "next_consent"),
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read once; a ModelChoiceField queries again to show them, and to check what was chosen.
        offered = {str(row.pk): row for row in _offered.all(self.conference.pk)}
        field: Any = self.fields["category"]
        field.choices = [(pk, self.offer_of(row)) for pk, row in offered.items()]
        field.coerce = offered.__getitem__
        if len(offered) == 1:
            (self.initial["category"],) = offered

    def offer_of(self, category: Category) -> Any:
        """Return the category, and beside it how many places are left."""
        left = places_left(category, self.conference)
        if left is None:
            return str(category)
        label = ngettext("%(count)d place left", "%(count)d places left", left) % {"count": left}
        status = label if left else _("full – waiting list")
        return format_html('{} <span class="text-secondary">· {}</span>', category, status)
