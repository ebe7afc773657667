"""A report edited in Word comes back: its file is compared, each difference is shown, and what is chosen is taken."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy, ngettext

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from confman.web.word_differences import compare_words
from outcomes.reports.domain.narrative_builder import PassageEdit, apply_copy
from outcomes.reports.exchange import ReturnedCopy, read_copy, texts_by_passage
from outcomes.reports.models import ReportParagraph
from outcomes.reports.web.forms import EditedCopyForm, ReturnedPassageFormSet
from outcomes.reports.web.views.narratives import OfReport


class EditedCopyView(OfReport, SecretariatView):
    """Two steps at one address: the first reads the file, the second, which carries the differences, saves."""

    permission = "outcomes.write_report"
    template_name = "outcomes/reports/edited_copy.html"
    heading = gettext_lazy("Upload the edited Word file")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "passages-TOTAL_FORMS" in request.POST:
            return self._apply(request)
        form = EditedCopyForm(request.POST, request.FILES, conference=self.conference)
        if form.is_valid():
            try:
                copy = read_copy(self.report, form.cleaned_data["file"].read())
            except Refused as error:
                form.add_error("file", error.message)
            else:
                return self._compare(copy)
        return self.render_to_response(self.get_context_data(form=form))

    def _compare(self, copy: ReturnedCopy) -> HttpResponse:
        passages = ReturnedPassageFormSet(
            prefix="passages",
            initial=[
                {
                    "take": not change.is_stale, "words": change.words, "passage": change.passage.pk,
                    "language": change.language, "revision": change.passage.revision,
                }
                for change in copy.changes
            ],
        )  # fmt: skip
        stale = {str(change.passage.pk) for change in copy.changes if change.is_stale}
        return self.render_to_response(
            self.get_context_data(passages=passages, notes=copy.notes, stale=stale, found=True)
        )

    def _apply(self, request: HttpRequest) -> HttpResponse:
        passages = ReturnedPassageFormSet(request.POST, prefix="passages")
        if passages.is_valid():
            edited, left_out = self._chosen([row for row in passages.cleaned_data if row.get("take")])
            try:
                count = apply_copy(self.report, by=user_of(request), edited=edited, left_out=left_out)
            except Refused as error:
                messages.error(request, error.message)
            else:
                messages.success(
                    request,
                    ngettext("%(count)d passage was changed.", "%(count)d passages were changed.", count)
                    % {"count": count},
                )
                return HttpResponseRedirect(self.report_url())
        return self.render_to_response(self.get_context_data(passages=passages, found=True))

    def _chosen(self, rows: list[dict[str, Any]]) -> tuple[list[PassageEdit], list[ReportParagraph]]:
        passages_by_pk = {passage.pk: passage for passage in self.report.paragraphs.select_related("report")}
        pairs = [(passages_by_pk[row["passage"]], row) for row in rows if row["passage"] in passages_by_pk]
        edited = [
            PassageEdit(
                passage, TranslatedText({**passage.text, row["language"]: row["words"]}), row["revision"]
            )
            for passage, row in pairs
            if row["words"].strip() and row["language"] in self.conference.languages
        ]
        return edited, [passage for passage, row in pairs if not row["words"].strip()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passages = kwargs.get("passages")
        if passages is None:
            kwargs.setdefault("form", EditedCopyForm(conference=self.conference))
        else:
            kwargs["rows"] = self._shown(passages, kwargs.get("stale", set()))
        return super().get_context_data(title=self.heading, back=self.report_url(), **kwargs)

    def _shown(self, passages: Any, stale: Any) -> list[dict[str, Any]]:
        """Return each difference with its form and the words that changed."""
        languages = {form["language"].value() for form in passages} & set(self.conference.languages)
        now = {
            (language, str(text.passage.pk)): text.text
            for language in languages
            for text in texts_by_passage(self.report, language).values()
        }
        rows = []
        for form in passages:
            edited_text, language = form["words"].value() or "", form["language"].value()
            before = now.get((language, str(form["passage"].value())), "")
            rows.append(
                {
                    "form": form,
                    "is_gone": not edited_text.strip(),
                    "is_stale": str(form["passage"].value()) in stale,
                    "now": before,
                    "language": language,
                    "pieces": compare_words(before, edited_text) if edited_text.strip() else [],
                }
            )
        return rows
