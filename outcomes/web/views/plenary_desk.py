"""The plenary desk: what is ready, the chair’s formula, adoption one by one or all together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.editing import put_errors
from confman.translation.languages import language_name
from confman.translation.reading import reading_in
from confman.web.errors import Refused
from outcomes.domain import plenary
from outcomes.domain.formula import spoken_formula
from outcomes.domain.transitions import TRANSITIONS
from outcomes.models import Method, Recommendation, Stage
from outcomes.web.plenary_forms import (
    DecisionForm,
)
from outcomes.web.views.deciding import chosen_ids
from outcomes.web.views.drafting import side_by_side


class PlenaryDeskView(SecretariatMixin, TemplateView):
    """Goes through what is ready, with the chair's formula: one by one or all together."""

    permission = "outcomes.decide_recommendation"
    template_name = "outcomes/plenary_desk.html"
    navigation_key = "outcomes.plenary"

    def ready(self) -> list[Recommendation]:
        """What the plenary can decide on, in the order of the document."""
        adopt = TRANSITIONS["adopt"]
        found = Recommendation.objects.of(self.conference).filter(
            stage__in=adopt.all_sources(self.conference)
        )
        return list(found.with_text().select_related("conference", "document").in_document_order())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST, conference=self.conference)
        ready = self.ready()
        if "one" in request.POST:
            keys = chosen_ids([request.POST["one"]])
        else:
            keys = chosen_ids(request.POST.getlist("selected"))
        chosen = [row for row in ready if row.pk in keys]
        if form.is_valid():
            try:
                if not chosen:
                    raise Refused(
                        _("Choose what was adopted. What someone else has decided meanwhile is gone.")
                    )
                adoptions = plenary.adopt_recommendations(chosen, by=request.user, decision=form.decision())
            except (Refused, ValidationError) as error:
                put_errors(form, error)
            else:
                said = ", ".join(adoption.recommendation.label for adoption in adoptions)
                messages.success(request, _("Adopted: %(what)s.") % {"what": said})
                return HttpResponseRedirect(f"{request.path}?{request.GET.urlencode()}".rstrip("?"))
        return self.render_to_response(self.get_context_data(form=form, ready=ready))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ready = kwargs.pop("ready", None) or self.ready()
        kwargs.setdefault("form", DecisionForm(conference=self.conference, initial=self._initial()))
        language = self._language()
        adopt = TRANSITIONS["adopt"]
        lines = [{"row": row, "obstacles": adopt.obstacles(row)} for row in ready]
        open_lines = [line["row"] for line in lines if not line["obstacles"]]
        return super().get_context_data(
            lines=lines,
            next=self._next(lines, language),
            possible=len(open_lines),
            formulas=self._formulas(open_lines, language),
            languages=[
                {"code": code, "name": language_name(code), "active": code == language}
                for code in self.conference.languages
            ],
            decided=self._decided(),
            working_language=language,
            **kwargs,
        )

    def _initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("method", "")
        return {"method": asked} if asked in Method.values else {}

    def _language(self) -> str:
        asked = self.request.GET.get("language", "")
        return asked if asked in self.conference.languages else self.conference.default_language

    def _next(self, lines: list[dict[str, Any]], language: str) -> dict[str, Any] | None:
        line = next((line for line in lines if not line["obstacles"]), None)
        if line is None:
            return None
        row = line["row"]
        formulas = self._formulas([row], language)
        text = next(t for t in side_by_side(row.current_version, [language]) if t["code"] == language)
        if text["status"] == "missing":
            texts = side_by_side(row.current_version, self.conference.languages)
            text = next((t for t in texts if t["status"] != "missing"), text)
        return {"row": row, "text": text, "formulas": formulas}

    def _formulas(self, rows: list[Recommendation], language: str) -> list[dict[str, Any]]:
        """The chair's words for each method that this conference uses, in the working language."""
        methods = (
            list(Method) if self.conference.is_intergovernmental else [Method.CONSENSUS, Method.WITHOUT_VOTE]
        )
        named = [(method, str(method.label)) for method in methods]
        with reading_in(language, *self.conference.languages):
            return [
                {"method": method.value, "label": label, "text": spoken_formula(rows, method)}
                for method, label in named
            ]

    def _decided(self) -> list[Recommendation]:
        decided = (Stage.ADOPTED, Stage.ADOPTED_AS_AMENDED, Stage.NOT_ADOPTED, Stage.WITHDRAWN, Stage.DEFERRED,
                   Stage.REFERRED, Stage.PUBLISHED)  # fmt: skip
        found = Recommendation.objects.of(self.conference).filter(stage__in=decided).with_text()
        return list(found.prefetch_related("adoptions").in_document_order())
