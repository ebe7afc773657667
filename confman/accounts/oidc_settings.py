"""The settings of single sign-on (OpenID Connect), all from the environment; without a server there is none."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def single_sign_on_settings(env: Any, *, production: bool) -> dict[str, Any]:
    """Return Django's and allauth's settings. Raises ImproperlyConfigured for half of them, or a server without TLS."""
    server = env.str("CONFMAN_OIDC_SERVER", default="").rstrip("/")
    client = env.str("CONFMAN_OIDC_CLIENT_ID", default="")
    secret = env.str("CONFMAN_OIDC_CLIENT_SECRET", default="")
    name = env.str("CONFMAN_OIDC_NAME", default="") or urlsplit(server).hostname or ""
    if bool(server) != bool(client and secret):
        raise ImproperlyConfigured(
            "Single sign-on needs CONFMAN_OIDC_SERVER, CONFMAN_OIDC_CLIENT_ID and CONFMAN_OIDC_CLIENT_SECRET together."
        )
    if production and server and urlsplit(server).scheme != "https":
        raise ImproperlyConfigured("CONFMAN_OIDC_SERVER must begin with https:// in production.")
    app = {
        "provider_id": "sso",
        "name": name,
        "client_id": client,
        "secret": secret,
        "settings": {
            "server_url": server,
            "oauth_pkce_enabled": True,
            "scope": ["openid", "profile", "email"],
        },
    }
    return {
        "CONFMAN_OIDC_SERVER": server,
        # Where the form that signs out may lead on to.
        "CONFMAN_OIDC_ORIGINS": [f"{urlsplit(server).scheme}://{urlsplit(server).netloc}"] if server else [],
        "CONFMAN_OIDC_NAME": name,
        "CONFMAN_OIDC_CLIENT_ID": client,
        # Whether somebody whom the provider signs in gets an account, if there is none of their address.
        "CONFMAN_OIDC_ACCOUNTS": env.bool("CONFMAN_OIDC_ACCOUNTS", default=True),
        # Whether operators and teams of conferences sign in by the provider alone.
        "CONFMAN_OIDC_ONLY": bool(server) and env.bool("CONFMAN_OIDC_ONLY", default=False),
        # The values of `acr` by which the provider says that a second factor was used, beside those of `amr`.
        "CONFMAN_OIDC_STRONG_ACR": env.list("CONFMAN_OIDC_STRONG_ACR", default=[]),
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [app] if server else []}},
        "SOCIALACCOUNT_ADAPTER": "confman.accounts.single_sign_on.SingleSignOnAccountAdapter",
        # A link leads there: a form that is sent to us may lead to no other server.
        "SOCIALACCOUNT_LOGIN_ON_GET": True,
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": True,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        "SOCIALACCOUNT_QUERY_EMAIL": False,
    }
