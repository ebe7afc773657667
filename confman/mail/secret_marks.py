"""Marks in a stored mail that replace what only its reader may have: personal links and codes.

`~personal-link-0~` replaces a link (confman.accounts.signed_links), `~secret-code~` a code, which is stored encrypted
until the mail is sent. The sent mail contains the originals; pages show words instead.
"""

import html
import json
import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from confman.accounts.cipher import seal, unseal
from confman.accounts.signed_links import open_links, without_tokens
from confman.web.errors import Refused

# Stored in place of secrets once their mail was sent or never will be.
GONE = "gone"
_PURPOSE = "confman secrets of mails"
_SECRET = re.compile(r"~secret-\w+~")
_LINK_ADDRESS = re.compile(r'https?://[^\s<>"]*~personal-link-\d+~[^\s<>"]*')
_LINK_ELEMENT = re.compile(r'<a href="[^"]*~personal-link-\d+~[^"]*">(.*?)</a>', re.DOTALL)


def secret_mark(name: str) -> str:
    """Return the mark that replaces the secret of this name."""
    return f"~secret-{name}~"


def seal_secrets(secrets: Mapping[str, str]) -> str:
    """Encrypt the secrets of a mail (mark -> text) for the database until it is sent; '' if there are none."""
    return seal(json.dumps(dict(secrets)), purpose=_PURPOSE) if secrets else ""


def open_secrets(sealed: str) -> dict[str, str]:
    """Return the decrypted secrets. Raises Refused if they were deleted, or the key that encrypted them is gone."""
    if not sealed:
        return {}
    if sealed == GONE:
        raise Refused(_("The code in this mail is no longer kept. Please ask for a new one."))
    text = unseal(sealed, purpose=_PURPOSE)
    if text is None:
        raise Refused(
            _("The code in this mail cannot be read: the server’s key has changed. Please ask for a new one.")
        )
    return json.loads(text)


def open_marks(text: str, links: Sequence[str], secrets: Mapping[str, str], *, as_html: bool = False) -> str:
    """Return the text with links and secrets filled in, as its reader gets it."""

    def put_in(match: re.Match[str]) -> str:
        secret = secrets.get(match[0], match[0])
        return html.escape(secret) if as_html else secret

    return open_links(_SECRET.sub(put_in, text), links)


def shown_text(text: str) -> str:
    """Return the text for pages, with neutral words in place of links and secrets."""
    return without_tokens(_SECRET.sub("…", _LINK_ADDRESS.sub(_words(), text)))


def shown_html(fragment: str) -> str:
    """Return the HTML for pages; a personal link is replaced by its words."""

    def name(match: re.Match[str]) -> str:
        return match[1] if _LINK_ADDRESS.search(match[1]) else f"{match[1]} {_words()}"

    return shown_text(_LINK_ELEMENT.sub(name, fragment))


def _words() -> str:
    return f"[{_('personal link')}]"
