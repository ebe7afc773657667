"""Amendments taken from the floor or from paper, the time for sending them, and corrections of a decision."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.verb_views import VerbFormView
from outcomes.amendments.domain.amendments import lapse_amendment, reopen_amendment
from outcomes.amendments.domain.checks import Party, set_amendment_window
from outcomes.amendments.models import Amendment
from outcomes.amendments.web.forms import AmendmentForm, LapseForm, ReopenForm, StaffAmendmentForm, WindowForm
from outcomes.amendments.web.pages import EditParagraphMixin
from outcomes.recommendations.web.base import RecommendationMixin


class AmendmentProposeView(EditParagraphMixin, RecommendationMixin, SecretariatMixin, TemplateView):
    """The page for an amendment in the name of its proposer, also after the deadline."""

    permission = "outcomes.decide_recommendation"
    template_name = "outcomes/amendments/amendment_form.html"
    navigation_key = "outcomes.amendments"
    form_class: type[AmendmentForm] = StaffAmendmentForm

    def get_party(self, form: AmendmentForm) -> Party:
        return form.party()

    def done_url(self) -> str:
        return self.page_of("amendments")


class AmendmentChangeView(AmendmentProposeView):
    """The page on which staff rewrite an open amendment by word of its proposer."""

    form_class = AmendmentForm

    @cached_property
    def amendment(self) -> Amendment:  # type: ignore[override]
        return get_object_or_404(self.recommendation.amendments.with_names(), pk=self.kwargs["amendment"])

    def get_party(self, form: AmendmentForm) -> Party:
        return Party(self.amendment.proposer, self.amendment.proposed_by)


class _BackToAmendments(RecommendationMixin):
    """A form that leads back to the amendments of its text."""

    navigation_key = "outcomes.amendments"
    list_label = gettext_lazy("Amendments")

    def list_url(self) -> str:
        return self.page_of("amendments")


class WindowView(_BackToAmendments, VerbFormView):
    """The page on which staff set the time in which delegations may send amendments."""

    permission = "outcomes.table_recommendation"
    form_class = WindowForm
    heading = gettext_lazy("Time for amendments")
    lead = gettext_lazy(
        "Delegations send amendments within this time. Afterwards the secretariat can still take one from the floor."
    )

    def get_initial(self) -> dict[str, Any]:
        row = self.recommendation
        return {"opens": row.amendments_from, "closes": row.amendments_until}

    verb = set_amendment_window
    success_message = gettext_lazy("The time for amendments was set.")


class _AboutAmendment(_BackToAmendments, VerbFormView):
    permission = "outcomes.decide_recommendation"
    message_names = {"what": "object.label"}
    part = ("amendments", "amendment")


class LapseView(_AboutAmendment):
    """The page on which the chair states that an amendment has lost its basis."""

    form_class = LapseForm
    heading = gettext_lazy("%(what)s has fallen")
    lead = gettext_lazy(
        "An amendment falls automatically when the words it would change are gone. Here the chair says so of another."
    )
    submit = gettext_lazy("Mark as fallen")
    verb = lapse_amendment
    success_message = gettext_lazy("%(what)s is marked as fallen.")


class ReopenView(_AboutAmendment):
    """The page on which a decision made by mistake is corrected, with its trace."""

    form_class = ReopenForm
    heading = gettext_lazy("Open %(what)s again")
    lead = gettext_lazy(
        "For a decision recorded by mistake. Another version takes the accepted words out of the text."
    )
    submit = gettext_lazy("Open it again")
    verb = reopen_amendment
    success_message = gettext_lazy("%(what)s is open again.")
