"""Delegations in the secretariat: names as invited, quota, members, focal points."""

from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from confman.conferences.registries import ListAction
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.records import DELETE, Fact, RecordAction, RecordView
from confman.conferences.web.resources.resource import Resource
from confman.conferences.web.resources.views import Empty, ResourceListView
from confman.conferences.web.verb_views import ActionView, VerbFormView, history_of
from confman.translation.languages import language_in_text, language_name
from registrations.bulk.registries import bulk_actions
from registrations.core.models.delegation import Credentials, Delegation
from registrations.core.models.registration import Function, Registration
from registrations.core.web.base import RegistrationsMixin
from registrations.delegations.domain.completeness import missing_of_all
from registrations.delegations.domain.delegations import (
    APPROVED_NAMES,
    add_delegation,
    add_focal_point,
    approve_delegation_name,
    change_delegation,
    delete_delegation,
    language_written_to,
    remove_focal_point,
    send_focal_point_link,
    send_focal_point_links,
    usual_names,
    why_delegation_stays,
)
from registrations.delegations.domain.members import place_in_the_list
from registrations.delegations.domain.papers import digest_for_review, review_papers, set_credentials
from registrations.delegations.web.forms import CredentialsStateForm, DelegationForm, FocalPointForm
from registrations.delegations.web.tables import DelegationFilter, DelegationTable
from registrations.lifecycle.table import ADMISSIBLE


class DelegationMixin(RegistrationsMixin):
    heading: str | Promise = ""
    permission = "registrations.edit_delegations"
    navigation_key = "registrations.delegations"

    def prepare(self) -> None:
        super().prepare()
        if "pk" in self.kwargs:
            self.object = self.delegation = self.own_row(
                Delegation.objects.select_related("conference", "approved_by")
            )

    def get_success_url(self) -> str:
        return self.to("delegation", self.delegation.pk)


class DelegationFormView(DelegationMixin, VerbFormView):
    """A form about a delegation, which its heading names."""

    message_names = {"name": "object"}


# The actions on its members that are done on the page of a delegation.
ON_MEMBERS = ("approve", "remind", "plates", "decline")


NAMES = ("name", "formal_name", "sort_name", "plate_name")


class DelegationView(RecordView):
    """The record of a delegation: what is missing, members as they sign, focal points and papers at the side."""

    template_name = "registrations/delegations/delegation.html"
    queryset = Delegation.objects.select_related("approved_by")
    facts = (
        "kind", "country",
        Fact("capacity", words=lambda row: _("no limit") if row.capacity is None else row.capacity),
        Fact("taken", gettext_lazy("Places taken"), lambda row: str(row.taken)),
        Fact("approved_at", by="approved_by"),
        Fact(
            "offered_together", gettext_lazy("Waiting for places"),
            lambda row: row.offered_together and _("only all together"),
        ),
        Fact("precedence", words=lambda row: row.conference.is_intergovernmental and row.precedence),
    )  # fmt: skip
    record_actions = (
        replace(DELETE, label=gettext_lazy("Delete the delegation")),
        RecordAction(
            label=gettext_lazy("Approve the name"), page="approve-name", icon="check-lg", posts=True, is_primary=True,
            permission="registrations.approve_delegation_names", unless="approved_at", seen=APPROVED_NAMES,
        ),
    )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        delegation = self.object
        members = list(Registration.objects.filter(delegation=delegation).alive().with_names())
        lacking = missing_of_all(members)
        papers = list(delegation.papers.select_related("uploaded_by", "seen_by"))
        new_papers = [paper for paper in papers if paper.seen_at is None]
        focal_points = list(delegation.focal_points.select_related("person"))
        return super().get_context_data(
            members=[(row, lacking[row.pk]) for row in sorted(members, key=place_in_the_list)],
            approved=sum(row.status in ADMISSIBLE for row in members),
            missing=self.missing(members),
            bulk_actions=[
                (action.key, action.label)
                for action in map(bulk_actions.get, ON_MEMBERS)
                if self.request.user.has_perm(action.permission, self.conference)
            ],
            papers=papers,
            seen_papers=digest_for_review(delegation, new_papers) if new_papers else "",
            may_judge=self.may("registrations.judge_credentials"),
            languages=[(code, language_name(code)) for code in self.conference.languages],
            focal_points=focal_points,
            names=self.names(),
            entries=history_of(delegation, *focal_points),
            member_add_url=f"{self.to('registration-add')}?delegation={delegation.pk}"
            if self.may("registrations.edit_registrations")
            else "",
            change_url=self.to("delegation-change", delegation.pk) if self.may_edit else "",
            **kwargs,
        )

    def missing(self, members: list[Registration]) -> list[str]:
        """Return in words what is still missing from the delegation."""
        delegation = self.object
        gaps = [
            _("the name in %(language)s") % {"language": language_name(code)}
            for code in self.conference.languages
            if not delegation.name.get(code)
        ]
        if members and not any(row.function == Function.HEAD for row in members):
            gaps.append(_("a head of delegation"))
        if self.conference.is_intergovernmental and delegation.credentials == Credentials.NOT_RECEIVED:
            gaps.append(_("credentials"))
        if unfinished := sum(not row.submitted_at or not row.confirmed_at for row in members):
            gaps.append(
                ngettext(
                    "the registration of %(count)d member",
                    "the registrations of %(count)d members",
                    unfinished,
                )
                % {"count": unfinished}
            )
        undecided = sum(row.is_to_review for row in members)
        if undecided:
            gaps.append(
                ngettext("a decision on %(count)d member", "a decision on %(count)d members", undecided)
                % {"count": undecided}
            )
        return gaps

    def names(self) -> list[tuple[str, Any]]:
        """Return each kind of name with its texts by language."""
        usual = usual_names(self.object, self.conference.languages)
        rows = (
            *self.pairs(Fact(name, words=attrgetter(name)) for name in NAMES),
            (_("Usual short name"), usual.get("name")),
            (_("Usual formal name"), usual.get("formal_name")),
        )
        languages = self.conference.languages
        # In one order, whatever the database made of it.
        return [
            (label, {code: text[code] for code in dict.fromkeys((*languages, *text)) if code in text})
            for label, text in rows
            if text
        ]


