"""The page on which a mistaken decision is revoked."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.verb_views import VerbFormView
from outcomes.plenary.domain.revocation import REVOCABLE, revocation_obstacles, revoke_decision
from outcomes.plenary.web.forms.plenary_desk import RevokeForm
from outcomes.recommendations.domain.transitions import may
from outcomes.recommendations.web.base import BackToRecommendation, ReturnToPlenaryMixin


class RevokeView(ReturnToPlenaryMixin, BackToRecommendation, VerbFormView):
    """Shows what a revocation restores, and asks for the reason. `?desk=yes` leads back to the desk."""

    permission = "outcomes.decide_recommendation"
    template_name = "outcomes/plenary/revoke.html"
    form_class = RevokeForm
    heading = gettext_lazy("Revoke the decision")
    submit = gettext_lazy("Revoke the decision")
    desk_shows = "at"

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        # A rule in the way is set aside by users who may do so.
        may_override = may(self.request.user, "outcomes.override_guards", self.recommendation)
        if not (may_override and revocation_obstacles(self.recommendation)):
            del form.fields["override"]
        return form

    def perform(self, form: RevokeForm) -> Any:
        data = form.cleaned_data
        found = revoke_decision(
            self.recommendation,
            by=self.request.user,
            reason=data["reason"],
            override=data.get("override", ""),
        )
        return _("The decision was revoked: %(what)s is “%(stage)s” again.") % {
            "what": found.label,
            "stage": found.get_stage_display(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.recommendation
        return super().get_context_data(
            possible=row.stage in REVOCABLE,
            is_published=row.stage == row.Stage.PUBLISHED,
            obstacles=revocation_obstacles(row),
            **kwargs,
        )
