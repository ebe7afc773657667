"""Answers with stored files, some of whose downloads are counted.

No address serves the uploads' folder: a view checks the rules, then calls these functions.
"""

import hashlib
import io
import logging
import mimetypes
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from PIL import Image

from confman.machines.metrics import count

logger = logging.getLogger(__name__)
# For how many seconds a shrunk picture is kept.
_CACHE_SECONDS = 600
# Types that a browser may show in its own window; every other file is downloaded.
_SHOWN = frozenset({"image/png", "image/jpeg", "image/webp", "application/pdf"})


def file_response(
    request: HttpRequest, file: Any, *, name: str = "", attachment: bool = True, public: bool = False
) -> HttpResponseBase:
    """Return the file of a FileField; 404 if there is none. `public` lets proxies cache it for an hour.

    Stored names are never reused, so the name is the ETag.
    """
    if not file:
        raise Http404
    etag = quote_etag(file.name)
    content_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            content = file.open("rb")
        except FileNotFoundError as error:
            logger.error("A file that a row names is not in the store: %s", file.name)
            count("confman_file_faults", "Missing")
            raise Http404 from error
        response = FileResponse(
            content,
            as_attachment=attachment or content_type not in _SHOWN,
            filename=name or file.name.rpartition("/")[2],
            content_type=content_type,
        )
    response["ETag"] = etag
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    patch_cache_control(response, max_age=3600, **{"public" if public else "private": True})
    return response


def picture_response(request: HttpRequest, file: Any, longest_side: int) -> HttpResponseBase:
    """Return a picture for a page to load: as WebP, no larger than asked; 404 if there is none.

    The drawing is kept for a while. Stored names are never reused, so name and size are the ETag.
    """
    if not file:
        raise Http404
    mark = hashlib.sha256(f"{file.name}|{longest_side}".encode()).hexdigest()[:32]
    etag = quote_etag(mark)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content = cache.get(f"picture:{mark}")
        if content is None:
            content = _shrunk(file, longest_side)
            cache.set(f"picture:{mark}", content, _CACHE_SECONDS)
        response = HttpResponse(content, content_type="image/webp")
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=3600)
    return response


def _shrunk(file: Any, longest_side: int) -> bytes:
    """Return the picture as WebP. Raises Http404 for a file that is missing or no picture."""
    try:
        with file.open("rb") as source, Image.open(source) as picture:
            # JPEG is decoded at a fraction of its size where that is enough.
            picture.draft("RGB", (longest_side, longest_side))
            image = picture if picture.mode in {"RGB", "RGBA"} else picture.convert("RGBA")
            image.thumbnail((longest_side, longest_side))
            output = io.BytesIO()
            image.save(output, format="WEBP", quality=66)
    except (OSError, Image.DecompressionBombError) as error:
        raise Http404 from error
    return output.getvalue()


def static_script(name: str) -> HttpResponse:
    """Serve one of our scripts at an address among the pages, as a service worker for them requires."""
    path = finders.find(name)
    if not isinstance(path, str):
        raise Http404
    response = HttpResponse(Path(path).read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


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
