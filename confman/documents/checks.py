"""System checks of the key that seals official documents. They quote no setting, since one is a password."""

from typing import Any

from django.core.checks import CheckMessage, Info, Tags, Warning, register

from confman.documents.seals.keys import has_key, seal_fault


@register(Tags.security)
def check_seal(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Return a warning if the key cannot be used; it is loaded only if one is set."""
    if fault := seal_fault():
        return [Warning(fault, hint="See docs/operation/seals.md.", id="documents.W001")]
    return []


@register(Tags.security, deploy=True)
def check_seal_is_set(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Say that official documents bear no seal if no key is set."""
    if has_key():
        return []
    hint = "Set CONFMAN_SEAL_KEY to seal them (docs/operation/seals.md)."
    return [
        Info("Official documents, letters and certificates are not sealed.", hint=hint, id="documents.I001")
    ]
