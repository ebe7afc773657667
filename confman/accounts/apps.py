from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "confman.accounts"
    label = "accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        from confman.accounts import rules  # noqa: F401
