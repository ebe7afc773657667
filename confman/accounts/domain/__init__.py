from confman.accounts.domain.inviting import invite_user

__all__ = ["invite_user"]
