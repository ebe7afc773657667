"""One's own account, the language of the interface, and the way to the provider of single sign-on and back."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import UpdateView, View
from django.views.i18n import set_language

from confman.accounts.models import User
from confman.accounts.sessions import user_of
from confman.accounts.single_sign_on import SingleSignOnAdapter
from confman.accounts.web.forms import AccountForm


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


class SetLanguageView(View):
    """Sets the interface language of this browser and of the signed-in user. POST language and next."""

    permission = "public"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        language = request.POST.get("language", "")
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        if signed_in and language in dict(settings.LANGUAGES):
            User.objects.filter(pk=user_of(request).pk).update(language=language)
        return set_language(request)


class AccountView(PermissionRequiredMixin, UpdateView):
    """The page for name and language, with links to addresses, password and two-step sign-in."""

    permission = permission_required = "accounts.use_account"
    form_class = AccountForm
    template_name = "accounts/account.html"
    success_url = reverse_lazy("accounts:account")

    def get_object(self, queryset: Any = None) -> User:
        return User.objects.get(pk=user_of(self.request).pk)

    def form_valid(self, form: ModelForm[User]) -> HttpResponse:
        response = super().form_valid(form)
        language = form.cleaned_data["language"]
        # The browser's earlier choice gives way to the one its user has just made.
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite=settings.LANGUAGE_COOKIE_SAMESITE)
        with translation.override(language or translation.get_language()):
            messages.success(self.request, _("Your account was saved."))
        return response
