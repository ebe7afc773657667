from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    name = "agenda"
    verbose_name = _("agenda")

    def ready(self) -> None:
        from agenda import rules  # noqa: F401
        from agenda.contributions import register
        from agenda.domain import undo_cues, undo_materials, undo_releases  # noqa: F401
        from agenda.domain.conflicts import checks  # noqa: F401

        register()
