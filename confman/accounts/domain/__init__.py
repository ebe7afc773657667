from confman.accounts.domain.inviting import invite_user
from confman.accounts.domain.tries import TooManyTries, count_try, may_try

__all__ = ["TooManyTries", "count_try", "invite_user", "may_try"]
