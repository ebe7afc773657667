"""Pages on which a table comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from confman.conferences.web.editing import VerbFormView
from confman.web.errors import Refused
from registrations.core.domain.names import script_of, usual_script
from registrations.core.web.base import RegistrationsMixin
from registrations.tables.exchange.columns import ListFields, Target
from registrations.tables.exchange.row_reader import ImportRefused, Problem
from registrations.tables.exchange.stored_uploads import forget_list, kept_list, store_upload
from registrations.tables.exchange.table import Table, read_table
from registrations.tables.web.forms import ColumnsForm, ListForm

SHOWN_ROWS = 30


SHOWN_PROBLEMS = 50


class ListImportView(RegistrationsMixin, VerbFormView):
    """First step: the file or the pasted cells. What cannot be read as a table is refused here."""

    form_class = ListForm
    columns_name: str
    lead = gettext_lazy(
        "In the next step you see what each column is taken for and what would change; "
        "nothing is written before you say so."
    )
    submit = gettext_lazy("Go on")

    def act(self, form: Any) -> None:
        content = form.content()
        read_table(content, headed=False)
        self.key = store_upload(self.conference, content)

    def get_success_url(self) -> str:
        return self.to(self.columns_name, self.key)


class ListColumnsView(RegistrationsMixin, TemplateView):
    """Second step: columns matched on screen with guesses; a preview with differences and faults; then the import.

    What kind of list it is says how it is planned and written: `plan` and `write`.
    """

    template_name = "registrations/tables/import_columns.html"
    form_class: type[ColumnsForm]
    list_name: str
    list_label: Any
    start_name: str
    heading: Any
    rows_heading: Any

    def plan(self, table: Table, mapping: Mapping[int, Target], chosen: Mapping[str, Any]) -> Any:
        """What would happen: rows, problems, lines, in_state(). Raises Refused."""
        raise NotImplementedError

    def write(self, table: Table, mapping: Mapping[int, Target], chosen: Mapping[str, Any]) -> Any:
        """Make it happen; what is returned says what was done. Raises ImportRefused, Refused."""
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        """What the options of this kind of list start with."""
        return {}

    def counts(self, plan: Any) -> list[dict[str, Any]]:
        """Figures of the preview."""
        return [
            {"label": _("New"), "value": len(plan.in_state("new"))},
            {"label": _("Changed"), "value": len(plan.in_state("changed"))},
            {"label": _("Unchanged"), "value": len(plan.in_state("unchanged"))},
            {"label": _("Lines with faults"), "value": plan.wrong_lines},
        ]

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
        plan: Any = None
        problems: Sequence[Problem] = ()
        if form.is_valid():
            try:
                if request.POST.get("action") == "import":
                    report = self.write(table, form.mapping(), form.cleaned_data)
                    forget_list(self.conference, self.kwargs["key"])
                    messages.success(request, str(report))
                    return HttpResponseRedirect(self.to(self.list_name.rpartition(":")[2]))
                plan = self.plan(table, form.mapping(), form.cleaned_data)
            except ImportRefused as error:
                form.add_error(
                    None, _("Nothing was imported: some lines are wrong. Correct them, or leave them out.")
                )
                problems = error.problems
            except Refused as error:
                form.add_error(None, error.message)
        context = self.get_context_data(form=form, table=table, plan=plan, problems=problems)
        return self.render_to_response(context)

    @property
    def list_fields(self) -> ListFields:
        return self.form_class.list_fields

    def _guessed_table(self) -> Table:
        table = read_table(self.content, headed=False)
        if len(table.rows) > 1 and self.list_fields.has_head(headed := read_table(self.content)):
            return headed
        return table

    def _guess(self, table: Table) -> dict[int, Target]:
        return self.list_fields.guess(table, self.conference.languages)

    def _form(self, table: Table, data: Any = None) -> ColumnsForm:
        initial = {
            "language": self._language(table),
            "is_headed": table.columns[0] != "A",
            **self.initial(),
        }
        # After the first step the person's choices stand, also where they took a guess away.
        return self.form_class(
            data, conference=self.conference, table=table, guessed=self._guess(table), initial=initial
        )

    def _language(self, table: Table) -> str:
        """The first of the conference's languages that is written in the letters of the names."""
        names = [number for number, target in self._guess(table).items() if target.field.endswith("name")]
        script = script_of(" ".join(table.column(names[0], 1))) if names else ""
        languages = self.conference.languages
        return next((code for code in languages if usual_script(code) == script), languages[0])

    def _first_plan(self, table: Table) -> Any:
        """The preview of what was guessed, if a name is among it."""
        try:
            chosen = {"language": self._language(table), **self.initial()}
            return self.plan(table, self._guess(table), chosen)
        except Refused:
            return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan, problems = kwargs.get("plan"), list(kwargs.pop("problems", ()))
        if plan is not None:
            interesting = [*plan.in_state("new"), *plan.in_state("changed"), *plan.in_state("unchanged")]
            problems = plan.problems
            kwargs.update(
                counts=self.counts(plan),
                rows=interesting[:SHOWN_ROWS],
                more_rows=max(len(interesting) - SHOWN_ROWS, 0),
            )
        return super().get_context_data(
            heading=self.heading,
            list_label=self.list_label,
            list_url=self.to(self.list_name.rpartition(":")[2]),
            start_url=self.to(self.start_name),
            rows_heading=self.rows_heading,
            is_planned=bool(plan is not None or problems),
            problems=problems[:SHOWN_PROBLEMS],
            more_problems=max(len(problems) - SHOWN_PROBLEMS, 0),
            **kwargs,
        )
