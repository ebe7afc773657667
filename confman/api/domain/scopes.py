"""Scopes of a token: the permissions of operations, and those by which documents are made."""

from collections import defaultdict
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from confman.api.registries import ApiScope, api_scopes
from confman.documents.registry import document_kinds

_AFTER_ALL_OTHERS = 90


def known_scopes() -> list[ApiScope]:
    """Return the permissions in their order; one that only documents ask for is told by their names."""
    labels_by_permission: dict[str, list[Any]] = defaultdict(list)
    for kind in document_kinds:
        if kind.permission not in api_scopes:
            labels_by_permission[kind.permission].append(kind.label)
    return [
        *api_scopes,
        *(
            ApiScope(
                permission, format_lazy("{}: {}", _("Make documents"), _enumerated(labels)), _AFTER_ALL_OTHERS
            )
            for permission, labels in labels_by_permission.items()
        ),
    ]


def _enumerated(labels: list[str | Promise]) -> Promise:
    return format_lazy(", ".join(["{}"] * len(labels)), *labels)


def words_of(permission: str) -> str | Promise:
    """Return in words what a permission allows a token."""
    return next(scope.label for scope in known_scopes() if scope.permission == permission)
