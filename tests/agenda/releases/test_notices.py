"""Mails of a release: to exactly those concerned, of what changed since they last heard, with their own calendar."""

import datetime as dt
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

import pytest
from icalendar import Calendar

from agenda.history.domain.undo import redo, undo
from agenda.releases.domain.diff import needs_mail
from agenda.releases.domain.involvement import Involvement, Reader, SessionPart
from agenda.releases.domain.notices import discard_notices, send_notices, set_mail_text, unasked
from agenda.releases.models import AgendaRelease, ReleaseNotice
from agenda.releases.registries import InvolvementKind, involvement_kinds
from agenda.rooms.domain import set_group_roles
from agenda.sessions.domain.sessions import (
    ItemRow,
    change_session,
    confirm_role,
    decline_role,
    delete_session,
    move_session,
)
from agenda.sessions.models.personal import StarredSession
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.models import Message
from confman.people.domain.merge import merge_people
from confman.people.domain.privacy import erase_person
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from tests.agenda.roles import assign_role, remove_role
from tests.factories import (
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    UserFactory,
    WorkingGroupFactory,
)
from tests.mail.conftest import letterbox  # noqa: F401

pytestmark = pytest.mark.django_db
Publish = Callable[..., AgendaRelease]
At = Callable[..., dt.datetime]

HERE = {
    "start": "2027-03-30T05:00:00+00:00",
    "end": "2027-03-30T06:00:00+00:00",
    "day": "2027-03-30",
    "room": "a",
}


def later(minutes: int) -> dict[str, str]:
    return {"start": f"2027-03-30T05:{minutes}:00+00:00", "end": f"2027-03-30T06:{minutes}:00+00:00"}


@pytest.mark.parametrize(
    ("to", "worth"),
    [
        pytest.param(later(14), False, id="14 minutes later"),
        pytest.param(later(15), True, id="15 minutes later"),
        pytest.param({"start": "2027-03-30T04:46:00+00:00"}, False, id="14 minutes earlier"),
        pytest.param({"start": "2027-03-30T04:45:00+00:00"}, True, id="15 minutes earlier"),
        pytest.param({"start": "2027-03-30T10:05:00+05:00"}, False, id="5 minutes, written in another zone"),
        pytest.param({"end": "2027-03-30T06:30:00+00:00"}, True, id="half an hour longer"),
        pytest.param({"end": "2027-03-30T06:10:00+00:00"}, False, id="ten minutes longer"),
        pytest.param({"end": None}, True, id="no end any more"),
        pytest.param({"room": "b"}, True, id="another room at the same time"),
        pytest.param({"room": None}, True, id="no room any more"),
        pytest.param({"day": "2027-03-29"}, True, id="another day of the conference"),
    ],
)  # fmt: skip
def test_which_move_is_worth_a_mail(to: dict[str, Any], worth: bool) -> None:
    assert needs_mail({"id": "x", "from": HERE, "to": {**HERE, **to}, "fields": list(to)}) is worth


@pytest.mark.parametrize(
    ("fields", "speaker", "listener"),
    [
        (["title"], True, True),
        (["room_name"], True, True),
        (["items"], True, False),
        (["roles"], True, False),
        (["summary"], False, False),
        (["extra", "theme", "materials"], False, False),
        (["summary", "status"], True, True),
    ],
)
def test_which_change_is_worth_a_mail(fields: list[str], speaker: bool, listener: bool) -> None:
    change = {"id": "x", "fields": fields}
    assert (needs_mail(change), needs_mail(change, listener=True)) == (speaker, listener)


def test_new_and_cancelled_sessions_are_worth_a_mail() -> None:
    assert needs_mail({"id": "x"}) and needs_mail({"id": "x", "title": {}, "start": "2027-03-30T05:00:00"})


def told(release: AgendaRelease) -> dict[str, list[list[str]]]:
    """The people to be told of a release: name -> what happened, session by session."""
    return {
        str(notice.person.name) if notice.person else notice.user.email: [
            change["happened"] for change in notice.changes
        ]
        for notice in release.notices.drafts().select_related("person", "user")
    }


def person(conference: Conference, name: str, **more: Any) -> Any:
    return PersonFactory(
        conference=conference, name={"en": name}, email=f"{name.lower()}@example.org", **more
    )


