"""Tables of recommendations: in by steps on one page, the large ones by the worker; and out as the list stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.editing import put_errors
from confman.documents.rendering.tables import TABLES
from confman.web.errors import Refused
from outcomes.imports.exchange.columns import RecommendationFields
from outcomes.imports.exchange.resource import export_recommendations
from outcomes.imports.exchange.uploads import IMPORT, PREVIEW, content_of, decide, forget_table, keep_table
from outcomes.imports.models import TableUpload
from outcomes.imports.web.forms import RecommendationColumnsForm
from outcomes.recommendations.domain.visibility import readable_recommendations
from outcomes.recommendations.models.recommendation import Stage
from outcomes.recommendations.web.base import LIST
from outcomes.recommendations.web.forms import RecommendationFilterForm
from registrations.core.web.downloads import handed_out
from registrations.tables.exchange.table import Table, read_table
from registrations.tables.web.base import ListColumnsView, ListImportView

Status = TableUpload.Status


class TablesMixin:
    """A page about tables of recommendations."""

    permission = "outcomes.import_recommendations"
    navigation_key = "outcomes.recommendations"
    heading = gettext_lazy("Import a table of recommendations")
    list_name = LIST
    list_label = gettext_lazy("Recommendations")
    conference: Any

    def to(self, name: str, *arguments: Any) -> str:
        """The address of one of these pages."""
        return reverse(f"outcomes_secretariat:{name}", args=[self.conference.slug, *arguments])


class TableImportView(TablesMixin, ListImportView):
    """First step: the file or the pasted cells."""

    permission = "outcomes.import_recommendations"
    columns_name = "table-import-columns"

    def act(self, form: Any) -> None:
        file = form.cleaned_data["file"]
        name = file.name if file else ""
        self.key = keep_table(self.conference, form.content(), name=name, by=user_of(self.request)).pk


class TableColumnsView(TablesMixin, ListColumnsView):
    """Second step: columns matched, a preview with differences and faults, the import; a large file takes its time."""

    permission = "outcomes.import_recommendations"
    template_name = "outcomes/imports/table_import.html"
    form_class = RecommendationColumnsForm
    rows_heading = gettext_lazy("Recommendations")
    start_name = "table-import"

    def prepare(self) -> None:
        # Not the list's own way to its file: here the address knows the upload.
        SecretariatMixin.prepare(self)
        uploads = TableUpload.objects.select_related("conference", "user")
        self.upload = get_object_or_404(uploads, conference=self.conference, pk=self.kwargs["key"])

    @cached_property
    def list_fields(self) -> RecommendationFields:
        return RecommendationFields(self.conference)

    def check_access(self) -> Any:
        """Whoever brought it sees it, nobody else; others are asked to sign in, or refused, as anywhere."""
        answer = super().check_access()
        if answer is None and self.upload.user != self.request.user:
            raise Http404
        return answer

    def get_template_names(self) -> list[str]:
        polled = getattr(self.request, "htmx", False) and self.request.GET.get("part") == "progress"
        return ["outcomes/imports/table_import_progress.html"] if polled else [self.template_name]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.upload.status == Status.DONE:
            return self.leave()
        if self.upload.is_working:
            return self.render_to_response(self.get_context_data())
        table = self.read()
        if table is None:
            return HttpResponseRedirect(self.to(self.start_name))
        # After the first look the person's choices stand.
        form = self.as_chosen(table) if self.upload.choices else self.as_sent(self._form(table))
        if self.upload.status == Status.FAILED:
            form.add_error(None, self.upload.message)
        elif self.upload.preview is None:
            self.try_to(PREVIEW, form)
        return self.shown(form, table)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        here = HttpResponseRedirect(self.to("table-import-columns", self.upload.pk))
        if self.upload.status == Status.DONE or self.upload.is_working:
            return here
        table = self.read(headed="is_headed" in request.POST)
        if table is None:
            return HttpResponseRedirect(self.to(self.start_name))
        form = self._form(table, request.POST)
        if form.is_valid():
            seen = (self.upload.preview or {}).get("choices")
            asked = request.POST.get("action") == IMPORT
            # What nobody has seen is not imported: other choices are first shown.
            act = IMPORT if asked and seen == form.choices() else PREVIEW
            if self.try_to(act, form):
                if asked and act == PREVIEW:
                    messages.info(request, _("You have chosen otherwise: look at what would happen now."))
                return here
        return self.shown(form, table)

    def shown(self, form: RecommendationColumnsForm, table: Table) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, table=table))

    def read(self, *, headed: bool | None = None) -> Table | None:
        """The table, with a head where it has one; None, with a word, where its time is over."""
        try:
            self.content = content_of(self.upload)
        except Refused as error:
            messages.warning(self.request, error.message)
            return None
        if headed is None and self.upload.choices:
            headed = self.upload.choices["is_headed"]
        return self._guessed_table() if headed is None else read_table(self.content, headed=headed)

    def try_to(self, act: str, form: RecommendationColumnsForm) -> bool:
        """Whether it was done, or is in the line; else what is in the way stands at the form."""
        if not form.is_valid():
            return False
        try:
            decide(self.upload, form.choices(), act)
            return True
        except (Refused, ValidationError) as error:
            put_errors(form, error)
            return False

    def as_sent(self, form: Any, values: dict[str, Any] | None = None) -> RecommendationColumnsForm:
        """The form as if what it begins with had been sent, so that what is wrong with that can stand at it."""
        sent = {name: form[name].initial for name in form.fields} | (values or {})
        return self._form(form.table, {name: value for name, value in sent.items() if value is not False})

    def as_chosen(self, table: Table) -> RecommendationColumnsForm:
        """The form as it was sent before."""
        choices = dict(self.upload.choices)
        columns = choices.pop("columns")
        chosen = {f"column_{number}": columns.get(str(number), "") for number in range(len(table.columns))}
        form = self.as_sent(self._form(table), {**choices, **chosen})
        form.is_valid()
        return form

    def initial(self) -> dict[str, Any]:
        return {"stage": Stage.DRAFT}

    def _form(self, table: Table, data: Any = None) -> RecommendationColumnsForm:
        initial = {"is_headed": table.columns[0] != "A", "skip_bad": False, **self.initial()}
        return self.form_class(
            data, conference=self.conference, table=table, guessed=self._guess(table), initial=initial
        )

    def leave(self) -> HttpResponse:
        """Everything is in: back to the list, with what was done."""
        said = self.upload.message
        forget_table(self.upload)
        messages.success(self.request, said)
        response: HttpResponse = HttpResponseRedirect(reverse(LIST, args=[self.conference.slug]))
        if getattr(self.request, "htmx", False):
            # A part of the page asks: the whole page is to follow.
            response = HttpResponse()
            response["HX-Redirect"] = reverse(LIST, args=[self.conference.slug])
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        page = self.to("table-import-columns", self.upload.pk)
        working = self.upload.is_working
        context.update(upload=self.upload, is_working=working, page_url=page, poll=f"{page}?part=progress")
        preview = None if working else self.upload.preview
        if preview:
            labels = (_("New"), _("Changed"), _("Unchanged"), _("Lines with faults"))
            context.update(
                is_planned=True,
                counts=[
                    {"label": label, "value": value}
                    for label, value in zip(labels, preview["counts"], strict=True)
                ],
                **{name: preview[name] for name in ("rows", "more_rows", "problems", "more_problems")},
            )
        return context


class TableExportView(SecretariatMixin, View):
    """POST: the list as it stands filtered, as a file. Noted in the history."""

    permission = "outcomes.export_recommendations"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.get("format", "")
        if chosen not in TABLES:
            raise Http404
        form = RecommendationFilterForm(request.GET, conference=self.conference)
        found = form.narrow(readable_recommendations(request.user, self.conference)).in_document_order()
        content = export_recommendations(found, self.conference, format=chosen)
        return handed_out(
            content,
            chosen,
            self.conference,
            by=user_of(self.request),
            of="recommendations",
            verb="outcomes.recommendations_exported",
            filters=sorted(name for name in request.GET if request.GET[name]),
        )
