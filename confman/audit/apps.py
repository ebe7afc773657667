from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from confman import registries


class AuditConfig(registries.ManifestConfig):
    name = "confman.audit"
    verbose_name = _("history")

    def ready(self) -> None:
        from confman.audit.guard import guard_history
        from confman.audit.sign_ins import listen

        super().ready()
        listen()
        post_migrate.connect(guard_history, sender=self)
