"""Pages on which a list comes in."""

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
from django.views.generic import TemplateView

from confman.conferences.web.editing import VerbFormView, put_errors
from confman.web.errors import Refused
from confman.web.uploads.runs import IMPORT, PREVIEW
from registrations.core.domain.names import script_of, usual_script
from registrations.core.web.base import RegistrationsMixin
from registrations.tables.exchange.columns import ListFields, Target
from registrations.tables.exchange.table import Table, excerpted
from registrations.tables.exchange.uploads import ListImport, decide, forget_upload, keep_upload
from registrations.tables.models import ListUpload
from registrations.tables.web.forms import ColumnsForm, ListForm

Status = ListUpload.Status


class ListImportView(RegistrationsMixin, VerbFormView):
    """First step: the file or the pasted cells. What cannot be read as a table is refused here."""

    form_class = ListForm
    kind: ListImport
    columns_name: str
    lead = gettext_lazy(
        "In the next step you see what each column is taken for and what would change; "
        "nothing is written before you say so."
    )
    submit = gettext_lazy("Go on")

    verb = keep_upload

    def get_values(self, form: ListForm) -> dict[str, Any]:
        file = form.cleaned_data["file"]
        return {"content": form.content(), "of": self.kind, "name": file.name if file else ""}

    def get_success_url(self) -> str:
        return self.to(self.columns_name, self.object.pk)


class ListColumnsView(RegistrationsMixin, TemplateView):
    """Second step: columns matched on screen with guesses; a preview with differences and faults; then the import.

    A large file takes its time here. What kind of list it is says how it is planned and written.
    """

    template_name = "registrations/tables/import_columns.html"
    form_class: type[ColumnsForm]
    kind: ListImport
    list_name: str
    list_label: Any
    start_name: str
    columns_name: str
    heading: Any
    rows_heading: Any

    def initial(self) -> dict[str, Any]:
        """What the options of this kind of list start with."""
        return {}

    def prepare(self) -> None:
        super().prepare()
        uploads = ListUpload.objects.select_related("conference", "user").filter(kind=self.kind.kind)
        self.upload = get_object_or_404(uploads, conference=self.conference, pk=self.kwargs["key"])

    def check_access(self) -> Any:
        """Whoever brought it sees it, nobody else; others are asked to sign in, or refused, as anywhere."""
        answer = super().check_access()
        if answer is None and self.upload.user != self.request.user:
            raise Http404
        return answer

    @property
    def is_polled(self) -> bool:
        return getattr(self.request, "htmx", False) and self.request.GET.get("part") == "progress"

    def get_template_names(self) -> list[str]:
        return ["registrations/tables/import_progress.html"] if self.is_polled else [self.template_name]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.upload.status == Status.DONE:
            return self.leave()
        if self.upload.is_working or self.is_polled:
            return self.render_to_response(self.get_context_data())
        if self.upload.table is None:
            return self.give_up()
        table = self.table()
        # After the first look the person's choices stand.
        form = self.as_chosen(table) if self.upload.choices else self.as_sent(self._form(table))
        if self.upload.status == Status.FAILED:
            form.add_error(None, self.upload.message)
        elif self.upload.preview is None:
            self.try_to(PREVIEW, form)
        return self.shown(form, table)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        here = HttpResponseRedirect(self.to(self.columns_name, self.upload.pk))
        if self.upload.status == Status.DONE or self.upload.is_working or self.upload.table is None:
            return here
        table = self.table(headed="is_headed" in request.POST)
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

    def shown(self, form: ColumnsForm, table: Table) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, table=table))

    def table(self, *, headed: bool | None = None) -> Table:
        """What its columns can be told by, with a head where it has one."""
        kept = self.upload.table or {}
        if headed is None and self.upload.choices:
            headed = self.upload.choices["is_headed"]
        if headed is not None:
            return excerpted(kept, headed=headed)
        table = excerpted(kept, headed=False)
        if len(table.rows) > 1 and self.list_fields.has_head(with_head := excerpted(kept, headed=True)):
            return with_head
        return table

    def try_to(self, act: str, form: ColumnsForm) -> bool:
        """Whether it was done, or is in the line; else what is in the way stands at the form."""
        if not form.is_valid():
            return False
        try:
            decide(self.upload, form.choices(), act, of=self.kind)
            return True
        except (Refused, ValidationError) as error:
            put_errors(form, error)
            return False

    @cached_property
    def list_fields(self) -> ListFields:
        return self.kind.fields(self.conference)

    def as_sent(self, form: Any, values: dict[str, Any] | None = None) -> ColumnsForm:
        """The form as if what it begins with had been sent, so that what is wrong with that can stand at it."""
        sent = {name: form[name].initial for name in form.fields} | (values or {})
        return self._form(form.table, {name: value for name, value in sent.items() if value is not False})

    def as_chosen(self, table: Table) -> ColumnsForm:
        """The form as it was sent before."""
        choices = dict(self.upload.choices)
        columns = choices.pop("columns")
        chosen = {f"column_{number}": columns.get(str(number), "") for number in range(len(table.columns))}
        form = self.as_sent(self._form(table), {**choices, **chosen})
        form.is_valid()
        return form

    def _guess(self, table: Table) -> dict[int, Target]:
        return self.list_fields.guess(table, self.conference.languages)

    def _form(self, table: Table, data: Any = None) -> ColumnsForm:
        initial = {
            "language": self._language(table),
            "is_headed": table.columns[0] != "A",
            "skip_bad": False,
            **self.initial(),
        }
        return self.form_class(
            data, conference=self.conference, table=table, guessed=self._guess(table), initial=initial
        )

    def _language(self, table: Table) -> str:
        """The first of the conference's languages that is written in the letters of the names."""
        names = [number for number, target in self._guess(table).items() if target.field.endswith("name")]
        script = script_of(" ".join(table.column(names[0], 1))) if names else ""
        languages = self.conference.languages
        return next((code for code in languages if usual_script(code) == script), languages[0])

    def give_up(self) -> HttpResponse:
        """The worker has found that it is no table: another one is asked for."""
        messages.error(self.request, self.upload.message)
        forget_upload(self.upload)
        return HttpResponseRedirect(self.to(self.start_name))

    def leave(self) -> HttpResponse:
        """Everything is in: back to the list, with what was done."""
        said, back = self.upload.message, reverse(self.list_name, args=[self.conference.slug])
        forget_upload(self.upload)
        messages.success(self.request, said)
        response: HttpResponse = HttpResponseRedirect(back)
        if getattr(self.request, "htmx", False):
            # A part of the page asks: the whole page is to follow.
            response = HttpResponse()
            response["HX-Redirect"] = back
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.to(self.columns_name, self.upload.pk)
        working = self.upload.is_working
        preview = None if working else self.upload.preview
        if preview:
            kwargs.update(
                counts=[{"label": label, "value": value} for label, value in preview["counts"]],
                **{name: preview[name] for name in ("rows", "more_rows", "problems", "more_problems")},
            )
        return super().get_context_data(
            heading=self.heading,
            list_label=self.list_label,
            list_url=reverse(self.list_name, args=[self.conference.slug]),
            start_url=self.to(self.start_name),
            rows_heading=self.rows_heading,
            upload=self.upload,
            is_working=working,
            is_planned=bool(preview),
            page_url=page,
            poll=f"{page}?part=progress",
            **kwargs,
        )
