"""Where allauth asks us: who may make an account, and who may sign in. How its mails leave: confman.mail."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from confman.accounts.system_users import SYSTEM_DOMAIN, is_system_address


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is open where CONFMAN_OPEN_SIGNUP says so; system users have no way in and get no mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether anyone may make an account, and so a conference. Invited users have one already."""
        return settings.CONFMAN_OPEN_SIGNUP

    def clean_email(self, email: str) -> str:
        """Refuse the addresses of system users, at sign-up and when an address is added."""
        if is_system_address(email):
            raise ValidationError(_("This address cannot receive mail. Please give your own."))
        return super().clean_email(email)

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Every way in passes here: password, mailed code, confirmation of an address."""
        if user.is_system:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def send_account_already_exists_mail(self, email: str) -> None:
        """A known address costs what a new one does: an account is made as well, and taken back."""
        with transaction.atomic():
            get_user_model().objects.create_user(f"{uuid4()}@{SYSTEM_DOMAIN}", get_random_string(20))
            transaction.set_rollback(True)
        super().send_account_already_exists_mail(email)
