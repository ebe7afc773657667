"""A programme as large as that of a two-day conference with 674 sessions, made up."""

import random

SESSIONS, ROOMS, SPEAKERS = 674, 32, 738


def invented_schedule(sessions: int = SESSIONS) -> bytes:
    """Return a frab XML of so many sessions on two days, each with one or two speakers, a track and a summary."""
    chance = random.Random(1)
    text = " ".join(f"word{chance.randrange(900)}" for _ in range(120))
    days: list[str] = []
    numbers = iter(range(1, sessions + 1))
    for day in (1, 2):
        rooms = []
        for room in range(ROOMS):
            events = []
            for slot in range(11):
                number = next(numbers, None)
                if number is None:
                    break
                persons = "".join(
                    f'<person id="{person}">Given{person} Family{person}</person>'
                    for person in {chance.randrange(SPEAKERS) for _ in range(chance.choice((1, 1, 2)))}
                )
                events.append(
                    f'<event id="{number}"><start>{9 + slot * 45 // 60:02d}:{slot * 45 % 60:02d}</start>'
                    f"<duration>00:40</duration><title>Session {number} on subject {chance.randrange(99)}</title>"
                    f"<track>Track {chance.randrange(60)}</track><type>talk</type><language>en</language>"
                    f"<abstract>{text}</abstract><persons>{persons}</persons></event>"
                )
            rooms.append(f'<room name="Room {room}">{"".join(events)}</room>')
        days.append(f'<day index="{day}" date="2027-03-{29 + day}">{"".join(rooms)}</day>')
    head = "<conference><title>Benchmark</title><time_zone_name>Europe/Brussels</time_zone_name></conference>"
    return f"<schedule>{head}{''.join(days)}</schedule>".encode()