CREDENTIALS = ListAction(
    key="credentials",
    label=gettext_lazy("Decide on the credentials"),
    verb=set_credentials,
    form=CredentialsStateForm,
    consequence=gettext_lazy("The papers count as looked at, and notes on the credentials stay."),
    permission="registrations.judge_credentials",
)


class DelegationListView(ActionsMixin, ResourceListView):
    """The list of delegations, with actions on many at once."""

    primary_action = "approve"
    actions = (
        ListAction(
            key="approve",
            label=gettext_lazy("Approve the name"),
            verb=approve_delegation_name,
            permission="registrations.approve_delegation_names",
            seen=APPROVED_NAMES,
        ),
        ListAction(
            key="links",
            label=gettext_lazy("Send the link again"),
            verb=send_focal_point_links,
            consequence=gettext_lazy("Each focal point gets the link to the page of the delegation."),
        ),
        ListAction(
            key="papers",
            label=gettext_lazy("Mark the papers as looked at"),
            verb=review_papers,
            permission="registrations.judge_credentials",
        ),
        CREDENTIALS,
    )

    def prepare(self) -> None:
        super().prepare()
        reader, order = get_language() or "", self.conference.default_language
        if reader != order:
            # The stored order is that of the documents.
            self.lead = _("The names are in the order of another language: %(language)s.") % {
                "language": language_in_text(order, reader)
            }

    def get_actions(self) -> list[ListAction]:
        is_asked = self.conference.is_intergovernmental
        return [action for action in self.actions if is_asked or action is not CREDENTIALS]


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
    why_kept=why_delegation_stays,
    add_label=gettext_lazy("Add a delegation"),
    delete_consequence=gettext_lazy(
        "It goes with its focal points. Only a delegation without members can be deleted.",
    ),
    list_view=DelegationListView,
)  # fmt: skip


class ApproveNameView(DelegationMixin, ActionView):
    """Approves the names for protocol. POST only."""

    permission = "registrations.approve_delegation_names"
    success_message = gettext_lazy("The name is approved and may be printed.")

    def perform(self) -> str:
        approve_delegation_name(self.object, by=self.acting_user, seen=self.request.POST.get("seen", ""))
        return self.format_message(self.success_message)


class FocalPointAddView(DelegationFormView):
    form_class = FocalPointForm
    template_name = "mail/mailed_form.html"
    heading = gettext_lazy("Focal point of %(name)s")
    submit = gettext_lazy("Add and send the link")
    verb = add_focal_point

    def get_initial(self) -> dict[str, Any]:
        return {"language": language_written_to(self.delegation) or self.conference.default_language}

    success_message = gettext_lazy("%(name)s is the focal point; the link is on its way.")


class FocalPointActionView(DelegationMixin, ActionView):
    """Sends the link again, or removes the focal point. POST only."""

    def prepare(self) -> None:
        super().prepare()
        rows = self.delegation.focal_points.select_related(
            "delegation__conference", "person__conference", "person__contact"
        )
        self.object = get_object_or_404(rows, pk=self.kwargs["focal_point"])

    def perform(self) -> str:
        if self.kwargs["action"] == "remove":
            message = _("%(name)s is no longer the focal point.") % {"name": self.object}
            remove_focal_point(self.object, by=self.acting_user)
            return message
        send_focal_point_link(self.object, by=self.acting_user)
        return _("The link is on its way to %(to)s.") % {"to": self.object.person.mailbox}
