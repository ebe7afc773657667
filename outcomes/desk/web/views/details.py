"""The details of a recommendation beside its text: addressees, themes, targets, origin."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from confman.conferences.web.verb_views import ActionFormView
from outcomes.drafting.web.group_base import DraftMixin
from outcomes.recommendations.domain.versions import change_details
from outcomes.recommendations.web.forms import DetailsForm


class DetailsView(DraftMixin, ActionFormView):
    """The page with all details; an addressee or a theme that the list lacks is typed in here."""

    permission = "outcomes.edit_recommendation"
    template_name = "outcomes/desk/details.html"
    form_class = DetailsForm

    @transaction.atomic
    def perform(self, form: DetailsForm) -> Any:
        by = self.acting_user
        several = form.several(by=by, language=self.conference.default_language)
        change_details(self.recommendation, by=by, details=form.details(), **several)
        return _("The details were saved.")

    def get_success_url(self) -> str:
        return self.own_page()
