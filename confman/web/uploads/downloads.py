"""Files whose downloads are counted: of rows with `file` and `downloads`."""

from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase

from confman.web.uploads.stored_files import file_response


def count_download(row: Any) -> None:
    """Count that someone fetched the file of the row."""
    # A row of the release before has no number yet.
    counted = Coalesce(F("downloads"), 0) + 1
    type(row)._default_manager.filter(pk=row.pk).update(downloads=counted)


def counted_response(request: HttpRequest, row: Any, *, name: str = "") -> HttpResponseBase:
    """Return the file of the row, and count it: not where only its head is asked for, or the reader has it already."""
    response = file_response(request, row.file, name=name)
    # It may be replaced or withdrawn at any time.
    response["Cache-Control"] = "no-cache"
    if request.method == "GET" and response.status_code == 200:
        count_download(row)
    return response
