"""Parts of pages that a page asks for again by itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


class PagePartMixin:
    """The mixin that answers htmx with a part of a page; other requests are led to the whole page, `page_url()`."""

    def page_url(self) -> str:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(request, "htmx", False):
            return HttpResponseRedirect(self.page_url())
        return super().get(request, *args, **kwargs)  # type: ignore[misc]
