from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from confman.registries import load_manifest


class MailConfig(AppConfig):
    name = "confman.mail"
    label = "mail"
    verbose_name = _("mail")

    def ready(self) -> None:
        load_manifest(self.name)
