"""No-shows: approved, and never seen. Set once the conference is over; a late record reverses it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.web.errors import Refused
from registrations.core.models.registration import Mode, Registration
from registrations.lifecycle.domain.transitions import move, transition


@transition("no-show")
def mark_no_show(current: Registration, *, by: User, reason: str = "") -> Registration:
    """Mark an approved registration as no-show, after the last day. The place stays taken, and the ticket valid.

    Nobody is told. Safe to repeat. Raises Refused before the end, for people who were scanned or have signed
    a sheet, and for those taking part online.
    """
    _check_absence(current)
    move(current, "no-show", by=by, reason=reason)
    return current


def _check_absence(current: Registration) -> None:
    conference, name = current.conference, current.person.name
    if conference.phase() != "after":
        raise Refused(
            _("The conference lasts until %(day)s; who did not come is known after it.")
            % {"day": date_format(conference.ends_on, "DATE_FORMAT")}
        )
    if Registration.objects.attended().filter(pk=current.pk).exists():
        raise Refused(_("%(name)s was there: a scan or a signed sheet says so.") % {"name": name})
    if current.mode == Mode.ONLINE:
        raise Refused(_("%(name)s takes part online, where nobody is recorded.") % {"name": name})


@transition("restore")
def restore_no_show(current: Registration, *, by: User, reason: str = "") -> Registration:
    """Approve a no-show again: it was a mistake, or someone was there. Safe to repeat."""
    move(current, "restore", by=by, reason=reason)
    return current
