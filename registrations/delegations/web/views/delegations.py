"""Delegations in the secretariat: names as invited, quota, members, focal points."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.base import SecretariatView
from confman.conferences.web.resources.resource import Empty, Resource
from confman.conferences.web.verb_views import ActView, VerbFormView, history_of
from confman.translation.languages import language_name
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import FUNCTION_ORDER, Registration
from registrations.core.web.base import RegistrationsMixin
from registrations.delegations.domain.completeness import missing_of_all
from registrations.delegations.domain.delegations import (
    add_delegation,
    add_focal_point,
    approve_delegation_name,
    change_delegation,
    delete_delegation,
    remove_focal_point,
    send_focal_point_link,
)
from registrations.delegations.web.forms import DelegationForm, FocalPointForm
from registrations.delegations.web.tables import DelegationFilter, DelegationTable


class DelegationMixin(RegistrationsMixin):
    heading: str | Promise = ""
    permission = "registrations.edit_delegations"
    navigation_key = "registrations.delegations"
    list_name = "registrations_secretariat:delegation-list"
    list_label = gettext_lazy("Delegations")

    def prepare(self) -> None:
        super().prepare()
        if "pk" in self.kwargs:
            self.object = self.delegation = self.own_row(
                Delegation.objects.select_related("conference", "approved_by")
            )

    def delegation_url(self) -> str:
        return self.to("delegation", self.delegation.pk)


class DelegationView(DelegationMixin, SecretariatView):
    """Names, members in the order of a list of participants, papers, focal points, history."""

    permission = "registrations.view_delegations"
    template_name = "registrations/delegations/delegation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        delegation = self.delegation
        members = list(Registration.objects.filter(delegation=delegation).alive().with_names())
        missing = missing_of_all(members)
        papers = list(delegation.files.select_related("uploaded_by", "seen_by"))
        return super().get_context_data(
            delegation=delegation,
            members=[
                (row, missing[row.pk])
                for row in sorted(
                    members, key=lambda row: (FUNCTION_ORDER.get(row.function, 9), row.person.sort_key)
                )
            ],
            papers=papers,
            has_new_papers=any(paper.seen_at is None for paper in papers),
            may_judge=self.may("judge_credentials"),
            languages=[(code, language_name(code)) for code in self.conference.languages],
            focal_points=delegation.focal_points.select_related("person"),
            facts=self.facts(),
            names=self.names(),
            entries=history_of(delegation, *delegation.focal_points.all()),
            may_edit=self.may("edit_delegations"),
            may_add=self.may("edit_registrations"),
            may_approve=self.may("approve_delegation_names") and delegation.approved_at is None,
            **kwargs,
        )

    def facts(self) -> list[tuple[Any, Any]]:
        delegation = self.delegation
        quota = _("no limit") if delegation.capacity is None else delegation.capacity
        shown: list[tuple[Any, Any]] = [
            (_("Kind"), delegation.get_kind_display()),
            (_("Country"), delegation.country.name if delegation.country else ""),
            (_("Quota"), quota),
            (_("Places taken"), str(delegation.taken)),
            (_("Waiting for places"), _("only all together") if delegation.offered_together else ""),
        ]
        if self.conference.is_intergovernmental:
            shown += [(_("Precedence"), delegation.precedence)]
        return shown

    def names(self) -> list[tuple[str, Any]]:
        """Return each kind of name with its texts by language."""
        delegation = self.delegation
        rows = (
            (_("Short name"), delegation.name),
            (_("Formal name"), delegation.formal_name),
            (_("Name to sort by"), delegation.sort_name),
            (_("Name on the plate"), delegation.plate_name),
        )
        return [(label, text) for label, text in rows if text]


delegations = Resource(
    model=Delegation, name="delegation", label=gettext_lazy("Delegations"),
    empty=Empty(
        "flag", gettext_lazy("There are no delegations yet"),
        gettext_lazy(
            "Add States, organizations and institutions as they were invited; an imported list makes those it names."
        ),
    ),
    navigation_key="registrations.delegations",
    view_permission="registrations.view_delegations", edit_permission="registrations.edit_delegations",
    rows=lambda conference: Delegation.objects.of(conference).with_counts(),
    table=DelegationTable, filter=DelegationFilter, form=DelegationForm, detail=DelegationView,
    add=add_delegation, change=change_delegation, delete=delete_delegation,
    add_label=gettext_lazy("Add a delegation"),
    delete_consequence=gettext_lazy(
        "It goes with its focal points. Only a delegation without members can be deleted.",
    ),
)  # fmt: skip


class ApproveNameView(DelegationMixin, ActView):
    """Approve the names for protocol. POST only."""

    permission = "registrations.approve_delegation_names"
    success_name = "registrations_secretariat:delegation"
    verb = approve_delegation_name
    done = gettext_lazy("The name is approved and may be printed.")


class FocalPointAddView(DelegationMixin, VerbFormView):
    form_class = FocalPointForm
    heading = gettext_lazy("Focal point of %(name)s")
    submit = gettext_lazy("Add and send the link")
    verb = add_focal_point
    done = gettext_lazy("%(name)s is the focal point; the link is on its way.")

    def words(self) -> dict[str, Any]:
        return {"name": self.object}

    def get_success_url(self) -> str:
        return self.delegation_url()


class FocalPointActView(DelegationMixin, ActView):
    """Send the link again, or remove the focal point. POST only."""

    def prepare(self) -> None:
        super().prepare()
        rows = self.delegation.focal_points.select_related(
            "delegation__conference", "person__conference", "person__contact"
        )
        self.object = get_object_or_404(rows, pk=self.kwargs["focal_point"])

    def act(self) -> str:
        if self.kwargs["act"] == "remove":
            said = _("%(name)s is no longer the focal point.") % {"name": self.object}
            remove_focal_point(self.object, by=self.acting_user)
            return said
        send_focal_point_link(self.object, by=self.acting_user)
        return _("The link is on its way to %(to)s.") % {"to": self.object.person.mailbox}

    def get_success_url(self) -> str:
        return self.delegation_url()
