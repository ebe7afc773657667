"""The one table of how often anything that can be guessed or flooded may be tried. docs/operation/running.md prints it.

Behind one address there may be a hall of two thousand, so limits by address are generous; limits by mailbox or account
are strict. Nothing that a stranger does locks an owner out. Wrong passwords close an account to passwords, but not for
a browser that has signed in before, nor to passkeys and mailed codes; the code mailed to a flooded mailbox stays good,
the person who asked for it; and a mail too many waits for its turn.
"""

import datetime as dt
from dataclasses import dataclass

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)

# The key by which attempts are counted; several together are one ("account and address").
ADDRESS, MAILBOX, ACCOUNT, BROWSER, FORM, CODE = "address", "mailbox", "account", "browser", "form", "code"
DELEGATION, TOKEN = "delegation", "token"


@dataclass(frozen=True)
class Limit:
    """A limit: at most `amount` attempts at `what` in `period`, counted for each `per`.

    An attempt that may wait takes a turn in one of the next `periods`, this one included.
    """

    what: str
    per: tuple[str, ...]
    amount: int
    period: dt.timedelta
    periods: int = 1


# A site with networks of 64 bits (IPv6) has up to 65,536 of them: together they have this many times the limit of one.
NETWORKS_OF_A_SITE = 4

# For mails that strangers cause, a mailbox counts as one whatever tags its address has. Not so for codes: one requested
# with a tag must not stand in the way of the owner's own.
ONE_MAILBOX = frozenset({"mail from strangers", "link by mail", "mail to a participant"})

LIMITS = (
    # Signing in, and changes to one's own account. Of passwords and factors only wrong ones are counted.
    Limit("password", (ACCOUNT, ADDRESS), 5, 5 * MINUTE),
    Limit("password", (ACCOUNT,), 50, HOUR),
    Limit("password", (ADDRESS,), 1000, 10 * MINUTE),
    # For a browser that has signed in to the account before; strangers' attempts do not touch it.
    Limit("password", (BROWSER,), 5, 5 * MINUTE),
    Limit("failure in the history", (ACCOUNT,), 100_000, DAY),
    Limit("second factor", (ACCOUNT, ADDRESS), 5, 5 * MINUTE),
    Limit("second factor", (ACCOUNT,), 50, HOUR),
    Limit("code of an app", (ACCOUNT, CODE), 1, MINUTE),
    Limit("passkey", (ADDRESS,), 1000, 10 * MINUTE),
    Limit("sign-up", (ADDRESS,), 100, HOUR),
    Limit("account", (ACCOUNT,), 30, 10 * MINUTE),
    Limit("new password", (ADDRESS,), 300, HOUR),
    # Codes and links that anyone may request, strangers too. While a mailbox has a code, no other is mailed.
    Limit("code asked for", (ADDRESS,), 3000, HOUR),
    Limit("code by mail", (MAILBOX,), 1, 20 * MINUTE),
    Limit("code typed", (CODE,), 1000, 40 * MINUTE),
    Limit("code typed", (ADDRESS,), 3000, HOUR),
    Limit("code used", (CODE,), 1, HOUR),
    Limit("link asked for", (ADDRESS,), 1000, HOUR),
    Limit("link by mail", (MAILBOX,), 3, HOUR),
    # Mails that a stranger causes in another's name, of all kinds and conferences; one too many waits for its turn.
    Limit("mail from strangers", (MAILBOX,), 3, HOUR, periods=12),
    # People whom a focal point adds and removes again; here, too, a mail too many waits for its turn.
    Limit("nomination", (DELEGATION,), 40, HOUR, periods=24),
    # Links that someone sends by hand, repeated or new.
    Limit("link sent", (MAILBOX,), 30, HOUR),
    Limit("link sent", (ACCOUNT,), 3000, DAY),
    # Forms of the public site.
    Limit("form", (FORM,), 1, DAY),
    Limit("registration", (ADDRESS,), 2000, HOUR),
    # Files of a form that is shown again because of an error; beyond that they have to be chosen again.
    Limit("file kept", (ADDRESS,), 200, HOUR),
    Limit("confirmation", (ADDRESS,), 2000, HOUR),
    Limit("message", (ADDRESS,), 20, HOUR),
    Limit("message", (ACCOUNT,), 5, HOUR),
    # Mails of participants to each other: what one writes, and what one mailbox gets.
    Limit("mail to a participant", (ACCOUNT,), 10, DAY),
    Limit("mail to a participant", (MAILBOX,), 20, DAY),
    # To stop news and start it again. Mail programs do it for their readers from a few addresses.
    Limit("news", (ADDRESS,), 3000, HOUR),
    Limit("news", (MAILBOX,), 20, DAY),
    Limit("vote", (BROWSER,), 1, DAY),
    Limit("vote", (ADDRESS,), 5000, HOUR),
    Limit("certificate", (ADDRESS,), 20, HOUR),
    Limit("sealed file", (ADDRESS,), 60, HOUR),
    # Invitations that the team sends, and requests of devices that nobody enrolled.
    Limit("invitation", (ACCOUNT,), 200, DAY),
    Limit("invitation", (MAILBOX,), 10, HOUR),
    Limit("invitation to register", (ACCOUNT,), 3000, DAY),
    Limit("invitation to register", (MAILBOX,), 100, HOUR),
    Limit("device", (ADDRESS,), 600, 10 * MINUTE),
    # The API: programs with a token, and what is no token of ours.
    Limit("request with a token", (TOKEN,), 600, MINUTE),
    Limit("unknown token", (ADDRESS,), 300, 10 * MINUTE),
)
