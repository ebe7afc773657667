from django.utils.translation import gettext_lazy as _

from confman import registries


class AccountsConfig(registries.ManifestConfig):
    name = "confman.accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed
        from allauth.mfa.signals import authenticator_added

        from confman.accounts.adapter import let_first_hold_conferences, note_factor_used
        from confman.accounts.allauth_codes import use_codes_of_mailboxes
        from confman.accounts.allauth_limits import use_our_limits

        super().ready()
        use_our_limits()
        use_codes_of_mailboxes()

        # A user who has just set up a factor has shown it, and need not show it again at once.
        authenticator_added.connect(note_factor_used, dispatch_uid="accounts.factor_used")
        email_confirmed.connect(let_first_hold_conferences, dispatch_uid="accounts.first")
