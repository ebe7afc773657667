"""Forms of an organization above its conferences."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.accounts.models import User
from confman.conferences.models import Conference, Organization, OrganizationMember, Role
from confman.conferences.web.forms import ColourField
from confman.translation.forms import TranslatedFormField
from confman.web.forms.base import StyledForm, model_field
from confman.web.uploads.fields import ImageField


class FoundingForm(StyledForm, forms.Form):
    """Form to found an organization: a name is enough."""

    name = TranslatedFormField(label=_("Name"), max_length=300)


class OrganizationForm(StyledForm, forms.ModelForm):
    """Form for the name, and for what new conferences begin with."""

    name = TranslatedFormField(label=_("Name"), max_length=300)
    colour = ColourField(label=_("Colour"))
    logo = ImageField(label=_("Logo"), required=False)

    class Meta:
        model = Organization
        fields = ["name", "colour", "logo", "contact_email"]


class AddMemberForm(StyledForm, forms.Form):
    """Form to add someone to the team of the organization."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role in its conferences"), choices=Role, initial=Role.PROGRAMME)
    is_administrator = forms.BooleanField(
        label=_("Administrator: decides on the team and adds conferences"), required=False
    )


class MemberForm(StyledForm, forms.ModelForm):
    """Form for a member's role, and whether they administer."""

    class Meta:
        model = OrganizationMember
        fields = ["role", "is_administrator"]


class TakeInForm(StyledForm, forms.Form):
    """Form to take in a conference that the user owns and that belongs to no organization."""

    conference = forms.ModelChoiceField(Conference.objects.none(), label=_("Conference"), empty_label=None)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "conference").queryset = conferences_to_take_in(user)


def conferences_to_take_in(user: User) -> QuerySet[Conference]:
    """Return the conferences that the user owns and that belong to no organization."""
    return Conference.objects.filter(
        organization=None, memberships__user=user.pk, memberships__role=Role.OWNER
    ).distinct()
