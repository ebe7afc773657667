"""Moving in from another system: the files, a preview, then everything at once; and the reports of earlier times."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from confman.conferences.web.imports import FileImportView, ImportPage, UploadMixin, UploadView
from confman.conferences.web.verb_views import ConfirmView
from confman.documents.registry import FORMATS
from confman.documents.rendering.spreadsheets import Sheet, render_xlsx
from confman.web.uploads.imports import give_up, why_not_given_up
from registrations.core.web.base import RegistrationsMixin
from registrations.core.web.exports import attached
from registrations.source_systems.exchange.files import SOURCES, packed
from registrations.source_systems.exchange.uploads import TAKEOVERS
from registrations.source_systems.exchange.writer import FIGURES
from registrations.source_systems.models import Takeover
from registrations.source_systems.web.forms import SourceFilesForm, TakeoverChoicesForm

SHOWN = 100


class TakeoverPage(RegistrationsMixin, ImportPage):
    """A page about files of another system."""

    permission = "registrations.move_in"
    kind = TAKEOVERS
    guide = "set-up#moving-in-from-another-system"
    heading = gettext_lazy("Move in from another system")
    list_name = "registrations_secretariat:move-in"
    list_label = gettext_lazy("Move in from another system")
    start_name = "move-in"
    page_name = "move-in-preview"


class MoveInView(TakeoverPage, FileImportView):
    """Takes the files, and lists what was moved in before. What is no export of these systems is refused here."""

    template_name = "registrations/source_systems/move_in.html"
    form_class = SourceFilesForm
    lead = gettext_lazy(
        "Programme, speakers and participants of Indico, pretalx or pretix. In the next step you see what would be "
        "written, and what has no place here; nothing is written before you say so, and nobody is written to."
    )

    def perform(self, form: SourceFilesForm) -> None:
        files = form.source_files()
        name = ", ".join(file.name for file in files)
        if len(name) > 200:
            name = _("%(first)s and %(count)d more") % {"first": files[0].name[:150], "count": len(files) - 1}
        self.upload = self.kind.keep(self.conference, packed(files), name=name, by=self.acting_user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Takeover.objects.of(self.conference).latest_first()[:SHOWN]
        takeovers = [(row, SOURCES.get(row.source, row.source), shown_figures(row.report)) for row in rows]
        return super().get_context_data(takeovers=takeovers, **kwargs)


class MoveInPreviewView(TakeoverPage, UploadView):
    """Shows what would be written and what has no place, and moves in."""

    template_name = "registrations/source_systems/preview.html"
    progress_template = "registrations/source_systems/progress.html"

    def as_offered(self) -> TakeoverChoicesForm:
        return self.as_posted({name: "on" for name, value in self.upload.choices.items() if value})

    def as_posted(self, data: Any) -> TakeoverChoicesForm:
        return TakeoverChoicesForm(data, conference=self.conference, chosen=self.upload.choices)

    def preview_values(self, preview: dict[str, Any]) -> dict[str, Any]:
        return {"changes_something": preview["changes_something"], **shown_report(preview)}


class MoveInDiscardView(TakeoverPage, UploadMixin, ConfirmView):
    """Discards the files."""

    question = gettext_lazy("Discard these files?")
    consequence = gettext_lazy("They are discarded; nothing from them has been written.")
    action = gettext_lazy("Discard the files")
    danger = True

    def why_not(self) -> str:
        return why_not_given_up(self.upload)

    def perform(self) -> str:
        give_up(self.upload)
        return _("The files were discarded.")


class TakeoverMixin(TakeoverPage):
    """Finds one takeover of the conference."""

    def prepare(self) -> None:
        super().prepare()
        self.object = self.own_row(Takeover.objects.select_related("by"))


class TakeoverView(TakeoverMixin, TemplateView):
    """The report of one takeover: what was written then, and what had no place."""

    template_name = "registrations/source_systems/takeover.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = SOURCES.get(self.object.source, self.object.source)
        return super().get_context_data(
            takeover=self.object, source=source, **shown_report(self.object.report), **kwargs
        )


class TakeoverExportView(TakeoverMixin, View):
    """The same as a spreadsheet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = self.object.report
        figures = [[stat["label"], stat["value"]] for stat in shown_figures(report)]
        remarks = [[_("Left out"), line] for line in report["refused"]] + [
            [_("Remark"), line] for line in report["messages"]
        ]
        without = [
            [leftover["path"], leftover["count"], leftover["example"]] for leftover in report["leftovers"]
        ]
        content = render_xlsx(
            [
                Sheet(_("Data without a place here"), [_("Field"), _("Number"), _("For example")], without),
                Sheet(_("What was written"), [_("What"), _("Number")], figures),
                Sheet(_("Remarks"), [_("Kind"), _("Remark")], remarks),
            ]
        )
        name = f"{self.conference.slug}-{self.object.source}.xlsx"
        return attached(content, FORMATS["xlsx"].content_type, name)


def shown_figures(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the figures of a report with their labels."""
    return [
        {"label": FIGURES[name], "value": count}
        for name, count in report["figures"].items()
        if name in FIGURES
    ]


def shown_report(report: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a report that its template shows, with the numbers of what is not shown."""
    lines = {
        "refused": report["refused"],
        "remarks": report["messages"],
        "sessions": report.get("sessions", []),
        "people": report.get("people", []),
    }
    first_rows = {name: rows[:SHOWN] for name, rows in lines.items()}
    more = {f"more_{name}": max(len(rows) - SHOWN, 0) for name, rows in lines.items()}
    # Of these a report has only the first lines; the figures know how many there are.
    for name in ("sessions", "people"):
        count = sum(number for key, number in report["figures"].items() if key.startswith(f"{name}_"))
        more[f"more_{name}"] = max(count - len(first_rows[name]), 0)
    return {"figures": shown_figures(report), "leftovers": report["leftovers"], **first_rows, **more}
