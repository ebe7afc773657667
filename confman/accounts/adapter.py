"""Adapter for allauth: who may create an account, and who may sign in. allauth's mails are sent by confman.mail."""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from confman.accounts.client_address import client_address
from confman.accounts.domain.rate_limits import count_try, discount_attempt
from confman.accounts.known_browsers import know_browser, known_browser
from confman.accounts.models import SYSTEM_DOMAIN, User
from confman.accounts.sign_on_claims import (
    claims_of,
    note_verified,
    note_way_out,
    store_until_signed_in,
    used_second_factor,
    way_out,
)
from confman.accounts.system_users import is_system_address


class AccountAdapter(DefaultAccountAdapter):
    """Adapter for allauth: CONFMAN_OPEN_SIGNUP controls sign-up; system users cannot sign in and receive no mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell whether anyone may create an account, and so a conference. Invited users already have one."""
        return settings.CONFMAN_OPEN_SIGNUP

    def clean_email(self, email: str) -> str:
        """Refuse the addresses of system users, at sign-up and when an address is added."""
        if is_system_address(email):
            raise ValidationError(_("This address cannot receive mail. Please give your own."))
        return super().clean_email(email)

    def is_safe_url(self, url: str) -> bool:
        """Tell whether a page may lead to this address: to this host alone. allauth's falls over a damaged one."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={self.request.get_host()})

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address, by which all limits count."""
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before the password is checked."""
        count_try("password", **self._attempt_key(request, credentials))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Check the password; an attempt with the right password is not counted."""
        user = super().authenticate(request, **credentials)
        if user:
            discount_attempt("password", **self._attempt_key(request, credentials))
        return user

    @staticmethod
    def _attempt_key(request: HttpRequest, credentials: dict[str, Any]) -> dict[str, str]:
        """Return what the attempt counts against: a known browser, or else the account and the address."""
        account = str(credentials.get("email") or "")
        if browser := known_browser(request, account):
            return {"browser": f"{account} {browser}"}
        return {"address": client_address(request), "account": account}

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Refuse system users. Every way of signing in passes here: password, mailed code, confirmed address."""
        if user.is_system:
            return self.respond_user_inactive(request, user)
        if not claims_of(request) and must_use_single_sign_on(user):
            messages.error(
                request,
                _("Your role asks you to sign in with %(name)s.") % {"name": settings.CONFMAN_OIDC.name},
            )
            return HttpResponseRedirect(reverse("account_login"))
        note_verified(request, user)
        store_until_signed_in(request, user)
        if used_second_factor(request):
            record_authentication(request, user, "mfa", type="sso")
        return super().pre_login(request, user, **kwargs)

    def get_login_stages(self) -> list[str]:
        """Return the steps after the password; the provider may have asked for the second factor already."""
        stages: list[str] = super().get_login_stages()
        has_second_factor = used_second_factor(self.request)
        return [stage for stage in stages if not (has_second_factor and stage.startswith("allauth.mfa."))]

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Return where to go after signing out: to the provider, whose session ends, too."""
        return way_out(request) or super().get_logout_redirect_url(request)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Take as long for a known address as for a new one: an account is created and rolled back."""
        with transaction.atomic():
            get_user_model().objects.create_user(f"{uuid4()}@{SYSTEM_DOMAIN}", get_random_string(20))
            transaction.set_rollback(True)
        super().send_account_already_exists_mail(email)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Keep the language of the first sign-in as the user's language until they choose another."""
        if not user.language:
            user.language = get_language() or ""
            user.save(update_fields=["language"])
        note_way_out(request, user)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        know_browser(response, user.email)
        return response


def must_use_single_sign_on(user: User) -> bool:
    """Tell whether the operator lets this user sign in by the provider alone: operators, and teams of conferences."""
    is_powerful = user.is_staff or user.is_superuser or user.is_of_a_team()
    return bool(settings.CONFMAN_OIDC.is_only_way and is_powerful)


def grant_first_user_conferences(email_address: Any, **kwargs: Any) -> None:
    """Let the first user with a confirmed address hold conferences; on a production server the operator decides."""
    if not settings.PRODUCTION and not User.objects.hold_conferences().exists():
        User.objects.filter(pk=email_address.user_id).update(may_hold_conferences=True)


def note_factor_used(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Count a factor just set up as used: its code was typed or its key touched. Recovery codes were only shown."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
