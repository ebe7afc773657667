"""How often anything may be tried that can be guessed or flooded: the one table. docs/running.md prints it.

Behind one address there may be a hall of two thousand, so what is counted by address is generous; what is counted by
mailbox or account is strict. Nothing that a stranger does locks an account: a wrong password is counted for the account
and the address together, and a mailed code still opens it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)

# By what it is counted; several together are one ("account and address").
ADDRESS, MAILBOX, ACCOUNT, BROWSER, FORM, CODE = "address", "mailbox", "account", "browser", "form", "code"


@dataclass(frozen=True)
class Limit:
    """At most `amount` tries of `what` in `period`, counted for each `per`."""

    what: str
    per: tuple[str, ...]
    amount: int
    period: dt.timedelta


LIMITS = (
    # Signing in, and what one does to the own account. Of passwords and factors only wrong ones are counted.
    Limit("password", (ACCOUNT, ADDRESS), 5, 5 * MINUTE),
    Limit("password", (ADDRESS,), 100, 10 * MINUTE),
    Limit("second factor", (ACCOUNT, ADDRESS), 5, 5 * MINUTE),
    Limit("second factor", (ACCOUNT,), 50, HOUR),
    Limit("code of an app", (ACCOUNT, CODE), 1, MINUTE),
    Limit("passkey", (ADDRESS,), 1000, 10 * MINUTE),
    Limit("sign-up", (ADDRESS,), 100, HOUR),
    Limit("account", (ACCOUNT,), 30, 10 * MINUTE),
    Limit("new password", (ADDRESS,), 300, HOUR),
    # Codes and links by mail.
    Limit("code asked for", (ADDRESS,), 3000, HOUR),
    Limit("code typed", (CODE,), 5, 15 * MINUTE),
    Limit("code typed", (ADDRESS,), 3000, HOUR),
    Limit("link asked for", (ADDRESS,), 1000, HOUR),
    # Whatever a stranger does that sends a mail, over all kinds and conferences together.
    Limit("mail from strangers", (MAILBOX,), 3, HOUR),
    # Forms of the public site.
    Limit("form", (FORM,), 1, DAY),
    Limit("registration", (ADDRESS,), 2000, HOUR),
    Limit("confirmation", (ADDRESS,), 2000, HOUR),
    Limit("message", (ADDRESS,), 20, HOUR),
    Limit("message", (ACCOUNT,), 5, HOUR),
    Limit("vote", (BROWSER,), 1, DAY),
    Limit("vote", (ADDRESS,), 5000, HOUR),
    Limit("certificate", (ADDRESS,), 20, HOUR),
    # What the team sends out, and what devices say that nobody enrolled.
    Limit("invitation", (ACCOUNT,), 200, DAY),
    Limit("invitation to register", (ACCOUNT,), 3000, DAY),
    Limit("device", (ADDRESS,), 600, 10 * MINUTE),
)
