"""Pages of an organization above its conferences: its conferences, its team, what new conferences begin with."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from confman.accounts.domain.rate_limits import count_try
from confman.conferences.domain.organizations import (
    add_to_organization,
    adopt_conference,
    change_member,
    change_organization,
    found_organization,
    leave_organization,
)
from confman.conferences.models import Organization, OrganizationMember
from confman.conferences.registries import Record, links_of
from confman.conferences.web.organization_forms import (
    AddMemberForm,
    FoundingForm,
    MemberForm,
    OrganizationForm,
    TakeInForm,
    conferences_to_take_in,
)
from confman.web.access import AccessMixin
from confman.web.errors import Refused
from confman.web.forms.views import PerformView


class OrganizationPage(AccessMixin):
    """A page of an organization, for its administrators; `member` is the one that the address names.

    For all others, the organization does not exist.
    """

    permission = "conferences.manage_organization"
    organization: Organization
    member: OrganizationMember
    kwargs: dict[str, Any]
    permission_on = "organization"

    def prepare(self) -> None:
        super().prepare()
        self.organization = get_object_or_404(Organization, slug=self.kwargs["organization_slug"])
        if "pk" in self.kwargs:
            rows = self.organization.members.select_related("user")
            self.member = get_object_or_404(rows, pk=self.kwargs["pk"])

    def refuse(self) -> HttpResponseBase:
        try:
            return super().refuse()
        except PermissionDenied as denied:
            raise Http404 from denied

    def refuse_missing(self, missing: Http404) -> HttpResponseBase:
        return self.refuse()

    def get_success_url(self) -> str:
        return self.organization.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(organization=self.organization, **kwargs)  # type: ignore[misc]


class OrganizationFormView(PerformView):
    """A form of an organization."""

    template_name = "conferences/organizations/form.html"
    heading: Any = ""
    lead: Any = ""
    submit: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.heading, lead=self.lead, submit=self.submit, cancel=self.get_success_url(), **kwargs
        )


class OrganizationCreateView(AccessMixin, OrganizationFormView):
    """Founds an organization; the person who does becomes its administrator."""

    permission = "conferences.add_organization"
    form_class = FoundingForm
    heading = gettext_lazy("Create an organization")
    lead = gettext_lazy(
        "It is above its conferences: one team for all of them, and the appearance with which new ones begin."
    )
    submit = gettext_lazy("Create it")
    success_url = "/"

    def perform(self, form: FoundingForm) -> str:
        organization = found_organization(form.cleaned_data["name"], by=self.acting_user)
        self.success_url = organization.get_absolute_url()
        return _("“%(name)s” was created.") % {"name": organization}


class OrganizationView(OrganizationPage, OrganizationFormView):
    """The organization's conferences and team, with the form to add a member."""

    form_class = AddMemberForm
    template_name = "conferences/organizations/organization.html"
    submit = gettext_lazy("Add")

    def perform(self, form: AddMemberForm) -> str:
        count_try("invitation", account=self.request.user.pk, mailbox=form.cleaned_data["email"])
        member = add_to_organization(self.organization, by=self.acting_user, **form.cleaned_data)
        return _("%(user)s works on all its conferences now.") % {"user": member.user.email}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            members=self.organization.members.select_related("user"),
            conferences=self.organization.conferences.all(),
            links=links_of(Record.ORGANIZATION, self.organization, self.acting_user),
            may_take_in=conferences_to_take_in(self.acting_user).exists(),
            **kwargs,
        )


class OrganizationChangeView(OrganizationPage, OrganizationFormView):
    """Changes the name, and what new conferences begin with."""

    form_class = OrganizationForm
    heading = gettext_lazy("Name and look")
    lead = gettext_lazy(
        "New conferences begin with this colour, logo and address; those that there are keep theirs."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": Organization.objects.get(pk=self.organization.pk)}

    def perform(self, form: OrganizationForm) -> str:
        change_organization(self.organization, by=self.acting_user, **form.cleaned_data)
        return _("Saved.")


class TakeInView(OrganizationPage, OrganizationFormView):
    """Takes in a conference that the administrator owns."""

    form_class = TakeInForm
    heading = gettext_lazy("Add a conference")
    lead = gettext_lazy("The team of the organization joins that of the conference. No mail is sent.")
    submit = gettext_lazy("Add it")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.acting_user}

    def perform(self, form: TakeInForm) -> str:
        conference = form.cleaned_data["conference"]
        adopt_conference(self.organization, conference, by=self.acting_user)
        return _("“%(conference)s” belongs to the organization now.") % {"conference": conference.title}


class MemberChangeView(OrganizationPage, OrganizationFormView):
    """Changes a member's role in all conferences, and whether they administer."""

    form_class = MemberForm
    lead = gettext_lazy("The role changes in every conference of the organization in which they have it.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": OrganizationMember.objects.get(pk=self.member.pk)}

    def perform(self, form: MemberForm) -> str:
        change_member(self.member, by=self.acting_user, **form.cleaned_data)
        return _("The role was changed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.heading = self.member.user.email
        return super().get_context_data(**kwargs)


class MemberLeaveView(OrganizationPage, TemplateView):
    """Takes a member out of the organization and of all its conferences."""

    template_name = "conferences/organizations/leave.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=_("Take %(user)s out of all conferences?") % {"user": self.member.user.email},
            consequence=_(
                "They lose every role in every conference of the organization at once. Their work and their "
                "account remain. Where they were the last owner, you become the owner."
            ),
            action=_("Take out everywhere"),
            cancel=self.get_success_url(),
            **kwargs,
        )

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        email = self.member.user.email
        try:
            number = leave_organization(self.member, by=self.acting_user)
        except Refused as refused:
            messages.error(self.request, refused.message)
        else:
            message = ngettext(
                "%(user)s was removed from the organization and %(count)d conference.",
                "%(user)s was removed from the organization and %(count)d conferences.",
                number,
            )
            messages.success(self.request, message % {"user": email, "count": number})
        still = (
            Organization.objects.administered_by(self.request.user).filter(pk=self.organization.pk).exists()
        )
        return HttpResponseRedirect(
            self.get_success_url() if still else reverse("conferences_site:conference-list")
        )
