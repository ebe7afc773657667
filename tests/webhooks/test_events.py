"""Events, by the package that declares them; each is written exactly when it happens."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from agenda.releases.domain.publication import publish_agenda
from agenda.releases.models import AgendaRelease
from confman.audit.labels import _labels
from confman.conferences.domain.parts import publish_page
from confman.documents.domain.jobs import request_document, run_document_job
from confman.documents.models import DocumentJob
from confman.people.domain.privacy import erase_person
from confman.webhooks.models import WebhookDelivery
from confman.webhooks.openapi import example_of, openapi_webhooks
from confman.webhooks.registries import events_by_verb, known_events, webhook_subjects
from outcomes.recommendations.models.document import OutcomeDocument
from registrations.attendance.domain.attendance import record_scan
from registrations.attendance.domain.scan_log import ADMITTED
from registrations.core.models.registration import Registration
from registrations.lifecycle.domain.decisions import approve_registration
from tests import factories
from tests.outcomes.conftest import adopted, staff  # noqa: F401
from tests.outcomes.recommendation_samples import recommendation
from tests.registrations.people_lists import bring_in, csv

pytestmark = pytest.mark.django_db

# Acts with rows of their own instead of entries in the history.
WITHOUT_ENTRY = {ADMITTED, "documents.made"}
MAKERS = {
    "conference": lambda conference: conference,
    "page": lambda conference: factories.PageFactory(conference=conference, kind="news"),
    "agenda": lambda conference: AgendaRelease(
        conference=conference, number=1, changes={}, published_at=None
    ),
    "registration": lambda conference: factories.RegistrationFactory(conference=conference),
    "attendance": lambda conference: factories.ScanFactory(registration__conference=conference),
    "delegation": lambda conference: factories.DelegationFactory(conference=conference),
    "invitee": lambda conference: factories.InviteeFactory(conference=conference),
    "person": lambda conference: factories.PersonFactory(conference=conference),
    "recommendation": lambda conference: recommendation(conference),
    "outcome_document": lambda conference: OutcomeDocument(conference=conference),
    "registered_document": lambda conference: factories.RegisteredDocumentFactory(conference=conference),
    "document": lambda conference: DocumentJob(conference=conference, kind="agenda.programme", format="pdf"),
    "mailing": lambda conference: factories.MailingFactory(conference=conference),
}


def told(event=None):
    rows = WebhookDelivery.objects.order_by("pk")
    return [json.loads(row.payload) for row in rows if event in (None, row.event)]


class TestDeclarations:
    @pytest.mark.parametrize("key", sorted(MAKERS))
    def test_an_example_has_the_keys_of_what_is_told_and_asks_the_database_nothing(
        self, key, conference, django_assert_num_queries
    ):
        subject = webhook_subjects.get(key)
        target = MAKERS[key](conference)
        # As a verb has it in hand: nothing beside its own row.
        if not target._state.adding:
            target = type(target)._base_manager.get(pk=target.pk)
        with django_assert_num_queries(0):
            facts = subject.facts(target, conference)
        assert list(facts) == list(subject.example)
        assert facts["id"] == str(target.pk)

    def test_each_subject_is_tried(self):
        assert {subject.key for subject in webhook_subjects} == set(MAKERS)

    def test_each_verb_is_one_of_the_history(self):
        assert set(events_by_verb()) - set(_labels) == WITHOUT_ENTRY

    def test_the_docs_explain_each_event_by_its_words_a_sentence_and_an_example(self):
        page = (Path(django_settings.BASE_DIR) / "docs" / "integration" / "webhooks.md").read_text(
            encoding="utf-8"
        )
        rows = re.findall(r"^\| `([\w.]+)` \| (.+) \| (.+\.) \|$", page, re.MULTILINE)
        known = list(known_events())
        assert [row[:2] for row in rows] == [(each.key, str(each.event.label)) for each in known]
        assert len({sentence for _key, _label, sentence in rows}) == len(rows)
        first, *examples = map(json.loads, re.findall(r"```json\n(.*?)```", page, re.DOTALL))
        assert first == next(example_of(each) for each in known if each.key == "registration.approved")
        subjects = {each.subject.key: each for each in reversed(known)}
        assert examples == [example_of(subjects[subject.key]) for subject in webhook_subjects]

    def test_open_api_describes_each_by_an_example_of_its_schema(self):
        described = openapi_webhooks()
        assert list(described) == [known.key for known in known_events()]
        for key, webhook in described.items():
            content = webhook["post"]["requestBody"]["content"]["application/json"]
            assert content["example"]["type"] == key == content["schema"]["properties"]["type"]["const"]
            said = content["schema"]["properties"]["data"]
            assert said["required"] == list(content["example"]["data"])
        json.dumps(described)


class TestOccurrences:
    @pytest.fixture(autouse=True)
    def _subscribed(self, make_webhook):
        make_webhook()

    def test_a_decision(self, conference, owner):
        registration = factories.RegistrationFactory(conference=conference)
        approve_registration(registration, by=owner)
        [message] = told("registration.approved")
        assert message["type"] == "registration.approved"
        assert message["data"]["conference"] == conference.slug
        assert message["data"]["id"] == str(registration.pk) and message["data"]["status"] == "approved"

    def test_who_it_is_stands_in_none(self, conference, owner):
        person = factories.PersonFactory(
            conference=conference, name={"en": "Zebedee Q"}, email="zeb@example.org"
        )
        registration = factories.RegistrationFactory(conference=conference, person=person)
        approve_registration(registration, by=owner)
        record_scan(factories.CheckpointFactory(conference=conference), registration=registration, by=owner)
        erase_person(person, by=owner)
        text = "".join(row.payload for row in WebhookDelivery.objects.all())
        assert "Zebedee" not in text and "zeb@" not in text
        assert [message["data"]["id"] for message in told("person.erased")] == [str(person.pk)]

    def test_an_action_that_is_taken_back_leaves_none(self, conference, owner):
        registration = factories.RegistrationFactory(conference=conference)
        with pytest.raises(RuntimeError), transaction.atomic():
            approve_registration(registration, by=owner)
            raise RuntimeError
        assert not told()

    def test_of_another_conference_nothing_is_told(self, conference, other_conference, member):
        registration = factories.RegistrationFactory(conference=other_conference)
        approve_registration(registration, by=member("owner", other_conference))
        assert not told()

    def test_an_import_of_many_tells_of_each_in_few_statements(self, conference):
        factories.CategoryFactory(conference=conference)
        bring_in(
            conference, csv("name", *(f"Ada {chr(65 + number)} Sample" for number in range(26))), approve=True
        )
        assert len(told("registration.imported")) == Registration.objects.count() > 20
        assert {message["data"]["status"] for message in told()} == {"approved"}

    def test_a_release(self, conference, owner):
        factories.SessionFactory(conference=conference)
        release = publish_agenda(conference, by=owner)
        [message] = told("agenda.published")
        assert message["data"]["number"] == release.number == 1

    def test_who_is_let_in_and_nobody_who_is_not(self, conference, owner):
        door = factories.CheckpointFactory(conference=conference)
        inside = factories.RegistrationFactory(conference=conference, status="approved")
        record_scan(door, registration=inside, by=owner)
        record_scan(door, registration=inside, by=owner)
        record_scan(door, registration=factories.RegistrationFactory(conference=conference), by=owner)
        assert [message["data"]["registration"] for message in told("attendance.checked_in")] == [
            str(inside.pk)
        ]

    def test_a_document_when_it_is_ready(self, conference, owner):
        job = request_document(
            "registrations.participants", conference, language="en", format="xlsx", options={}, by=owner
        )
        assert not told("document.made")
        run_document_job(str(job.pk))
        assert [message["data"]["id"] for message in told("document.made")] == [str(job.pk)]

    def test_recommendations(self, adopted):  # noqa: F811
        assert len(told("recommendation.adopted")) == 2
        assert {message["data"]["number"] for message in told("recommendation.adopted")} == {1, 2}

    def test_words_of_a_message_are_in_no_language(self, conference, owner):
        page = factories.PageFactory(conference=conference, published_at=None)
        with translation.override("ru"):
            publish_page(page, by=owner)
        [message] = told("page.published")
        assert message["data"]["url"].endswith(f"/{conference.slug}/en/pages/{page.slug}/")


class TestWanted:
    def test_only_what_a_webhook_asks_for_is_written(self, conference, owner, make_webhook):
        make_webhook(events=["registration.declined"])
        make_webhook(events=["registration.approved"], is_on=False)
        wanting = make_webhook(events=["registration.approved"])
        approve_registration(factories.RegistrationFactory(conference=conference), by=owner)
        assert conference.wanted_events == ["registration.approved", "registration.declined"]
        assert [row.webhook for row in WebhookDelivery.objects.all()] == [wanting]

    def test_an_action_that_nobody_wants_to_hear_of_costs_no_query(self, conference, owner, make_webhook):
        make_webhook(events=["registration.declined"])
        with CaptureQueriesContext(transaction.get_connection()) as captured:
            approve_registration(factories.RegistrationFactory(conference=conference), by=owner)
        assert sum("webhooks_webhook" in query["sql"] for query in captured.captured_queries) == 0
