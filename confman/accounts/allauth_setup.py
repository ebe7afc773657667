"""Adapts allauth to confman.

It is set up with the pages (confman/urls.py): a process without them signs nobody in.
"""

from allauth.account.signals import email_confirmed
from allauth.mfa.signals import authenticator_added

from confman.accounts.adapter import grant_first_user_conferences, note_factor_used
from confman.accounts.allauth_codes import use_codes_of_mailboxes
from confman.accounts.allauth_limits import use_our_limits


def set_up_allauth() -> None:
    """Replace its limits and codes, and connect what follows its signals. Safe to repeat."""
    use_our_limits()
    use_codes_of_mailboxes()
    # A user who has just set up a factor has shown it, and need not show it again at once.
    authenticator_added.connect(note_factor_used, dispatch_uid="accounts.factor_used")
    email_confirmed.connect(grant_first_user_conferences, dispatch_uid="accounts.first")
