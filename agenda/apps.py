from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    name = "agenda"
    verbose_name = _("agenda")

    def ready(self) -> None:
        from agenda.contributions import register
        from confman.registries import load_manifests

        load_manifests("agenda")

        for module in (
            "agenda.conflicts.domain.checks",
            "agenda.run_of_show.undo",
            "agenda.materials.undo",
            "agenda.releases.undo",
        ):
            import_module(module)
        register()
