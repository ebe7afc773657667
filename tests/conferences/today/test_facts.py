"""Facts about a conference: asked together by one query, and never of the time, the language or the user."""

import datetime as dt
import sys

import pytest
from django.db.models import Exists
from django.urls import reverse
from django.utils import timezone, translation

from confman.conferences.domain.checklist import ConferenceFact, RowCount, answers_of, facts_of
from confman.conferences.models import Conference
from confman.conferences.registries import checklist_items, first_steps
from confman.registries import all_refs
from registrations.core.models.registration import Registration
from tests.factories import DelegationFactory, RegistrationFactory, SessionRoleFactory

pytestmark = pytest.mark.django_db

number = ConferenceFact(lambda conference: RowCount(Registration.objects.of(conference).in_line()))
is_any = ConferenceFact(lambda conference: Exists(Registration.objects.of(conference)))
all_wait = ConferenceFact(
    lambda conference: (
        Exists(Registration.objects.of(conference)) & ~Exists(Registration.objects.of(conference).to_review())
    )
)


@pytest.mark.parametrize("rows", [1, 3])
def test_facts_are_one_query_however_many_rows_there_are(
    conference, other_conference, rows, django_assert_num_queries
):
    RegistrationFactory.create_batch(rows, conference=conference, status="waiting")
    with django_assert_num_queries(1):
        assert facts_of(conference, number, is_any, all_wait) == [rows, 1, 1]
    assert (number(conference), is_any(conference), all_wait(conference)) == (rows, 1, 1)
    assert facts_of(other_conference, number, is_any, all_wait) == [0, 0, 0]


def test_they_are_as_things_are_now(conference):
    assert not is_any(conference)
    RegistrationFactory(conference=conference, status="submitted", confirmed_at=timezone.now())
    assert facts_of(conference, is_any, all_wait) == [1, 0]


def test_among_other_questions_facts_are_asked_together(conference, django_assert_num_queries):
    questions = [is_any, lambda conference: "no fact", number, is_any]
    with django_assert_num_queries(1):
        assert answers_of(conference, questions) == [0, "no fact", 0, 0]


def test_none_depends_on_time_or_language(time_machine):
    """Their SQL is made once in a process."""
    assert [ref.load() for ref in all_refs()]
    facts = {
        fact
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] in ("agenda", "confman", "outcomes", "registrations")
        for fact in vars(module).values()
        # `isinstance` would wake what is lazy.
        if type(fact) is ConferenceFact
    }

    def made() -> dict[ConferenceFact, str]:
        return {fact: str(Conference.objects.annotate(fact=fact.expression(None)).query) for fact in facts}

    before = made()
    assert len(before) > 30
    time_machine.move_to(timezone.now() + dt.timedelta(days=40))
    with translation.override("ru"):
        assert made() == before


def test_the_checklist_asks_few_queries(owner_client, conference, django_assert_max_num_queries):
    SessionRoleFactory(session__conference=conference)
    DelegationFactory(conference=conference)
    assert len(checklist_items) > 20 and len(first_steps) > 5
    page = reverse("conferences_secretariat:checklist", args=[conference.slug])
    owner_client.get(page)
    with django_assert_max_num_queries(30):
        owner_client.get(page)
    today = reverse("conferences_secretariat:dashboard", args=[conference.slug])
    owner_client.get(today)
    with django_assert_max_num_queries(60):
        owner_client.get(today)
