"""Reasons for which a document bears no seal."""

from django.utils.translation import gettext as _


class SealFault(Exception):
    """The key cannot be used; the message says why, in the reader's language."""


class DeviceFault(SealFault):
    """The device does not sign; the message quotes its driver."""

    def __init__(self, why: str) -> None:
        why = why.rstrip(".")
        super().__init__(_("The key of the seal cannot be used on its device: %(why)s.") % {"why": why})
