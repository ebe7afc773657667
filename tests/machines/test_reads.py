"""A page keeps its work as long as all that was read for it says the same, whoever writes whatever."""

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from confman.conferences.models import Conference, Membership, SavedView
from confman.conferences.web import page_cache
from confman.people.models import Person
from confman.web.database import reads
from confman.web.database.reads import Reads
from registrations.core.models.registration import Registration
from tests.factories import (
    ConferenceFactory,
    DelegationFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = {
    "today": "conferences_secretariat:dashboard",
    "registrations": "registrations_secretariat:registration-list",
    "people": "people_secretariat:person-list",
    "delegations": "registrations_secretariat:delegation-list",
    "sessions": "agenda_secretariat:session-list",
    "search": "conferences_secretariat:search",
}
BADGES = "registrations_secretariat:badge-list"


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: Any, time_machine: Any) -> Any:
    """`elsewhere(act)`: act in another connection, as another process does. No minute ends."""
    state = [b"0"]
    time_machine.move_to(timezone.now(), tick=False)
    for module in ("confman.conferences.web.base", "confman.web.database.unchanged"):
        monkeypatch.setattr(f"{module}.database_state", lambda: state[0])

    def run(act: Any) -> None:
        def alone() -> None:
            act()
            connections.close_all()

        thread = threading.Thread(target=alone)
        thread.start()
        thread.join()
        state[0] += b"1"

    return run


@pytest.fixture
def made(monkeypatch: Any) -> list[Any]:
    """The names of what was worked out anew."""
    names: list[Any] = []
    is_right = page_cache._is_right

    def noted(entry: Any, *arguments: Any) -> bool:
        right = is_right(entry, *arguments)
        if not right:
            names.append(next(key[4] for key, kept in page_cache._entries.items() if kept is entry))
        return right

    monkeypatch.setattr(page_cache, "_is_right", noted)
    return names


@pytest.fixture
def whole(conference: Conference) -> Conference:
    """A conference with something on each page."""
    room = RoomFactory(conference=conference)
    for number in range(3):
        session = SessionFactory(conference=conference, room=room, title={"en": f"Session {number}"})
        SessionRoleFactory(session=session, person=PersonFactory(conference=conference))
    delegation = DelegationFactory(conference=conference)
    RegistrationFactory(conference=conference, person__name={"en": "Ada First"}, delegation=delegation)
    return conference


def address(name: str, conference: Conference) -> str:
    return reverse(PAGES[name], args=[conference.slug]) + ("?q=ada" if name == "search" else "")


@pytest.mark.parametrize("name", PAGES)
def test_a_write_elsewhere_makes_nothing_anew(
    name: str, whole: Conference, owner_client: Any, elsewhere: Any, made: list[Any]
) -> None:
    other = ConferenceFactory()
    for _time in range(3):
        assert owner_client.get(address(name, whole)).status_code == 200
    made.clear()
    elsewhere(lambda: Conference.objects.filter(pk=other.pk).update(city={"en": "Elsewhere"}))
    elsewhere(lambda: RegistrationFactory(conference=other))
    record = Registration.objects.filter(conference=whole).first()
    elsewhere(lambda: Membership.objects.update(opened=[["registrations.registrations", str(record.pk)]]))
    owner_client.get(address(name, whole))
    assert made == [] or name == "search"


def test_a_page_asks_again_only_what_it_says_itself(
    whole: Conference, owner_client: Any, elsewhere: Any
) -> None:
    """Not what the pages before had read: a menu that both show is made of less."""
    page, other = reverse(BADGES, args=[whole.slug]), ConferenceFactory()
    nothing = page_cache._entries.clear

    def asked() -> int:
        for _time in range(2):
            owner_client.get(page)
        elsewhere(lambda: Conference.objects.filter(pk=other.pk).update(city={"en": str(uuid4())}))
        with CaptureQueriesContext(connection) as captured:
            owner_client.get(page)
        return len(captured)

    nothing()
    alone = asked()
    nothing()
    for name in ("sessions", "registrations", "today"):
        owner_client.get(address(name, whole))
    assert asked() == alone


def written(conference: Conference) -> dict[str, Any]:
    """Writes past Django's objects and signals, each with pages that show it and what they say then."""
    mine = {"conference": conference}
    return {
        "a name": (
            "registrations people search",
            "Bea Other",
            lambda: conference.people.filter(search_text__contains="ada").update(name={"en": "Bea Other"}),
        ),
        "a title": (
            "sessions",
            "Renamed here",
            lambda: conference.sessions.update(title={"en": "Renamed here"}),
        ),
        "a room": ("sessions", "Great hall", lambda: conference.rooms.update(name={"en": "Great hall"})),
        "another row": (
            "registrations people search",
            "Quintia",
            lambda: RegistrationFactory(**mine, person__name={"en": "Ada Quintia"}),
        ),
        "a delegation": (
            "delegations registrations",
            "Another State",
            lambda: conference.delegations.update(name={"en": "Another State"}),
        ),
        "a view of the team": (
            "registrations",
            "Seen by all",
            lambda: SavedView.objects.create(
                **mine,
                user=Membership.objects.filter(conference=conference).first().user,
                list_key="registrations_secretariat:registration-list",
                name="Seen by all",
                query="status=approved",
                is_shared=True,
            ),
        ),
    }


