from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from confman.registries import load_manifest


class ConferencesConfig(AppConfig):
    name = "confman.conferences"
    label = "conferences"
    verbose_name = _("conferences")

    def ready(self) -> None:
        from confman.accounts.given_names import give_name
        from confman.conferences.demo_accounts import ACCOUNTS

        load_manifest(self.name)
        for account in ACCOUNTS:
            give_name(account.email, account.name)
