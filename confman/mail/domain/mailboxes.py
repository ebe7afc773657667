"""A name and an address, as a header of a mail has them."""

from email.header import Header, decode_header, make_header
from email.utils import formataddr, parseaddr, quote

from django.utils.encoding import punycode

# The most that an encoded word may have (RFC 2047): strict programs show a longer one as it is.
_LONGEST_WORD = 75


def mailbox(name: str, address: str) -> str:
    """Return an address with a name; what is in another script is encoded, the domain as well."""
    local, at, domain = address.rpartition("@")
    address = f"{local}{at}{punycode(domain)}"
    if name.isascii():
        return formataddr((name, address))
    # One line: the header is folded when it is written.
    return f"{Header(name, 'utf-8', maxlinelen=_LONGEST_WORD).encode(linesep='')} <{address}>"


def unencoded(mailbox: str) -> str:
    """Return a mailbox with its name as it is read: providers encode names themselves."""
    name, address = parseaddr(mailbox)
    return f'"{quote(str(make_header(decode_header(name))))}" <{address}>' if name else mailbox
