"""A user's own tokens, in their account."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from confman.accounts.factors import used_factor
from confman.accounts.sessions import user_of
from confman.api.domain.tokens import create_token, withdraw_token
from confman.api.models import ApiToken
from confman.api.web.forms import OwnTokenForm
from confman.api.web.logbook import requests_of, scopes_in_words
from confman.web.access import AccessMixin
from confman.web.errors import Refused
from confman.web.forms.base import put_errors


class OwnTokensMixin(AccessMixin):
    permission = "accounts.use_account"

    def own(self) -> Any:
        """Return the user's own tokens."""
        return ApiToken.objects.of_person(self.acting_user).select_related("conference")


class TokenListView(OwnTokensMixin, FormView):
    """The user's tokens, and the form of a new one, whose secret is shown once."""

    form_class = OwnTokenForm
    template_name = "api/own_tokens.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.acting_user}

    @method_decorator(reauthentication_required(app="allauth.account"))
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: OwnTokenForm) -> HttpResponse:
        try:
            token, secret = create_token(
                by=self.acting_user, second_factor=used_factor(self.request), **form.cleaned_data
            )
        except (Refused, ValidationError) as error:
            put_errors(form, error)
            return self.form_invalid(form)
        fresh = self.get_form_class()(user=self.acting_user)
        return self.render_to_response(self.get_context_data(form=fresh, made=token, secret=secret))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tokens=self.own(), **kwargs)


class OwnTokenView(OwnTokensMixin, TemplateView):
    """One of the user's tokens: what it may do, and what it was used for."""

    template_name = "api/own_token.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        token = get_object_or_404(self.own(), pk=kwargs.pop("pk"))
        return super().get_context_data(
            token=token, scopes=scopes_in_words(token), requests=requests_of(token), **kwargs
        )


class TokenWithdrawView(OwnTokensMixin, View):
    """Withdraws one of the user's tokens."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        withdraw_token(get_object_or_404(self.own(), pk=kwargs["pk"]), by=user_of(request))
        messages.success(request, _("The token was withdrawn and no longer works."))
        return HttpResponseRedirect(reverse("api_account:token-list"))
