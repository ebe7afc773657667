"""Publishing: frozen whole, with ids of persons; SEQUENCE rises for what changed; readers see releases only."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest

from agenda.conflicts.domain.severities import set_severities
from agenda.materials.models import Material
from agenda.releases.domain.publication import preview_publishing
from agenda.releases.domain.reader import agenda_of_person, published_agenda
from agenda.releases.models import AgendaRelease
from agenda.rooms.domain import change_room_or_group
from agenda.rooms.models import Room
from agenda.sessions.domain.sessions import ItemRow, change_session, decline_role, delete_session
from agenda.sessions.models.session import BoothShift, Session
from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.people.domain.merge import merge_people
from confman.people.privacy import Audience
from confman.web.errors import Refused
from tests.agenda.roles import remove_role
from tests.factories import PersonFactory, RoomFactory, SessionFactory, SessionRoleFactory

pytestmark = pytest.mark.django_db
Publish = Callable[..., AgendaRelease]


def sequences(release: AgendaRelease) -> dict[str, int]:
    return {row["title"]["en"]: row["sequence"] for row in release.content["sessions"]}


def kinds(release: AgendaRelease) -> dict[str, int]:
    return {kind: len(rows) for kind, rows in release.changes.items() if rows}


def test_nothing_scheduled_is_not_published(conference: Conference, publish: Publish) -> None:
    SessionFactory(conference=conference, start=None, end=None)
    with pytest.raises(Refused):
        publish()
    assert not AgendaRelease.objects.exists()


def test_a_release_holds_ids_of_persons_and_no_name(conference: Conference, publish: Publish) -> None:
    role = SessionRoleFactory(session__conference=conference, person__name={"en": "Secret Name"})
    release = publish(label="final", note="A note")
    written = json.dumps(release.content)
    assert str(role.person.pk) in written and "Secret Name" not in written
    assert (release.number, release.label, release.note) == (1, "final", "A note")
    entry = AuditEntry.objects.about(release).get()
    assert entry.details == {"new": 1, "moved": 0, "changed": 0, "cancelled": 0}


def test_readers_see_the_release_not_the_working_agenda(
    conference: Conference, by: User, publish: Publish
) -> None:
    session = SessionFactory(conference=conference, title={"en": "Before"})
    publish()
    change_session(session, by=by, revision=None, title={"en": "After"})
    agenda = published_agenda(conference, Audience.PUBLIC)
    assert agenda and [str(each.title) for each in agenda.sessions] == ["Before"]
    publish()
    agenda = published_agenda(conference, Audience.PUBLIC)
    assert agenda and [str(each.title) for each in agenda.sessions] == ["After"]
    assert agenda.label == "Rev.1"


def test_a_release_is_read_with_two_queries(
    conference: Conference, publish: Publish, django_assert_num_queries: Any
) -> None:
    roles = [SessionRoleFactory(session=SessionFactory(conference=conference)) for _number in range(2)]
    publish()
    with django_assert_num_queries(2):
        agenda = published_agenda(conference, Audience.PUBLIC)
    assert agenda and len(agenda.sessions) == len(roles)


def test_sequence_rises_for_what_changed_alone(
    conference: Conference, by: User, at: Callable[..., dt.datetime], publish: Publish
) -> None:
    moved, same, renamed = (
        SessionFactory(conference=conference, title={"en": title}) for title in ("moved", "same", "renamed")
    )
    assert kinds(publish()) == {"new": 3}
    change_session(moved, by=by, revision=None, start=at("15:00"), end=at("16:00"))
    change_session(renamed, by=by, revision=None, subtitle={"en": "With a subtitle"})
    release = publish()
    assert kinds(release) == {"moved": 1, "changed": 1}
    assert sequences(release) == {"moved": 1, "same": 0, "renamed": 1}
    assert kinds(publish()) == {}, "nothing changed since"
    assert same.guid in {row["guid"] for row in release.content["sessions"]}


def test_another_name_of_its_room_is_a_change_of_a_session(
    conference: Conference, by: User, publish: Publish
) -> None:
    room = RoomFactory(conference=conference)
    SessionFactory(conference=conference, room=room, title={"en": "S"})
    publish()
    change_room_or_group(Room.objects.get(), by=by, revision=None, name={"en": "Another"})
    release = publish()
    assert release.changes["changed"] == [{"id": str(Session.objects.get().pk), "fields": ["room_name"]}]
    assert sequences(release) == {"S": 1}


def test_what_is_gone_is_told_as_cancelled_until_it_comes_back(
    conference: Conference, by: User, publish: Publish
) -> None:
    session = SessionFactory(conference=conference, title={"en": "S"})
    SessionFactory(conference=conference)
    publish()
    key, guid = session.pk, session.guid
    delete_session(session, by=by, revision=None)
    release = publish()
    assert kinds(release) == {"cancelled": 1}
    assert publish().content["cancelled"][0]["sequence"] == 1, "and it stays told"
    SessionFactory(id=key, conference=conference, guid=guid, title={"en": "S"})
    release = publish()
    assert release.content["cancelled"] == [] and sequences(release)["S"] == 2


def test_cancelling_says_so_and_keeps_the_session(conference: Conference, by: User, publish: Publish) -> None:
    session = SessionFactory(conference=conference)
    publish()
    change_session(session, by=by, revision=None, status="cancelled")
    assert kinds(publish()) == {"cancelled": 1}
    agenda = published_agenda(conference, Audience.PUBLIC)
    assert agenda and agenda.sessions[0].cancelled


def test_only_conflicts_that_are_set_to_block_refuse(
    conference: Conference, by: User, publish: Publish
) -> None:
    SessionFactory.create_batch(2, conference=conference, room=RoomFactory(conference=conference))
    publish()
    set_severities(conference, {"room-twice": "block"}, by=by)
    assert preview_publishing(conference).blocked
    with pytest.raises(Refused):
        publish()
    assert AgendaRelease.objects.count() == 1


def test_items_run_one_after_the_other(
    conference: Conference, by: User, at: Callable[..., dt.datetime], publish: Publish
) -> None:
    session = SessionFactory(conference=conference, start=at("10:00"))
    items = [ItemRow("One", minutes=15), ItemRow("Two"), ItemRow("Three", minutes=10)]
    change_session(session, by=by, revision=None, items=items)
    publish()
    agenda = published_agenda(conference, Audience.PUBLIC)
    assert agenda
    starts = [item.start and f"{item.start:%H:%M}" for item in agenda.sessions[0].items]
    assert starts == ["10:00", "10:15", None], "after an item of unknown length nobody knows"


def test_times_are_those_of_the_conference(
    conference: Conference, at: Callable[..., dt.datetime], publish: Publish
) -> None:
    SessionFactory(conference=conference, start=at("23:30"), end=at("00:30", day=1))
    publish()
    agenda = published_agenda(conference, Audience.PUBLIC)
    assert agenda and f"{agenda.sessions[0].start:%H:%M %z}" == "23:30 +0500"
    assert agenda.days[0].date == conference.starts_on
    assert agenda.sessions[0].end.date() > agenda.sessions[0].start.date()


def test_a_merged_person_keeps_their_roles_in_releases(
    conference: Conference, by: User, publish: Publish
) -> None:
    role = SessionRoleFactory(session__conference=conference)
    kept = PersonFactory(conference=conference, name={"en": "Kept Person"})
    publish()
    merge_people(kept, role.person, by=by)
    agenda = published_agenda(conference, Audience.PUBLIC)
    assert agenda and [str(speaker.person) for speaker in agenda.speakers] == ["Kept Person"]


def test_ones_own_agenda_tells_nothing_of_others(conference: Conference, publish: Publish) -> None:
    own = SessionRoleFactory(session__conference=conference, session__visibility="closed", status="proposed")
    SessionRoleFactory(session=own.session, person__name={"en": "Somebody Else"})
    publish()
    (appearance,) = agenda_of_person(conference, own.person)
    assert appearance.role.role == own.role
    assert appearance.session.all_roles == ()


def _another_item(session: Session, by: User) -> None:
    change_session(session, by=by, revision=None, items=[ItemRow("Another")])


def _annotated(session: Session, by: User) -> None:
    session.items.update(background={"en": "Mandate"})


@pytest.mark.parametrize(
    ("change", "raised"),
    [
        pytest.param(_another_item, ["items"], id="another item"),
        pytest.param(lambda session, by: session.items.update(minutes=5), ["items"], id="minutes of an item"),
        pytest.param(
            lambda session, by: remove_role(session.roles.get(), by=by), ["roles"], id="a role taken away"
        ),
        pytest.param(
            lambda session, by: decline_role(session.roles.get(), by=by), ["roles"], id="a role declined"
        ),
        pytest.param(
            lambda session, by: session.roles.update(status="confirmed"), ["roles"], id="a role confirmed"
        ),
        pytest.param(
            lambda session, by: Material.objects.create(session=session, link="https://example.org/a"),
            ["materials"],
            id="a material",
        ),
        pytest.param(
            lambda session, by: BoothShift.objects.create(
                session=session, source_language="en", target_language="ru"
            ),
            ["booths"],
            id="a booth",
        ),
        pytest.param(lambda session, by: session.room.delete(), ["room", "room_name"], id="its room is gone"),
        pytest.param(_annotated, [], id="an annotation changes no session"),
        pytest.param(
            lambda session, by: Session.objects.update(fixed=True, capacity=7), [], id="what no reader sees"
        ),
    ],
)
def test_sequence_rises_for_what_is_inside(
    change: Callable[[Session, User], object],
    raised: list[str],
    conference: Conference,
    by: User,
    publish: Publish,
) -> None:
    session = SessionFactory(
        conference=conference, room=RoomFactory(conference=conference), title={"en": "S"}
    )
    change_session(session, by=by, revision=None, items=[ItemRow("One", minutes=15)])
    SessionRoleFactory(session=session, status="invited")
    publish()
    change(session, by)
    release = publish()
    told = [row["fields"] for kind in ("moved", "changed") for row in release.changes[kind]]
    assert [name for fields in told for name in fields] == raised
    assert sequences(release) == {"S": 1 if raised else 0}


def test_booths_are_published_by_language_and_interpreters_by_no_name(
    conference: Conference, publish: Publish
) -> None:
    session = SessionFactory(conference=conference)
    interpreters = PersonFactory.create_batch(2, conference=conference)
    for person in interpreters:
        BoothShift.objects.create(
            session=session, source_language="en", target_language="ru", interpreter=person, booth="1"
        )
    content = publish().content
    (booth,) = content["sessions"][0]["booths"]
    assert (booth["booth"], booth["source"], booth["target"]) == ("1", "en", "ru")
    assert not any(str(person.pk) in json.dumps(content) for person in interpreters)


def test_a_release_says_itself_whether_it_is_final(conference: Conference, publish: Publish) -> None:
    """Not its label, which is in the language of the team; a revision of the final agenda is final, too."""
    SessionFactory(conference=conference)
    said = [
        (release.label, release.is_final)
        for release in (
            publish(),
            publish(),
            publish(label="окончательная", is_final=True),
            publish(),
            publish(label="provisional"),
            publish(is_final=True),
        )
    ]
    assert said == [
        ("provisional", False), ("Rev.1", False), ("окончательная", True), ("Rev.3", True),
        ("provisional", False), ("final", True),
    ]  # fmt: skip


def test_the_history_tells_two_releases_of_one_label_apart(conference: Conference, publish: Publish) -> None:
    SessionFactory(conference=conference)
    publish(label="provisional")
    publish(label="provisional")
    entries = AuditEntry.objects.filter(verb="agenda.published").order_by("target_label")
    assert [entry.target_label for entry in entries] == ["1. provisional", "2. provisional"]
