from django.utils.translation import gettext_lazy as _

from confman import registries


class AccountsConfig(registries.ManifestConfig):
    name = "confman.accounts"
    verbose_name = _("accounts")
