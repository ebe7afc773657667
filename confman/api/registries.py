"""Packages add to the API: their operations, and the permissions that a token may be given."""

from dataclasses import dataclass
from typing import Any

from confman.registries import Ref, Registry


@dataclass(frozen=True)
class ApiRoutes:
    """The operations of a package: a `Routes` (confman/api/web/routes.py), imported with the first request."""

    key: str
    routes: Ref
    position: int = 50


@dataclass(frozen=True)
class ApiScope:
    """A permission that a token may be given, in words. No token has one that is not listed."""

    permission: str
    label: Any
    position: int = 50


api_routes = Registry(ApiRoutes, "operations of the API")
api_scopes = Registry(ApiScope, "permissions of tokens", key=lambda scope: scope.permission)
