"""Of two who change the same thing, the second is shown both; nothing is overwritten or deleted unseen."""

import pytest
from django.test import Client

from agenda.sessions.domain.sessions import change_session, delete_session
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.database.changes import StaleRevision
from tests.agenda.addresses import address
from tests.factories import SessionFactory

pytestmark = pytest.mark.django_db


def test_a_stale_revision_is_refused_and_nothing_is_lost(conference: Conference, by: User) -> None:
    session = SessionFactory(conference=conference)
    seen = session.revision
    change_session(Session.objects.get(pk=session.pk), by=by, revision=seen, title="First wins")
    with pytest.raises(StaleRevision) as stale:
        change_session(Session.objects.get(pk=session.pk), by=by, revision=seen, title="Second")
    assert stale.value.current.title == {"en": "First wins"}
    assert Session.objects.get(pk=session.pk).title == {"en": "First wins"}
    with pytest.raises(StaleRevision):
        delete_session(session, by=by, revision=seen)
    assert Session.objects.filter(pk=session.pk).exists()


def test_what_somebody_changed_meanwhile_is_not_deleted_unseen(
    conference: Conference, owner_client: Client, by: User
) -> None:
    session = SessionFactory(conference=conference, title={"en": "Opening"})
    url = address(conference, "session-delete", session.pk)
    page = owner_client.get(url)
    seen = page.context["form"].initial["revision"]
    assert f'name="revision" value="{seen}"' in page.content.decode()
    change_session(session, by=by, revision=None, title={"en": "Grand opening"})
    answer = owner_client.post(url, {"revision": seen})
    assert answer.status_code == 409 and "This is not what you looked at." in answer.content.decode()
    assert "Grand opening" in answer.content.decode() and Session.objects.exists()
    seen = answer.context["form"].initial["revision"]
    assert owner_client.post(url, {"revision": seen}).status_code == 302
    assert not Session.objects.exists()
