"""Contents of a conference's archive: all models whose rows belong to it, except those named here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import models

from confman.accounts.models import User
from confman.backups.domain.contents import concrete_fields
from confman.conferences.domain.ownership import models_of_conferences, paths_to_a_conference
from confman.conferences.models import Conference, Organization, Series
from confman.mail.models import MessageStatus

Model = type[models.Model]

# The labels of models, separated by spaces, by the reason.
NOT_ARCHIVED: dict[str, str] = {
    "A secret address, a device or another system is let in by one installation alone.": (
        "api.ApiToken api.ApiRequest api.IdempotentAnswer webhooks.Webhook webhooks.WebhookDelivery "
        "agenda.PersonalCalendar agenda.VenueScreen agenda.VenueScreen_partners agenda.VenueScreen_shows "
        "agenda.RevokedScreenAddress agenda.SpeakerClock outcomes.DraftingScreen outcomes.BoothAddress "
        "registrations.CheckInDevice"
    ),
    "Work in hand: it ends in rows that are archived, or in nothing.": (
        "agenda.EditingStep agenda.ScheduleUpload registrations.ListUpload registrations.BulkRun"
    ),
    "It can be made again at any time.": "documents.DocumentJob archives.Archive readers.EditionStep",
    "It is how one user sees a list.": "conferences.ListChoice",
}
# Fields that tell of an installation, or of the organization's address book, and not of the conference.
LEFT_OUT_FIELDS: dict[str, frozenset[str]] = {
    "conferences.Conference": frozenset({"wanted_events", "restored_at"}),
    **dict.fromkeys(
        ("people.Person", "registrations.Invitee", "outcomes.Addressee"), frozenset({"entry", "as_taken"})
    ),
    "mail.Message": frozenset({"sealed", "claimed_at", "claimed_by", "next_attempt_at"}),
}
# Acts of this installation with archives: the history has them on both sides, the archive on neither.
OWN_VERBS = (
    "archives.ordered",
    "archives.archived",
    "archives.downloaded",
    "archives.restored",
    "archives.mail_opened",
)
# Mail that waits is sent by the installation where it waits, and by no other.
_SETTLED = (
    MessageStatus.SENT,
    MessageStatus.FAILED,
    MessageStatus.RETURNED,
    MessageStatus.CANCELLED,
    MessageStatus.EXPIRED,
)
# Rows that conferences share: each of them takes its own along.
_ABOVE: tuple[Model, ...] = (Series, Organization)


def labels_not_archived() -> set[str]:
    """Return the labels of all models that are in no archive."""
    return {label for labels in NOT_ARCHIVED.values() for label in labels.split()}


@cache
def archived_models() -> tuple[Model, ...]:
    """Return the models of an archive, by label."""
    excluded_labels = labels_not_archived()
    models_of_archive: list[Model] = [
        *_ABOVE,
        Conference,
        *(model for model in models_of_conferences() if model._meta.label not in excluded_labels),
    ]
    return tuple(sorted(models_of_archive, key=lambda model: model._meta.label))


@cache
def archived_fields(model: Model) -> tuple[models.Field[Any, Any], ...]:
    """Return the fields of an archived row; the number of a row that only joins two others is none of them."""
    excluded_names = LEFT_OUT_FIELDS.get(model._meta.label, frozenset())
    return tuple(
        field
        for field in concrete_fields(model)
        if field.name not in excluded_names and not isinstance(field, models.AutoField)
    )


def sealed_fields(model: Model) -> Mapping[str, str]:
    """Map the fields that this installation's keys seal to what each is sealed for, as the model says."""
    return getattr(model, "sealed_fields", {})


def is_joining(model: Model) -> bool:
    """Tell whether rows of the model only join two others and have no key of their own."""
    return isinstance(model._meta.pk, models.AutoField)


def archived_rows(model: Model, conference: Conference, using: str) -> models.QuerySet[Any]:
    """Return the rows of the conference, in an order that is the same on every database."""
    rows = model._base_manager.using(using)
    if model is Conference:
        return rows.filter(pk=conference.pk)
    if model in _ABOVE:
        return rows.filter(conferences=conference)
    queryset = rows.filter(
        reduce(or_, (models.Q(**{path: conference.pk}) for path in paths_to_a_conference(model)))
    )
    if model._meta.label == "mail.Message":
        queryset = queryset.filter(status__in=_SETTLED)
    elif model._meta.label == "mail.MessageAttachment":
        queryset = queryset.filter(message__status__in=_SETTLED)
    elif model._meta.label == "audit.AuditEntry":
        queryset = queryset.exclude(verb__in=OWN_VERBS)
    if is_joining(model):
        return queryset.order_by(*(field.attname for field in archived_fields(model)))
    return queryset.order_by("pk")


def references(model: Model) -> Iterator[tuple[models.Field[Any, Any], Model]]:
    """Yield the foreign keys of an archived row, with the model that each leads to."""
    for field in archived_fields(model):
        if field.is_relation:
            assert isinstance(field.related_model, type)
            yield field, field.related_model


def accounts_of(conference: Conference, fields: Iterable[models.Field[Any, Any]], using: str) -> list[User]:
    """Return the accounts that these foreign keys of its rows name: the system's own first, then by address."""
    keys: set[UUID] = set()
    for field in fields:
        queryset = archived_rows(field.model, conference, using).order_by().exclude(**{field.name: None})
        keys |= set(queryset.values_list(field.attname, flat=True).distinct())
    users = User.objects.using(using).filter(pk__in=keys) if keys else User.objects.none()
    return sorted(users, key=lambda user: (not user.is_system, user.email))


def keys_of(conference: Conference, using: str) -> dict[Model, set[UUID]]:
    """Return the keys of all archived rows that others may refer to, by model."""
    targets = {other for model in archived_models() for _field, other in references(model)} - {User}
    return {
        model: set(archived_rows(model, conference, using).values_list("pk", flat=True).iterator())
        for model in archived_models()
        if model in targets
    }
