from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "confman.audit"
    label = "audit"
    verbose_name = _("history")

    def ready(self) -> None:
        from confman.audit.guard import ERASED, guard_history
        from confman.audit.labels import register_verbs
        from confman.audit.sign_ins import listen

        listen()
        post_migrate.connect(guard_history, sender=self)
        register_verbs({ERASED: _("Personal values erased from the history")})
