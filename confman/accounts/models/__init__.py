from confman.accounts.models.session import Session
from confman.accounts.models.tries import Tries
from confman.accounts.models.user import User

__all__ = ["Session", "Tries", "User"]
