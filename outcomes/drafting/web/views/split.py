"""One recommendation split into several: for each paragraph, into which part it goes."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from confman.conferences.web.verb_views import ActionFormView
from outcomes.drafting.domain.split import parts_of, split_recommendation
from outcomes.drafting.web.forms import SplitForm
from outcomes.drafting.web.group_base import DraftMixin
from outcomes.recommendations.domain.plain_text import labels
from outcomes.recommendations.domain.transitions import TRANSITIONS
from outcomes.recommendations.models.recommendation import Stage


class SplitView(DraftMixin, ActionFormView):
    """The page that splits a text, for the group's writers, and for the drafting committee once it is agreed."""

    permission = "outcomes.split_recommendation"
    template_name = "outcomes/drafting/split.html"
    form_class = SplitForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.recommendation.stage == Stage.SPLIT:
            return HttpResponseRedirect(self.own_page())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "body": self.recommendation.body}

    def perform(self, form: SplitForm) -> Any:
        made = split_recommendation(
            self.recommendation,
            by=self.acting_user,
            person=self.person,
            parts=parts_of(self.recommendation.body, form.chosen()),
            reason=form.cleaned_data["reason"],
        )
        return _("%(ref)s was split into %(parts)s.") % {
            "ref": self.recommendation.working_ref,
            "parts": ", ".join(one.working_ref for one in made),
        }

    def get_success_url(self) -> str:
        return self.own_page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["form"] = kwargs.get("form") or self.get_form()
        transition = TRANSITIONS["split"]
        marks = labels(row.level for row in self.recommendation.body)
        return super().get_context_data(
            possible=transition.starts_from(self.recommendation),
            obstacles=transition.obstacles(self.recommendation),
            rows=[
                {
                    "label": mark,
                    "level": row.level,
                    "text": row.best(self.conference.languages),
                    "field": field,
                }
                for mark, (row, field) in zip(marks, kwargs["form"].rows, strict=True)
            ],
            language_of_text=self.conference.default_language,
            **kwargs,
        )
