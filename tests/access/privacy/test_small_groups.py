"""A group of fewer than five, whose figures are suppressed, is not named either: to know it was there is to know who.

Anyone who is counted in totals only belongs to an institution, a country and a category that nobody else here has.
"""

import pytest
from django.http import HttpResponse

from confman.documents.domain.builder import build_document
from confman.documents.registry import document_kinds
from tests.access.actors import ACTORS, client_of
from tests.access.test_matrix import address, groups, outcome, text_of
from tests.factories import CategoryFactory, DelegationFactory, PersonFactory, RegistrationFactory

# Every address once: what is looked at does not depend on the database.
pytestmark = pytest.mark.sqlite

MARKERS = ("zyxomark institute", "zyxomark mission")
# The names of countries and categories stand in forms for everyone: in what is counted they must not.
COUNTED = (*MARKERS, "liechtenstein", "zyxomark guests", "zyxomark alone")
# A donor or passer-by, and anyone else who only observes.
READERS = ("visitor", "stranger", "observer")


def add_groups(conference):
    """Thirty people of one institution, and four who are only counted, in groups of their own."""
    many = CategoryFactory(conference=conference, name={"en": "Zyxo delegates"})
    for number in range(30):
        person = PersonFactory(
            conference=conference, organization={"en": "Large Ministry"}, country="UZ", sector="government",
            sex=("female", "male")[number % 2],
        )  # fmt: skip
        RegistrationFactory(conference=conference, person=person, status="approved", category=many)
    few = CategoryFactory(conference=conference, name={"en": "Zyxomark guests"})
    mission = DelegationFactory(conference=conference, name={"en": "Zyxomark mission"})
    for delegation in (None, None, mission, mission):
        person = PersonFactory(
            conference=conference, organization={"en": "Zyxomark Institute"}, country="LI", sector="private",
            sex="female", level="minister", listing="counted-only",
        )  # fmt: skip
        RegistrationFactory(
            conference=conference, person=person, status="approved", category=few, delegation=delegation
        )


@pytest.fixture(scope="module")
def kept_groups(kept, kept_world):
    kept(lambda: add_groups(kept_world.conference))


@pytest.fixture
def counted(kept_groups, world):
    """The world with small groups and a large one."""
    return world


@pytest.mark.parametrize("is_full", [False, pytest.param(True, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("group", sorted(groups()))
def test_nobody_who_reads_only_totals_reads_the_name_of_a_small_group(counted, group, is_full):
    """Each page is read by one of those who may, in turn; each night by all."""
    found = []
    for number, (name, parts, answered) in enumerate(groups()[group]):
        readers = [actor for actor in READERS if answered.split()[ACTORS.index(actor)] == "ok"]
        for actor in readers if is_full or not readers else [readers[number % len(readers)]]:
            response = client_of(actor, counted).get(address(counted, name, parts))
            if outcome(response) == "ok" and response.status_code == 200:
                text = text_of(response).lower()
                found += [f"{name}: {actor} reads {marker}" for marker in MARKERS if marker in text]
    assert found == []


@pytest.mark.parametrize("name", ["registrations_secretariat:figures", "outcomes_secretariat:report"])
def test_nor_do_the_pages_of_figures(counted, name):
    response = client_of("observer", counted).get(address(counted, name, "slug"))
    text = text_of(response).lower()
    assert [marker for marker in COUNTED if marker in text] == []
    assert "large ministry" in text or name.endswith("figures"), "a large group is named"
    assert "groups of fewer than five" in text


@pytest.mark.parametrize("key", ["outcomes.conference-report", "outcomes.donor-report"])
def test_nor_do_reports_that_are_handed_on(counted, key):
    for format in document_kinds.get(key).formats:
        options = {"participants": "yes"}
        made = build_document(key, counted.conference, language="en", format=format, options=options)
        answer = HttpResponse(made.content, content_type=made.content_type)
        text = " ".join(text_of(answer).lower().split())
        assert [marker for marker in COUNTED if marker in text] == [], format


def test_the_people_of_all_small_groups_together_are_there_for_who_may_read_names(counted):
    client = client_of("registration", counted)
    at = address(counted, "outcomes_secretariat:report-people", "slug")
    response = client.get(at, {"by": "institution", "key": "smaller", "measure": "registered"})
    assert response.status_code == 200 and "of 4" not in text_of(response)
    assert "fewer than five" in text_of(response)
