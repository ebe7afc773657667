"""The settings of a provider that takes mail by its web service, as anymail knows it."""

import json
import warnings
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

_PREFIX = "ANYMAIL_"


def provider_backend(name: str) -> str:
    """Return the mail backend of the provider. Raises ImproperlyConfigured for one that anymail does not know."""
    # Nothing of it is loaded before a mail leaves.
    if not name.isidentifier() or name.startswith(("base", "_")) or not find_spec(f"anymail.backends.{name}"):
        raise ImproperlyConfigured(
            f"CONFMAN_EMAIL_PROVIDER is {name!r}, which anymail does not know. Write mailgun or postmark."
        )
    return f"anymail.backends.{name}.EmailBackend"


def provider_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return anymail's settings from the variables that begin with ANYMAIL_; values in braces are JSON."""
    try:
        return {
            name.removeprefix(_PREFIX): json.loads(value) if value.startswith("{") else value
            for name, value in environment.items()
            if name.startswith(_PREFIX)
        }
    except ValueError as error:
        raise ImproperlyConfigured(f"A variable ANYMAIL_… begins as JSON and is none: {error}") from None


def provider_address() -> str:
    """Return the address of the provider's web service; "" if it has none of its own.

    Raises ImproperlyConfigured if a setting is missing.
    """
    return getattr(import_string(settings.EMAIL_BACKEND)(), "api_url", "")


def provider_events_view() -> Callable[[HttpRequest], HttpResponseBase] | None:
    """Return anymail's view of the reports of the provider; None if there is none, or it would believe anybody.

    It believes a signature with the provider's key, or the name and password of ANYMAIL_WEBHOOK_SECRET.
    """
    if not (name := settings.CONFMAN_EMAIL_PROVIDER):
        return None
    from anymail.urls import urlpatterns
    from anymail.webhooks.base import AnymailInsecureWebhookWarning

    views = {pattern.name: pattern.callback for pattern in urlpatterns}
    view: Any = views.get(f"{name}_tracking_webhook") or views.get(f"{name}_webhook")
    if view is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", AnymailInsecureWebhookWarning)
            instance = view.view_class()
    except ImproperlyConfigured:  # the key of its signatures is missing
        return None
    return view if instance.basic_auth or not instance.warn_if_no_basic_auth else None


def errors_of_events() -> tuple[type[Exception], ...]:
    """Return the errors that view raises for a report that is not the provider's, or is no report."""
    from anymail.exceptions import AnymailError

    return (
        SuspiciousOperation, AnymailError, TypeError, ValueError, AttributeError, LookupError,
        RecursionError,  # lists in lists in lists
    )  # fmt: skip
