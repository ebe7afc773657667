"""Large parts of an agenda are put in when the page is rendered, which then is the same as if they had been in it."""

import pytest
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import reverse

from agenda.programme.web.views.public import AgendaPage
from agenda.releases.domain.publication import publish_agenda
from confman.web.markup import LargePageResponse
from tests.factories import RoomFactory, SessionFactory


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["agenda", "widget"])
@pytest.mark.parametrize("view", ["list", "rooms", "grid"])
def test_the_page_is_the_same(conference, owner, monkeypatch, page, view):
    for name in ("Great Hall", "Small Hall"):
        room = RoomFactory(conference=conference, name={"en": name})
        SessionFactory(
            conference=conference, room=room, visibility="public", title={"en": f"Opening of {name}"}
        )
    publish_agenda(conference, by=owner)
    address = reverse(f"agenda_public:{page}", args=[conference.slug, "en"])
    pages = []
    for response in (TemplateResponse, LargePageResponse):
        monkeypatch.setattr(AgendaPage, "response_class", response)
        pages.append(Client().get(address, {"view": view, "q": "opening"}).content.decode())
    whole, put_together = pages
    assert put_together == whole and "Opening of Small Hall" in whole
