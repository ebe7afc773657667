"""Receivers of the signals that Django and allauth send about accounts."""

from functools import partial
from typing import Any

from allauth.account.signals import (
    email_changed,
    email_confirmed,
    email_removed,
    login_code_rejected,
    password_changed,
    password_reset,
    password_set,
    user_logged_in,
)
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_login_failed

from confman.accounts.models import User
from confman.audit.domain import sign_ins

_CREDENTIALS = (
    *((signal, "accounts.password_changed") for signal in (password_changed, password_reset, password_set)),
    (authenticator_added, "accounts.factor_added"),
    (authenticator_removed, "accounts.factor_removed"),
    (authenticator_reset, "accounts.factor_renewed"),
)
_ADDRESSES = (
    (email_confirmed, "accounts.address_confirmed"),
    (email_changed, "accounts.address_changed"),
    (email_removed, "accounts.address_removed"),
)


def listen() -> None:
    """Connect the receivers; called once, when the app is ready."""
    user_logged_in.connect(_signed_in)
    user_login_failed.connect(_password_failed)
    login_code_rejected.connect(_code_failed)
    authentication_failed.connect(_second_factor_failed)
    for signal, verb in _CREDENTIALS:
        signal.connect(partial(_credential_changed, verb), weak=False)
    for signal, verb in _ADDRESSES:
        signal.connect(partial(_address_changed, verb), weak=False)


def _signed_in(request: Any, user: User, **_more: Any) -> None:
    sign_ins.record_sign_in(user, request)


def _password_failed(credentials: dict[str, Any], **_more: Any) -> None:
    typed = credentials.get("email") or credentials.get("username") or ""
    user = User.objects.filter(email__iexact=typed, is_system=False).first()
    sign_ins.record_failure(user, "password", typed)


def _code_failed(user: User | None, typed: str = "", **_more: Any) -> None:
    sign_ins.record_failure(user, "code", typed)


def _second_factor_failed(user: User, authenticator: Any, **_more: Any) -> None:
    sign_ins.record_failure(user, authenticator.type)


def _credential_changed(verb: str, request: Any, user: User, authenticator: Any = None, **_more: Any) -> None:
    sign_ins.record_credential(verb, user, request, authenticator.type if authenticator else "")


def _address_changed(verb: str, user: User | None = None, email_address: Any = None, **_more: Any) -> None:
    sign_ins.record_address(verb, user or email_address.user)
