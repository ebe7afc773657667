"""Whatever is looked for, however many words it has: no page falls over, on the site or in the secretariat."""

from urllib.parse import urlencode

import pytest
from django.urls import get_resolver

from tests.access.actors import ACTORS, GET_MOST, client_of
from tests.access.routes import own_routes
from tests.access.test_matrix import ALL_ROWS, address

# SQLite takes a thousand conditions in one query, PostgreSQL more.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
MANY = " ".join(f"w{number}" for number in range(1_300))
TYPED = {"q": MANY, "words": MANY, "search": MANY}


def readers(row: str) -> list[str]:
    """The actors who get the page, of those who get most."""
    gets = dict(zip(ACTORS, row.split(), strict=True))
    return [actor for actor in GET_MOST if gets[actor] == "ok"][:1]


@pytest.mark.parametrize(
    ("actor", "name", "parts"),
    [
        ("visitor", "outcomes_public:recommendation-list", "slug language"),
        ("owner", "outcomes_secretariat:recommendation-list", "slug"),
        ("owner", "registrations_secretariat:badge-log", "slug"),
        ("owner", "agenda_secretariat:session-list", "slug"),
    ],
)
def test_a_list_takes_any_number_of_words(world, actor, name, parts):
    assert client_of(actor, world).get(f"{address(world, name, parts)}?{urlencode(TYPED)}").status_code == 200


@pytest.mark.nightly
def test_no_page_falls_over_many_words(world):
    assert get_resolver().url_patterns
    views = {route.name: route.view_class for route in own_routes()}
    asked, fallen = 0, []
    for name, parts, row in ALL_ROWS:
        if not hasattr(views[name], "get"):
            continue
        for actor in readers(row):
            client = client_of(actor, world)
            client.raise_request_exception = False
            url = address(world, name, parts)
            asked += 1
            if client.get(f"{url}?{urlencode(TYPED)}").status_code >= 500:
                fallen.append(f"{name} {actor}")
    assert asked > 300
    assert not fallen
