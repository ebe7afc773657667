"""Where allauth asks us: who may make an account, who may sign in, and how its mails leave."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from confman.accounts.system_users import is_system_address

logger = logging.getLogger(__name__)


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

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """The language in which somebody first signs in is theirs, until they choose another."""
        if not user.language:
            user.language = get_language() or ""
            user.save(update_fields=["language"])
        return super().post_login(request, user, **kwargs)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """allauth's mail, marked so that no holiday notice answers it (RFC 3834)."""
        marked = {"Auto-Submitted": "auto-generated", **(headers or {})}
        return super().render_mail(template_prefix, email, context, marked)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once, for a code is waited for. A mail server that does not answer is no error page."""
        if is_system_address(email):
            return
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError):
            logger.exception("The mail %s could not be sent", template_prefix)
            messages.error(
                allauth_context.request,
                _(
                    "The mail could not be sent: the mail server does not answer. "
                    "Please try again in a few minutes."
                ),
            )
