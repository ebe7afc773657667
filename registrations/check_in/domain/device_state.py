"""The data that door devices keep, so that they can work without a network; and whom they find by name with one."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Max
from django.utils import translation

from confman.audit.models import AuditEntry
from confman.people.models import Person
from confman.web.search import fold_all, words_of
from registrations.attendance.domain.admission import AdmissionLevel, admission_of, for_checkpoint
from registrations.attendance.domain.attendance import MAX_READ, approved_first
from registrations.attendance.domain.code_reader import digest_of, replaced_badges
from registrations.attendance.domain.messages import hour, reason_words
from registrations.attendance.models import CheckInDevice, ScanReason
from registrations.check_in.domain.people_at_door import as_shown, shown_at_door
from registrations.core.domain.names import second_name
from registrations.core.models.registration import Registration

# A change that is not in the history (made directly in the database) reaches the doors within this time.
STALE_AFTER = 60  # seconds


def door_state(device: CheckInDevice) -> tuple[str, str]:
    """Return the data for the device, as the text of a JSON object, and its ETag.

    The time and the head count are not part of it: they change all the time. It contains no tickets, only
    their digests, which open no door. It is made again when the history has a new entry for the conference,
    since every change of people, seats and badges is there; it is cached as text, because for ten thousand
    people it takes longer to build than to send.
    """
    version = AuditEntry.objects.filter(conference=device.conference_id).aggregate(at=Max("at"))["at"]
    language = translation.get_language() or ""
    key = f"registrations.door:{device.checkpoint_id}:{device.trusted}:{language}:{version and version.timestamp()}"
    cached: tuple[str, str] | None = cache.get(key)
    if cached is None:
        people = json.dumps(_people(device), ensure_ascii=False)
        cached = hashlib.sha256(people.encode()).hexdigest(), people
        cache.set(key, cached, STALE_AFTER)
    digest, people = cached
    about = json.dumps(
        {**about_device(device), "language": language, **_conference(device)}, ensure_ascii=False
    )
    etag = hashlib.sha256((digest + about).encode()).hexdigest()[:32]
    return etag, f"{about[:-1]}, {people[1:]}"


def about_device(device: CheckInDevice) -> dict[str, Any]:
    """Return the device and its checkpoint."""
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
    return {
        "admits": [_entry(row, device) for row in as_shown(rows).order_by("pk")],
        "revoked": [
            {
                "h": digest_of(badge.token),
                "r": reason_words(ScanReason.OLD_BADGE, since=hour(badge.until, conference)),
            }
            for badge in sorted(replaced_badges(conference).values(), key=lambda replaced: replaced.token)
        ],
    }


def _entry(row: Registration, device: CheckInDevice) -> dict[str, Any]:
    level, reason = admission_of(row, device.checkpoint)
    fields = shown_at_door(row, device)
    return {
        "h": fields["h"],
        "n": fields["name"],
        "e": fields["entity"],
        "c": fields["category"],
        "l": fields["letter"],
        "k": fields["colour"],
        "s": str(level.value),
        "r": reason_words(reason) if level != AdmissionLevel.OK else "",
        "d": str(row.delegation_id) if row.delegation_id else None,
    }


def find_at_door(device: CheckInDevice, query: str) -> list[dict[str, Any]]:
    """Return the people who may be meant by what was typed, in any script; those who are approved first.

    Nobody is found by an e-mail or a telephone number, as doors show none.

    `s` (admission), `r` (why not, or why with care) and `h` (digest of the ticket’s code; "" without a ticket) are as
    in the state of the device, whose program reads both. Empty text finds nobody.
    """
    if not (words := words_of(query)):
        return []
    rows = for_checkpoint(
        Registration.objects.of(device.conference).alive().search(query), device.checkpoint
    ).select_related("person", "category", "delegation")
    found = (row for row in rows.iterator(MAX_READ) if _is_described(row, words))
    return [_line(row, device) for row in approved_first(found)]


def _is_described(row: Registration, words: Iterable[str]) -> bool:
    """Tell whether all words are of the person's name, function, institution or country, or of their delegation."""
    delegation = row.delegation.search_sources() if row.delegation else ()
    text = fold_all([*row.person.descriptions(), *delegation])
    return all(word in text for word in words)


def _line(row: Registration, device: CheckInDevice) -> dict[str, Any]:
    level, reason = admission_of(row, device.checkpoint)
    fields = shown_at_door(row, device)
    return {
        **fields,
        "registration": str(row.pk),
        "second_name": second_name(row.person, device.conference, fields["name"]),
        "status": row.status,
        "s": str(level.value),
        "r": reason_words(reason),
        "photo": bool(row.person.photo),
    }


def person_at_door(device: CheckInDevice, registration: UUID) -> Person | None:
    """Return the person of a registration, if it is one of this conference and is not over."""
    rows = Registration.objects.of(device.conference).alive().select_related("person")
    row = rows.filter(pk=registration).first()
    return row.person if row else None
