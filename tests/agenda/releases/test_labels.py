"""The usual labels of a release are read in the reader's language; any other stands as it was typed."""

import pytest
from django.urls import reverse

from agenda.releases.domain.publication import publish_agenda
from tests.factories import SessionFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("label", "language", "shown"),
    [
        pytest.param("", "ru", "предварительная", id="provisional where none is given"),
        pytest.param("final", "uz", "yakuniy", id="final"),
        pytest.param("final", "en", "final", id="the language it is kept in"),
        pytest.param("Rev.1", "ru", "Rev.1", id="any other"),
    ],
)
def test_label(client, conference, owner, label, language, shown):
    SessionFactory(conference=conference)
    publish_agenda(conference, by=owner, label=label)
    page = client.get(reverse("agenda_public:agenda", args=[conference.slug, language]))
    assert shown.casefold() in page.content.decode().casefold()