@pytest.fixture
def session(conference: Conference, at: At) -> Session:
    """A session at ten, in which Anna speaks and Boris chairs; beside it one with Clara."""
    room = RoomFactory(conference=conference, name={"en": "Hall A"})
    session = SessionFactory(
        conference=conference,
        title={"en": "Opening", "ru": "Открытие"},
        start=at("10:00"),
        end=at("11:00"),
        room=room,
    )
    other = SessionFactory(conference=conference, start=at("15:00"), end=at("16:00"), title={"en": "Other"})
    for name, role, where in (
        ("Anna", "speaker", session),
        ("Boris", "chair", session),
        ("Clara", "speaker", other),
    ):
        SessionRoleFactory(session=where, person=person(conference, name), role=role)
    return session


@pytest.fixture
def published(session: Session, publish: Publish, by: User) -> AgendaRelease:
    """The first release, whose mails have been sent."""
    release = publish()
    send_notices(release, by=by)
    Message.objects.all().delete()
    return release


def test_the_first_release_tells_everyone_with_a_part(session: Session, publish: Publish) -> None:
    assert told(publish()) == {"Anna": [["joined"]], "Boris": [["joined"]], "Clara": [["joined"]]}


def test_nothing_new_nobody_told(published: AgendaRelease, publish: Publish) -> None:
    assert told(publish()) == {}


def test_a_move_is_told_to_those_in_the_session_and_no_others(
    session: Session, published: AgendaRelease, publish: Publish, by: User, at: At
) -> None:
    move_session(session, by=by, revision=None, start=at("10:25"))
    assert told(publish()) == {"Anna": [["moved"]], "Boris": [["moved"]]}


def test_small_moves_are_for_the_screens_until_they_add_up(
    session: Session, published: AgendaRelease, publish: Publish, by: User, at: At
) -> None:
    move_session(session, by=by, revision=None, start=at("10:10"))
    assert told(publish()) == {}
    move_session(session, by=by, revision=None, start=at("10:20"))
    release = publish()
    assert told(release) == {"Anna": [["moved"]], "Boris": [["moved"]]}, "twenty minutes in all"
    send_notices(release, by=by)
    assert "10:00–11:00" in Message.objects.get(to_name="Anna").body_text, "from where they believed it to be"
    move_session(session, by=by, revision=None, start=at("10:25"))
    assert told(publish()) == {}, "counted from what they were told"


def test_small_moves_there_and_back_are_never_told(
    session: Session, published: AgendaRelease, publish: Publish, by: User, at: At
) -> None:
    for hour in ("10:10", "10:00", "10:14"):
        move_session(session, by=by, revision=None, start=at(hour))
        assert told(publish()) == {}


def test_who_loses_a_role_hears_of_it_and_the_chair_too(
    session: Session, published: AgendaRelease, publish: Publish, by: User
) -> None:
    remove_role(session.roles.get(role="speaker"), by=by)
    assert told(publish()) == {"Anna": [["left"]], "Boris": [["changed"]]}


def test_who_declines_is_told_that_their_place_is_free(
    session: Session, published: AgendaRelease, publish: Publish, by: User
) -> None:
    decline_role(session.roles.get(role="speaker"), by=by)
    assert told(publish())["Anna"] == [["left"]]


def test_a_new_speaker_and_another_part(
    session: Session, conference: Conference, published: AgendaRelease, publish: Publish, by: User
) -> None:
    assign_role(session, person=person(conference, "Dora"), role="panellist", by=by, status="confirmed")
    remove_role(session.roles.get(role="speaker"), by=by)
    anna = conference.people.get(name__en="Anna")
    assign_role(session, person=anna, role="moderator", by=by, status="confirmed")
    assert told(publish()) == {"Dora": [["joined"]], "Anna": [["part", "changed"]], "Boris": [["changed"]]}


def test_to_confirm_is_no_news(session: Session, conference: Conference, publish: Publish, by: User) -> None:
    role = assign_role(session, person=person(conference, "Dora"), role="panellist", by=by, status="invited")
    send_notices(publish(), by=by)
    confirm_role(role, by=by)
    assert told(publish()) == {"Boris": [["changed"]]}, "the chair hears who has confirmed"


