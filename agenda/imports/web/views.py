"""Importing a schedule: the file, a preview, then the import. Nothing is written before that."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.core.web.base import AgendaMixin
from agenda.imports.exchange.uploads import SCHEDULES
from agenda.imports.web.forms import ScheduleChoicesForm, ScheduleFileForm
from agenda.programme.exchange.spreadsheets import excerpted
from confman.conferences.web.imports import FileImportView, ImportPage, UploadMixin, UploadView
from confman.conferences.web.verb_views import ConfirmView
from confman.web.uploads.imports import give_up, why_not_given_up

SHOWN_LINES = 100


class SchedulePage(AgendaMixin, ImportPage):
    """A page about schedules of other systems."""

    permission = "agenda.edit_agenda"
    kind = SCHEDULES
    guide = "programme#bringing-in-a-programme"
    heading = gettext_lazy("Import a schedule")
    list_label = gettext_lazy("Agenda")
    start_name = "import"
    page_name = "import-preview"


class ScheduleImportView(SchedulePage, FileImportView):
    """Takes the file. What is not a schedule is refused here, with the line and the reason."""

    form_class = ScheduleFileForm
    lead = gettext_lazy(
        "In the next step you see what would change, session by session; nothing is written before you say so."
    )


class ImportPreviewView(SchedulePage, UploadView):
    """Shows what would happen with the choices made, takes new choices, and imports."""

    template_name = "agenda/imports/import_preview.html"
    progress_template = "agenda/imports/import_progress.html"

    def as_offered(self) -> ScheduleChoicesForm:
        form = self.as_posted(None)
        return self.as_posted({form[name].html_name: form[name].initial for name in form.fields})

    def as_posted(self, data: Any) -> ScheduleChoicesForm:
        table = excerpted(self.upload.table) if self.upload.table else None
        return ScheduleChoicesForm(data, conference=self.conference, table=table, choices=self.upload.choices)

    def preview_values(self, preview: dict[str, Any]) -> dict[str, Any]:
        counts, lines = preview["counts"], preview["lines"]
        changing = [line for line in lines if line["state"] != "unchanged"]
        pairs = [
            (_("New"), counts["created"]),
            (_("Changed"), counts["updated"]),
            (_("Unchanged"), counts["unchanged"]),
            (_("Refused"), preview["refused_count"]),
            (_("Sessions of the frame removed"), counts.get("replaced") or None),
            (_("New rooms"), counts["rooms"]),
            (_("New people"), counts["people"]),
        ]
        return {
            "counts": [{"label": label, "value": value} for label, value in pairs if value is not None],
            "lines": (changing or lines)[:SHOWN_LINES],
            "more_lines": max(counts["created"] + counts["updated"] - SHOWN_LINES, 0) if changing else 0,
            "refused": preview["refused"][:SHOWN_LINES],
            "more_refused": max(preview["refused_count"] - SHOWN_LINES, 0),
            "mended": preview["messages"][:SHOWN_LINES],
            "more_mended": max(len(preview["messages"]) - SHOWN_LINES, 0),
            "has_changes": bool(counts["created"] or counts["updated"]),
        }


class ImportDiscardView(SchedulePage, UploadMixin, ConfirmView):
    """Discards the file."""

    list_name = "agenda_secretariat:import"
    list_label = gettext_lazy("Import a schedule")
    question = gettext_lazy("Discard this file?")
    consequence = gettext_lazy("It is discarded; nothing from it has been written.")
    action = gettext_lazy("Discard the file")
    danger = True

    def why_not(self) -> str:
        return why_not_given_up(self.upload)

    def perform(self) -> str:
        give_up(self.upload)
        return _("The file was discarded.")
