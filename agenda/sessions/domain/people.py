"""The people of an agenda: those who have a role in it, whatever it is."""

import json
from uuid import UUID

from agenda.sessions.models.session_role import SessionRole
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.translation.reading_language import reading_languages
from confman.translation.text import TranslatedText
from confman.web.database.unchanged import ConferenceQuery, as_text, get_or_make

# Those with a role are found by their keys: asked for the conference too, SQLite looks through all of its people.
_PEOPLE = ConferenceQuery(
    lambda key: (
        Person.objects.known()
        .filter(pk__in=SessionRole.objects.filter(session__conference=key).values("person"))
        .values_list(as_text("pk"), as_text("name"))
    )
)


def people_with_roles(conference: Conference) -> list[tuple[str, str]]:
    """Return key and name of everyone with a role, as a menu has them; kept while their rows are equal."""

    def named() -> list[tuple[str, str]]:
        rows = _PEOPLE.rows(conference)
        return [(str(UUID(key)), str(TranslatedText.of(json.loads(name)))) for key, name in rows]

    return get_or_make(conference, ("people with roles", *reading_languages()), named, _PEOPLE)
