"""Forms on the public site, whose pages send and need no cookie.

Django's CSRF token is a cookie. Such a form needs none: it acts with nobody's authority, whoever is signed
in, so there is nothing that a foreign page could borrow. What it does need is to be safe from robots:

- the page it was sent from must be ours (Origin and Sec-Fetch-Site, which browsers set and pages cannot);
- a signed token says when the form was shown: sent within two seconds or after a day it is refused;
- a field that people do not see must stay empty.

Refusals are shown at the form, with everything that was typed.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

SALT = "confman.open-form"
FASTEST_SECONDS = 2
SLOWEST_SECONDS = 24 * 3600


class OpenForm(forms.Form):
    """Mixin of forms that anyone may send. A field of each is hidden: the signed time, and the trap."""

    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["shown"] = _token("form")

    def visible_fields(self) -> list[forms.BoundField]:
        """Without the trap, which the template places out of sight."""
        return [field for field in super().visible_fields() if field.name != "website"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.data.get(self.add_prefix("website")):
            raise ValidationError(_("Leave the hidden field empty: it is there to catch robots."))
        refusal = _refusal(self.data.get(self.add_prefix("shown"), ""))
        if refusal:
            # Shown again with what was typed, it may be sent at once.
            self.data = self.data.copy()
            self.data[self.add_prefix("shown")] = _token("again")
            raise ValidationError(refusal)
        return cleaned


def _token(stage: str) -> str:
    return signing.TimestampSigner(salt=SALT).sign(stage)


def _refusal(token: str) -> str:
    """Why a form with this token is not taken; empty where it is."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        stage = signer.unsign(token, max_age=SLOWEST_SECONDS)
    except signing.SignatureExpired:
        return _("The form was open for more than a day. Please send it again.")
    except signing.BadSignature:
        return _("The form did not arrive whole. Please send it again.")
    try:
        signer.unsign(token, max_age=FASTEST_SECONDS)
    except signing.SignatureExpired:
        return ""
    return _("That was faster than anyone types. Please send the form again.") if stage == "form" else ""


class OpenFormMixin:
    """View mixin: no CSRF cookie, but the sending page must be ours. Stands before every other mixin."""

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            require_own_page(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def require_own_page(request: HttpRequest) -> None:
    """Raise PermissionDenied where a browser says that another site's page sent this."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise PermissionDenied
    origin = request.headers.get("Origin")
    if (
        origin
        and origin not in settings.CSRF_TRUSTED_ORIGINS
        and urlsplit(origin).netloc != request.get_host()
    ):
        raise PermissionDenied


def client_address(request: HttpRequest) -> str:
    """The sender's network address: what the proxy appended in production, else the peer's."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.PRODUCTION and forwarded:
        # The last one was written by our own proxy; those before it by anyone.
        return forwarded.rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")
