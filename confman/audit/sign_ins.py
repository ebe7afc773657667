"""Receivers of the signals that Django and allauth send about accounts."""

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


def listen() -> None:
    """Connect the receivers; called once, when the app is ready."""
    user_logged_in.connect(_signed_in)
    user_login_failed.connect(_password_failed)
    login_code_rejected.connect(_code_failed)
    authentication_failed.connect(_second_factor_failed)
    for signal in (password_changed, password_reset, password_set):
        signal.connect(_password_changed)
    email_confirmed.connect(_address_confirmed)
    email_changed.connect(_address_changed)
    email_removed.connect(_address_removed)
    authenticator_added.connect(_factor_added)
    authenticator_removed.connect(_factor_removed)
    authenticator_reset.connect(_factor_renewed)


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


def _password_changed(request: Any, user: User, **_more: Any) -> None:
    sign_ins.record_password(user, request)


def _address_confirmed(email_address: Any, **_more: Any) -> None:
    sign_ins.record_address(sign_ins.ADDRESS_CONFIRMED, email_address.user)


def _address_changed(user: User, **_more: Any) -> None:
    sign_ins.record_address(sign_ins.ADDRESS_CHANGED, user)


def _address_removed(user: User, **_more: Any) -> None:
    sign_ins.record_address(sign_ins.ADDRESS_REMOVED, user)


def _factor_added(request: Any, user: User, authenticator: Any, **_more: Any) -> None:
    sign_ins.record_factor(sign_ins.FACTOR_ADDED, user, request, authenticator.type)


def _factor_removed(request: Any, user: User, authenticator: Any, **_more: Any) -> None:
    sign_ins.record_factor(sign_ins.FACTOR_REMOVED, user, request, authenticator.type)


def _factor_renewed(request: Any, user: User, authenticator: Any, **_more: Any) -> None:
    sign_ins.record_factor(sign_ins.FACTOR_RENEWED, user, request, authenticator.type)
