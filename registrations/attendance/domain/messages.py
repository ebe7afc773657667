"""The messages to people at the door: a sentence for each reason, and what to do."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.conferences.models import Conference
from registrations.attendance.models import Direction, ScanReason, ScanResult
from registrations.lifecycle.table import STATUSES

_WORDS = {
    ScanReason.CATEGORY: gettext_lazy("This is not for the category on the badge."),
    ScanReason.NOT_SIGNED_UP: gettext_lazy("Not on the list of those who signed up."),
    ScanReason.ONLINE: gettext_lazy("Registered to take part online."),
    ScanReason.NOT_IN: gettext_lazy("Goes out without having been recorded as coming in."),
    ScanReason.NOT_APPROVED: gettext_lazy("The registration is not approved."),
    ScanReason.REPLACED: gettext_lazy("Someone else comes instead."),
    ScanReason.CANCELLED: gettext_lazy("The registration was cancelled."),
    ScanReason.DECLINED: gettext_lazy("The registration was declined."),
    ScanReason.UNREADABLE: gettext_lazy(
        "The code does not read as a ticket. Scan again, or type the letters under the code."
    ),
    ScanReason.UNKNOWN: gettext_lazy("There is no participant with this code."),
    ScanReason.OTHER_CONFERENCE: gettext_lazy("This ticket is of another conference."),
    ScanReason.FUTURE: gettext_lazy(
        "The scan is from the future: the clock of the device is wrong. Set it, and scan again."
    ),
    ScanReason.BEFORE_ENROLMENT: gettext_lazy(
        "The scan is from before the device was enrolled: its clock is wrong. Set it, and scan again."
    ),
    ScanReason.NOT_TRUSTED: gettext_lazy("This device may not find people by name."),
}
# Reasons for which a door also says what to do.
_TO_THE_DESK = (*(facts.refusal for facts in STATUSES.values() if facts.refusal), ScanReason.UNKNOWN)


def hour(moment: dt.datetime, conference: Conference) -> str:
    """Return 10:05, in the conference's zone."""
    return f"{conference.local(moment):%H:%M}"


def reason_words(reason: str, **facts: str) -> str:
    """Return what a door says of a reason: why, and what to do. `facts` as of why_words."""
    why = why_words(reason, **facts)
    return f"{why} {_('Send the person to the help desk.')}" if reason in _TO_THE_DESK else why


def why_words(reason: str, *, since: str = "", direction: str = Direction.IN) -> str:
    """Return the sentence for a reason; `since` is when the badge was replaced or someone came before."""
    if reason == ScanReason.BEFORE:
        if direction == Direction.OUT:
            return _("Is out already.")
        return (
            _("Was recorded before, at %(hour)s.") % {"hour": since} if since else _("Was recorded before.")
        )
    if reason == ScanReason.OLD_BADGE:
        return (
            _("This badge was replaced at %(hour)s. The new one is valid.") % {"hour": since}
            if since
            else _("This badge was replaced. The new one is valid.")
        )
    return str(_WORDS.get(ScanReason(reason), ""))


def result_words(result: str, reason: str, **facts: str) -> str:
    """Return the whole answer in words: why not, or that it is recorded."""
    if reason:
        return reason_words(reason, **facts)
    if result == ScanResult.ADMITTED:
        return _("Goes out.") if facts.get("direction") == Direction.OUT else _("Recorded.")
    return ""


def clock_words(seconds: float) -> str:
    """Return that the device's clock is wrong, and by how much; times are corrected by it."""
    minutes = max(1, round(abs(seconds) / 60))
    ahead = ngettext(
        "The clock of this device is %(minutes)d minute ahead.",
        "The clock of this device is %(minutes)d minutes ahead.",
        minutes,
    )
    behind = ngettext(
        "The clock of this device is %(minutes)d minute behind.",
        "The clock of this device is %(minutes)d minutes behind.",
        minutes,
    )
    message = (ahead if seconds > 0 else behind) % {"minutes": minutes}
    return f"{message} {_('Times are corrected by it. Please set the clock.')}"


def alarm_words(inside: int, capacity: int | None) -> str:
    """Return that it is full; "" while there is room."""
    if capacity is None or inside < capacity:
        return ""
    return _("Full: %(inside)d are inside, there is room for %(capacity)d.") % {
        "inside": inside,
        "capacity": capacity,
    }
