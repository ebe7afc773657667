from django.utils.translation import gettext_lazy as _

from confman import registries


class ConferencesConfig(registries.ManifestConfig):
    name = "confman.conferences"
    label = "conferences"
    verbose_name = _("conferences")

    def ready(self) -> None:
        from confman.accounts.given_names import give_name
        from confman.conferences.demo_accounts import ACCOUNTS

        super().ready()
        for account in ACCOUNTS:
            give_name(account.email, account.name)
