"""Words that a password may not consist of: those that an attacker of this very installation knows."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.models import Conference

WORD = re.compile(r"[^\W\d_]{3,}|\d{4,}")
REPEATED = re.compile(r"(.)\1+", re.DOTALL)


class KnownWordsValidator:
    """Refuses a password made up mostly of words that are known of its user and this site."""

    # The number of unknown characters that take long to guess at our rate limits.
    least = 8

    def validate(self, password: str, user: Visitor | None = None) -> None:
        """Check the password. Raises ValidationError."""
        vocabulary = {word.casefold() for text in known_texts(user) for word in WORD.findall(text)}
        # The longest first, so that "tashkent" is not matched as "tash".
        pattern = "|".join(re.escape(word) for word in sorted(vocabulary, key=len, reverse=True))
        remainder = re.sub(pattern, "", password.casefold()) if pattern else password
        if len(REPEATED.sub(r"\1", remainder)) < self.least:
            raise ValidationError(self.get_help_text(), code="password_of_known_words")

    def get_help_text(self) -> str:
        """Return the sentence for the form."""
        return ngettext(
            "Apart from your own name and address and the names of this site and its conferences, a password "
            "needs at least %(count)d character. The same one several times in a row counts once.",
            "Apart from your own name and address and the names of this site and its conferences, a password "
            "needs at least %(count)d characters. The same one several times in a row counts once.",
            self.least,
        ) % {"count": self.least}


def known_texts(user: Visitor | None) -> Iterator[str]:
    """Yield known texts: of the software, the site, the user, and of each conference that the user may know of."""
    yield from (settings.MFA_TOTP_ISSUER, urlsplit(settings.BASE_URL).hostname or "")
    yield from (str(getattr(user, name, None) or "") for name in ("email", "name"))
    conferences = Conference.objects.seen_by(user or AnonymousUser())
    for row in conferences.only("slug", "title", "city", "symbol_prefix"):
        yield from (row.slug, row.symbol_prefix, *row.title.values(), *row.city.values())
