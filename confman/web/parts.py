"""Parts of pages that a page requests again by itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


class PagePartMixin:
    """Answers htmx with a part of a page; redirects other requests to the whole page, `page_url()`."""

    def page_url(self) -> str:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(request, "htmx", False):
            return HttpResponseRedirect(self.page_url())
        return super().get(request, *args, **kwargs)  # type: ignore[misc]
