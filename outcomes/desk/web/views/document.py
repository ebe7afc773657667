"""The outcome document."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView, history_of
from confman.translation.languages import interface_language, language_name, reading_in
from outcomes.desk.web import forms
from outcomes.publication.documents.outcome_document import build_recommendations
from outcomes.publication.domain.issues import publish_document
from outcomes.recommendations.domain.outcome_documents import (
    change_document,
    recommendations_document,
    why_not_for_everyone,
)
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import STAGES

PER_PAGE = 50


# --- The document -----------------------------------------------------------------------------------------


class DocumentView(SecretariatView):
    """The outcome document as it stands: preamble, sections, recommendations."""

    permission = "outcomes.view_document"
    template_name = "outcomes/desk/document.html"
    navigation_key = "outcomes.document"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = OutcomeDocument.objects.of_recommendations(self.conference)
        language = self._language()
        recommendations = Recommendation.objects.of(self.conference)
        stages = [STAGES[stage] for stage in recommendations.values_list("stage", flat=True)]
        waiting = sum(facts.awaits_publication for facts in stages)
        user = self.request.user
        return super().get_context_data(
            document=document,
            preview=self._preview(language),
            language_choices=[
                {"code": code, "label": language_name(code), "active": code == language}
                for code in self.conference.languages
            ],
            adopted=sum(facts.is_adopted for facts in stages),
            published=sum(facts.is_published for facts in stages),
            waiting=waiting,
            may_edit=user.has_perm("outcomes.edit_document", self.conference)
            and not (document and document.is_published),
            may_correct=bool(document and document.is_published)
            and user.has_perm("outcomes.publish_recommendation", self.conference),
            annexes=list(document.annexes.all()) if document else [],
            issues=list(document.issues.select_related("issued_by").defer("content")) if document else [],
            may_publish=user.has_perm("outcomes.publish_recommendation", self.conference) and bool(waiting),
            entries=history_of(document) if document else [],
            **kwargs,
        )

    def _language(self) -> str:
        """Return the requested language, else the reader's, else the conference's first."""
        offered = self.conference.languages
        requested_language = self.request.GET.get("language", "")
        if requested_language in offered:
            return requested_language
        active = get_language() or ""
        return next((code for code in offered if interface_language(code) == active), offered[0])

    def _preview(self, language: str) -> Any:
        with reading_in(language, *self.conference.languages):
            return build_recommendations(self.conference, language=language, options={})


class DocumentEditView(VerbFormView):
    permission = "outcomes.edit_document"
    form_class = forms.OutcomeDocumentForm
    heading = gettext_lazy("The outcome document")
    navigation_key = "outcomes.document"

    def get_form_kwargs(self) -> dict[str, Any]:
        document = OutcomeDocument.objects.of_recommendations(self.conference)
        instance = document or OutcomeDocument(conference=self.conference)
        return {**super().get_form_kwargs(), "instance": instance}

    def perform(self, form: forms.OutcomeDocumentForm) -> Any:
        document = recommendations_document(self.conference, by=self.acting_user)
        values = {name: form.cleaned_data[name] for name in form.Meta.fields if name in form.changed_data}
        sections = form.section_rows() if "sections_text" in form.changed_data else None
        change_document(document, by=self.acting_user, values=values, sections=sections)
        return _("The document was saved.")


class DocumentPublishView(ConfirmView):
    permission = "outcomes.publish_recommendation"
    navigation_key = "outcomes.document"
    action = gettext_lazy("Publish")
    question = gettext_lazy("Publish the outcome document?")
    consequence = gettext_lazy(
        "Everyone can then read the adopted recommendations with their numbers on the public site. Afterwards their"
        " text changes only by a corrigendum or a revision."
    )

    def why_not(self) -> str:
        document = OutcomeDocument.objects.of_recommendations(self.conference)
        return why_not_for_everyone(document) if document else ""

    def perform(self) -> Any:
        document = recommendations_document(self.conference, by=self.acting_user)
        count = publish_document(document, by=self.acting_user)
        return _("Published: %(count)d recommendations.") % {"count": count}
