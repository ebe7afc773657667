"""The official document after drafting: annexes, issues, corrigenda and revisions."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from confman.accounts.sessions import user_of
from confman.conferences.web.base import OwnContextView, SecretariatMixin
from confman.conferences.web.verb_views import ConfirmView, VerbFormView
from confman.translation.text import TranslatedText
from confman.web.word_differences import compare_words
from outcomes.plenary.models import Position
from outcomes.publication.documents.corrigendum import place_of
from outcomes.publication.domain import annexes
from outcomes.publication.domain.issues import issue_corrigendum, issue_revision
from outcomes.publication.domain.snapshot import content_changes
from outcomes.publication.web import forms
from outcomes.recommendations.documents import text_lines
from outcomes.recommendations.domain.outcome_documents import paragraphs_of_preamble, recommendations_document
from outcomes.recommendations.models.document import Annex, DocumentIssue, OutcomeDocument
from outcomes.recommendations.models.paragraphs import Paragraph
from outcomes.recommendations.web.base import language_facts


class DocumentPage(SecretariatMixin):
    """A base of the pages about the document: they lead back to the document's own page."""

    navigation_key = "outcomes.document"


# --- Annexes ------------------------------------------------------------------------------------------------


class AnnexAddView(DocumentPage, VerbFormView):
    permission = "outcomes.edit_document"
    form_class = forms.AnnexForm
    heading = gettext_lazy("Add an annex")
    submit = gettext_lazy("Add")

    def perform(self, form: forms.AnnexForm) -> Any:
        document = recommendations_document(self.conference, by=self.acting_user)
        annexes.add_annex(document, by=self.acting_user, values=form.cleaned_data)
        return _("The annex was added.")


class AnnexMixin(DocumentPage):
    """A mixin that finds the annex of the address."""

    def prepare(self) -> None:
        super().prepare()
        annexes = Annex.objects.filter(document__conference=self.conference).select_related(
            "document__conference"
        )
        self.object = get_object_or_404(annexes, pk=self.kwargs["annex"])


class AnnexChangeView(AnnexMixin, VerbFormView):
    permission = "outcomes.edit_document"
    form_class = forms.AnnexForm

    verb = annexes.change_annex
    success_message = gettext_lazy("The annex was changed.")
    values_name = "values"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        delete_url = self.to("annex-remove", self.object.pk)
        return super().get_context_data(delete_url=delete_url, **kwargs)


class AnnexRemoveView(AnnexMixin, ConfirmView):
    permission = "outcomes.edit_document"
    action = gettext_lazy("Remove the annex")
    danger = True
    question = gettext_lazy("Remove “%(name)s”?")
    consequence = gettext_lazy("Its text and its file are deleted.")
    verb = annexes.remove_annex
    success_message = gettext_lazy("The annex was removed.")


class AnnexMoveView(AnnexMixin, View):
    """A view that moves an annex one place to the front or to the end; called by buttons."""

    permission = "outcomes.edit_document"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseRedirect:
        annexes.move_annex(self.object, by=user_of(request), earlier=request.POST.get("to") == "earlier")
        return HttpResponseRedirect(reverse(self.list_name, args=[self.conference.slug]) + "#annexes-heading")


# --- Corrigenda and revisions -------------------------------------------------------------------------------


class CorrectionView(DocumentPage, VerbFormView):
    """Asks for the passages to correct, kept in the address, and then for the new text of each."""

    permission = "outcomes.publish_recommendation"
    template_name = "outcomes/publication/correction_form.html"
    form_class = forms.CorrectionForm
    revision = False

    def prepare(self) -> None:
        super().prepare()
        self.document = get_object_or_404(
            OutcomeDocument.objects.of(self.conference).select_related("conference"), kind="recommendations"
        )
        self.choice = forms.CorrectionChoiceForm(self.request.GET or None, conference=self.conference)
        self.recommendations: list[Any] = []
        self.is_chosen = False
        if self.choice.is_bound and self.choice.is_valid():
            try:
                self.recommendations = self.choice.recommendations(self.document)
                self.is_chosen = bool(self.recommendations) or self.choice.cleaned_data["passages"]
            except ValidationError as error:
                self.choice.add_error("numbers", error)
        self.heading = _("Issue a revision") if self.revision else _("Issue a corrigendum")

    def get_form_kwargs(self) -> dict[str, Any]:
        data = self.choice.cleaned_data if self.is_chosen else {}
        return {
            **super().get_form_kwargs(),
            "document": self.document,
            "recommendations": self.recommendations,
            "languages": data.get("languages", []),
            "passages": data.get("passages", False),
            "revision": self.revision,
        }

    def perform(self, form: forms.CorrectionForm) -> Any:
        verb = issue_revision if self.revision else issue_corrigendum
        issue = verb(
            self.document,
            by=self.acting_user,
            corrections=form.corrections(),
            note=form.cleaned_data["note"],
            passages=form.changed_passages(),
            base=form.base(),
        )
        return _("Issued: %(symbol)s.") % {"symbol": issue}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            choice=self.choice,
            is_chosen=self.is_chosen,
            revision=self.revision,
            document=self.document,
            address=self.request.get_full_path(),
            **kwargs,
        )


class IssuedVersionView(DocumentPage, OwnContextView):
    """An issue as it was: in a language, or compared with another."""

    permission = "outcomes.view_document"
    template_name = "outcomes/publication/issue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        issues = DocumentIssue.objects.filter(document__conference=self.conference).select_related("document")
        issue = get_object_or_404(issues.select_related("issued_by"), pk=self.kwargs["issue"])
        others = [
            other
            for other in issues.filter(document=issue.document).defer("content", "changes")
            if other.pk != issue.pk
        ]
        offered = self.conference.languages
        requested_language = self.request.GET.get("language", "")
        language = requested_language if requested_language in offered else offered[0]
        compared = next((other for other in others if str(other.pk) == self.request.GET.get("with")), None)
        return super().get_context_data(
            issue=issue,
            others=others,
            compared=compared,
            changes=self._changes(issue, compared, language) if compared else [],
            text=None if compared else self._text(issue.content, language),
            reading=language_facts(language),
            language_choices=[language_facts(code) for code in offered],
            **kwargs,
        )

    @staticmethod
    def _changes(issue: DocumentIssue, other: DocumentIssue, language: str) -> list[dict[str, Any]]:
        first, second = sorted((issue, other), key=lambda entry: entry.issued_at)
        return [
            {"place": place_of(change), "pieces": compare_words(change.before, change.after)}
            for change in content_changes(first.content, second.content)
            if change.language == language
        ]

    def _text(self, content: dict[str, Any], language: str) -> dict[str, Any]:
        languages = (language, *self.conference.languages)

        def read(texts: Any) -> str:
            return TranslatedText.of(texts).best(languages)[1]

        return {
            "title": read(content.get("title")),
            "preamble": paragraphs_of_preamble(read(content.get("preamble"))),
            "entries": [
                {
                    "number": row["number"],
                    "section": read(row["section"]),
                    "lines": text_lines([Paragraph.from_json(data) for data in row["paragraphs"]], languages),
                    "addressees": "; ".join(read(name) for name in row["addressees"]),
                    "positions": [
                        {
                            "head": f"{read(p['delegation'])}: {Position.Kind(p['kind']).label}",
                            "text": read(p["text"]),
                        }
                        for p in row.get("positions", ())
                    ],
                }
                for row in content.get("recommendations", ())
            ],
            "annexes": [read(annex["title"]) for annex in content.get("annexes", ())],
        }
