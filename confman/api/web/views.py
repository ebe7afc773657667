"""The addresses of the API. The operations themselves, and ninja, are imported with the first request."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View

from confman.web.access import PUBLIC, AccessMixin


@method_decorator(csrf_exempt, name="dispatch")
class OperationView(AccessMixin, View):
    """Hands a request on to the operation at its address, which asks its own rule (confman/api/web/access.py)."""

    permission = PUBLIC
    is_carried_out_once = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from confman.api.web.application import resolver

        if request.method == "HEAD":  # the server leaves out the body
            request.method = "GET"
        match = resolver().resolve(kwargs["rest"])
        request.resolver_match = match
        return match.func(request, *match.args, **match.kwargs)

    post = put = patch = delete = get


class DescriptionView(AccessMixin, View):
    """The API as OpenAPI describes it."""

    permission = PUBLIC
    may_be_cached = True

    def get(self, request: HttpRequest) -> HttpResponse:
        from confman.api.web.application import description

        response = JsonResponse(description(), json_dumps_params={"ensure_ascii": False})
        response["Access-Control-Allow-Origin"] = "*"
        return response


class ReferenceView(AccessMixin, TemplateView):
    """The same for people: each operation with its permission, what it takes and an example of what it answers."""

    permission = PUBLIC
    template_name = "api/reference.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from confman.api.web.problems import KINDS
        from confman.api.web.reference import events, subjects

        return super().get_context_data(
            subjects=subjects(), events=events(), problems=KINDS.items(), **kwargs
        )


class UnknownView(AccessMixin, View):
    """Any other address below /api/."""

    permission = PUBLIC

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise Http404
