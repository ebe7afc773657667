"""A delegation's pages of silence procedures, behind the personal link of its focal points."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from confman.conferences.models import Conference
from confman.conferences.web.base import OwnContextView
from confman.conferences.web.verb_views import ActionView
from confman.web.errors import Refused
from outcomes.circulations.domain.circulation import (
    check_open_to_objections,
    object_to,
    was_withdrawn,
    withdraw_objection,
)
from outcomes.circulations.domain.guard import is_in_time
from outcomes.circulations.domain.status import facts_of
from outcomes.circulations.models import Circulation
from outcomes.circulations.web.forms import ObjectionForm
from registrations.core.models.delegation import FocalPoint
from registrations.delegations.web.views.focal_point import DelegationLinkView, DelegationMixin


class CirculationLinkView(DelegationLinkView):
    """The address in the mail: opens the delegation's page of the circulation."""

    def page(self, subject: FocalPoint) -> str:
        return reverse(
            "outcomes_delegation:circulation",
            args=[self.conference.slug, subject.delegation_id, self.kwargs["circulation"]],
        )


class CirculationsOfDelegationView(DelegationMixin, TemplateView):
    """The list of all silence procedures, the running first."""

    template_name = "outcomes/circulations/delegation/circulations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = [
            {**facts_of(row), "url": _page(self.conference, self.delegation, row)}
            for row in Circulation.objects.of(self.conference).with_texts(self.conference)
        ]
        return super().get_context_data(entries=entries, **kwargs)


def _page(
    conference: Conference, delegation: Any, circulation: Circulation, *keys: Any, name: str = "circulation"
) -> str:
    return reverse(
        f"outcomes_delegation:{name}", args=[conference.slug, delegation.pk, circulation.pk, *keys]
    )


class OfDelegation(DelegationMixin):
    """A mixin that finds the circulation of the address."""

    @cached_property
    def circulation(self) -> Circulation:
        found = get_object_or_404(Circulation.objects.of(self.conference), pk=self.kwargs["circulation"])
        found.conference = self.conference
        return found

    def page(self, name: str = "circulation", *keys: Any) -> str:
        return _page(self.conference, self.delegation, self.circulation, *keys, name=name)


class CirculationOfDelegationView(OfDelegation, OwnContextView):
    """The texts in full, the deadline, what silence means; objecting to one or to all."""

    template_name = "outcomes/circulations/delegation/circulation.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get("recommendation", "")
        form = ObjectionForm(request.POST, conference=self.conference, auto_id=f"id_{key or 'all'}_%s")
        if form.is_valid():
            try:
                self.perform(form)
            except Refused as error:
                form.add_error(None, error.message)
            else:
                return HttpResponseRedirect(self.page())
        return self.render_to_response(self.get_context_data(posted=form), status=422)

    def perform(self, form: ObjectionForm) -> None:
        key = form.cleaned_data["recommendation"]
        text = get_object_or_404(self.circulation.recommendations, pk=key) if key else None
        object_to(
            self.circulation, by=self.acting_user, delegation=self.delegation, recommendation=text,
            text=form.cleaned_data["text"],
        )  # fmt: skip
        messages.success(
            self.request,
            _("Your objection to %(what)s is noted: it is not adopted by silence.") % {"what": text.label}
            if text
            else _("Your objection to all texts is noted: none is adopted by silence."),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        circulation, posted = self.circulation, kwargs.pop("posted", None)
        facts = facts_of(circulation)
        try:
            check_open_to_objections(circulation)
            closed = ""
        except Refused as error:
            closed = error.message
        own = list(circulation.objections.filter(delegation=self.delegation).select_related("recommendation"))
        objected = {one.recommendation_id for one in own}
        is_open = not closed
        may_object = is_open and None not in objected
        facts["texts"] = [
            {
                "text": text,
                "version": text.row.current_version,
                "form": self._form(posted, str(text.row.pk))
                if may_object and text.row.pk not in objected
                else None,
            }
            for text in facts["texts"]
        ]
        return super().get_context_data(
            **facts,
            runs=is_open,
            ended=circulation.deadline <= timezone.now() and circulation.state == Circulation.State.RUNNING,
            own=[
                {
                    "row": one,
                    "late": not is_in_time(one, circulation),
                    "withdraw_url": self.page("objection-withdraw", one.pk) if is_open else "",
                }
                for one in own
            ],
            all_form=self._form(posted, "") if may_object and len(facts["texts"]) > 1 else None,
            refused=posted.non_field_errors() if posted is not None and not is_open else (),
            typed=posted["text"].value() if posted is not None and not is_open else "",
            **kwargs,
        )

    def _form(self, posted: Any, key: str) -> ObjectionForm:
        """Return the form for a text: as posted where the refused form belongs to this text, else an empty one."""
        if posted is not None and posted.data.get("recommendation", "") == key:
            return posted
        initial = {"recommendation": key}
        return ObjectionForm(conference=self.conference, initial=initial, auto_id=f"id_{key or 'all'}_%s")


class ObjectionWithdrawView(OfDelegation, ActionView):
    """A view that withdraws the delegation's own objection."""

    def get_success_url(self) -> str:
        return self.page()

    def perform(self) -> str:
        own = self.circulation.objections.filter(delegation=self.delegation, pk=self.kwargs["objection"])
        objection = own.select_related("delegation", "circulation__conference").first()
        if objection is None:
            if was_withdrawn(self.circulation, self.delegation, self.kwargs["objection"]):
                # A moment ago, by a second click or another focal point.
                return ""
            raise Http404
        withdraw_objection(objection, by=self.acting_user)
        return _("Your objection was withdrawn.")
