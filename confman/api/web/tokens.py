"""Pages of tokens: a user's own, in their account, and those that other systems have for a conference."""

from dataclasses import replace
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView, TemplateView, View

from confman.accounts.factors import used_factor
from confman.accounts.models import User
from confman.accounts.sessions import user_of
from confman.api.domain.tokens import create_token, rename_token, withdraw_token
from confman.api.models import ApiToken
from confman.api.web.forms import OwnTokenForm, ServiceTokenForm
from confman.api.web.logbook import requests_of, scopes_in_words
from confman.conferences.models import Conference
from confman.conferences.web.resources import tables
from confman.conferences.web.resources.records import CHANGE, DELETE, RecordView
from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import Empty, ResourceFormView
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


class TokenTable(tables.ResourceTable):
    name = tables.RecordColumn(pgettext_lazy("of a token", "Name"), order_by=("name", "id"))
    prefix = tables.Column(gettext_lazy("Begins with"))
    owner = tables.Column(gettext_lazy("Acts for"))
    state = tables.StatusColumn(pgettext_lazy("how it stands", "State"))
    expires_on = tables.MomentColumn(
        gettext_lazy("Last day"), form="DATE_FORMAT", order_by=("expires_on", "id")
    )
    used_at = tables.MomentColumn(gettext_lazy("Last used"), order_by=("used_at", "id"))


class TokenFormView(ResourceFormView):
    """The form of a new token, whose secret the next page shows once; or of the name of one that there is."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        post = super().post
        if self.is_new:
            post = reauthentication_required(app="allauth.account")(post)
        return post(request, *args, **kwargs)

    def get_values(self, form: Any) -> dict[str, Any]:
        values = super().get_values(form)
        return {**values, "second_factor": used_factor(self.request)} if self.is_new else values

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        secret = getattr(self.object, "secret", "")
        if not secret:
            return response
        self.template_name = "api/token_made.html"
        self.heading = _("The token of “%(name)s”") % {"name": self.object.name}
        return self.render_to_response(self.get_context_data(form=form, secret=secret))


class ServiceTokenView(RecordView):
    """A token: what it may do, and what it was used for."""

    template_name = "api/token.html"
    record_actions = (
        replace(CHANGE, label=gettext_lazy("Rename")),
        replace(DELETE, is_end=False, states=["good"]),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            token=self.object,
            scopes=scopes_in_words(self.object),
            requests=requests_of(self.object),
            **kwargs,
        )


def add_service_token(conference: Conference, *, by: User, **values: Any) -> ApiToken:
    """Make a token of a service; its secret is an attribute of this one object alone."""
    token, secret = create_token(by=by, conference=conference, is_service=True, **values)
    token.secret = secret  # type: ignore[attr-defined]
    return token


tokens = Resource(
    model=ApiToken, name="token", label=pgettext_lazy("of the API", "Tokens"),
    lead=gettext_lazy("With a token another system reads and writes this conference, such as a ministry’s register."),
    empty=Empty(
        "key", gettext_lazy("No other system has a token yet"),
        gettext_lazy("A token acts for you, and may no more than you tick and your role allows."),
    ),
    navigation_key="api.tokens", edit_permission="api.manage_tokens",
    queryset=ApiToken.objects.filter(is_service=True).select_related("owner"),
    table=TokenTable, form=ServiceTokenForm,
    add=add_service_token, change=rename_token, delete=withdraw_token,
    add_label=gettext_lazy("Create a token"),
    messages=Messages(
        gettext_lazy("The token was made."), gettext_lazy("The token was renamed."),
        gettext_lazy("The token was withdrawn and no longer works."),
    ),
    delete_question=gettext_lazy("Withdraw the token of “%(name)s”?"),
    delete_label=pgettext_lazy("a token", "Withdraw"),
    delete_consequence=gettext_lazy("The system that uses it is refused at once. Its past actions remain."),
    detail=ServiceTokenView, form_view=TokenFormView,
)  # fmt: skip