@pytest.mark.parametrize("how", ["cancelled", "deleted", "unscheduled"])
def test_of_a_cancelled_session_all_hear(
    how: str, session: Session, published: AgendaRelease, publish: Publish, by: User
) -> None:
    if how == "cancelled":
        change_session(session, by=by, revision=None, status="cancelled")
    elif how == "deleted":
        delete_session(session, by=by, revision=None)
    else:
        move_session(session, by=by, revision=None, start=None)
    assert told(publish()) == {"Anna": [["cancelled"]], "Boris": [["cancelled"]]}
    assert told(publish()) == {"Anna": [["cancelled"]], "Boris": [["cancelled"]]}, "and still, unsent"


def test_members_of_the_working_group_are_concerned(
    session: Session, conference: Conference, published: AgendaRelease, publish: Publish, by: User, at: At
) -> None:
    group = WorkingGroupFactory(conference=conference, code="WG1")
    member = person(conference, "Gulnora")
    set_group_roles(group, [(member, "member")], by=by)
    change_session(session, by=by, revision=None, working_group=group)
    release = publish()
    assert told(release)["Gulnora"] == [["joined"]]
    send_notices(release, by=by)
    set_group_roles(group, [], by=by)
    assert told(publish()) == {"Gulnora": [["left"]]}


class TestStars:
    @pytest.fixture
    def fan(self, session: Session) -> User:
        return StarredSession.objects.create(user=UserFactory(email="fan@example.org"), session=session).user

    def test_to_star_is_no_news_but_a_move_is(
        self, session: Session, fan: User, publish: Publish, by: User, at: At
    ) -> None:
        assert "fan@example.org" not in told(publish())
        move_session(session, by=by, revision=None, start=at("12:00"))
        release = publish()
        assert told(release)["fan@example.org"] == [["moved"]]
        send_notices(release, by=by)
        mail = Message.objects.get(to="fan@example.org")
        assert (
            "Opening" in mail.body_text
            and "You starred this session" in mail.body_text
            and "Your part" not in mail.body_text
        )

    def test_who_speaks_matters_to_the_chair_and_not_to_listeners(
        self, session: Session, fan: User, published: AgendaRelease, publish: Publish, by: User
    ) -> None:
        remove_role(session.roles.get(role="speaker"), by=by)
        assert "fan@example.org" not in told(publish())

    def test_a_deleted_session_takes_its_stars_along_and_they_are_told_all_the_same(
        self, session: Session, fan: User, published: AgendaRelease, publish: Publish, by: User
    ) -> None:
        delete_session(session, by=by, revision=None)
        assert not StarredSession.objects.exists()
        assert told(publish())["fan@example.org"] == [["cancelled"]]

    def test_the_star_of_a_person_is_theirs(
        self,
        session: Session,
        published: AgendaRelease,
        conference: Conference,
        publish: Publish,
        by: User,
        at: At,
    ) -> None:
        clara = conference.people.get(name__en="Clara")
        clara.user = UserFactory()
        clara.save()
        StarredSession.objects.create(user=clara.user, session=session)
        move_session(session, by=by, revision=None, start=at("12:00"))
        assert told(publish())["Clara"] == [["moved"]]

    def test_closed_sessions_tell_their_fans_nothing(
        self, session: Session, fan: User, published: AgendaRelease, publish: Publish, by: User, at: At
    ) -> None:
        change_session(session, by=by, revision=None, visibility="closed", start=at("12:00"), end=at("13:00"))
        assert "fan@example.org" not in told(publish())

    def test_who_does_not_take_part_hears_nothing_of_what_is_for_participants(
        self, session: Session, fan: User, published: AgendaRelease, publish: Publish, by: User, at: At
    ) -> None:
        change_session(
            session, by=by, revision=None, visibility="participants", start=at("12:00"), end=at("13:00")
        )
        assert "fan@example.org" not in told(publish())

    def test_a_star_of_who_is_not_approved_opens_nothing_that_is_for_participants(
        self, session: Session, conference: Conference, publish: Publish, by: User, at: At
    ) -> None:
        waiting, approved = (
            RegistrationFactory(conference=conference, status=status).person
            for status in ("submitted", "approved")
        )
        for starring in (waiting, approved):
            StarredSession.objects.create(person=starring, session=session)
        publish()
        change_session(
            session, by=by, revision=None, visibility="participants", start=at("12:00"), end=at("13:00")
        )
        names = told(publish())
        assert str(approved.name) in names and str(waiting.name) not in names


