"""What the page says of the seal of a file that somebody brought."""

from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confman.documents.seals.reader import FoundSeal, SealState


class SealWords(NamedTuple):
    """A sentence, and how it is meant: a level of the component message.html."""

    level: str
    text: str


def words_of(found: FoundSeal) -> SealWords:
    """Return what was found, what it means, and what to do."""
    at = date_format(timezone.localtime(found.sealed_at), "DATETIME_FORMAT") if found.sealed_at else ""
    facts = {"holder": found.holder, "at": at, "title": found.title}
    match found.state:
        case SealState.GENUINE:
            said = (
                _("Yes. “%(title)s” was sealed by %(holder)s on %(at)s, and has not been changed since.")
                % facts
            )
            return SealWords("success", said)
        case SealState.CHANGED:
            said = _(
                "No. This file bears a seal, but it has been changed since it was sealed. Ask for it again."
            )
        case SealState.EXPIRED:
            said = (
                _(
                    "No. This file was sealed by %(holder)s on %(at)s, when the certificate of the seal was not valid. "
                    "Ask the secretariat."
                )
                % facts
            )
        case SealState.FOREIGN:
            said = (
                _(
                    "No. This file is signed by “%(holder)s”, whose certificate is none of this secretariat. Ask the "
                    "secretariat."
                )
                % facts
            )
        case SealState.UNSEALED:
            said = _(
                "This PDF bears no seal. It may be genuine and made without one, or a printout that was scanned: ask "
                "the secretariat."
            )
        case SealState.ENCRYPTED:
            said = _(
                "This PDF is locked with a password, and cannot be read. Bring the file as you received it."
            )
        case _:
            said = _("This is no PDF, or it is damaged. Bring the file as you received it.")
    return SealWords("warning", said)
