from confman.accounts.models.user import User

__all__ = ["User"]
