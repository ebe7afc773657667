"""Forms on the public site, whose pages send and need no cookie.

Django's CSRF token is a cookie. Such a form needs none: it acts without anyone's authority, even for signed-in users,
so there is nothing for another site to exploit. Only the stars of the agenda act for whoever's page is open here, or
who is signed in: they are only set if Origin or Sec-Fetch-Site proves that the page is ours, which every browser sends
with a form. Besides, another site's page gets no cookies (SameSite).
But such a form has to be safe from robots:

- the page it was sent from must be ours (Origin and Sec-Fetch-Site, which browsers set and pages cannot);
- a signed token says when the form was shown: sent within two seconds or after a day it is refused. It also holds the
  form's key, by which it counts once, however often it is sent;
- a field that people do not see must stay empty.

A page with such a form is the same for everybody except for this token, so it is kept like other public pages, and each
reader gets a token of their own (`with_new_tokens`).

Refusals are shown in the form, with everything that was typed.
"""

import re
import time
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from confman.web.forms.base import show_instead

SALT = "confman.open-form"
FASTEST_SECONDS = 2
SLOWEST_SECONDS = 24 * 3600
# A token as it stands in a page.
_SHOWN_TOKEN = re.compile(rb"form [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:\w+:[\w-]{43}")


class OpenForm(forms.Form):
    """The mixin of forms that anyone may send. It adds two hidden fields: the signed time, and the trap."""

    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["shown"] = _token("form", uuid4())

    def visible_fields(self) -> list[forms.BoundField]:
        """Return the visible fields without the trap, which the template places out of sight."""
        return [field for field in super().visible_fields() if field.name != "website"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.data.get(self.add_prefix("website")):
            raise ValidationError(_("Leave the hidden field empty: it is there to catch robots."))
        self.key, refusal = _read(self.data.get(self.add_prefix("shown"), ""))
        if refusal:
            # A form shown again with its values may be sent at once.
            show_instead(self, "shown", _token("again", self.key))
            raise ValidationError(refusal)
        return cleaned


def _token(stage: str, key: UUID) -> str:
    return signing.TimestampSigner(salt=SALT).sign(f"{stage} {key}")


def has_token(page: bytes) -> bool:
    """Tell whether a form that anyone may send stands in the page."""
    return bool(_SHOWN_TOKEN.search(page))


def with_new_tokens(page: bytes) -> bytes:
    """Return the page with a key and a time of its own in each form that anyone may send."""
    return _SHOWN_TOKEN.sub(lambda _match: _token("form", uuid4()).encode(), page)


def _read(token: str) -> tuple[UUID, str]:
    """Return the form's key from this token, and the reason to refuse it; empty if it is accepted."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        stage, _space, text = signer.unsign(token).partition(" ")
        key = UUID(text)
    except (signing.BadSignature, ValueError):
        return uuid4(), _("The form did not arrive whole. Please send it again.")
    age = time.time() - signing.b62_decode(token.rsplit(":", 2)[1])
    if age > SLOWEST_SECONDS:
        return key, _("The form was open for more than a day. Please send it again.")
    if age <= FASTEST_SECONDS and stage == "form":
        return key, _("That was faster than anyone types. Please send the form again.")
    return key, ""


class OpenFormMixin:
    """The mixin of views without CSRF cookie; the sending page must be ours. Put it before all other mixins."""

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            require_own_page(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def require_own_page(request: HttpRequest, *, proved: bool = False) -> None:
    """Raise PermissionDenied if the browser says that another site's page sent this.

    What acts for the person who is reading has to be `proved` ours: a browser that says nothing is refused, too.
    """
    site, origin = (request.headers.get(name) for name in ("Sec-Fetch-Site", "Origin"))
    is_other_site = site and site not in {"same-origin", "none"}
    is_trusted = origin in settings.CSRF_TRUSTED_ORIGINS
    is_other_origin = origin and not is_trusted and origin.partition("://")[2] != request.get_host()
    if is_other_site or is_other_origin or (proved and not (site or origin)):
        raise PermissionDenied