WRITES = ("a name", "a title", "a room", "another row", "a delegation", "a view of the team")


@pytest.mark.parametrize("what", WRITES)
def test_what_is_written_is_shown_at_once(
    what: str, whole: Conference, owner_client: Any, elsewhere: Any
) -> None:
    pages, said, act = written(whole)[what]
    for name in pages.split():
        for _time in range(2):
            assert said not in owner_client.get(address(name, whole)).text
    elsewhere(act)
    for name in pages.split():
        assert said in owner_client.get(address(name, whole)).text, name


def test_a_row_that_is_gone_is_shown_no_more(whole: Conference, owner_client: Any, elsewhere: Any) -> None:
    page = address("registrations", whole)
    for _time in range(2):
        assert "Ada First" in owner_client.get(page).text
    elsewhere(lambda: Registration.objects.all().delete())
    assert "Ada First" not in owner_client.get(page).text


@pytest.mark.parametrize("name", ["today", "registrations", "sessions"])
def test_another_role_has_another_page(
    name: str, whole: Conference, member: Any, client_as: Any, elsewhere: Any
) -> None:
    """Though no statement of the page's own content has another answer."""
    user = member("registration")
    client = client_as(user)
    for _time in range(3):
        before = client.get(address(name, whole))
    elsewhere(lambda: Membership.objects.filter(user=user).update(role="observer"))
    after, fresh = client.get(address(name, whole)), client_as(user)
    page_cache._entries.clear()
    alone = fresh.get(address(name, whole))
    assert after.status_code == alone.status_code
    assert (registrations := f'"{address("registrations", whole)}"') in before.text
    assert (registrations in after.text) == (registrations in alone.text)


def test_what_another_language_says_is_not_shown(
    whole: Conference, owner_client: Any, elsewhere: Any
) -> None:
    pages = {}
    for language in ("en", "ru", "en", "ru"):
        owner_client.post(reverse("set_language"), {"language": language})
        pages.setdefault(language, []).append(owner_client.get(address("sessions", whole)).text)
        elsewhere(lambda: ConferenceFactory())
    assert all(f'lang="{language}"' in page for language, texts in pages.items() for page in texts)


@pytest.fixture
def noted() -> Any:
    """`noted(act)`: what a request would have read that does this."""

    def run(act: Any) -> Reads:
        note = Reads()
        with connection.execute_wrapper(note.execute):
            act()
        return note

    return run


def test_what_is_read_again_agrees_until_it_says_something_else(conference: Conference, noted: Any) -> None:
    rows = Conference.objects.order_by("slug")
    first = dict(noted(lambda: [list(rows.all()), rows.exists(), rows.count(), rows.first()]).known())
    assert len(first) == 4
    agree = []
    for act in (lambda: None, lambda: rows.update(city={"en": "Here"}), lambda: None):
        act()
        noted(lambda: agree.append(reads_now().agree_with(first)))
    assert agree == [True, False, False]


def test_what_is_kept_for_a_minute_is_not_asked_again(conference: Conference, noted: Any) -> None:
    def act() -> None:
        token = reads._of_request.set(reads_now())
        with reads.not_noted():
            Conference.objects.count()
        reads._of_request.reset(token)
        Conference.objects.exists()

    ((sql, _values),) = noted(act).known()
    assert "COUNT" not in sql


def reads_now() -> Reads:
    """The log of the connection, which what is asked again goes through."""
    return connection.execute_wrappers[-1].__self__


@pytest.mark.parametrize(
    "act",
    [
        lambda: Conference.objects.update(city={"en": "Here"}),
        lambda: RoomFactory(),  # its INSERT answers with a row
        lambda: next(Conference.objects.iterator(chunk_size=1)),
        lambda: connection.cursor().execute("SELECT 1"),
        lambda: list(transaction.atomic()(lambda: list(Conference.objects.select_for_update()))()),
    ],
    ids=["update", "insert", "first of many", "not fetched", "locked"],
)
def test_who_writes_locks_or_reads_half_is_not_asked_again(
    act: Any, conference: Conference, noted: Any
) -> None:
    ConferenceFactory()
    assert noted(act).known() is None


