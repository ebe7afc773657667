"""Contents of a conference's archive: all models whose rows belong to it, except those named here.

Each line has a form, which is checked when it is read. Without personal data people are numbers.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, reduce
from itertools import count
from operator import or_
from typing import Annotated, Any, Literal, Optional
from uuid import UUID

from django.apps import apps
from django.db import models
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, create_model

from confman.accounts.models import User
from confman.backups.domain.archive import concrete_fields
from confman.conferences.domain.deletion import models_of_conferences, paths_to_a_conference
from confman.conferences.models import Conference, Organization, Series
from confman.mail.models import MessageStatus
from confman.people.fields import PERSON_FIELDS
from confman.people.models import Listing, Person
from confman.translation.fields import TranslatedField

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


# Written into every archive: raised when a line of it changes, and the old schema stays in docs/archive.
FORMAT_VERSION = 2
# Fields that lines have got since, each with the version that brought it; an older archive means their default.
ADDED_IN = {
    "agenda.Material.downloads": 2,
    "agenda.Material.pages": 2,
    "agenda.Material.size": 2,
    "outcomes.DocumentFile.size": 2,
    "outcomes.DocumentSeries.first_code": 2,
    "outcomes.FollowUpAction.report_by": 2,
    "outcomes.Statement.downloads": 2,
    "outcomes.Statement.size": 2,
}
_RANGES: tuple[tuple[type[models.Field[Any, Any]], int, int], ...] = (
    (models.PositiveSmallIntegerField, 0, 2**15 - 1),
    (models.SmallIntegerField, -(2**15), 2**15 - 1),
    (models.PositiveBigIntegerField, 0, 2**63 - 1),
    (models.BigIntegerField, -(2**63), 2**63 - 1),
    (models.PositiveIntegerField, 0, 2**31 - 1),
    (models.IntegerField, -(2**31), 2**31 - 1),
)


class StrictModel(BaseModel):
    """A JSON object with these keys and no other, whose values are of these types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ArchivedAccount(StrictModel):
    """A user whom rows name: by their number. Without personal data there is no more than that."""

    number: int = Field(ge=1)
    email: str = Field(max_length=254)
    name: str = Field(max_length=200)
    is_system: bool


@cache
def line_of(model: Model, version: int = FORMAT_VERSION) -> type[StrictModel]:
    """Return the form of a line of this model in archives of a version."""
    fields: dict[str, Any] = {
        field.name: (
            _nullable(field, _type_of(field)),
            field.get_default() if ADDED_IN.get(f"{model._meta.label}.{field.name}", 1) > version else ...,
        )
        for field in archived_fields(model)
    }
    return create_model(model._meta.label.replace(".", "_"), __base__=StrictModel, **fields)


def _nullable(field: models.Field[Any, Any], kind: object) -> object:
    return Optional[kind] if field.null else kind  # noqa: UP045 - a type that is computed


def _type_of(field: models.Field[Any, Any]) -> object:
    if field.is_relation:
        return Annotated[int, Field(ge=1)] if field.related_model is User else UUID
    if isinstance(field, TranslatedField):
        return dict[str, str]
    if isinstance(field, models.FileField):
        return Annotated[str, Field(pattern=r"^(files/[^/]+/[0-9a-f-]{36}/[^/]+/[^/]+)?$")]
    if isinstance(field, models.DecimalField):
        whole, places = field.max_digits - field.decimal_places, field.decimal_places
        return Annotated[str, Field(pattern=rf"^-?[0-9]{{1,{whole}}}(\.[0-9]{{1,{places}}})?$")]
    for kind, low, high in _RANGES:
        if isinstance(field, kind):
            return Annotated[int, Field(ge=low, le=high)]
    for kind, plain in (
        (models.JSONField, JsonValue),
        (models.UUIDField, UUID),
        (models.BooleanField, bool),
        (models.DateTimeField, AwareDatetime),
        (models.DateField, dt.date),
        (models.FloatField, Annotated[float, Field(allow_inf_nan=False)]),
    ):
        if isinstance(field, kind):
            return plain
    if isinstance(field, models.CharField | models.TextField):
        return _text_of(field)
    raise TypeError(f"An archive has no form for {field}.")


