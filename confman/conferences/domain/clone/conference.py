"""Prepare the next conference from the last one, and undo that as long as nobody else has used it."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.audit.models import AuditEntry
from confman.conferences.access import clear_rights
from confman.conferences.domain.changes import create_series
from confman.conferences.domain.clone.days import in_year
from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.domain.clone.steps import steps_to_take, usual_steps
from confman.conferences.domain.creation import free_slug
from confman.conferences.domain.deletion import delete_conference
from confman.conferences.domain.organizations import join_team
from confman.conferences.hook_registries import Event, run_hooks
from confman.conferences.models import Conference, Membership, Role, Status, Task
from confman.conferences.registries import checklist_items
from confman.translation.text import TranslatedText
from confman.web.errors import Refused

CLONED, UNDONE = "conferences.cloned", "conferences.clone_undone"
# Fields that every next conference has from the last: the others are chosen (CloneStep).
_FIELDS_TAKEN = (
    "series", "organization", "profile", "timezone", "languages", "protocol_language", "capacity", "contact_email",
    "retention_months",
)  # fmt: skip


def clone_conference(
    source: Conference,
    *,
    by: User,
    starts_on: dt.date,
    title: str | Mapping[str, str] = "",
    slug: str = "",
    take: Collection[str] | None = None,
) -> ConferenceCopy:
    """Prepare the next conference of the series, as a draft, and return what it has taken over.

    `take` are the keys of steps, those that are usual by default; what they need comes along. Days and hours move with
    the first day. Without a series, the two begin one. Raises ValidationError, which names the field, and KeyError for
    an unknown step.
    """
    steps = steps_to_take(usual_steps() if take is None else take)
    copy = ConferenceCopy(
        source, next_conference(source, starts_on, title, slug), {step.key for step in steps}
    )
    copy.target.full_clean()
    try:
        # All is read and compiled before the transaction, so that others wait for the writing alone.
        for step in steps:
            step.copy_rows(copy)
        inserts = copy.compiled()
        with transaction.atomic():
            begins_series = source.series is None
            if begins_series:
                source.series = copy.target.series = create_series(str(source.title)[:200])
                source.save(update_fields=["series"])
            copy.target.save(force_insert=True)
            inserts.run()
            _complete(copy.target, by=by)
            details: dict[str, Any] = {"source": source.slug, "count": sum(copy.counts.values())}
            if begins_series:
                details["series"] = str(copy.target.series_id)
            record_audit(CLONED, by=by, target=copy.target, label=copy.target.slug, details=details)
    except BaseException:
        copy.drop_files()
        raise
    return copy


def why_not_undone(conference: Conference, *, by: User) -> str:
    """Return why the user cannot undo that this conference was prepared; "" if they can.

    Who prepared it can, and each owner where the command line did.
    """
    entry = cloned(conference)
    if entry is None:
        return _("This conference was not prepared from another one.")
    if entry.by_id != by.pk and not entry.by.is_system:
        return _("Only the person who prepared the conference can undo this.")
    if conference.status != Status.DRAFT:
        return _("The conference has been announced.")
    if AuditEntry.objects.of(conference).exclude(by__in=(by, entry.by)).exists():
        return _("Somebody else has since worked on the conference.")
    return ""


@transaction.atomic
def undo_clone(conference: Conference, *, by: User) -> None:
    """Delete a conference that the user has prepared from another one, with all that is in it.

    Raises Refused once someone else has worked on it, or it was announced.
    """
    current = Conference.objects.select_for_update().get(pk=conference.pk)
    if reason := why_not_undone(current, by=by):
        raise Refused(reason)
    entry = cloned(current)
    assert entry is not None
    source = Conference.objects.filter(slug=entry.details["source"]).first()
    record_audit(UNDONE, by=by, conference=source, target=current, label=current.slug)
    series = current.series
    delete_conference(current)
    was_begun = series is not None and entry.details.get("series") == str(series.pk)
    if series and was_begun and not series.conferences.exclude(slug=entry.details["source"]).exists():
        series.conferences.update(series=None)
        series.delete()


def cloned(conference: Conference) -> AuditEntry | None:
    """Return the entry of the history that tells that the conference was prepared from another; None without one."""
    return AuditEntry.objects.about(conference).filter(verb=CLONED).first()


def next_conference(
    source: Conference, starts_on: dt.date, title: str | Mapping[str, str], slug: str
) -> Conference:
    """Return the next conference, unsaved, with what it has in any case. Raises ValidationError."""
    by = starts_on - source.starts_on
    texts = TranslatedText.of(title, source.default_language) or source.title
    target = Conference(
        slug=slug or next_slug(source, texts, starts_on),
        title=texts,
        starts_on=starts_on,
        ends_on=source.ends_on + by,
        symbol_prefix=in_year(source.symbol_prefix, source.starts_on, starts_on),
        registration_opens_on=source.registration_opens_on and source.registration_opens_on + by,
        registration_closes_on=source.registration_closes_on and source.registration_closes_on + by,
        **{name: getattr(source, name) for name in _FIELDS_TAKEN},
    )
    if target.retained_until < target.today():
        raise ValidationError(
            {"starts_on": _("These days are long over: personal data would be erased at once.")}
        )
    return target


def next_slug(source: Conference, title: TranslatedText, starts_on: dt.date) -> str:
    """Return an unused short address: the last one with the new year, else one made from the title."""
    slug = in_year(source.slug, source.starts_on, starts_on)
    if slug != source.slug and not Conference.objects.filter(slug=slug).exists():
        return slug
    return free_slug(str(title.in_language("en")), starts_on.year)


def _complete(conference: Conference, *, by: User) -> None:
    """Give the new conference what none can be without, unless it has come along."""
    if not by.is_system:
        Membership.objects.get_or_create(
            conference=conference, user=by, role=Role.OWNER, defaults={"accepted_at": now()}
        )
        clear_rights(by)
    join_team(conference, by=by)
    present = set(conference.tasks.values_list("key", flat=True))
    Task.objects.bulk_create(
        Task(conference=conference, key=item.key, days_before=item.days_before)
        for item in checklist_items
        if item.key not in present
    )
    run_hooks(Event.CONFERENCE_CREATED, conference, by=by)
