"""An archive without personal data: people are numbers, what is counted stays.

What was written by hand into a text of the conference (a description, a record, a recommendation) is not searched for
names, as in an erasure; official documents stay as they were published.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models

from confman.archives.domain.contents import Model, archived_fields
from confman.conferences.models import Conference
from confman.people.fields import PERSON_FIELDS
from confman.people.models import Listing, Person

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
