"""The statements of a delegation and of a participant: those that are expected, handing one in, taking it back."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from confman.conferences.web.verb_views import ActionFormView, ActionView
from outcomes.speakers.models import SpeakingRequest
from outcomes.statements.domain import (
    expected_requests,
    hand_in_statement,
    may_still_hand_in,
    take_back_statement,
)
from outcomes.statements.models import Statement
from outcomes.statements.web.forms import StatementForm
from registrations.core.web.portal import ParticipantMixin
from registrations.delegations.web.views.focal_point import DelegationMixin


class OwnStatements:
    """Whose requests for the floor they are, and the addresses of the pages about them."""

    area = ""  # what the names of the addresses begin with
    conference: Any
    object: Any
    kwargs: dict[str, Any]

    def requests(self) -> Any:
        """Return the owner’s requests for the floor that were not withdrawn."""
        return expected_requests(self.conference)

    def page(self, name: str, *more: Any) -> str:
        return reverse(f"{self.area}{name}", args=[self.conference.slug, self.kwargs["pk"], *more])

    def get_success_url(self) -> str:
        return self.page("statements")


class OfDelegation(OwnStatements, DelegationMixin):
    area = "outcomes_delegation:"

    def requests(self) -> Any:
        return super().requests().filter(delegation=self.delegation)


class OfParticipant(OwnStatements, ParticipantMixin):
    area = "outcomes_portal:own-"

    def requests(self) -> Any:
        return super().requests().filter(person=self.registration.person)


class _ListPage(OwnStatements, TemplateView):
    """Where the owner is on a list of speakers, and the statements for it."""

    template_name = "outcomes/statements/portal/statements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.requests().prefetch_related("statements").order_by("speakers_list__session__start", "id")
        return super().get_context_data(places=[self.place(row) for row in rows], **kwargs)

    def place(self, row: SpeakingRequest) -> dict[str, Any]:
        is_open = may_still_hand_in(row)
        return {
            "row": row,
            "session": row.speakers_list.session,
            "item": row.speakers_list.item,
            "hand_in_url": self.page("statement-hand-in", row.pk) if is_open else "",
            "statements": [
                {"row": each, "take_back_url": self.page("statement-take-back", each.pk) if is_open else ""}
                for each in row.statements.all()
            ],
        }


class _HandInPage(OwnStatements, ActionFormView):
    template_name = "registrations/core/portal/form.html"
    form_class = StatementForm
    verb = hand_in_statement
    heading = gettext_lazy("Hand in your statement")
    lead = gettext_lazy(
        "The interpreters read it at once, everybody once you have delivered it. What you say counts: it is marked"
        " “Check against delivery”."
    )
    submit = gettext_lazy("Hand it in")
    success_message = gettext_lazy("The interpreters have your statement.")

    def prepare(self) -> None:
        super().prepare()
        self.object = get_object_or_404(self.requests(), pk=self.kwargs["place"])

    def get_initial(self) -> dict[str, Any]:
        return {"language": self.conference.default_language}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel": self.get_success_url()}


class _TakeBack(OwnStatements, ActionView):
    verb = take_back_statement
    success_message = gettext_lazy("Taken back.")

    def prepare(self) -> None:
        super().prepare()
        rows = Statement.objects.with_speakers().filter(request__in=self.requests())
        self.object = get_object_or_404(rows, pk=self.kwargs["statement"])


class DelegationStatementsView(OfDelegation, _ListPage):
    pass


class DelegationHandInView(OfDelegation, _HandInPage):
    pass


class DelegationTakeBackView(OfDelegation, _TakeBack):
    pass


class OwnStatementsView(OfParticipant, _ListPage):
    pass


class OwnHandInView(OfParticipant, _HandInPage):
    pass


class OwnTakeBackView(OfParticipant, _TakeBack):
    pass
