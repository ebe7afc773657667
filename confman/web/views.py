"""Pages of the project itself."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView

from confman.accounts.client_address import comes_from_this_machine
from confman.machines.metrics import exposition
from confman.web.access import PUBLIC, AccessMixin
from confman.web.readiness import examine_soon


class HealthView(AccessMixin, View):
    """The process is alive."""

    may_be_cached = True
    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok", content_type="text/plain; charset=utf-8")


class ReadyView(AccessMixin, View):
    """Reports the state of each part within two seconds; 503 if pages cannot be served properly.

    Strangers only learn whether, this machine learns what.
    """

    may_be_cached = True
    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        findings = examine_soon()
        broken = any(finding.vital and not finding.ok for finding in findings)
        wrong = any(not finding.ok for finding in findings)
        body: dict[str, Any] = {"status": "down" if broken else "warning" if wrong else "ready"}
        if comes_from_this_machine(request):
            body["checks"] = [
                {"name": finding.name, "ok": finding.ok, "words": finding.words} for finding in findings
            ]
        response = JsonResponse(body, status=503 if broken else 200)
        # The log reports a fault once, not each time that a monitor asks.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response


class MetricsView(AccessMixin, View):
    """The figures for Prometheus, for anyone with the token; for others there is no such page."""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        token = settings.CONFMAN_METRICS_TOKEN
        if not token or not constant_time_compare(
            request.headers.get("Authorization", ""), f"Bearer {token}"
        ):
            raise Http404
        return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


@method_decorator(cache_control(public=True, max_age=24 * 60 * 60), name="dispatch")
class FaviconView(AccessMixin, TemplateView):
    """The icon on a browser's tab, requested by itself for anything that is not one of our pages, such as a PDF."""

    may_be_cached = True
    permission = PUBLIC
    template_name = "web/favicon.svg"
    content_type = "image/svg+xml"
