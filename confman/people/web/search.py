"""People, as the secretariat's search finds them."""

from typing import Any

from django.urls import reverse

from confman.conferences.models import Conference
from confman.conferences.registries import SearchHit
from confman.people.models import Person
from confman.web.search import ranked


def find_people(conference: Conference, user: Any, words: str, limit: int) -> list[SearchHit]:
    """Return people by their names in any script, function, organization, country and e-mail address."""
    rows = ranked(Person.objects.of(conference).known(), words)[:limit]
    return [
        SearchHit(
            str(person),
            reverse("people_secretariat:person", args=[conference.slug, person.pk]),
            " · ".join(str(each) for each in (person.job_title, person.organization, person.email) if each),
        )
        for person in rows
    ]
