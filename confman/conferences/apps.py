from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from confman import registries


class ConferencesConfig(registries.ManifestConfig):
    name = "confman.conferences"
    verbose_name = _("conferences")

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in

        from confman.accounts.system_names import give_name
        from confman.conferences.demo_accounts import ACCOUNTS

        super().ready()
        for account in ACCOUNTS:
            give_name(account.email, account.name)
        user_logged_in.connect(_sync_group_roles, dispatch_uid="conferences.group_roles")


def _sync_group_roles(request: HttpRequest, user: Any, **_more: Any) -> None:
    """Give the person who signs in by the provider the roles of their groups there."""
    from confman.accounts.sign_on_claims import groups_of
    from confman.conferences.domain.team import sync_group_roles

    groups = groups_of(request, user)
    if groups is not None:
        sync_group_roles(user, groups)
