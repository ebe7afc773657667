"""Classify failed attempts to send a mail by the answer of the mail server or the provider."""

import enum
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from confman.web.errors import Refused

# The server refuses us, not the mail: sign-in required, too weak, wrong (RFC 4954 §6).
NOT_SIGNED_IN = frozenset({530, 534, 535, 538})
# The server closes the connection: too much mail at once, or it is going down (RFC 5321 §3.8). A mail of which alone it
# says so must not stop the others for ever: its attempt is counted.
_CLOSING = 421
# Likewise a provider: key unknown, account unpaid, too much at once, out of service.
_PROVIDER_REFUSES = frozenset({401, 402, 429, 502, 503, 504})
# It may take the mail later: a sender not confirmed yet, a domain not set up yet, its own fault.
_MAYBE_LATER = frozenset({403, 404, 408, 409, 425})
_NOT_TAKEN = frozenset({"rejected", "invalid", "failed"})


class MailFault(enum.Enum):
    """The consequence of a failed attempt for the next one."""

    MAIL = "this mail can never be sent"
    PASSING = "this mail may be sent later"
    PAUSE = "this mail may be sent later, and no other now"
    SERVER = "no mail can be sent now"


def require_taken(email: object, address: str) -> None:
    """Raise Refused if a provider has taken the mail for others alone, in copy, and not for its recipient."""
    status = getattr(email, "anymail_status", None)
    answer = status.recipients.get(address) if status is not None else None
    # Without a number of its own the provider has said no in words that anymail does not know.
    is_unheard = answer is not None and answer.status == "unknown" and not answer.message_id
    if answer is not None and (is_unheard or answer.status in _NOT_TAKEN):
        raise Refused(
            _("The provider does not take mail to this address (%(word)s).") % {"word": answer.status}
        )


def classify_fault(error: Exception) -> MailFault:
    """Decide whether to give the mail up, to retry it, or to leave the server alone for a while."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        if NOT_SIGNED_IN & set(codes):
            return MailFault.SERVER
        if _CLOSING in codes:
            return MailFault.PAUSE
        return MailFault.MAIL if all(500 <= code < 600 for code in codes) else MailFault.PASSING
    if isinstance(error, SMTPResponseException):
        if error.smtp_code in NOT_SIGNED_IN:
            return MailFault.SERVER
        if error.smtp_code == _CLOSING:
            return MailFault.PAUSE
        return MailFault.MAIL if 500 <= error.smtp_code < 600 else MailFault.PASSING
    if settings.CONFMAN_EMAIL_PROVIDER and (fault := _classify_provider_fault(error)):
        return fault
    # No mail can be made of it: a header with a line break, a missing file, a refused attachment.
    if isinstance(error, Refused | ValueError | FileNotFoundError):
        return MailFault.MAIL
    return MailFault.PASSING


def _classify_provider_fault(error: Exception) -> MailFault | None:
    """Return what a fault of a provider means; None for one that is not the provider's."""
    from anymail.exceptions import AnymailAPIError, AnymailError

    if isinstance(error, ImproperlyConfigured):
        return MailFault.SERVER
    if not isinstance(error, AnymailError):
        return None
    if not isinstance(error, AnymailAPIError):
        return MailFault.MAIL  # All recipients refused, or something that this provider cannot send.
    status = error.status_code
    if status is None:
        return MailFault.SERVER if _never_connected(error) else MailFault.PASSING
    if status in _PROVIDER_REFUSES:
        return MailFault.SERVER
    return MailFault.MAIL if 400 <= status < 500 and status not in _MAYBE_LATER else MailFault.PASSING


def _never_connected(error: Exception) -> bool:
    """Tell whether the provider has not even heard of the mail."""
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    cause = error.__cause__
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return isinstance(reason, ConnectTimeoutError | NewConnectionError)


def explain(error: Exception) -> str:
    """Return the reason in the mail server's words, if it gave one."""
    if isinstance(error, SMTPRecipientsRefused):
        answers = {address: _answer(*answer) for address, answer in error.recipients.items()}
        # The only address is that of the mail; the reason is what a narrow column has room for.
        said = answers.values() if len(answers) == 1 else (": ".join(pair) for pair in answers.items())
        return "; ".join(said)
    if isinstance(error, SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    if isinstance(error, Refused):
        return error.message
    # Providers answer in several lines of JSON.
    return " ".join(str(error).split())[:1000] or type(error).__name__


def _answer(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
