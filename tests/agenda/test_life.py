"""The agenda in the life of a conference: its frame, decisions, checklist, personal data."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from agenda.conflicts.domain.report import conflicts_of
from agenda.desk.dashboard import agenda_decisions
from agenda.releases.models import AgendaRelease
from agenda.sessions.models.session import SessionRole
from agenda.speakers.domain import collect_agenda_data
from confman.accounts.models import User
from confman.conferences.domain.creation import create_conference
from confman.conferences.models import Conference
from confman.conferences.registries import checklist_items
from confman.people.domain.merge import merge_people
from confman.people.domain.privacy import erase_person
from tests.factories import GroupRoleFactory, PersonFactory, RoomFactory, SessionFactory, SessionRoleFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", [1, 2, 4])
@pytest.mark.parametrize("languages", [["en"], ["uz", "ru", "en"], ["ar", "fr"], ["ka"]])
def test_a_new_conference_has_a_plausible_frame(by: User, days: int, languages: list[str]) -> None:
    start = dt.date(2027, 3, 30)
    conference = create_conference(
        by=by,
        title="New",
        starts_on=start,
        ends_on=start + dt.timedelta(days=days - 1),
        languages=languages,
        timezone="Asia/Tashkent",
    )
    sessions = list(conference.sessions.all())
    kinds = [session.kind for session in sessions]
    assert kinds[0] == "opening" and kinds[-1] == "closing"
    assert {"break", "plenary", "meal", "working-group"} <= set(kinds)
    assert {session.conference_day for session in sessions} == set(conference.days)
    # Nobody has a role yet: that is a task, and no conflict, until someone has one.
    assert not conflicts_of(conference)
    assert not checklist_items.get("agenda.chairs").done(conference)
    SessionRoleFactory(session=sessions[0], role="chair")
    assert {conflict.kind for conflict in conflicts_of(conference)} == {"no-chair", "no-rapporteur"}
    known = set(languages) - {"ka"} or {"ka"}
    assert all(set(session.title) == known for session in sessions)
    assert [str(group.code) for group in conference.working_groups.all()] == ["WG1", "WG2"]


def test_who_brings_an_agenda_gets_no_frame(by: User) -> None:
    day = dt.date(2027, 3, 30)
    conference = create_conference(by=by, title="New", starts_on=day, ends_on=day, with_frame=False)
    assert not conference.sessions.exists()


def test_decisions_of_today(
    conference: Conference, owner: User, by: User, publish: Callable[..., AgendaRelease]
) -> None:
    assert list(agenda_decisions(conference, owner)) == []
    room = RoomFactory(conference=conference)
    sessions = SessionFactory.create_batch(2, conference=conference, room=room)
    SessionRoleFactory(session=sessions[0], status="invited")
    titles = [decision.title for decision in agenda_decisions(conference, owner)]
    # The room is taken twice, a plenary stands beside a plenary, neither has a chair, and an answer is open: as many as
    # on the page of conflicts.
    assert len(conflicts_of(conference)) == 5
    assert titles == ["The working agenda has 5 conflicts", "A speaker or chair has not confirmed"]
    publish()
    sessions[0].title = {"en": "Changed"}
    sessions[0].save()
    titles = [decision.title for decision in agenda_decisions(conference, owner)]
    assert "A change of the agenda is not published" in titles


def test_what_readers_see_is_called_in_the_readers_language(
    conference: Conference, owner: User, publish: Callable[..., AgendaRelease]
) -> None:
    session = SessionFactory(conference=conference)
    publish(label="provisional")
    session.title = {"en": "Changed"}
    session.save()
    with translation.override("ru"):
        details = [str(decision.detail) for decision in agenda_decisions(conference, owner)]
    assert any("предварительная" in detail for detail in details) and "provisional" not in str(details)


def test_a_person_may_have_what_is_held_and_have_it_erased(conference: Conference, by: User) -> None:
    role = SessionRoleFactory(session__conference=conference)
    GroupRoleFactory(group__conference=conference, person=role.person)
    held = collect_agenda_data(role.person)
    assert {entry["role"] for entry in held} == {"speaker", "chair"}
    erase_person(role.person, by=by)
    assert collect_agenda_data(role.person) == []


def test_the_page_of_a_person_shows_their_roles(conference: Conference, owner_client: Client) -> None:
    role = SessionRoleFactory(
        session__conference=conference, session__title={"en": "Their session"}, role="keynote"
    )
    GroupRoleFactory(group__conference=conference, group__name={"en": "Their group"}, person=role.person)
    page = owner_client.get(reverse("people_secretariat:person", args=[conference.slug, role.person.pk]))
    assert "Keynote: Their session" in page.content.decode() and "Their group" in page.content.decode()


def test_merging_moves_roles_and_doubles_none(conference: Conference, by: User) -> None:
    kept, merged = PersonFactory.create_batch(2, conference=conference)
    both = SessionFactory(conference=conference)
    for person in (kept, merged):
        SessionRoleFactory(session=both, person=person)
    SessionRoleFactory(session__conference=conference, person=merged)
    merge_people(kept, merged, by=by)
    assert SessionRole.objects.filter(person=kept).count() == 2 == SessionRole.objects.count()
