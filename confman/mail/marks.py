"""Marks that stand in a kept mail for what only its reader may have: a personal link, a code.

A mail is kept with marks: `~personal-link-0~` for a link (confman.accounts.signed_links), `~secret-code~` for a code,
which lies sealed beside it until the mail has left. The mail that leaves has them; every page shows words instead.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from confman.accounts.cipher import seal, unseal
from confman.accounts.signed_links import open_links, without_tokens
from confman.web.errors import Refused

# The text kept in place of secrets, once their mail has left or never will.
GONE = "gone"
_PURPOSE = "confman secrets of mails"
_SECRET = re.compile(r"~secret-\w+~")
_LINK_ADDRESS = re.compile(r'https?://[^\s<>"]*~personal-link-\d+~[^\s<>"]*')
_LINK_ELEMENT = re.compile(r'<a href="[^"]*~personal-link-\d+~[^"]*">(.*?)</a>', re.DOTALL)


def secret_mark(name: str) -> str:
    """Return the mark that stands for the secret of that name."""
    return f"~secret-{name}~"


def seal_secrets(secrets: Mapping[str, str]) -> str:
    """Seal the secrets of a mail (mark -> text) for the database until it leaves; '' where there are none."""
    return seal(json.dumps(dict(secrets)), purpose=_PURPOSE) if secrets else ""


def open_secrets(sealed: str) -> dict[str, str]:
    """Return the secrets again. Raises Refused where they are no longer kept, or the key that sealed them is gone."""
    if not sealed:
        return {}
    if sealed == GONE:
        raise Refused(_("The code in this mail is no longer kept. Please ask for a new one."))
    text = unseal(sealed, purpose=_PURPOSE)
    if text is None:
        raise Refused(
            _("The code in this mail cannot be read: the server’s key has changed. Please ask for a new one.")
        )
    found: dict[str, str] = json.loads(text)
    return found


def open_marks(text: str, links: Sequence[str], secrets: Mapping[str, str], *, as_html: bool = False) -> str:
    """Return the text as its reader gets it."""

    def put_in(match: re.Match[str]) -> str:
        secret = secrets.get(match[0], match[0])
        return html.escape(secret) if as_html else secret

    return open_links(_SECRET.sub(put_in, text), links)


def shown_text(text: str) -> str:
    """Return the text for every page, with words for what only its reader has."""
    return without_tokens(_SECRET.sub("…", _LINK_ADDRESS.sub(_words(), text)))


def shown_html(fragment: str) -> str:
    """Return the HTML for every page: a personal link is its words."""

    def name(match: re.Match[str]) -> str:
        return match[1] if _LINK_ADDRESS.search(match[1]) else f"{match[1]} {_words()}"

    return shown_text(_LINK_ELEMENT.sub(name, fragment))


def _words() -> str:
    return f"[{_('personal link')}]"
