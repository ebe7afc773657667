"""System checks of extensions: what they name is there, and who may open each of their pages is said."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from confman.extensions.installed import ExtensionConfig, naming
from confman.registries import all_refs
from confman.system_checks import INSTALLATION


@register(INSTALLATION)
def check_extensions(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Return an error for each fault of an extension. Raises ExtensionFault for one that cannot be loaded."""
    extensions = [config for config in apps.get_app_configs() if isinstance(config, ExtensionConfig)]
    return list(_faults(extensions)) if extensions else []


def _faults(extensions: list[ExtensionConfig]) -> Iterator[CheckMessage]:
    from confman.extensions import pages

    references = list(all_refs())
    for config in extensions:
        with naming(config):
            for reference in references:
                if reference.path.startswith(f"{config.name}."):
                    reference.load()
    for fault in pages.faults():
        yield Error(
            fault, hint="Nobody can open it until then (docs/integration/extending.md).", id="web.E001"
        )
