"""Pages on which a list is imported."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from confman.conferences.web.imports import FileImportView, ImportPage, UploadView
from confman.translation.scripts import script_of, usual_script
from registrations.core.web.base import RegistrationsMixin
from registrations.spreadsheets.exchange.columns import ColumnTarget, ListFields, ListSheet, sheet_of_excerpt
from registrations.spreadsheets.exchange.uploads import ListImport
from registrations.spreadsheets.web.forms import ColumnsForm, ListUploadForm


class ListPage(RegistrationsMixin, ImportPage):
    """A page about lists of one kind, which defines how they are planned and written."""

    kind: ListImport


class ListImportView(ListPage, FileImportView):
    """First step: the file or the pasted cells. What cannot be read as a table is refused here."""

    form_class = ListUploadForm
    lead = gettext_lazy(
        "In the next step you see what each column is taken for and what would change; "
        "nothing is written before you say so."
    )

    def content(self, form: ListUploadForm) -> bytes:
        return form.content()


class ListColumnsView(ListPage, UploadView):
    """Second step: columns matched on screen with guesses; a preview with differences and faults; then the import."""

    template_name = "registrations/spreadsheets/import_columns.html"
    progress_template = "registrations/spreadsheets/import_progress.html"
    form_class: type[ColumnsForm]
    rows_heading: Any

    def initial(self) -> dict[str, Any]:
        """Return the initial values of the options of this kind of list."""
        return {}

    def as_offered(self) -> ColumnsForm:
        table = self.table()
        # After the first preview the user's choices are kept.
        return self.as_chosen(table) if self.upload.choices else self.as_sent(self._form(table))

    def as_posted(self, data: Any) -> ColumnsForm:
        return self._form(self.table(headed="is_headed" in data), data)

    def table(self, *, headed: bool | None = None) -> ListSheet:
        """Return an excerpt of the uploaded table, with a head if it has one."""
        excerpt: Any = self.upload.table
        if headed is None and self.upload.choices:
            headed = self.upload.choices["is_headed"]
        if headed is not None:
            return sheet_of_excerpt(excerpt, headed=headed)
        table = sheet_of_excerpt(excerpt, headed=False)
        if len(table.rows) > 1 and self.list_fields.has_head(
            with_head := sheet_of_excerpt(excerpt, headed=True)
        ):
            return with_head
        return table

    @cached_property
    def list_fields(self) -> ListFields:
        return self.kind.fields(self.conference)

    def as_sent(self, form: Any, values: dict[str, Any] | None = None) -> ColumnsForm:
        sent = {name: form[name].initial for name in form.fields} | (values or {})
        return self._form(form.table, {name: value for name, value in sent.items() if value is not False})

    def as_chosen(self, table: ListSheet) -> ColumnsForm:
        """Return the form as it was sent before."""
        choices = dict(self.upload.choices)
        columns = choices.pop("columns")
        column_choices = {
            f"column_{number}": columns.get(str(number), "") for number in range(len(table.columns))
        }
        return self.as_sent(self._form(table), {**choices, **column_choices})

    def _guess(self, table: ListSheet) -> dict[int, ColumnTarget]:
        return self.list_fields.guess(table, self.conference.languages)

    def _form(self, table: ListSheet, data: Any = None) -> ColumnsForm:
        initial = {
            "language": self._language(table),
            "is_headed": table.columns[0] != "A",
            "skip_bad": False,
            **self.initial(),
        }
        return self.form_class(
            data, conference=self.conference, table=table, guessed=self._guess(table), initial=initial
        )

    def _language(self, table: ListSheet) -> str:
        """Return the first of the conference's languages written in the script of the names."""
        names = [number for number, target in self._guess(table).items() if target.field.endswith("name")]
        script = script_of(" ".join(table.column(names[0], 1))) if names else ""
        languages = self.conference.languages
        return next((code for code in languages if usual_script(code) == script), languages[0])

    def preview_values(self, preview: dict[str, Any]) -> dict[str, Any]:
        counts = [{"label": label, "value": value} for label, value in preview["counts"]]
        names = ("rows", "more_rows", "problems", "more_problems")
        return {"counts": counts, **{name: preview[name] for name in names}}

    def get_context_data(self, form: Any = None, **kwargs: Any) -> dict[str, Any]:
        table = form.table if form else None
        return super().get_context_data(form=form, table=table, rows_heading=self.rows_heading, **kwargs)
