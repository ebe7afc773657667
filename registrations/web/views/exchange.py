"""Lists of people in, by steps on one page; and out, as they stand filtered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from confman.audit.domain import record_audit
from confman.conferences.web.editing import VerbFormView
from confman.documents.registry import FORMATS
from confman.web.errors import Refused
from registrations.documents.names import script_of, usual_script
from registrations.exchange.columns import Target, guess_columns, has_head
from registrations.exchange.exporting import FORMATS as EXPORTED
from registrations.exchange.exporting import export_people
from registrations.exchange.importing import ImportRefused, import_people, plan_people
from registrations.exchange.people import PeoplePlan
from registrations.exchange.tables import Table, read_table
from registrations.models import Registration
from registrations.web.forms.exchange import ColumnsForm, ListForm
from registrations.web.kept_lists import forget_list, keep_list, kept_list
from registrations.web.views.desk import DeskMixin, ReviewListView

SHOWN_ROWS = 30
SHOWN_PROBLEMS = 50


class ImportView(DeskMixin, VerbFormView):
    """First step: the file or the pasted cells. What cannot be read as a table is refused here."""

    permission = "registrations.import_people"
    form_class = ListForm
    heading = gettext_lazy("Import a list of people")
    lead = gettext_lazy(
        "In the next step you see what each column is taken for and what would change; "
        "nothing is written before you say so."
    )
    submit = gettext_lazy("Go on")
    list_name = "registrations_secretariat:registration-list"
    list_label = gettext_lazy("Registrations")

    def act(self, form: Any) -> None:
        content = form.content()
        read_table(content, headed=False)
        self.key = keep_list(self.conference, content)

    def get_success_url(self) -> str:
        return self.to("import-columns", self.key)


class ImportColumnsView(DeskMixin, TemplateView):
    """Second step: columns matched on screen with guesses; a preview with differences and faults; then the import."""

    permission = "registrations.import_people"
    template_name = "registrations/secretariat/import_columns.html"

    def prepare(self) -> None:
        super().prepare()
        content = kept_list(self.conference, self.kwargs["key"])
        if content is None:
            raise Http404(_("This list is no longer kept. Please start the import again."))
        self.content = content

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        table = self._guessed_table()
        form = self._form(table)
        plan = self._first_plan(table)
        return self.render_to_response(self.get_context_data(form=form, table=table, plan=plan))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        table = read_table(self.content, headed="is_headed" in request.POST)
        form = self._form(table, request.POST)
        plan = None
        if form.is_valid():
            try:
                if request.POST.get("action") == "import":
                    return self._import(form, table)
                plan = plan_people(
                    self.conference, table, form.mapping(), language=form.cleaned_data["language"]
                )
            except ImportRefused as error:
                form.add_error(
                    None, _("Nothing was imported: some lines are wrong. Correct them, or leave them out.")
                )
                plan = PeoplePlan(problems=list(error.problems), lines=len(table.rows))
            except Refused as error:
                form.add_error(None, error.message)
        return self.render_to_response(self.get_context_data(form=form, table=table, plan=plan))

    def _guessed_table(self) -> Table:
        table = read_table(self.content)
        return table if has_head(table) else read_table(self.content, headed=False)

    def _guess(self, table: Table) -> dict[int, Target]:
        return guess_columns(table, self.conference.languages)

    def _form(self, table: Table, data: Any = None) -> ColumnsForm:
        initial = {
            "language": self._language(table),
            "is_headed": table.columns[0] != "A",
            "category": self.conference.categories.first(),
        }
        # After the first step the person's choices stand, also where they took a guess away.
        return ColumnsForm(
            data, conference=self.conference, table=table, guessed=self._guess(table), initial=initial
        )

    def _language(self, table: Table) -> str:
        """The first of the conference's languages that is written in the letters of the names."""
        names = [number for number, target in self._guess(table).items() if target.field.endswith("name")]
        script = script_of(" ".join(table.column(names[0], 1))) if names else ""
        languages = self.conference.languages
        return next((code for code in languages if usual_script(code) == script), languages[0])

    def _first_plan(self, table: Table) -> PeoplePlan | None:
        """The preview of what was guessed, if a name is among it."""
        try:
            return plan_people(self.conference, table, self._guess(table), language=self._language(table))
        except Refused:
            return None

    def _import(self, form: ColumnsForm, table: Table) -> HttpResponse:
        chosen = form.cleaned_data
        report = import_people(
            self.conference,
            table,
            form.mapping(),
            by=self.request.user,
            category=chosen["category"],
            approve=chosen["approve"],
            skip_bad=chosen["skip_bad"],
            language=chosen["language"],
        )
        forget_list(self.conference, self.kwargs["key"])
        messages.success(self.request, str(report))
        return HttpResponseRedirect(self.to("registration-list"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan: PeoplePlan | None = kwargs.get("plan")
        if plan is not None:
            interesting = [*plan.in_state("new"), *plan.in_state("changed"), *plan.in_state("unchanged")]
            kwargs.update(
                counts=[
                    {"label": _("New"), "value": len(plan.in_state("new"))},
                    {"label": _("Changed"), "value": len(plan.in_state("changed"))},
                    {"label": _("Unchanged"), "value": len(plan.in_state("unchanged"))},
                    {"label": _("New delegations"), "value": len(plan.delegations)},
                    {"label": _("Lines with faults"), "value": plan.wrong_lines},
                ],
                rows=interesting[:SHOWN_ROWS],
                more_rows=max(len(interesting) - SHOWN_ROWS, 0),
                problems=plan.problems[:SHOWN_PROBLEMS],
                more_problems=max(len(plan.problems) - SHOWN_PROBLEMS, 0),
            )
        return super().get_context_data(**kwargs)


class ExportView(ReviewListView):
    """POST: the list as it stands filtered, as a file. Noted in the history."""

    permission = "registrations.export_people"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.get("format", "")
        if chosen not in EXPORTED:
            raise Http404
        rows = self.filters().filtered(Registration.objects.of(self.conference))
        content = export_people(self.conference, format=chosen, rows=rows)
        with transaction.atomic():
            record_audit(
                "registrations.people_exported",
                by=request.user,
                conference=self.conference,
                target=self.conference,
                details={
                    "format": chosen,
                    "filters": sorted(name for name in request.GET if request.GET[name]),
                },
            )
        response = HttpResponse(content, content_type=FORMATS[chosen].content_type)
        response["Content-Disposition"] = f'attachment; filename="{self.conference.slug}-people.{chosen}"'
        response["Cache-Control"] = "private, no-store"
        return response
