"""Warn the owners of the next daily erasure while they can still do something about it."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import ngettext

from confman.accounts.models import User
from confman.conferences.domain.changes import ERASURE_NOTICE
from confman.conferences.domain.mail import send_mail
from confman.conferences.models import Conference, Role
from confman.people.domain.privacy import people_to_expire

# The time before the erasure at which it appears among the owners' decisions.
SHOWN = dt.timedelta(days=30)


@dataclass(frozen=True)
class UpcomingErasure:
    """The day of the erasure, and how many people it erases."""

    day: dt.date
    people: int


def upcoming_erasure(conference: Conference, within: dt.timedelta = SHOWN) -> UpcomingErasure | None:
    """Return the erasure that is due within this many days; None if there is none, or nobody to erase.

    A sample is never erased, nor what a legal hold is on.
    """
    day = conference.retained_until + dt.timedelta(days=1)
    if conference.is_sample or conference.legal_hold or conference.today() < day - within:
        return None
    people = people_to_expire(conference).count()
    return UpcomingErasure(day, people) if people else None


def warn_of_erasure(conference: Conference, *, by: User) -> None:
    """Write to the owners two weeks before; once for each date that was set, however often it is called."""
    coming = upcoming_erasure(conference, ERASURE_NOTICE)
    if coming is None or coming.day <= conference.today():
        return
    owners = conference.memberships.filter(role=Role.OWNER, user__is_active=True).select_related("user")
    with transaction.atomic():
        for owner in owners.order_by("pk"):
            send_mail(
                "people.coming_erasure",
                conference=conference,
                address=owner.user.email,
                # The team may read the account's name once the owner has accepted.
                name=owner.user.name if owner.accepted_at else "",
                language=owner.user.language,
                by=by,
                context={
                    "day": _in_words(coming.day, "DATE_FORMAT"),
                    "data": lazy(_personal_data_of, str)(coming.people),
                    "link": f"{settings.BASE_URL}/{conference.slug}/secretariat/",
                    "settings_link": f"{settings.BASE_URL}/{conference.slug}/secretariat/settings/",
                },
                idempotency_key=f"coming-erasure-{coming.day}-{owner.user_id}",
                to_team=True,
            )


_in_words = lazy(date_format, str)


def _personal_data_of(count: int) -> str:
    return ngettext(
        "the personal data of %(count)d person", "the personal data of %(count)d people", count
    ) % {"count": count}
