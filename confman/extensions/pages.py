"""Pages of extensions: each under an address of its own, with the permission that its manifest declares for it.

An address that no ExtensionPage declares, or whose view asks for another permission, is forbidden to everybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NoReturn

import rules
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import URLPattern, include, path

from confman.extensions.installed import ExtensionConfig, naming
from confman.registries import Registry
from confman.web.access import PUBLIC, AccessMixin


@dataclass(frozen=True)
class ExtensionPage:
    """The declaration of a page: the name of its address, and the permission that its view must name."""

    key: str  # "<app>_<audience>:<name>", as in "confman_farewell_secretariat:page"
    permission: str


extension_pages = Registry(ExtensionPage, "pages of extensions")


def extension_urls(audience: str) -> list[Any]:
    """Return the addresses of all extensions for an audience: the list of that name in the `urls` of each."""
    return [
        path(f"{config.label}/", include((patterns, f"{config.label}_{audience}")))
        for config in _extensions()
        if (patterns := [_allowed(pattern, config, audience) for pattern in _patterns(config, audience)])
    ]


def faults() -> Iterator[str]:
    """Yield a sentence for each address of an extension that is forbidden, and why."""
    for config in _extensions():
        for audience in ("secretariat", "public"):
            for pattern in _patterns(config, audience):
                if fault := _fault(pattern, _name(pattern, config, audience)):
                    yield fault


def _extensions() -> list[ExtensionConfig]:
    return [config for config in apps.get_app_configs() if isinstance(config, ExtensionConfig)]


def _patterns(config: ExtensionConfig, audience: str) -> list[Any]:
    with naming(config):
        module = f"{config.name}.urls"
        return list(getattr(import_module(module), audience, ())) if find_spec(module) else []


def _name(pattern: Any, config: ExtensionConfig, audience: str) -> str:
    return f"{config.label}_{audience}:{getattr(pattern, 'name', None) or pattern.pattern}"


def _allowed(pattern: Any, config: ExtensionConfig, audience: str) -> Any:
    if not _fault(pattern, _name(pattern, config, audience)):
        return pattern
    return URLPattern(pattern.pattern, _forbidden, name=getattr(pattern, "name", None))


def _fault(pattern: Any, name: str) -> str:
    """Return why nobody may open the address; "" if its declaration and its view agree."""
    view = getattr(getattr(pattern, "callback", None), "view_class", None)
    if not (isinstance(view, type) and issubclass(view, AccessMixin)):
        return f"{name}: its view does not ask the rules (AccessMixin)."
    if name not in extension_pages:
        return f"{name}: no ExtensionPage declares it."
    rule = getattr(view, "permission", "")
    if rule != extension_pages.get(name).permission:
        return f"{name}: its view asks for {rule!r}, its ExtensionPage for {extension_pages.get(name).permission!r}."
    return "" if rule == PUBLIC or rules.perm_exists(rule) else f"{name}: there is no permission {rule!r}."


def _forbidden(request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
    raise PermissionDenied
