"""The policy that tells browsers what a page may load: of nearly all pages the same."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentPolicyMiddleware(CSPMiddleware):
    """Sets the policy of the settings, built once; what a view adds or replaces is built for its answer.

    Pages of Django's that show an error to developers have styles of their own, and no policy.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.DEBUG or self.get_policy_parts(request, response) != PolicyParts():
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, _policy())
        return response


_policy = cache(build_policy)
