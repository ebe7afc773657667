from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "confman.mail"
    label = "mail"
    verbose_name = _("mail")

    def ready(self) -> None:
        from confman.mail import rules  # noqa: F401
        from confman.mail.contributions import contribute

        contribute()