def test_one_question_with_two_answers_proves_nothing(conference: Conference, noted: Any) -> None:
    """Somebody wrote in between: what was made of both is as nobody would make it."""
    rows = Conference.objects.filter(pk=conference.pk).values_list("city")
    note = Reads()

    def ask() -> None:
        with connection.execute_wrapper(note.execute):
            list(rows.all())

    ask()
    Conference.objects.filter(pk=conference.pk).update(city={"en": "Elsewhere"})
    ask()
    assert note.known() is None


def asked(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if sql.startswith("SELECT") else None


def test_what_can_be_asked_no_more_does_not_agree(noted: Any) -> None:
    asked("CREATE TABLE passing (number integer)")
    try:
        first = dict(noted(lambda: asked("SELECT number FROM passing")).known())
    finally:
        asked("DROP TABLE passing")
    agree: list[bool] = []
    assert noted(lambda: agree.append(reads_now().agree_with(first))).known() is None
    assert agree == [False]
    assert asked("SELECT 1") == [(1,)]


def test_who_goes_on_after_a_failure_depends_on_it(conference: Conference, noted: Any) -> None:
    def fall_back() -> None:
        with pytest.raises(DatabaseError):
            asked("SELECT number FROM never_there")
        assert Conference.objects.exists()

    assert noted(fall_back).known() is None


def test_a_page_in_which_a_question_fails_is_made_anew(
    whole: Conference, owner_client: Any, elsewhere: Any, monkeypatch: Any
) -> None:
    page = address("registrations", whole)
    for _time in range(2):
        assert "Ada First" in owner_client.get(page).text
    elsewhere(lambda: whole.people.filter(search_text__contains="ada").update(name={"en": "Bea Other"}))
    failed: list[Any] = []

    def fail(read: Any, _cursor: Any) -> None:
        failed.append(read)
        raise DatabaseError("the connection is gone")

    monkeypatch.setattr(reads.Read, "repeat", fail)
    answer = owner_client.get(page)
    assert failed
    assert answer.status_code == 200
    assert "Bea Other" in answer.text
    assert "Ada First" not in answer.text


@pytest.mark.parametrize(
    "read",
    [
        lambda rows: list(rows.values_list("pk")),
        lambda rows: list(rows.iterator(chunk_size=1)),
        lambda rows: rows.values_list("pk").iterator(chunk_size=2).__next__(),
    ],
    ids=["at once", "one by one", "a part"],
)
def test_rows_without_number_are_not_kept_in_memory(
    read: Any, conference: Conference, noted: Any, monkeypatch: Any
) -> None:
    ConferenceFactory.create_batch(3)
    assert len(noted(lambda: list(Conference.objects.all())).known()) == 1
    monkeypatch.setattr(reads, "MAX_ROWS", 1)
    note = noted(lambda: read(Conference.objects.all()))
    assert note.known() is None
    assert [len(read._rows) for read in note._reads] == [0]


def test_what_is_taken_back_is_shown_to_nobody(conference: Conference) -> None:
    page_cache.set_cache_version(conference, "someone", b"state")

    def title() -> Any:
        return page_cache.get_or_set(
            conference, "city", lambda: dict(Conference.objects.get(pk=conference.pk).city)
        )

    with transaction.atomic():
        Conference.objects.filter(pk=conference.pk).update(city={"en": "Nowhere"})
        assert title()["en"] == "Nowhere"
        transaction.set_rollback(True)
    assert title().get("en") != "Nowhere"


def test_only_signed_in_pages_note_what_they_read(
    client: Any, conference: Conference, monkeypatch: Any
) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(reads, "Reads", lambda: seen.append(1) or Reads())
    client.get("/")
    assert seen == []


def test_answers_that_differ_have_different_digests() -> None:
    answers = [
        [(1,)], [(True,)], [(1.0,)], [("1",)], [(b"1",)], [(None,)], [("",)], [(-1,)], [(-2,)],
        [(1, None)], [(1,), (None,)],
        [(timezone.now(),)], [(uuid4(),)], [(uuid4(),)], [("é",)], [("e\u0301",)], [],
    ]  # fmt: skip
    digests = [reads._digest(answer) for answer in answers]
    assert None not in digests and len(set(digests)) == len(answers)
    # The same values are the same answer, whoever else holds them.
    name = "".join(["a", "b"])
    assert reads._digest([(name, name)]) == reads._digest([("".join(["a", "b"]), "".join(["a", "b"]))])


@pytest.mark.sqlite
def test_words_are_looked_for_in_an_index_alone(conference: Conference) -> None:
    plan = Person.objects.of(conference).search("ab").order_by().values("pk").explain()
    assert "COVERING INDEX person_by_words" in plan


@pytest.mark.postgres
def test_long_texts_stand_in_no_index_of_postgresql(conference: Conference) -> None:
    with connection.cursor() as cursor:
        names = connection.introspection.get_constraints(cursor, Person._meta.db_table)
    assert "person_by_words" not in names
