"""The operator of the server takes recommendations out of /admin/ as a table, and finds the page that takes them in."""

import pytest

from confman.accounts.models import User
from confman.audit.models import AuditEntry
from tests.factories import ConferenceFactory
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/outcomes/recommendation/"


@pytest.fixture
def root(client_as):
    return client_as(User.objects.create_superuser("root@example.org", "a-password-for-tests"))


def test_chosen_recommendations_of_one_conference_go_out_as_a_table(root):
    conference = ConferenceFactory(slug="one")
    rows = [recommendation(conference, texts={"en": f"Support hotline {number}."}) for number in range(3)]
    page = root.get(ADDRESS).content.decode()
    assert "/one/secretariat/recommendations/import/" in page and "Export as a table (CSV)" in page
    chosen = {"action": "table_csv", "_selected_action": [str(row.pk) for row in rows[:2]]}
    table = root.post(ADDRESS, chosen).content.decode()
    assert "Support hotline 0." in table and "Support hotline 2." not in table
    assert AuditEntry.objects.get(verb="outcomes.recommendations_exported").details["format"] == "csv"

    other = recommendation(ConferenceFactory(), texts={"en": "Of another."})
    chosen["_selected_action"].append(str(other.pk))
    assert "choose rows of one alone" in root.post(ADDRESS, chosen, follow=True).content.decode()
