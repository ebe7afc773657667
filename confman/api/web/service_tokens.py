"""The tokens that other systems have for a conference: listed, made, looked at, withdrawn."""

from dataclasses import replace
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.accounts.factors import used_factor
from confman.accounts.models import User
from confman.api.domain.tokens import create_token, rename_token, withdraw_token
from confman.api.models import ApiToken
from confman.api.web.forms import ServiceTokenForm
from confman.api.web.logbook import requests_of, scopes_in_words
from confman.conferences.models import Conference
from confman.conferences.web.resources import tables
from confman.conferences.web.resources.records import CHANGE, DELETE, RecordView
from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import Empty, ResourceFormView


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
