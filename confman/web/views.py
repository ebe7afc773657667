"""Pages of the project itself."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView

from confman.web.access import PUBLIC, AccessMixin


class HealthView(AccessMixin, View):
    """The process answers."""

    may_be_kept = True
    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok", content_type="text/plain")


class ReadyView(AccessMixin, View):
    """The process answers and reaches its database."""

    may_be_kept = True
    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return HttpResponse("ready", content_type="text/plain")


@method_decorator(cache_control(public=True, max_age=24 * 60 * 60), name="dispatch")
class FaviconView(AccessMixin, TemplateView):
    """The sign on a browser's tab; asked for by itself where what is shown is no page of ours, such as a PDF."""

    may_be_kept = True
    permission = PUBLIC
    template_name = "web/favicon.svg"
    content_type = "image/svg+xml"
