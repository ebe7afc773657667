"""Change a conference: its facts, status, registration mode."""

import datetime as dt
import itertools
from copy import copy
from typing import Any

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.hook_registries import Event, run_hooks
from confman.conferences.models import Conference, RegistrationMode, Series, Status
from confman.web.database.changes import apply_changes
from confman.web.errors import Refused

# Owners are told this long before personal data are erased; the period cannot be shorter.
ERASURE_NOTICE = dt.timedelta(days=14)

# From a status to those that may follow it.
NEXT_STATUSES: dict[str, tuple[str, ...]] = {
    Status.DRAFT: (Status.ANNOUNCED,),
    Status.ANNOUNCED: (Status.DRAFT, Status.RUNNING, Status.CLOSED),
    Status.RUNNING: (Status.ANNOUNCED, Status.CLOSED),
    Status.CLOSED: (Status.RUNNING, Status.ARCHIVED),
    Status.ARCHIVED: (Status.CLOSED,),
}


# By the phase of the days: from statuses that contradict it to the one that fits.
_FITTING: dict[str, dict[str, str]] = {
    "before": {Status.RUNNING: Status.ANNOUNCED},
    "near": {Status.RUNNING: Status.ANNOUNCED},
    "during": {Status.ANNOUNCED: Status.RUNNING},
    "after": {Status.ANNOUNCED: Status.CLOSED, Status.RUNNING: Status.CLOSED},
}


def fitting_status(conference: Conference) -> str:
    """Return the status that the conference should have by its days; "" if they do not contradict its status."""
    return _FITTING[conference.phase()].get(conference.status, "")


@transaction.atomic
def change_conference(conference: Conference, *, by: User, new_series: str = "", **changes: Any) -> list[str]:
    """Change the conference's facts and return the names of the changed fields.

    With `new_series`, a name, the conference is the first of a new series. Status and registration mode have verbs of
    their own. Raises ValidationError, also if personal data would be erased before the owners can be told.
    """
    own_verbs = {"status", "registration_mode", "taken", "is_sample"} & set(changes)
    if own_verbs:
        raise ValueError(f"{sorted(own_verbs)} are not changed by change_conference.")
    if new_series:
        changes["series"] = create_series(new_series)
    stored = Conference.objects.select_for_update().get(pk=conference.pk)
    # The form read the counter earlier.
    conference.taken = stored.taken
    changed = apply_changes(conference, changes)
    _require_erasure_notice(conference, stored)
    if changed:
        record_audit(
            "conferences.changed",
            by=by,
            target=conference,
            label=conference.slug,
            details={"fields": changed},
        )
        before = {name: getattr(stored, name) for name in changed}
        run_hooks(Event.CONFERENCE_CHANGED, conference, before, changed, by=by)
    return changed


def _require_erasure_notice(conference: Conference, before: Conference) -> None:
    soonest = conference.today() + ERASURE_NOTICE
    if conference.retained_until >= min(before.retained_until, soonest):
        return
    least = copy(conference)
    while least.retained_until < soonest:
        least.retention_months += 1
    raise ValidationError(
        {
            "retention_months": _(
                "Personal data would be kept until %(day)s only, and be erased before the owners are told two weeks "
                "ahead. Choose %(months)d months or more."
            )
            % {"day": date_format(conference.retained_until), "months": least.retention_months}
        }
    )


def create_series(name: str) -> Series:
    """Create a series of that name."""
    stem = slugify(anyascii(name))[:40] or "series"
    return Series.objects.create(slug=unused_slug(Series, stem), name=name)


def unused_slug(model: type[Model], stem: str, reserved: frozenset[str] = frozenset()) -> str:
    """Return the stem if no row of the model has that slug; otherwise with the first number from 2 that is unused."""
    used = reserved.union(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return next(candidate for candidate in candidates if candidate not in used)


@transaction.atomic
def change_status(conference: Conference, status: str, *, by: User, reason: str = "") -> None:
    """Give the conference another status.

    Raises Refused if that status cannot follow the present one, and if `by` would announce the conference without the
    right to hold conferences.
    """
    current = Conference.objects.select_for_update().get(pk=conference.pk).status
    if status == current:
        return
    if status not in NEXT_STATUSES[current]:
        raise Refused(
            _("A conference that is “%(current)s” cannot become “%(wanted)s” in one step.")
            % {"current": Status(current).label, "wanted": Status(status).label}
        )
    announces = (current, status) == (Status.DRAFT, Status.ANNOUNCED)
    if announces and not (by.is_system or by.has_perm("conferences.announce_conference", conference)):
        raise Refused(
            _(
                "The right to announce a conference is given by the operator of this server. Please ask the "
                "operator to give it to you, or to announce “%(conference)s” for you."
            )
            % {"conference": conference.title}
        )
    conference.status = status
    conference.save(update_fields=["status"])
    record_audit(
        "conferences.status_changed",
        by=by,
        target=conference,
        label=conference.slug,
        reason=reason,
        details={"from": current, "to": status},
    )


def announce_conference(conference: Conference, *, by: User) -> None:
    """Open the public site to everyone. Raises Refused unless the conference is a draft."""
    change_status(conference, Status.ANNOUNCED, by=by)


@transaction.atomic
def change_registration_mode(conference: Conference, mode: str, *, by: User) -> None:
    """Close registration, put it into practice mode, or open it. Raises Refused before the announcement."""
    before = Conference.objects.select_for_update().get(pk=conference.pk)
    if mode == before.registration_mode:
        return
    if mode == RegistrationMode.OPEN and before.status == Status.DRAFT:
        raise Refused(
            _("Nobody sees the site of a draft: announce the conference first, then open registration.")
        )
    if mode == RegistrationMode.OPEN and before.status in {Status.CLOSED, Status.ARCHIVED}:
        raise Refused(_("The conference is over; registration stays closed."))
    conference.registration_mode = mode
    conference.save(update_fields=["registration_mode"])
    record_audit(
        "conferences.registration_mode_changed",
        by=by,
        target=conference,
        label=conference.slug,
        details={"from": before.registration_mode, "to": mode},
    )
