"""A focal point's page: their own delegation, and nothing of any other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from confman.accounts.signed_links import LinkInvalid
from confman.conferences.web.base import ConferenceMixin
from confman.conferences.web.editing import ActFormView
from confman.people.web.personal import PersonalMixin, by_id, opened, remember, still_open
from confman.web.access import PUBLIC
from confman.web.errors import Refused
from registrations.domain import cancel_registration, nominate, replace_registration
from registrations.domain.delegations import free_quota, substitute_for
from registrations.domain.links import read_focal_point_link
from registrations.models import Delegation, FocalPoint, Registration
from registrations.web.forms.participants import NomineeForm, SubstituteForm

# In the session: what this browser has opened by a personal link.
FOCAL_POINTS = "opened_focal_points"


class IndexView(ConferenceMixin, TemplateView):
    """The delegations this browser or account speaks for; one is opened at once."""

    permission = PUBLIC
    template_name = "registrations/delegation/index.html"

    def prepare(self) -> None:
        super().prepare()
        rows = FocalPoint.objects.filter(delegation__conference=self.conference).select_related("delegation")
        mine = list(rows.filter(pk__in=opened(self.request, FOCAL_POINTS)))
        allowed = still_open(self.request, FOCAL_POINTS, mine)
        self.delegations = {row.delegation_id: row.delegation for row in mine if str(row.pk) in allowed}
        if self.request.user.is_authenticated:
            for row in rows.filter(person__user=self.request.user):
                self.delegations[row.delegation_id] = row.delegation

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if len(self.delegations) == 1:
            return HttpResponseRedirect(page_of(next(iter(self.delegations.values())), self.conference.slug))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = [
            {"name": delegation.name, "url": page_of(delegation, self.conference.slug)}
            for delegation in self.delegations.values()
        ]
        return super().get_context_data(entries=entries, **kwargs)


class LinkView(ConferenceMixin, TemplateView):
    """The address in the mail to a focal point."""

    permission = PUBLIC
    template_name = "registrations/delegation/link_invalid.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            focal_point = read_focal_point_link(self.conference, self.kwargs["token"])
        except LinkInvalid as error:
            context = self.get_context_data(reason=error.message, language=self.conference.default_language)
            return self.render_to_response(context, status=410)
        remember(request, FOCAL_POINTS, focal_point)
        return HttpResponseRedirect(page_of(focal_point.delegation, self.conference.slug))


def page_of(delegation: Delegation, slug: str) -> str:
    """The address of a delegation's page."""
    return reverse("registrations_delegation:delegation", args=[slug, delegation.pk])


class DelegationMixin(PersonalMixin):
    """A page of one delegation, for its focal points."""

    permission = "registrations.use_delegation_page"

    def prepare(self) -> None:
        super().prepare()
        self.delegation: Delegation = by_id(Delegation.objects.of(self.conference), self.kwargs["pk"])
        rows = list(self.delegation.focal_points.select_related("person"))  # type: ignore[attr-defined]
        allowed = still_open(self.request, FOCAL_POINTS, rows)
        user: Any = self.request.user
        user.opened_delegations = {str(self.delegation.pk)} if allowed else set()
        self.focal_point: FocalPoint | None = next(
            (row for row in rows if str(row.pk) in allowed or self._is_account_of(row)), None
        )
        if self.focal_point:
            self.focal_point.person.conference = self.conference
            self.speak_to(self.focal_point.person)

    def _is_account_of(self, focal_point: FocalPoint) -> bool:
        user = self.request.user
        return bool(user.is_authenticated and focal_point.person.user_id == user.pk)

    def get_permission_object(self) -> Delegation:
        return self.delegation

    def check_access(self) -> Any:
        if self.request.user.has_perm(self.permission, self.delegation):
            return None
        if self.request.user.is_authenticated:
            raise Http404
        return redirect("registrations_delegation:index", self.conference.slug)

    def members(self) -> Any:
        """Everyone of the delegation whose registration is not over."""
        return Registration.objects.of(self.conference).filter(delegation=self.delegation).with_names()

    def get_success_url(self) -> str:
        return page_of(self.delegation, self.conference.slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            delegation=self.delegation, cancel=page_of(self.delegation, self.conference.slug), **kwargs
        )


class DelegationView(DelegationMixin, TemplateView):
    """Who is named, what is missing, how many may still come."""

    template_name = "registrations/delegation/delegation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            {"registration": row, "missing": missing_of(row), "may_replace": row.is_approved}
            for row in self.members().alive().order_by("created_at", "id")
        ]
        return super().get_context_data(rows=rows, free=free_quota(self.delegation), **kwargs)


def missing_of(registration: Registration) -> list[str]:
    """What a focal point should still see to, in words."""
    person = registration.person
    missing = []
    if registration.submitted_at is None:
        missing.append(_("has not completed the registration"))
    elif registration.confirmed_at is None:
        missing.append(_("has not confirmed the e-mail"))
    if not person.job_title:
        missing.append(_("function is missing"))
    return missing


class DelegationFormView(DelegationMixin, ActFormView):
    """A form about the delegation; what a verb refuses is shown at the form."""

    template_name = "registrations/portal/form.html"
    heading: Any = ""
    submit: Any = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "language": self.content_language}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The form says what the page is called.
        kwargs["form"] = kwargs.get("form") or self.get_form()
        return super().get_context_data(heading=self.heading, submit=self.submit, **kwargs)


class NominateView(DelegationFormView):
    """Name someone, within the quota."""

    form_class = NomineeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        self.heading, self.submit = _("Name a member"), _("Add to the delegation")
        return super().get_form_kwargs()

    def act(self, form: NomineeForm) -> str:
        registration = nominate(
            self.delegation,
            details=form.details(),
            function=form.cleaned_data["function"],
            focal_point=self.focal_point,
            by=self.acting_user,
        )
        return _("%(name)s is named.") % {"name": registration.person.name}


class MemberMixin(DelegationMixin):
    """A page about one member of the delegation."""

    def prepare(self) -> None:
        super().prepare()
        self.registration: Registration = by_id(self.members().alive(), self.kwargs["member"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(registration=self.registration, **kwargs)


class ReplaceView(MemberMixin, DelegationFormView):
    """Someone else comes: the place and the function go over, the old ticket ends."""

    form_class = SubstituteForm

    def get_form_kwargs(self) -> dict[str, Any]:
        self.heading = _("Who comes instead of %(name)s?") % {"name": self.registration.person.name}
        self.submit = _("Replace")
        return super().get_form_kwargs()

    def act(self, form: SubstituteForm) -> str:
        # Where the place cannot be handed over, nobody is left on record who was to take it.
        with transaction.atomic():
            substitute = substitute_for(
                self.registration, details=form.details(), by=self.acting_user, focal_point=self.focal_point
            )
            replace_registration(self.registration, substitute=substitute, by=self.acting_user)
        return _("%(name)s takes the place.") % {"name": substitute.name}


class WithdrawView(MemberMixin, TemplateView):
    """Says what withdrawing does, and does it."""

    template_name = "registrations/delegation/withdraw.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            cancel_registration(self.registration, by=self.acting_user)
            messages.success(request, _("%(name)s is withdrawn.") % {"name": self.registration.person.name})
        except Refused as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(self.get_success_url())
