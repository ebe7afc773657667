"""Two requests at once: a key is carried out once, and of two changes of the same state one is refused."""

from agenda.rooms.models import Room
from confman.api.models import IdempotentAnswer
from tests.api.conftest import Program
from tests.factories import RoomFactory


def test_the_same_request_sent_twice_at_once_is_carried_out_once(program, at_once):
    def send():
        return Program(program.token, program.prefix).post(
            "/rooms", {"name": {"en": "Hall"}}, Idempotency_Key="a"
        )

    answers = at_once(send, send, send)
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.content for answer in answers}) == 1
    assert Room.objects.count() == IdempotentAnswer.objects.count() == 1


def test_of_two_changes_of_the_same_state_one_is_refused(program, conference, at_once):
    room = RoomFactory(conference=conference, capacity=10)
    seen = program.get(f"/rooms/{room.pk}")["ETag"]

    def change(capacity):
        own = Program(program.token, program.prefix)
        return lambda: own.patch(f"/rooms/{room.pk}", {"capacity": capacity}, If_Match=seen)

    answers = at_once(change(20), change(30))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    [won, lost] = sorted(answers, key=lambda answer: answer.status_code)
    room.refresh_from_db()
    assert won.json()["capacity"] == lost.json()["current"]["capacity"] == room.capacity
