from confman.accounts.domain.inviting import invite_user
from confman.accounts.domain.rate_limits import TooManyTries, count_try, within_rate_limit

__all__ = ["TooManyTries", "count_try", "invite_user", "within_rate_limit"]
