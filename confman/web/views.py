"""Pages of the project itself."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views import View

from confman.web.access import PUBLIC, AccessMixin


class HealthView(AccessMixin, View):
    """The process answers."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok", content_type="text/plain")


class ReadyView(AccessMixin, View):
    """The process answers and reaches its database."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return HttpResponse("ready", content_type="text/plain")
