"""Create a conference, with everything that all floors provide for a new one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from anyascii import anyascii
from django.db import transaction
from django.utils.timezone import now

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.conferences.domain.changes import unused_slug
from confman.conferences.domain.organizations import begin_as_organization, join_team
from confman.conferences.domain.zones import guess_timezone
from confman.conferences.hook_registries import Event, run_hooks
from confman.conferences.models import (
    RESERVED_SLUGS,
    Conference,
    ConferenceProfile,
    Membership,
    Organization,
    Role,
    Task,
)
from confman.conferences.registries import checklist_items
from confman.translation.text import TranslatedText

# Words that say nothing in a short address.
_FILLERS = frozenset(
    "a an and at by for from in into of on or the to with i v na po dlya ob va bo'yicha international conference"
    " mezhdunarodnaia konferentsiia xalqaro konferensiya".split()
)


def create_conference(
    *,
    by: User,
    title: str | Mapping[str, str],
    starts_on: dt.date,
    ends_on: dt.date,
    languages: Sequence[str] = ("en",),
    slug: str = "",
    timezone: str = "",
    profile: str = ConferenceProfile.EXPERT_MEETING,
    city: str | Mapping[str, str] = "",
    country: str = "",
    organization: Organization | None = None,
    with_frame: bool = True,
    **more: Any,
) -> Conference:
    """Create a draft conference with its checklist and what the floors above provide; `by` becomes its owner.

    Plain strings are texts in the first language. The slug defaults to one made from the title, the time zone to that
    of country and city. One of an `organization` begins with its look and its team. `with_frame=False` leaves out the
    sample agenda. Raises ValidationError, which names the field.
    """
    first = languages[0] if languages else "en"
    conference = Conference(
        slug=slug or free_slug(str(TranslatedText.of(title, first).in_language("en")), starts_on.year),
        title=TranslatedText.of(title, first),
        city=TranslatedText.of(city, first),
        starts_on=starts_on,
        ends_on=ends_on,
        languages=list(languages),
        country=country,
        timezone=timezone or guess_timezone(TranslatedText.of(city, first).values(), country) or "UTC",
        profile=profile,
        **more,
    )
    if organization:
        begin_as_organization(conference, organization)
    with transaction.atomic():
        conference.full_clean()
        conference.save(force_insert=True)
        if not by.is_system:
            Membership.objects.create(conference=conference, user=by, role=Role.OWNER, accepted_at=now())
            clear_rights(by)
        join_team(conference, by=by)
        Task.objects.bulk_create(
            Task(conference=conference, key=item.key, days_before=item.days_before)
            for item in checklist_items
        )
        if with_frame:
            run_hooks(Event.INITIAL_DATA_WANTED, conference, by=by)
        run_hooks(Event.CONFERENCE_CREATED, conference, by=by)
        record_audit(
            "conferences.founded",
            by=by,
            target=conference,
            label=conference.slug,
            details={"languages": conference.languages, "profile": conference.profile},
        )
    return conference


def free_slug(title: str, year: int) -> str:
    """Return an unused short address made from a title: 'social-partnership-2017'."""
    latin = anyascii(title).lower().replace("'", "")  # of a soft sign, or in oʻ
    letters = "".join(character if character.isalnum() else " " for character in latin)
    words = [word for word in letters.split() if word not in _FILLERS and word != str(year)]
    stem = ""
    for word in words[:4]:
        if stem and len(stem) + len(word) > 30:
            break
        stem = f"{stem}-{word[:40]}" if stem else word[:40]
    return unused_slug(Conference, f"{stem or 'conference'}-{year}", RESERVED_SLUGS)
