"""The way to the provider of single sign-on, and the way back."""

from typing import Any

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.generic import View

from confman.accounts.single_sign_on import SingleSignOnAdapter


class SingleSignOnView(View):
    """Sends the browser to the provider."""

    permission = "public"
    http_method_names = ["get"]
    step: Any = OAuth2LoginView

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.CONFMAN_OIDC.server:
            raise Http404
        adapter = SingleSignOnAdapter(request)
        try:
            response: HttpResponseBase = self.step.adapter_view(adapter)(request)
        except (AttributeError, KeyError, TypeError, ValueError, OSError, OAuth2Error) as error:
            # The provider cannot be reached, or says what it should not.
            response = render_authentication_error(request, adapter.get_provider(), exception=error)
        return response


class SingleSignOnCallbackView(SingleSignOnView):
    """Signs in whom the provider sends back."""

    step = OAuth2CallbackView