class TestFolding:
    """A notice that was not sent goes on into the next release."""

    def test_a_draft_is_told_once_from_what_the_person_last_heard(
        self, session: Session, published: AgendaRelease, publish: Publish, by: User, at: At
    ) -> None:
        move_session(session, by=by, revision=None, start=at("12:00"))
        publish()
        move_session(session, by=by, revision=None, start=at("14:00"))
        release = publish()
        assert told(release) == {"Anna": [["moved"]], "Boris": [["moved"]]}
        assert ReleaseNotice.objects.drafts().count() == 2
        send_notices(release, by=by)
        text = Message.objects.get(to_name="Anna").body_text
        assert "10:00–11:00" in text and "14:00–15:00" in text and "12:00" not in text

    def test_what_was_taken_back_is_not_told(
        self, session: Session, published: AgendaRelease, publish: Publish, by: User, at: At
    ) -> None:
        move_session(session, by=by, revision=None, start=at("12:00"))
        publish()
        move_session(session, by=by, revision=None, start=at("10:00"))
        assert told(publish()) == {}

    def test_each_is_counted_from_what_they_heard_themselves(
        self, session: Session, published: AgendaRelease, publish: Publish, by: User, at: At
    ) -> None:
        move_session(session, by=by, revision=None, start=at("12:00"))
        release = publish()
        anna = release.notices.get(person__name__en="Anna")
        send_notices(release, by=by, only=[anna.pk])
        move_session(session, by=by, revision=None, start=at("10:00"))
        assert told(publish()) == {"Anna": [["moved"]]}, "Boris never heard of noon"

    def test_what_was_discarded_counts_as_told(
        self, session: Session, published: AgendaRelease, publish: Publish, by: User, at: At
    ) -> None:
        move_session(session, by=by, revision=None, start=at("12:00"))
        release = publish()
        assert discard_notices(release, by=by) == 2
        assert told(publish()) == {}
        assert send_notices(release, by=by).sent == 0


class TestSending:
    def test_each_in_their_language_and_once(
        self, session: Session, conference: Conference, publish: Publish, by: User
    ) -> None:
        anna = conference.people.get(name__en="Anna")
        anna.languages = ["ru"]
        anna.save()
        release = publish(note="Bring your badge.")
        set_mail_text(
            release, by=by, text=TranslatedText({"en": "Bring your badge.", "ru": "Возьмите бейдж."})
        )
        assert send_notices(release, by=by).sent == 3
        assert send_notices(release, by=by).sent == 0
        mails = {mail.to_name: mail for mail in Message.objects.all()}
        assert set(mails) == {"Anna", "Boris", "Clara"}
        assert mails["Anna"].language == "ru" and "Открытие" in mails["Anna"].body_text
        assert (
            "Возьмите бейдж." in mails["Anna"].body_text and "Bring your badge." in mails["Boris"].body_text
        )
        assert "chair" in mails["Boris"].body_text and "Other" not in mails["Boris"].body_text
        entry = AuditEntry.objects.get(verb="agenda.notices_sent")
        assert entry.details == {"count": 3}

    def test_who_has_no_address_stays_a_draft(
        self, session: Session, conference: Conference, publish: Publish, by: User
    ) -> None:
        conference.people.filter(name__en="Anna").update(email="")
        release = publish()
        report = send_notices(release, by=by)
        assert (report.sent, report.without_address) == (2, 1)
        assert release.notices.drafts().get().person.name["en"] == "Anna"

    def test_who_was_only_proposed_is_not_told_of_it_by_accident(
        self, session: Session, conference: Conference, publish: Publish, by: User
    ) -> None:
        role = assign_role(session, person=person(conference, "Dora"), role="panellist", by=by)
        release = publish()
        notice = release.notices.get(person=role.person)
        assert unasked(release.notices.all()) == {notice.pk}
        report = send_notices(release, by=by)
        assert (report.sent, report.unasked) == (3, 1)
        assert send_notices(release, by=by, only=[notice.pk]).sent == 1, "who is chosen is written to"
        remove_role(role, by=by)
        release = publish()
        assert told(release)["Dora"] == [["left"]]
        assert not unasked(release.notices.all()), (
            "the person who was told that they speak is told that they do not"
        )

    def test_the_message_is_not_changed_after_the_fact(self, published: AgendaRelease, by: User) -> None:
        with pytest.raises(Refused):
            set_mail_text(published, by=by, text=TranslatedText({"en": "Late"}))

    def test_erased_persons_get_nothing_and_leave_nothing(
        self, session: Session, conference: Conference, publish: Publish, by: User
    ) -> None:
        release = publish()
        erase_person(conference.people.get(name__en="Anna"), by=by)
        assert set(told(release)) == {"Boris", "Clara"}
        assert "Anna" not in told(publish())

    def test_merged_persons_get_one(
        self, session: Session, conference: Conference, publish: Publish, by: User
    ) -> None:
        release = publish()
        kept = person(conference, "Annette")
        merge_people(kept, conference.people.get(name__en="Anna"), by=by)
        assert set(told(release)) == {"Annette", "Boris", "Clara"}
        assert send_notices(release, by=by).sent == 3


