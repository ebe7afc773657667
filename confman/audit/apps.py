from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "confman.audit"
    label = "audit"
    verbose_name = _("history")

    def ready(self) -> None:
        from confman.audit.sign_ins import listen

        listen()
