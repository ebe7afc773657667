"""The decisions of a day on the members of a delegation, in one mail to its focal points."""

import datetime as dt
import logging
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agenda.core.domain.groups import grouped
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from confman.mail.domain.dispatch import plain_name, send_to_person
from confman.translation.languages import reading_in
from registrations.core.domain.personal_links import focal_point_link
from registrations.core.models.delegation import FocalPoint
from registrations.core.models.registration import Registration, RegistrationQuerySet, RegistrationStatus

logger = logging.getLogger(__name__)
# Nobody is woken: the mail leaves from this hour on, in the time zone of the conference.
FROM_HOUR = 8
TOLD = (RegistrationStatus.APPROVED, RegistrationStatus.WAITING, RegistrationStatus.DECLINED)


def _decided_since(since: dt.datetime) -> RegistrationQuerySet:
    decided = Q(decided_at__gte=since) | Q(status=RegistrationStatus.WAITING, waiting_since__gte=since)
    return Registration.objects.filter(
        decided, status__in=TOLD, delegation__in=FocalPoint.objects.values("delegation")
    )


def tell_focal_points() -> int:
    """Tell focal points of the decisions of the day before; return how many. Safe to repeat.

    Of members whose mail goes to them they were told at once.
    """
    told = 0
    two_days_ago = timezone.now() - dt.timedelta(days=2)
    recently = _decided_since(two_days_ago).order_by().values("conference")
    for conference in Conference.objects.filter(pk__in=recently):
        if conference.local(timezone.now()).hour < FROM_HOUR:
            continue
        try:
            told += _tell_all(conference)
        except Exception:
            # A faulty template of one conference does not silence the others.
            logger.exception("The focal points of %s could not be told.", conference.slug)
    return told


def _tell_all(conference: Conference) -> int:
    midnight = dt.datetime.combine(conference.today(), dt.time(), tzinfo=conference.zone)
    day_before = _decided_since(midnight - dt.timedelta(days=1)).filter(conference=conference)
    rows = day_before.exclude(decided_at__gte=midnight).exclude(waiting_since__gte=midnight).with_names()
    members = grouped((row.delegation_id, row) for row in rows.order_by("person__sort_key", "id"))
    focal_points = FocalPoint.objects.filter(delegation__in=members)
    told = [
        _tell(focal_point, conference, members[focal_point.delegation_id])
        for focal_point in focal_points.select_related("delegation", "person__contact")
    ]
    return sum(told)


def _tell(focal_point: FocalPoint, conference: Conference, members: Iterable[Registration]) -> bool:
    person = focal_point.person
    person.conference = conference
    with reading_in(person.preferred_language(), *conference.languages):
        lines = [
            f"- {plain_name(str(row.person.name))}: {row.get_status_display()}"
            for row in members
            if row.person.mailbox != person.mailbox
        ]
    if not lines:
        return False
    with transaction.atomic():
        message = send_to_person(
            "registrations.delegation_news", person=person, conference=conference, by=system_user("job"),
            context={
                "delegation": focal_point.delegation.name, "members": "\n".join(lines),
                "link": focal_point_link(focal_point, conference),
            },
            idempotency_key=f"delegation-news:{focal_point.pk}:{conference.today()}",
        )  # fmt: skip
    return message is not None
