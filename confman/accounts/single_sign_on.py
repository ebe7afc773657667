"""Single sign-on by OpenID Connect: allauth's provider, with what it leaves out checked, too.

Beside the state and PKCE of allauth: the issuer is the one that the operator named, the signature is checked, the
`nonce` comes back, both answers are about the same person. Nothing that a provider says is kept but who it is (`sub`).
"""

import hashlib
import logging
from collections.abc import Mapping
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string

from confman.accounts.provider_session import ProviderSession
from confman.accounts.sign_on_claims import claims_of, note_claims
from confman.accounts.system_users import is_system_address

logger = logging.getLogger(__name__)

PROVIDER = "sso"
# Whatever is signed by a key of the provider that is not known to others; never a shared secret, never nothing.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


class SingleSignOnAdapter(OpenIDConnectOAuth2Adapter):
    """Speaks to the provider. What it says wrongly is an OAuth2Error, which becomes a page."""

    def __init__(self, request: HttpRequest, provider_id: str = PROVIDER) -> None:
        super().__init__(request, provider_id)

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return the provider's own description. Raises OAuth2Error if it is not the one that the operator named."""
        config = super().openid_config
        if not isinstance(config, dict) or config.get("issuer") != self.get_provider().issuer:
            raise OAuth2Error("The provider names another issuer.")
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        # Not by the request's host, which a stranger chooses.
        return settings.BASE_URL + reverse("accounts:sso-callback")

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Return the login. Raises OAuth2Error without an id_token, and for answers about two people."""
        response = kwargs["response"]
        if not isinstance(response, dict) or not response.get("id_token"):
            raise OAuth2Error("The provider has sent no id_token.")
        claims = self._decode_id_token(app, response["id_token"])
        information = self._fetch_user_info(token.token)
        if not isinstance(information, dict) or information.get("sub") != claims.get("sub"):
            raise OAuth2Error("The provider’s answers are about two people.")
        note_claims(request, {**information, **claims}, self.openid_config.get("end_session_endpoint", ""))
        data = {"id_token": claims, "userinfo": {**claims, **information}}
        return self.get_provider().sociallogin_from_response(request, data)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Return what is signed: for us, by this issuer, not over."""
        try:
            name = jwt.get_unverified_header(id_token).get("kid")
            with get_adapter().get_requests_session() as session:
                keys = jwt.PyJWKSet.from_dict(session.get(self.openid_config["jwks_uri"]).json()).keys
            # A provider with one key need not name it.
            key = next(key for key in keys if name in (None, key.key_id))
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key,
                algorithms=_ALGORITHMS,
                issuer=self.get_provider().issuer,
                audience=app.client_id,
                options={"require": ["iss", "aud", "exp", "iat", "sub"]},
                leeway=60,
            )
        except (jwt.PyJWTError, StopIteration) as error:
            raise OAuth2Error(f"The id_token is not valid: {error}") from error
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The id_token is for somebody else.")
        return claims


class SingleSignOnProvider(OpenIDConnectProvider):
    """The one provider, from the settings."""

    oauth2_adapter_class = SingleSignOnAdapter

    @property
    def issuer(self) -> str:
        """The name by which the operator knows the provider."""
        return self.app.settings["server_url"].partition("/.well-known/")[0]

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Return how to begin. Scope, parameters and purpose are ours, not the query's."""
        requested = super().get_redirect_from_request_kwargs(request)
        begin = {"process": "login", "scope": self.get_scope(), "auth_params": self.get_auth_params()}
        return begin | ({"next_url": requested["next_url"]} if "next_url" in requested else {})

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> Any:
        """Send the browser to the provider, with a nonce that has to come back in what it signs."""
        nonce = get_random_string(32)
        kwargs["auth_params"] = {**kwargs.get("auth_params", {}), "nonce": nonce}
        return super().redirect(request, process, next_url=next_url, data={"nonce": nonce}, **kwargs)

    def extract_uid(self, data: Any) -> str:
        """Return who someone is: another provider may give the same `sub` to someone else."""
        return hashlib.sha256(f"{self.issuer}\n{super().extract_uid(data)}".encode()).hexdigest()

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        return {}


class SingleSignOnAccountAdapter(DefaultSocialAccountAdapter):
    """The people who may sign in by the provider: whom it signs, with an address that it has verified."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        return SingleSignOnProvider(
            request, app=self.get_app(request, provider=provider, client_id=client_id)
        )

    def get_requests_session(self) -> ProviderSession:
        """Return the session in which allauth asks the provider."""
        return ProviderSession()

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """Return the provider of the settings; none is kept in the database."""
        from allauth.socialaccount.adapter import _build_apps_from_settings

        apps_by_provider = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in apps_by_provider.values() for app in apps]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Check what comes back. Raises PermissionDenied, which becomes the page of a failed sign-in."""
        claims = claims_of(request)
        expected = (sociallogin.state.get("data") or {}).get("nonce", "")
        if not expected or not constant_time_compare(str(claims.get("nonce", "")), expected):
            raise PermissionDenied("The nonce is not the one that was sent.")
        if sociallogin.is_existing and not sociallogin._did_authenticate_by_email:
            return
        addresses = [address for address in sociallogin.email_addresses if address.verified is True]
        if not addresses or any(is_system_address(address.email) for address in addresses):
            raise PermissionDenied("The provider has not verified the address.")

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Mapping[str, Any]) -> Any:
        user = sociallogin.user
        user.email = str(data.get("email") or "").lower()
        user.name = str(data.get("name") or "")[:200]
        return user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Tell whether someone without an account gets one, which has no role yet."""
        return bool(settings.CONFMAN_OIDC.gives_accounts)

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        return True

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Answer a failed sign-in by one page, whatever failed; the log says what."""
        logger.warning("Single sign-on failed: %s", exception or error)
        context = {"provider": settings.CONFMAN_OIDC.name}
        raise ImmediateHttpResponse(render(request, "accounts/sso_failed.html", context, status=403))
