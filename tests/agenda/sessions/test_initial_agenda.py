"""The frame of a new conference leaves no session in which anybody works."""

import pytest

from agenda.run_of_show.models import Cue
from agenda.sessions.domain.frame import create_initial_agenda, replace_frame, unchanged_frame
from agenda.sessions.models.personal import StarredSession
from outcomes.records.models import SessionRecord
from outcomes.speakers_lists.models import SpeakersList
from tests import factories

pytestmark = pytest.mark.django_db

WORK = {
    "cue": lambda session, _user: Cue.objects.create(session=session),
    "record": lambda session, user: SessionRecord.objects.create(session=session, written_by=user),
    "booth shift": lambda session, _user: factories.BoothShiftFactory(session=session),
    "star": lambda session, user: StarredSession.objects.create(session=session, user=user),
    "speakers' list": lambda session, _user: SpeakersList.objects.create(session=session),
    "checkpoint": lambda session, _user: factories.CheckpointFactory(
        conference=session.conference, session=session
    ),
}


@pytest.mark.parametrize("work", WORK.values(), ids=list(WORK))
def test_a_session_in_which_somebody_works_is_no_longer_frame(conference, owner, work):
    create_initial_agenda(conference, by=owner)
    session, count = conference.sessions.get(kind="opening"), conference.sessions.count()
    row = work(session, owner)
    assert session not in unchanged_frame(conference)
    assert replace_frame(conference, by=owner) == count - 1
    row.refresh_from_db()
    assert row.session == session


def test_uzbek_numbers_its_groups_as_uzbek_does(owner):
    conference = factories.ConferenceFactory(languages=["uz", "ru"])
    create_initial_agenda(conference, by=owner)
    group = conference.working_groups.get(code="WG1")
    assert (group.name["uz"], group.name["ru"]) == ("1-ishchi guruh", "Рабочая группа 1")
