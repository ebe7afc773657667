"""Waiting decisions of the registration desk, and facts for the checklist."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Exists
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.addresses import list_url
from confman.conferences.domain.checklist import ConferenceFact, RowCount, facts_of
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem, Figure
from confman.people.models import Person
from registrations.core.domain.settings import ANSWER_WITHIN
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration, RegistrationQuerySet
from registrations.lifecycle.table import REGISTERED

# A confirmation mail without an answer for this long has probably gone astray.
CONFIRM_WITHIN = dt.timedelta(days=3)


def _rows(conference: Any) -> RegistrationQuerySet:
    return Registration.objects.of(conference)


has_registrations = ConferenceFact(lambda conference: Exists(_rows(conference)))
everyone_is_decided = ConferenceFact(
    lambda conference: Exists(_rows(conference)) & ~Exists(_rows(conference).to_review())
)
_registered = ConferenceFact(lambda conference: RowCount(_rows(conference).filter(status__in=REGISTERED)))
_to_review = ConferenceFact(lambda conference: RowCount(_rows(conference).to_review()))
_in_line = ConferenceFact(lambda conference: RowCount(_rows(conference).in_line()))


def _list(conference: Conference, query: str) -> str:
    return list_url(conference, "registrations_secretariat:registration-list", query)


def desk_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield registrations to decide, unconfirmed mails, waiting people while there are places, full categories."""
    now = timezone.now()
    rows = Registration.objects.of(conference)
    number, in_line = facts_of(conference, _to_review, _in_line)
    waiting = rows.to_review().order_by("confirmed_at").values_list("confirmed_at", flat=True)
    if number and (oldest := waiting.first()):
        due = oldest + ANSWER_WITHIN
        yield DashboardItem(
            title=ngettext(
                "%(number)d registration is to be decided",
                "%(number)d registrations are to be decided",
                number,
            )
            % {"number": number},
            count=number,
            url=_list(conference, "status=to-review&sort=submitted"),
            due=due,
            urgent=due < now,
        )
    unconfirmed = rows.unconfirmed().filter(submitted_at__lt=now - CONFIRM_WITHIN).count()
    if unconfirmed:
        yield DashboardItem(
            title=ngettext(
                "%(number)d person has not confirmed the e-mail for three days",
                "%(number)d people have not confirmed the e-mail for three days",
                unconfirmed,
            )
            % {"number": unconfirmed},
            count=0,
            url=_list(conference, "status=unconfirmed&sort=submitted"),
            action=_("Look"),
        )
    full = list(Category.objects.of(conference).full())
    if in_line:
        yield DashboardItem(
            title=ngettext(
                "%(number)d person is on the waiting list",
                "%(number)d people are on the waiting list",
                in_line,
            )
            % {"number": in_line},
            count=0,
            detail=_("Full: %(names)s") % {"names": ", ".join(str(row.name) for row in full)} if full else "",
            url=_list(conference, "status=waiting"),
            action=_("Look"),
        )
    elif full:
        yield DashboardItem(
            title=_("Full: %(names)s") % {"names": ", ".join(str(row.name) for row in full)},
            url=list_url(conference, "registrations_secretariat:category-list"),
            action=_("Look"),
        )


def desk_figures(conference: Conference, may: Callable[[str], bool]) -> list[Figure]:
    """Return how many are registered and how many of them are to be decided, until the conference opens."""
    if conference.phase() not in ("before", "near") or not may("registrations.view_registrations"):
        return []
    registered, to_review = facts_of(conference, _registered, _to_review)
    return [
        Figure(_("Registered"), registered, _list(conference, "status=registered")),
        Figure(_("To decide"), to_review, _list(conference, "status=to-review&sort=submitted")),
    ]


def person_registrations(person: Person, user: Visitor) -> dict[str, Any] | None:
    """Return a person's registrations for their page, the open one first."""
    rows = list(Registration.objects.filter(person=person).select_related("category", "delegation"))
    return {"rows": sorted(rows, key=lambda row: row.is_over), "person": person}
