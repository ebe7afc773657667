"""The settings of single sign-on (OpenID Connect), all from the environment; without a server there is none."""

import csv
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

# Those of conferences.Role, which is on a floor above.
ROLES = frozenset({"owner", "programme", "registration", "protocol", "rapporteur", "check-in", "observer"})


@dataclass(frozen=True)
class SingleSignOn:
    """The provider, and what holds for the person who signs in by it."""

    server: str
    name: str
    client_id: str
    secret: str
    # True if someone new whom it signs in gets an account.
    gives_accounts: bool
    # True if operators and teams of conferences sign in by it alone.
    is_only_way: bool
    # The values of `acr` by which it says that a second factor was used, beside those of `amr`.
    strong_acr: list[str]
    # Group, conference and role; and the claim that lists the groups.
    groups: list[tuple[str, str, str]]
    groups_claim: str

    @property
    def origins(self) -> list[str]:
        """Return the origins to which the form that signs out may lead."""
        parts = urlsplit(self.server)
        return [f"{parts.scheme}://{parts.netloc}"] if self.server else []

    @property
    def providers(self) -> dict[str, Any]:
        """The provider as allauth reads it."""
        how = {"server_url": self.server, "oauth_pkce_enabled": True, "scope": ["openid", "profile", "email"]}
        app = {
            "provider_id": "sso",
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": how,
        }
        return {"openid_connect": {"APPS": [app] if self.server else []}}


def single_sign_on(env: Any, *, production: bool) -> SingleSignOn:
    """Read the environment. Raises ImproperlyConfigured for half of what is needed, or a server without TLS."""
    server = env.str("CONFMAN_OIDC_SERVER", default="").rstrip("/")
    client = env.str("CONFMAN_OIDC_CLIENT_ID", default="")
    secret = env.str("CONFMAN_OIDC_CLIENT_SECRET", default="")
    if bool(server) != bool(client and secret):
        raise ImproperlyConfigured(
            "Single sign-on needs CONFMAN_OIDC_SERVER, CONFMAN_OIDC_CLIENT_ID and CONFMAN_OIDC_CLIENT_SECRET together."
        )
    if production and server and urlsplit(server).scheme != "https":
        raise ImproperlyConfigured("CONFMAN_OIDC_SERVER must begin with https:// in production.")
    return SingleSignOn(
        server=server,
        name=env.str("CONFMAN_OIDC_NAME", default="") or urlsplit(server).hostname or "",
        client_id=client,
        secret=secret,
        gives_accounts=env.bool("CONFMAN_OIDC_ACCOUNTS", default=True),
        is_only_way=bool(server) and env.bool("CONFMAN_OIDC_ONLY", default=False),
        strong_acr=env.list("CONFMAN_OIDC_STRONG_ACR", default=[]),
        groups=[_group_role(line) for line in _quoted(env.str("CONFMAN_OIDC_GROUPS", default=""))],
        groups_claim=env.str("CONFMAN_OIDC_GROUPS_CLAIM", default="groups"),
    )


def _quoted(text: str) -> list[str]:
    """Return what stands between commas; a part with a comma of its own stands in double quotes."""
    return [part for row in csv.reader([text], skipinitialspace=True) for part in row if part.strip()]


def _group_role(line: str) -> tuple[str, str, str]:
    """Return group, conference and role of a line such as "Secretariat=tashkent2027:programme"."""
    group, _equals, membership = line.rpartition("=")
    slug, _colon, role = membership.partition(":")
    if not (group.strip() and slug.strip() and role.strip() in ROLES):
        raise ImproperlyConfigured(
            f"CONFMAN_OIDC_GROUPS: {line!r} is not GROUP=CONFERENCE:ROLE with a role of {', '.join(sorted(ROLES))}."
        )
    return group.strip(), slug.strip(), role.strip()
