"""Importing a schedule: the file, what would happen, and then it happens. Nothing is written before that."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from agenda.core.domain.revisions import StaleRevision
from agenda.core.web.base import AgendaMixin
from agenda.imports.exchange.uploads import decide, forget_upload, keep_upload, table_of
from agenda.imports.models import ScheduleUpload
from agenda.imports.web.forms import ImportChoicesForm, ScheduleFileForm
from confman.conferences.web.editing import ConfirmView, VerbFormView, put_errors
from confman.web.errors import Refused
from confman.web.uploads.runs import IMPORT, PREVIEW

SHOWN_LINES = 100
Status = ScheduleUpload.Status


class ImportView(AgendaMixin, VerbFormView):
    """The file. What is no schedule is refused here, with the line and the reason."""

    permission = "agenda.edit_agenda"
    form_class = ScheduleFileForm
    heading = gettext_lazy("Import a schedule")
    lead = gettext_lazy(
        "In the next step you see what would change, session by session; nothing is written before you say so."
    )
    submit = gettext_lazy("Go on")
    list_name = "agenda_secretariat:session-list"
    list_label = gettext_lazy("Agenda")

    success_name = "agenda_secretariat:import-preview"
    verb = keep_upload

    def get_values(self, form: ScheduleFileForm) -> dict[str, Any]:
        file = form.cleaned_data["file"]
        return {"content": file.read(), "name": file.name or ""}


class UploadMixin(AgendaMixin):
    """A page about one upload: whoever brought it sees it, nobody else."""

    permission = "agenda.edit_agenda"
    queryset = ScheduleUpload.objects.select_related("user")

    def prepare(self) -> None:
        super().prepare()
        self.upload: ScheduleUpload = self.object

    def check_access(self) -> Any:
        """Asked to sign in, or refused, like everyone at such a page; then only whoever brought it has it."""
        answer = super().check_access()
        if answer is None and self.upload.user != self.request.user:
            raise Http404
        return answer


class ImportPreviewView(UploadMixin, TemplateView):
    """What would happen, with what was chosen; chosen anew; and the import. A large file takes its time here."""

    template_name = "agenda/imports/import_preview.html"
    status = 200

    def get_template_names(self) -> list[str]:
        polled = getattr(self.request, "htmx", False) and self.request.GET.get("part") == "progress"
        return ["agenda/imports/import_progress.html"] if polled else [self.template_name]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.upload.status == Status.DONE:
            return self.leave(self.upload.message)
        if self.is_working:
            return self.render_to_response(self.get_context_data())
        if self.upload.is_table and self.upload.table is None:
            return self.give_up()
        form = self.choices_form()
        if self.upload.status == Status.FAILED:
            form.add_error(None, self.upload.message)
        elif self.upload.preview is None:
            self.first_look(form)
            if self.is_working:
                return self.render_to_response(self.get_context_data())
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.upload.status == Status.DONE or self.is_working:
            return HttpResponseRedirect(self.at("import-preview", self.upload.pk))
        form = self.choices_form(request.POST)
        if form.is_valid() and self.decided(form):
            if self.upload.status == Status.DONE:
                return self.leave(self.upload.message)
            return HttpResponseRedirect(self.at("import-preview", self.upload.pk))
        return self.render_to_response(self.get_context_data(form=form), status=self.status)

    @property
    def is_working(self) -> bool:
        return self.upload.status in (Status.QUEUED, Status.RUNNING)

    def choices_form(self, data: Any = None) -> ImportChoicesForm:
        table = table_of(self.upload)
        form = ImportChoicesForm(data, conference=self.conference, table=table, chosen=self.upload.choices)
        if data is None:
            # As if the guesses had been sent, so that what is wrong with them can stand at the form.
            sent = {form[name].html_name: form[name].initial for name in form.fields}
            form = ImportChoicesForm(
                sent, conference=self.conference, table=table, chosen=self.upload.choices
            )
            form.is_valid()
        return form

    def first_look(self, form: ImportChoicesForm) -> None:
        """The preview of what is guessed. Columns that could not be matched wait for the user."""
        if form.is_valid():
            try:
                decide(self.upload, form.choices(), PREVIEW)
            except (Refused, ValidationError) as error:
                put_errors(form, error)

    def decided(self, form: ImportChoicesForm) -> bool:
        """Whether there is something new to show; else what is in the way stands at the form."""
        choices = form.choices()
        preview = self.upload.preview
        # What nobody has seen is not imported: other choices are first shown.
        is_seen = preview is not None and preview["choices"] == choices
        act = IMPORT if self.request.POST.get("action") == "import" and is_seen else PREVIEW
        try:
            decide(self.upload, choices, act)
            if self.request.POST.get("action") == "import" and act == PREVIEW:
                messages.info(self.request, _("You have chosen otherwise: look at what would happen now."))
            return True
        except StaleRevision as error:
            self.status = 409
            put_errors(form, error)
            self.look_again(form)
        except (Refused, ValidationError) as error:
            put_errors(form, error)
        return False

    def look_again(self, form: ImportChoicesForm) -> None:
        """The preview against the agenda as it stands now."""
        try:
            decide(self.upload, form.choices(), PREVIEW)
        except (Refused, ValidationError) as error:
            put_errors(form, error)

    def give_up(self) -> HttpResponse:
        """The worker has found that it is no table: another one is asked for."""
        messages.error(self.request, self.upload.message)
        forget_upload(self.upload)
        return HttpResponseRedirect(self.at("import"))

    def leave(self, said: str) -> HttpResponse:
        forget_upload(self.upload)
        messages.success(self.request, said)
        return HttpResponseRedirect(self.at("session-list"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        preview = None if self.is_working else self.upload.preview
        if preview:
            counts, lines = preview["counts"], preview["lines"]
            changing = [line for line in lines if line["state"] != "unchanged"]
            kwargs.update(
                counts=[
                    {"label": _("New"), "value": counts["created"]},
                    {"label": _("Changed"), "value": counts["updated"]},
                    {"label": _("Unchanged"), "value": counts["unchanged"]},
                    {"label": _("Refused"), "value": preview["refused_count"]},
                    {"label": _("New rooms"), "value": counts["rooms"]},
                    {"label": _("New people"), "value": counts["people"]},
                ],
                lines=(changing or lines)[:SHOWN_LINES],
                more_lines=max(counts["created"] + counts["updated"] - SHOWN_LINES, 0) if changing else 0,
                refused=preview["refused"][:SHOWN_LINES],
                more_refused=max(preview["refused_count"] - SHOWN_LINES, 0),
                mended=preview["messages"][:SHOWN_LINES],
                more_mended=max(len(preview["messages"]) - SHOWN_LINES, 0),
                has_changes=bool(counts["created"] or counts["updated"]),
            )
        return super().get_context_data(
            upload=self.upload,
            preview=preview,
            is_working=self.is_working,
            poll=f"{self.at('import-preview', self.upload.pk)}?part=progress",
            **kwargs,
        )


class ImportDiscardView(UploadMixin, ConfirmView):
    """Gives the file up."""

    list_name = "agenda_secretariat:import"
    list_label = gettext_lazy("Import a schedule")
    question = gettext_lazy("Give this file up?")
    consequence = gettext_lazy("It is thrown away; nothing of it has been written.")
    action = gettext_lazy("Give it up")

    def act(self) -> str:
        if self.upload.status in (Status.QUEUED, Status.RUNNING):
            raise Refused(_("It is being read at this moment. Wait until it is finished."))
        forget_upload(self.upload)
        return _("The file was thrown away.")
