"""Screens of the venue.

Viewing a screen changes no record: that it was seen is noted at most three times a minute, and not in the history.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.screens.models import RevokedScreenAddress, VenueScreen, new_screen_token
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference, Partner
from confman.web.database.changes import apply_changes, delete_row
from confman.web.errors import Refused

# A screen asks at least this often; after three times as long it is considered dark.
ASKS_EVERY = dt.timedelta(seconds=20)
ALIVE_FOR = ASKS_EVERY * 3
Kind = VenueScreen.Kind


@transaction.atomic
def create_screen(
    conference: Conference,
    *,
    by: User,
    partners: Iterable[Partner] = (),
    shows: Iterable[VenueScreen] = (),
    **fields: Any,
) -> VenueScreen:
    """Create a screen with its own address. Raises ValidationError; Refused where its kind lacks what it needs."""
    screen = VenueScreen(conference=conference, **fields)
    screen.full_clean(exclude=["conference"])
    screen.save(force_insert=True)
    _set_related(screen, partners, shows)
    _record("created", screen, by=by, details={"kind": screen.kind})
    return screen


@transaction.atomic
def change_screen(
    screen: VenueScreen,
    *,
    by: User,
    partners: Iterable[Partner] | None = None,
    shows: Iterable[VenueScreen] | None = None,
    **changes: Any,
) -> list[str]:
    """Change what a screen shows, or how; return the changed fields. It follows within half a minute."""
    changed = apply_changes(screen, changes)
    changed += _set_related(screen, partners, shows)
    if changed:
        _record("changed", screen, by=by, details={"fields": changed})
    return changed


def _set_related(
    screen: VenueScreen, partners: Iterable[Partner] | None, shows: Iterable[VenueScreen] | None
) -> list[str]:
    """Set logos and screens in turn; return which of the two changed."""
    changed = []
    for name, rows in (("partners", partners), ("shows", shows)):
        if rows is None:
            continue
        chosen: list[Any] = list(rows)
        if any(row.conference_id != screen.conference_id for row in chosen):
            raise Refused(_("Choose from what belongs to this conference."))
        related = getattr(screen, name)
        if {row.pk for row in chosen} != set(related.values_list("pk", flat=True)):
            related.set(chosen)
            changed.append(name)
    if screen.kind == Kind.DOOR_SIGN and screen.room_id is None:
        raise Refused(_("A door sign is of one room: choose which."))
    if screen.room and screen.room.conference_id != screen.conference_id:
        raise Refused(_("Choose from what belongs to this conference."))
    if screen.kind == Kind.ROTATION and not screen.shows.for_rotation().exists():
        raise Refused(
            _("Choose the screens that are shown in turn. Timers, and other rotations, are not among them.")
        )
    return changed


@transaction.atomic
def renew_address(screen: VenueScreen, *, by: User) -> None:
    """Give the screen another address. The old one says that it is no longer valid, and shows nothing."""
    fresh = VenueScreen.objects.select_for_update(of=("self",)).get(pk=screen.pk)
    _revoke(fresh)
    screen.token = fresh.token = new_screen_token()
    screen.last_seen_at = fresh.last_seen_at = None
    fresh.save(update_fields=["token", "last_seen_at"])
    _record("address_renewed", screen, by=by)


@transaction.atomic
def delete_screen(screen: VenueScreen, *, by: User) -> None:
    """Delete a screen. Its address says that it is no longer valid."""
    _revoke(VenueScreen.objects.select_for_update(of=("self",)).get(pk=screen.pk))
    delete_row(screen, "agenda.screen_deleted", by=by, label=screen.name)


def _revoke(screen: VenueScreen) -> None:
    RevokedScreenAddress.objects.create(conference_id=screen.conference_id, token=screen.token)


def note_seen(screen: VenueScreen) -> None:
    """Note that the screen is alive; written at most every twenty seconds, however often it asks."""
    now = timezone.now()
    if screen.last_seen_at is None or now - screen.last_seen_at >= ASKS_EVERY:
        VenueScreen.objects.filter(pk=screen.pk).update(last_seen_at=now)


def is_alive(screen: VenueScreen) -> bool:
    """Tell whether it asked within the last minute."""
    return screen.last_seen_at is not None and timezone.now() - screen.last_seen_at < ALIVE_FOR


def _record(verb: str, screen: VenueScreen, *, by: User, details: dict[str, Any] | None = None) -> None:
    record_audit(f"agenda.screen_{verb}", by=by, target=screen, label=screen.name, details=details or {})


# --- Times ------------------------------------------------------------------------------------------------


# --- What stands above the clock --------------------------------------------------------------------------


# --- Actions ----------------------------------------------------------------------------------------------