@pytest.mark.django_db(transaction=True)
class TestOnTheWire:
    """As the mail server gets it."""

    def calendars(self, letterbox: Any) -> dict[str, Any]:  # noqa: F811
        deliver_outbox()
        found = {}
        for envelope in letterbox.taken:
            mail = message_from_bytes(envelope.content, policy=policy.default)
            (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
            assert part.get_param("method") == "PUBLISH" and part.get_content_charset() == "utf-8"
            assert part.get_filename() == "tashkent2027.ics"
            found[envelope.rcpt_tos[0]] = Calendar.from_ical(part.get_content())
        letterbox.taken.clear()
        return found

    def test_the_calendar_has_ones_own_sessions_alone(
        self,
        session: Session,
        publish: Publish,
        by: User,
        letterbox: Any,  # noqa: F811
    ) -> None:
        send_notices(publish(), by=by)
        found = self.calendars(letterbox)
        assert set(found) == {"anna@example.org", "boris@example.org", "clara@example.org"}
        calendar = found["anna@example.org"]
        (event,) = calendar.walk("VEVENT")
        assert calendar["METHOD"] == "PUBLISH"
        assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (session.guid, 0, "CONFIRMED")

    def test_a_star_opens_no_closed_session(
        self,
        session: Session,
        conference: Conference,
        publish: Publish,
        by: User,
        at: At,
        letterbox: Any,  # noqa: F811
    ) -> None:
        starred = SessionFactory(
            conference=conference, start=at("17:00"), end=at("18:00"), title={"en": "Starred"}
        )
        StarredSession.objects.create(person=conference.people.get(name__en="Anna"), session=starred)
        send_notices(publish(), by=by)
        assert len(self.calendars(letterbox)["anna@example.org"].walk("VEVENT")) == 2
        change_session(starred, by=by, revision=None, visibility="closed")
        move_session(session, by=by, revision=None, start=at("12:00"))
        send_notices(publish(), by=by)
        (event,) = self.calendars(letterbox)["anna@example.org"].walk("VEVENT")
        assert event["UID"] == session.guid

    def test_names_for_participants_are_in_the_calendar_of_participants_alone(
        self,
        session: Session,
        conference: Conference,
        publish: Publish,
        by: User,
        at: At,
        letterbox: Any,  # noqa: F811
    ) -> None:
        """Under the Chatham House Rule people outside the room do not learn who speaks, also if they star it."""
        for status in ("submitted", "approved"):
            starring = PersonFactory(conference=conference, email=f"{status}@example.org")
            RegistrationFactory(conference=conference, status=status, person=starring)
            StarredSession.objects.create(person=starring, session=session)
        change_session(session, by=by, revision=None, chatham_house=True)
        publish()
        move_session(session, by=by, revision=None, start=at("12:00"))
        send_notices(publish(), by=by)
        found = self.calendars(letterbox)
        assert "Anna" in found["approved@example.org"].to_ical().decode()
        (event,) = found["submitted@example.org"].walk("VEVENT")
        assert "Anna" not in event.to_ical().decode()

    def test_what_is_lost_is_cancelled_with_a_higher_sequence(
        self,
        session: Session,
        publish: Publish,
        by: User,
        at: At,
        letterbox: Any,  # noqa: F811
    ) -> None:
        send_notices(publish(), by=by)
        self.calendars(letterbox)
        remove_role(session.roles.get(role="speaker"), by=by)
        release = publish()
        send_notices(release, by=by)
        found = self.calendars(letterbox)
        (lost,), (kept,) = (found[f"{who}@example.org"].walk("VEVENT") for who in ("anna", "boris"))
        assert (lost["STATUS"], lost["SEQUENCE"]) == ("CANCELLED", 1)
        assert (kept["STATUS"], kept["SEQUENCE"]) == ("CONFIRMED", 1)
        assert lost["DTSTAMP"].dt == release.published_at.replace(microsecond=0)

    @pytest.mark.parametrize("deleted", [True, False], ids=["deleted", "cancelled"])
    def test_what_is_cancelled_stands_as_cancelled(
        self,
        deleted: bool,
        session: Session,
        publish: Publish,
        by: User,
        letterbox: Any,  # noqa: F811
    ) -> None:
        send_notices(publish(), by=by)
        self.calendars(letterbox)
        if deleted:
            delete_session(session, by=by, revision=None)
        else:
            change_session(session, by=by, revision=None, status="cancelled")
        send_notices(publish(), by=by)
        (event,) = self.calendars(letterbox)["boris@example.org"].walk("VEVENT")
        assert (event["UID"], event["STATUS"], event["SEQUENCE"]) == (session.guid, "CANCELLED", 1)

    def test_a_moved_session_is_brought_up_to_date(
        self,
        session: Session,
        publish: Publish,
        by: User,
        at: At,
        letterbox: Any,  # noqa: F811
    ) -> None:
        send_notices(publish(), by=by)
        self.calendars(letterbox)
        change_session(session, by=by, revision=None, items=[ItemRow("First"), ItemRow("Second")])
        move_session(session, by=by, revision=None, start=at("12:00"))
        send_notices(publish(), by=by)
        found = self.calendars(letterbox)
        (event,) = found["boris@example.org"].walk("VEVENT")
        assert set(found) == {"anna@example.org", "boris@example.org"}
        assert event["SEQUENCE"] == 1 and event["DTSTART"].dt == at("12:00")


def test_deleting_undone_and_done_again_still_tells_those_with_stars(
    session: Session, owner: User, publish: Publish, by: User
) -> None:
    StarredSession.objects.create(user=UserFactory(email="fan@example.org"), session=session)
    send_notices(publish(), by=by)
    delete_session(session, by=owner, revision=None)
    undo(session.conference, by=owner)
    assert StarredSession.objects.count() == 1
    AgendaRelease.objects.update(followers={})
    redo(session.conference, by=owner)
    assert told(publish())["fan@example.org"] == [["cancelled"]]


def test_who_signed_up_on_a_floor_above_hears_when_the_session_moves(
    conference: Conference, publish: Publish, at: At, by: User
) -> None:
    """Places are signed up for on a floor above, which registers who they are; as here a list does."""
    session = SessionFactory(
        conference=conference, title={"en": "Side event"}, start=at("10:00"), end=at("11:00")
    )
    signed_up, other = PersonFactory.create_batch(2, conference=conference)
    place = Involvement(str(session.pk), Reader(person=str(signed_up.pk)), SessionPart("tests.places"))
    entry = InvolvementKind("tests.places", "signed up", lambda _where, _content: [place], live=True)
    involvement_kinds.register(entry)
    try:
        publish()
        move_session(session, by=by, revision=None, start=at("10:10"))
        assert not publish().notices.exists(), "ten minutes are for the screens"
        move_session(session, by=by, revision=None, start=at("10:30"))
        release = publish()
        assert [notice.person for notice in release.notices.all()] == [signed_up]
        assert send_notices(release, by=by).sent == 1
        assert other.email not in Message.objects.get().to
    finally:
        involvement_kinds._entries.pop("tests.places")
