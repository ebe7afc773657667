"""Two web processes share what is kept for readers, remember it, and neither gives what an act elsewhere has ended."""

import pytest
from django.urls import reverse

from agenda.releases.domain.publication import publish_agenda
from confman.people.domain.people import change_person
from tests.factories import SessionFactory, SessionRoleFactory
from tests.web.test_faults import serve  # noqa: F401


@pytest.mark.django_db(transaction=True)
def test_whoever_is_hidden_stands_in_no_body_of_either(
    serve,  # noqa: F811
    database_address,
    conference,
    owner,
):
    session = SessionFactory(conference=conference, visibility="public")
    role = SessionRoleFactory(
        session=session, status="confirmed", person__conference=conference,
        person__name={"en": "Anna Sample"}, person__listing="public",
    )  # fmt: skip
    publish_agenda(conference, by=owner)
    address = reverse("agenda_public:speaker-list", args=[conference.slug, "en"])
    servers = [serve(database_address), serve(database_address)]

    def answers():
        """The answer of both, with the mark of the body."""
        asked = [server.ask("GET", address) for server in servers]
        return [(answer.status, answer.headers["ETag"], "Anna Sample" in text) for answer, text in asked]

    # The first renders and the second takes it from the store; from the third time both remember it.
    for _time in range(3):
        first, second = answers()
        assert first == second and first[0] == 200 and first[2]
    change_person(role.person, by=owner, listing="counted-only")
    for _time in range(3):
        assert [(status, named) for status, _mark, named in answers()] == [(200, False)] * 2
