"""Kinds of mail that the review list once sent: the outbox still holds such mails."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from confman.conferences.models import Conference

WRITTEN = "registrations.written"


def names_of_former_mails(conference: Conference, keys: Collection[str]) -> dict[str, str]:
    """Return the names of those among these kinds of mail, by the kind."""
    return {WRITTEN: _("A mail in the secretariat's own words")} if WRITTEN in keys else {}
