from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutcomesConfig(AppConfig):
    name = "outcomes"
    verbose_name = _("outcomes")

    def ready(self) -> None:
        from outcomes import contributions, rules  # noqa: F401

        contributions.register()
