"""Codes sent by mail. A code belongs to the mailbox, not to the browser that asked for it.

While a mailbox has an unused code, further requests send no other mail: people type the code that has come. So a
stranger who keeps asking neither floods the mailbox nor locks its owner out. No code is stored: it is derived from the
secret key and the count of the mails, so each code differs. It is too long to be guessed.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from confman.accounts.domain.rate_limits import count_try, counted, keyed, reset_tries, within_rate_limit
from confman.accounts.limits import MINUTE

# Counted from the moment of the request, however long ago the mail came.
LASTS = 20 * MINUTE


@dataclass(frozen=True)
class MailedCode:
    """The code of a mailbox for one purpose; `ends`, when the next one may be mailed, identifies it.

    `asked` is when this browser asked for it. Times are in ISO 8601.
    """

    purpose: str
    mailbox: str
    ends: str
    asked: str = ""

    @property
    def _key(self) -> tuple[str, str, str]:
        """Return the key that the code is derived from; it does not depend on who asked for it."""
        return self.purpose, self.mailbox, self.ends

    def spelled(self, letters: str, length: int) -> str:
        """Return the code as the mail spells it."""
        number = int(keyed("spelled", *self._key), 16)
        return "".join(
            letters[number // len(letters) ** position % len(letters)] for position in range(length)
        )

    @property
    def is_good(self) -> bool:
        """Return whether the code has not expired; it may have been used."""
        requested_at = parse_datetime(self.asked)
        return requested_at is not None and timezone.now() < requested_at + LASTS

    def count_typed(self, address: str) -> None:
        """Count an attempt to type the code, right or wrong, from this network address. Raises TooManyTries."""
        count_try("code typed", code=keyed(*self._key), address=address)

    def use(self) -> bool:
        """Use the code up; return False if it was used before. The next request is mailed another."""
        if not within_rate_limit("code used", code=keyed(*self._key)):
            return False
        reset_tries("code by mail", mailbox=f"{self.purpose} {self.mailbox}")
        return True


def code_of_mailbox(purpose: str, email: str) -> tuple[MailedCode, bool]:
    """Return the code that this mailbox has now, and whether it is new and has to be mailed."""
    mailbox = email.strip().lower()
    who = {"mailbox": f"{purpose} {mailbox}"}
    is_new = within_rate_limit("code by mail", **who)
    count = counted("code by mail", **who)
    now = timezone.now()
    ends = count.ends_at if count else now
    return MailedCode(purpose, mailbox, ends.isoformat(), now.isoformat()), is_new
