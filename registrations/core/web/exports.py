"""Lists handed out as a file, and files made for one person."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.accounts.sessions import user_of
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.registry import FORMATS
from confman.documents.rendering.spreadsheets import SPREADSHEET_FORMATS
from confman.web.access import page_to_return_to
from confman.web.forms.selection import chosen_keys


def attached(content: bytes, content_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    """Return the file as a download of this name, or opened by the browser; caches must not keep it."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response


def audited_download(
    content: bytes, format: str, conference: Conference, *, by: User, of: str, verb: str, **details: Any
) -> HttpResponse:
    """Return a list of the conference as a file named after `of`; the history records who took it."""
    with transaction.atomic():
        record_audit(verb, by=by, target=conference, details={"format": format, **details})
    return attached(content, FORMATS[format].content_type, f"{conference.slug}-{of}.{format}")


class ExportMixin:
    """Download the filtered list, or the rows chosen in it, as a file, recorded in the history. POST only."""

    is_carried_out_once = False
    http_method_names: Sequence[str] = ("post", "options")
    conference: Conference
    request: HttpRequest
    # The list's name, and the verb of the history.
    of: str
    noted: str

    def content(self, format: str) -> bytes:
        """Return the file in that format."""
        raise NotImplementedError

    @property
    def is_of_chosen(self) -> bool:
        """Tell whether only the chosen rows are asked for."""
        return "chosen" in self.request.POST and "everything" not in self.request.POST

    def requested_rows(self, rows: Any) -> Any:
        """Return the chosen rows; all that match the filters if none are chosen."""
        return rows.filter(pk__in=self.chosen()) if self.is_of_chosen else rows

    def chosen(self) -> list[UUID]:
        """Return the keys of the chosen rows."""
        return chosen_keys(self.request.POST.getlist("selected"))

    def details(self) -> dict[str, Any]:
        """Return the details for the history: the filters, and how many rows were chosen."""
        filters = sorted(name for name in self.request.GET if self.request.GET[name])
        return {"filters": filters, **({"chosen": len(self.chosen())} if self.is_of_chosen else {})}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        format = request.POST.get("chosen") or request.POST.get("format", "")
        if format not in SPREADSHEET_FORMATS:
            raise Http404
        if self.is_of_chosen and not self.chosen():
            messages.warning(request, _("Choose at least one row, then what to do with it."))
            return HttpResponseRedirect(page_to_return_to(request))
        return audited_download(
            self.content(format), format, self.conference, by=user_of(request), of=self.of, verb=self.noted,
            **self.details(),
        )  # fmt: skip
