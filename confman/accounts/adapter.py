"""The answers to allauth: who may make an account, and who may sign in. Its mails leave by confman.mail."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from confman.accounts.client_address import client_address
from confman.accounts.domain.rate_limits import count_try, take_back
from confman.accounts.known_browsers import know_browser, known_browser
from confman.accounts.models import User
from confman.accounts.system_users import SYSTEM_DOMAIN, is_system_address


class AccountAdapter(DefaultAccountAdapter):
    """The adapter of allauth: sign-up as CONFMAN_OPEN_SIGNUP says; system users have no way in and get no mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell whether anyone may make an account, and so a conference. Invited users have one already."""
        return settings.CONFMAN_OPEN_SIGNUP

    def clean_email(self, email: str) -> str:
        """Refuse the addresses of system users, at sign-up and when an address is added."""
        if is_system_address(email):
            raise ValidationError(_("This address cannot receive mail. Please give your own."))
        return super().clean_email(email)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that all limits count by."""
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is checked."""
        count_try("password", **self._who_tries(request, credentials))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A right password was no try."""
        user = super().authenticate(request, **credentials)
        if user:
            take_back("password", **self._who_tries(request, credentials))
        return user

    @staticmethod
    def _who_tries(request: HttpRequest, credentials: dict[str, Any]) -> dict[str, str]:
        """Return the browser that signed in before, or a stranger's address with the account that counts the tries."""
        account = str(credentials.get("email") or "")
        if browser := known_browser(request, account):
            return {"browser": f"{account} {browser}"}
        return {"address": client_address(request), "account": account}

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Refuse system users: every way in passes here (password, mailed code, confirmation of an address)."""
        if user.is_system:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def send_account_already_exists_mail(self, email: str) -> None:
        """A known address costs what a new one does: an account is made as well, and taken back."""
        with transaction.atomic():
            get_user_model().objects.create_user(f"{uuid4()}@{SYSTEM_DOMAIN}", get_random_string(20))
            transaction.set_rollback(True)
        super().send_account_already_exists_mail(email)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """The language in which somebody first signs in is theirs, until they choose another."""
        if not user.language:
            user.language = get_language() or ""
            user.save(update_fields=["language"])
        response: HttpResponse = super().post_login(request, user, **kwargs)
        know_browser(response, user.email)
        return response


def let_first_hold_conferences(email_address: Any, **kwargs: Any) -> None:
    """Let the first user who proves an address hold the conferences; on a production server this is given by hand."""
    if not settings.PRODUCTION and not User.objects.hold_conferences().exists():
        User.objects.filter(pk=email_address.user_id).update(may_hold_conferences=True)


def note_factor_used(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Count a factor just set up as used: its code was typed, its key touched. Recovery codes were only shown."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
