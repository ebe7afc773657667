"""Receives the provider's reports on mails by anymail's own views, after it has proved that it is the provider."""

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from confman.accounts.client_address import client_address
from confman.accounts.domain.rate_limits import count_try, require_room
from confman.mail.domain.bounces import StillSending
from confman.mail.provider_settings import errors_of_events, provider_events_view
from confman.web.access import PUBLIC, AccessMixin

# Seconds after which the provider may come again.
LATER = "60"


@method_decorator(csrf_exempt, name="dispatch")
class ProviderEventsView(AccessMixin, View):
    """Takes reports of the provider that CONFMAN_EMAIL_PROVIDER names; there is no such page without one that signs.

    A wrong signature or secret, or what cannot be read, is answered with 400, and logged without what was sent.
    """

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 404: there is nothing to be read, except for the HEAD by which some providers try the address."""
        if request.method != "HEAD":
            raise Http404
        return self.post(request)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        view = provider_events_view()
        if view is None:
            raise Http404
        address = client_address(request)
        require_room("unknown token", address=address)
        try:
            return view(request)
        except StillSending:
            return HttpResponse(status=503, headers={"Retry-After": LATER})
        except errors_of_events() as error:
            count_try("unknown token", address=address)
            if isinstance(error, RequestDataTooBig):
                raise
            raise SuspiciousOperation(type(error).__name__) from None
