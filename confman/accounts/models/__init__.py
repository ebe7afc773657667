from confman.accounts.models.session import Session
from confman.accounts.models.user import User

__all__ = ["Session", "User"]
