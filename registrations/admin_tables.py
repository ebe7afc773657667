"""Lists in /admin/ that are exported as tables, and imported on the page of a conference."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from confman.accounts.admin_site import ReadOnlyAdmin
from confman.accounts.sessions import user_of
from confman.conferences.models import Conference
from confman.documents.registry import FORMATS
from registrations.core.web.exports import audited_download

NEWEST = 5


class SpreadsheetAdmin(ReadOnlyAdmin):
    """Exports the chosen rows of one conference in every format; the history records who exported them.

    An import needs columns to be matched and differences to be seen: the list links to the page for that.
    """

    change_list_template = "admin/table_change_list.html"
    table_of = ""  # the file's name
    table_verb = ""  # of the export in the history
    import_url_name = ""  # takes the slug

    def table(self, rows: Any, conference: Conference, *, format: str) -> bytes:
        """Return the file with these rows."""
        raise NotImplementedError

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return the actions of the list, and one for each format."""
        # Imported here: Django loads this module at each start, and tables load the spreadsheet libraries.
        from confman.documents.rendering.spreadsheets import SPREADSHEET_FORMATS

        actions: dict[str, Any] = super().get_actions(request)
        for format in SPREADSHEET_FORMATS:
            name = f"table_{format}"
            label = _("Export as a table (%(format)s)") % {"format": FORMATS[format].label}
            actions[name] = (partial(_export, format=format), name, label)
        return actions

    def import_pages(self) -> list[dict[str, str]]:
        """Return links to the import pages of the newest conferences, for the list's template."""
        newest = Conference.objects.order_by("-starts_on", "slug").values_list("slug", flat=True)[:NEWEST]
        return [{"slug": slug, "url": reverse(self.import_url_name, args=[slug])} for slug in newest]


def _export(
    admin: SpreadsheetAdmin, request: HttpRequest, rows: QuerySet[Model], *, format: str
) -> HttpResponse | None:
    conferences = list(Conference.objects.filter(pk__in=rows.order_by().values("conference"))[:2])
    if len(conferences) != 1:
        messages.error(request, _("A table is of one conference: choose rows of one alone."))
        return None
    content = admin.table(rows, conferences[0], format=format)
    return audited_download(
        content, format, conferences[0], by=user_of(request), of=admin.table_of, verb=admin.table_verb
    )