def _text_of(field: models.Field[Any, Any]) -> object:
    if field.choices and not hasattr(field, "countries"):
        choices = [key for key, _label in field.flatchoices]
        return Literal[tuple(dict.fromkeys(["", *choices] if field.blank else choices))]
    return Annotated[str, Field(max_length=field.max_length)] if field.max_length else str


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of every kind of line, by the name of its file."""
    lines: dict[str, type[BaseModel]] = {"accounts": ArchivedAccount}
    lines |= {model._meta.label: line_of(model) for model in archived_models()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lines of the archive of a conference",
        "description": f"confman-conference, version {FORMAT_VERSION}: a line of rows/NAME.jsonl is as $defs/NAME.",
        "$defs": {name: line.model_json_schema() for name, line in lines.items()},
    }


# Models that say nothing but what is about someone; the paragraphs of a report were written from the names of the day,
# and can be rewritten.
WITHOUT_PEOPLE = frozenset(
    (
        "conferences.ContactMessage conferences.SavedView people.MergeRecord people.PossibleDuplicate "
        "mail.Message mail.MessageAttachment mailings.MailingRecipient mailings.MailingFile "
        "agenda.Material agenda.ReleaseNotice agenda.SpeakerProfile "
        "registrations.AnswerFile registrations.ProtectedAnswer registrations.ChangeRequest "
        "registrations.OwnMessage registrations.Invitation registrations.Invitee registrations.DelegationPaper "
        "registrations.FocalPoint registrations.Takeover "
        "registrations.SourceReference registrations.Travel registrations.VisaCase registrations.Honours "
        "outcomes.FollowUpReminder outcomes.ReportParagraph outcomes.Statement"
    ).split()
)
# Fields that are empty: what is said of someone, or opens a page or a door for them.
_BLANK: dict[str, frozenset[str]] = {
    label: frozenset(names.split())
    for label, names in {
        "audit.AuditEntry": "reason target_label",
        "conferences.Membership": "opened",
        "mailings.Mailing": "options",
        "agenda.AgendaRelease": "followers",
        "agenda.Cue": "who from_where responsible",
        "agenda.Session": "extra",
        "agenda.SessionRole": "decline_reason extra",
        "registrations.Allowance": "note",
        "registrations.BadgePrint": "token digest note",
        "registrations.Certificate": "record code",
        "registrations.Correspondence": "sender recipient subject scan search_text text_digest their_number",
        "registrations.Delegation": "credentials_note",
        "registrations.Registration": (
            "answers decision_reason draft form_key function notes ticket_token vetting vetting_note"
        ),
        "registrations.Scan": "code_digest shown",
        "registrations.Signatory": "name job_title signature",
        "registrations.Survey": "secret",
        "registrations.SurveyResponse": "code",
        "outcomes.Addressee": (
            "address email focal_point name_in_note rank recipient salutation search_text sex"
        ),
        "outcomes.Amendment": "proposed_by",
        "outcomes.FocalPointTerm": "name",
        "outcomes.Recommendation": "proposed_by search_text",
        "outcomes.SessionRecord": "capacity",
        "outcomes.SpeakingRequest": "name",
    }.items()
}
_KEPT_OF_A_PERSON = {field.name for field in PERSON_FIELDS if field.outlives_erasure} | {
    "conference",
    "is_practice",
    "forgotten_at",
}


class Anonymizer:
    """Changes the rows of one archive."""

    def __init__(self, conference: Conference, using: str) -> None:
        self._language = conference.default_language
        self._numbers: dict[Model, count[int]] = defaultdict(lambda: count(1))
        questions = apps.get_model("registrations", "SurveyQuestion")._base_manager.using(using)
        texts = questions.filter(survey__conference=conference.pk, type__in=("text", "long-text"))
        self._in_own_words = {str(key) for key in texts.values_list("pk", flat=True)}

    def change(self, model: Model, row: dict[str, Any]) -> None:
        """Take out of a row what tells who someone is."""
        blank = blank_fields(model)
        for field in archived_fields(model):
            if field.name in blank:
                # A value that is nobody else's is a number, too.
                row[field.name] = (
                    str(next(self._numbers[model])) if field.unique and not field.null else _empty(field)
                )
        if model is Person:
            number = next(self._numbers[Person])
            row |= {
                "name": {self._language: str(number)},
                "sort_key": f"{number:09}",
                "listing": Listing.COUNTED_ONLY.value,
                "is_compared": True,
            }
        elif model._meta.label == "registrations.SurveyAnswer" and row["question"] in self._in_own_words:
            row["value"] = ""

    def keeps_file(self, folder: str) -> bool:
        """Tell whether a file stays, by its folder in the archive."""
        _files, label, _key, field = folder.split("/")
        return field not in blank_fields(apps.get_model(label))


def blank_fields(model: Model) -> frozenset[str]:
    """Return the fields of the model that say nothing without personal data."""
    if model is Person:
        return frozenset(field.name for field in archived_fields(Person)) - _KEPT_OF_A_PERSON
    return _BLANK.get(model._meta.label, frozenset())


def _empty(field: models.Field[Any, Any]) -> object:
    if field.null:
        return None
    default = field.get_default()
    return default if default is not None else ""
