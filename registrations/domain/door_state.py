"""What lies on the devices of a door, so that they can work without a network."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.cache import cache
from django.db.models import Max
from django.utils import translation

from confman.audit.models import AuditEntry
from registrations.documents.names import badge_name, entity_of, in_document
from registrations.domain.check_in import NEEDED_AT_A_DOOR, may_hold_name
from registrations.domain.scan_words import hour, reason_words
from registrations.domain.standing import Level, for_checkpoint, standing
from registrations.domain.ticket_codes import digest_of, replaced_badges
from registrations.models import CheckInDevice, Registration, ScanReason

# What no entry of the history tells (an edit in /admin/) reaches the doors after this time at the latest.
STALE_AFTER = 60  # seconds


def door_state(device: CheckInDevice) -> tuple[str, dict[str, Any]]:
    """What stands on the device and its ETag. The time and the head count are no part of it: they change all the time.

    Nothing on it is a ticket: of each there is the digest, which opens no door. Made anew when the history has a new
    entry for the conference, since every change of people, seats and badges stands there.
    """
    version = AuditEntry.objects.filter(conference=device.conference_id).aggregate(at=Max("at"))["at"]
    language = translation.get_language() or ""
    key = f"registrations.door:{device.checkpoint_id}:{device.trusted}:{language}:{version and version.timestamp()}"
    found: tuple[str, dict[str, Any]] | None = cache.get(key)
    if found is None:
        body = _people(device)
        found = hashlib.sha256(json.dumps(body).encode()).hexdigest()[:32], body
        cache.set(key, found, STALE_AFTER)
    etag, body = found
    about = {**about_device(device), "language": language, **_conference(device)}
    tag = hashlib.sha256((etag + json.dumps(about)).encode()).hexdigest()[:32]
    return tag, {**about, **body}


def about_device(device: CheckInDevice) -> dict[str, Any]:
    """The device and where it stands."""
    checkpoint = device.checkpoint
    return {
        "device": {
            "id": str(device.pk),
            "name": device.name,
            "trusted": device.trusted,
            "expires_at": device.expires_at.isoformat(),
        },
        "checkpoint": {
            "id": str(checkpoint.pk),
            "name": str(checkpoint.name),
            "kind": checkpoint.kind,
            "mode": checkpoint.mode,
            "capacity": checkpoint.capacity,
        },
    }


def _conference(device: CheckInDevice) -> dict[str, Any]:
    conference = device.conference
    return {
        "conference": {
            "name": str(conference.title),
            "timezone": conference.timezone,
            "starts_on": conference.starts_on.isoformat(),
            "ends_on": conference.ends_on.isoformat(),
        }
    }


def _people(device: CheckInDevice) -> dict[str, Any]:
    conference = device.conference
    rows = for_checkpoint(Registration.objects.of(conference).exclude(ticket_token=None), device.checkpoint)
    rows = rows.select_related("person", "category", "delegation").only(*NEEDED_AT_A_DOOR)
    return {
        "admits": [_entry(row, device) for row in rows.order_by("pk")],
        "revoked": [
            {
                "h": digest_of(badge.token),
                "r": reason_words(ScanReason.OLD_BADGE, since=hour(badge.until, conference)),
            }
            for badge in sorted(replaced_badges(conference).values(), key=lambda one: one.token)
        ],
    }


def _entry(row: Registration, device: CheckInDevice) -> dict[str, Any]:
    conference, language = device.conference, device.conference.default_language
    level, reason = standing(row)
    named = may_hold_name(row, trusted=device.trusted)
    return {
        "h": digest_of(row.ticket_token or ""),
        "n": badge_name(row.person, conference, language) if named else "",
        "e": entity_of(row, conference, language) if named else "",
        "c": in_document(row.category.name, conference, language),
        "l": row.category.letter,
        "k": row.category.colour,
        "s": str(level.value),
        "r": reason_words(reason) if level != Level.OK else "",
        "d": str(row.delegation_id) if row.delegation_id else None,
    }
