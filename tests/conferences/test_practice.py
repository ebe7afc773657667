"""Rows made in practice mode go by one action, and no others do, whatever has a mark of practice."""

from typing import Any

import pytest
from django.apps import apps

from confman.audit.models import AuditEntry
from confman.conferences.domain.practice import clear_practice_data
from confman.documents.models import DocumentJob
from registrations.surveys.models import SurveyResponse
from tests.access.world import build_world
from tests.factories import (
    ContactMessageFactory,
    CorrespondenceFactory,
    DelegationPaperFactory,
    InviteeFactory,
    MessageFactory,
    PersonFactory,
    RegisteredDocumentFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db

MARKED = {model for model in apps.get_models() if any(f.name == "is_practice" for f in model._meta.fields)}


def held() -> dict[Any, set[Any]]:
    """The keys of every row of every model, except for the history."""
    return {
        model: set(model._base_manager.values_list("pk", flat=True))
        for model in apps.get_models()
        if model is not AuditEntry
    }


def test_one_action_takes_what_was_made_in_practice_mode_of_every_kind_and_nothing_else(owner):
    here, elsewhere = build_world().conference, build_world("elsewhere").conference
    before = held()
    assert all(before[model] for model in MARKED - {SurveyResponse}), "something real stands beside each"
    for conference in (here, elsewhere):
        marked = {"is_practice": True}
        person = PersonFactory(conference=conference, **marked)
        made = [
            person,
            RegistrationFactory(conference=conference, person=person, **marked),
            ContactMessageFactory(conference=conference, **marked),
            MessageFactory(conference=conference, **marked),
            InviteeFactory(conference=conference, **marked),
            CorrespondenceFactory(conference=conference, **marked),
            DelegationPaperFactory(delegation=conference.delegations.first(), **marked),
            SurveyResponse.objects.create(survey=conference.surveys.first(), language="en", **marked),
            RegisteredDocumentFactory(conference=conference, number=99, **marked),
            DocumentJob.objects.create(conference=conference, kind="people.list", format="xlsx", **marked),
        ]
        assert {type(row) for row in made} == MARKED
        clear_practice_data(conference, by=owner)
        assert not any(type(row)._base_manager.filter(pk=row.pk).exists() for row in made)
    after = held()
    lost = {model._meta.label: gone for model, rows in before.items() if (gone := rows - after[model])}
    assert not lost
