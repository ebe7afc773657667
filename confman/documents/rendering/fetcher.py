"""The fetcher that limits what a document may load while it is rendered to what was passed to it."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

from confman.documents.rendering.fonts import weasyprint


def document_fetcher(files: Mapping[str, bytes] | None = None) -> Any:
    """Return a fetcher for WeasyPrint that accepts three kinds of addresses and refuses network and disk.

    `data:…`; `static:PATH`, one of our static files; `given:NAME`, one of `files`, for a picture that
    stands on many cards and should be read once.
    """
    weasyprint()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    given = dict(files or {})

    class DocumentFetcher(URLFetcher):
        def __init__(self) -> None:
            super().__init__(allowed_protocols={"data"}, allow_redirects=False)

        def fetch(self, url: str, headers: Any = None) -> Any:
            scheme, _colon, name = url.partition(":")
            if scheme == "given" and name in given:
                return URLFetcherResponse(url, given[name], {"Content-Type": _media_type(name)})
            if scheme == "static" and (path := finders.find(name)):
                return URLFetcherResponse(
                    url, Path(str(path)).read_bytes(), {"Content-Type": _media_type(name)}
                )
            return super().fetch(url, headers)

    return DocumentFetcher()


def _media_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
