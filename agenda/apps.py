from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    name = "agenda"
    verbose_name = _("agenda")

    def ready(self) -> None:
        from agenda import rules  # noqa: F401
        from agenda.contributions import register

        for module in (
            "agenda.domain.conflicts.checks",
            "agenda.domain.undo_cues",
            "agenda.domain.undo_materials",
            "agenda.domain.undo_releases",
        ):
            import_module(module)
        register()
