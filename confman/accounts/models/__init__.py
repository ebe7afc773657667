from confman.accounts.models.rate_limit import RateLimitCount
from confman.accounts.models.session import Session
from confman.accounts.models.user import User, Visitor

__all__ = ["RateLimitCount", "Session", "User", "Visitor"]
