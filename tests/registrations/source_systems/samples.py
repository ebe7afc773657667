"""Small exports of other systems, in their formats, of people who do not exist."""

import json
from typing import Any

Rows = list[dict[str, Any]]


def page(rows: Rows, **more: Any) -> bytes:
    """A page of an API of pretalx or pretix."""
    return json.dumps({"count": len(rows), "next": None, "previous": None, "results": rows, **more}).encode()


# --- pretalx -------------------------------------------------------------------------------------------------

PRETALX_EVENT = {
    "name": {"en": "Waters of the Aral", "ru": "Воды Арала"}, "slug": "aral", "date_from": "2027-05-10",
    "date_to": "2027-05-11", "timezone": "Asia/Tashkent", "locale": "en", "locales": ["en", "ru"],
    "content_locales": ["en", "ru"], "primary_color": "#226699", "email": "org@example.org",
    "logo": None,
}  # fmt: skip
ROOMS = [
    {"id": 1, "name": {"en": "Hall"}, "capacity": 300, "availabilities": [], "speaker_info": None, "position": 0},
    {"id": 2, "name": {"en": "Library"}, "capacity": None, "availabilities": [], "speaker_info": "Quiet, please"},
]  # fmt: skip
TRACKS = [{"id": 7, "name": {"en": "Fish", "ru": "Рыба"}, "color": "#4d3c1a", "requires_access_code": False}]
TYPES = [{"id": 3, "name": {"en": "Workshop"}, "default_duration": 30}]
SPEAKERS = [
    {"code": "AAA", "name": "Anora Sample", "biography": "Counts fish.", "email": "anora@example.org",
     "submissions": []},
    {"code": "BBB", "name": "Борис Пример", "biography": "", "email": "boris@example.org", "submissions": ["S2"]},
]  # fmt: skip


def submission(code: str, **said: Any) -> dict[str, Any]:
    usual = {
        "code": code, "title": f"Talk {code}", "speakers": ["AAA"], "submission_type": 3, "track": 7,
        "state": "confirmed",
        "abstract": "About fish.", "description": "", "duration": 30, "content_locale": "en", "slots": [],
        "resources": [],
        "do_not_record": True, "internal_notes": "Pays late", "invitation_token": "VERYSECRET",
    }  # fmt: skip
    return usual | said


SUBMISSIONS = [
    submission("S1"),
    submission("S2", title="Улов", speakers=["BBB", "AAA"], state="accepted", content_locale="ru"),
    submission("S3", state="withdrawn"),
    submission("S4", state="rejected"),
]
SLOTS = [
    {"id": 11, "room": 1, "start": "2027-05-10T09:00:00+05:00", "end": "2027-05-10T09:30:00+05:00", "submission": "S1",
     "schedule": 2, "description": None, "duration": 30},
    {"id": 12, "room": 2, "start": "2027-05-10T10:00:00+05:00", "end": None, "submission": "S2", "schedule": 2,
     "description": None, "duration": 45},
    {"id": 13, "room": 1, "start": "2027-05-10T12:00:00+05:00", "end": "2027-05-10T13:00:00+05:00", "submission": None,
     "schedule": 2, "description": {"en": "Lunch"}, "duration": 60},
    {"id": 14, "room": 1, "start": "2027-05-11T09:00:00+05:00", "end": None, "submission": "S1", "schedule": 1,
     "description": None, "duration": 30},
]  # fmt: skip
SCHEDULES = [
    {"id": 2, "version": "1.1", "published": "2027-01-01T00:00:00Z"},
    {"id": 1, "version": "1.0", "published": None},
]


def pretalx(**changed: Any) -> dict[str, bytes]:
    """Name -> content of the files of one conference; `changed` takes the place of the rows of that name."""
    rows = {
        "event": [PRETALX_EVENT], "rooms": ROOMS, "tracks": TRACKS, "types": TYPES, "speakers": SPEAKERS,
        "submissions": SUBMISSIONS, "slots": SLOTS, "schedules": SCHEDULES,
    } | changed  # fmt: skip
    return {f"{name}.json": page(each) for name, each in rows.items()}


# --- pretix --------------------------------------------------------------------------------------------------

PRETIX_EVENT = {
    "name": {"en": "Waters of the Aral"}, "slug": "aral", "date_from": "2027-05-10T09:00:00+05:00",
    "date_to": "2027-05-11T18:00:00+05:00", "has_subevents": False, "timezone": "Asia/Tashkent", "currency": "EUR",
}  # fmt: skip
ITEMS = [
    {"id": 1, "name": {"en": "Ticket", "ru": "Билет"}, "default_price": "50.00", "admission": True, "variations": []},
    {"id": 2, "name": {"en": "Press"}, "default_price": "0.00", "admission": True, "variations": [
        {"id": 21, "value": {"en": "Radio"}}, {"id": 22, "value": {"en": "Paper"}},
    ]},
    {"id": 3, "name": {"en": "T-shirt"}, "default_price": "20.00", "admission": False, "variations": []},
]  # fmt: skip
QUESTIONS = [
    {"id": 4, "question": {"en": "Dietary needs"}, "type": "T", "required": False, "items": [1, 2], "options": [],
     "position": 2, "identifier": "DIET"},
    {"id": 5, "question": {"en": "Size"}, "type": "C", "required": True, "items": [1], "position": 1,
     "identifier": "SIZE",
     "options": [{"id": 51, "identifier": "X", "answer": {"en": "Large"}}, {"id": 52, "answer": {"en": "Small"}}]},
    {"id": 6, "question": {"en": "Vegetarian"}, "type": "B", "required": False, "items": [1, 2, 3], "options": [],
     "position": 3, "identifier": "VEG"},
]  # fmt: skip
QUOTAS = [{"id": 8, "name": "All", "size": 1, "items": [1], "variations": []}]
LISTS = [{"id": 9, "name": "Main door", "checkin_count": 1}]


def position(number: int = 1, name: str = "", **said: Any) -> dict[str, Any]:
    usual = {
        "id": number, "positionid": number, "item": 1, "variation": None, "attendee_name": name or None,
        "attendee_name_parts": {"_scheme": "full", "full_name": name}, "attendee_email": None, "company": None,
        "country": None, "canceled": False, "addon_to": None, "checkins": [], "answers": [], "price": "50.00",
        "secret": "opensthedoor",
    }  # fmt: skip
    return usual | said


def order(code: str, *positions: dict[str, Any], status: str = "p", **said: Any) -> dict[str, Any]:
    usual = {
        "code": code, "status": status, "email": f"{code.lower()}@example.org", "phone": None, "locale": "ru",
        "datetime": "2026-11-01T10:00:00Z", "positions": list(positions), "invoice_address": None, "total": "50.00",
        "comment": "", "payments": [{"amount": "50.00", "state": "confirmed"}],
    }  # fmt: skip
    return usual | said


ORDERS = [
    order("A1", position(name="Anora Sample", company="Fish Ltd", country="UZ", answers=[
        {"question": 5, "answer": "Large", "options": [51]}, {"question": 4, "answer": "no nuts", "options": []},
        {"question": 6, "answer": "True", "options": []},
    ], checkins=[{"id": 1, "list": 9, "datetime": "2024-05-10T08:55:00Z", "type": "entry"}])),
    order("A2", position(name="Борис Пример"), position(2, item=3), status="n"),
    order("A3", position(name="Cem Örnek", item=2, variation=22), status="c"),
    order("A4", position(), invoice_address={"name": "Dilfuza Namuna", "company": "Radio", "country": "UZ"}),
    order("A5", position(name="Eve Sample"), position(2, name="Fay Sample", canceled=True)),
]  # fmt: skip


def pretix(**changed: Any) -> dict[str, bytes]:
    """Name -> content of the files of one conference; `changed` takes the place of the rows of that name."""
    rows = {
        "event": [PRETIX_EVENT], "items": ITEMS, "questions": QUESTIONS, "quotas": QUOTAS, "lists": LISTS,
        "orders": ORDERS,
    } | changed  # fmt: skip
    return {f"{name}.json": page(each) for name, each in rows.items()}


def order_data(orders: Rows) -> dict[str, bytes]:
    """pretix's export "Order data (JSON)": everything in one file, in fewer words than its API."""
    questions = [{name: row[name] for name in ("id", "identifier", "question", "type")} for row in QUESTIONS]
    items = [
        {"id": row["id"], "name": row["name"]["en"], "price": "50.00", "admission": row.get("admission", True),
         "variations": [{"id": each["id"], "name": each["value"]["en"]} for each in row.get("variations", [])]}
        for row in ITEMS
    ]  # fmt: skip
    said = {"name": "Waters of the Aral", "slug": "aral", "organizer": {"name": "The Institute", "slug": "inst"},
            "items": items, "questions": questions, "orders": orders, "quotas": [], "categories": [],
            "subevents": []}  # fmt: skip
    return {"aral_pretixdata.json": json.dumps({"event": said}).encode()}


# --- Indico --------------------------------------------------------------------------------------------------


def at(day: int, hour: str) -> dict[str, str]:
    return {"date": f"2027-05-{day}", "time": f"{hour}:00", "tz": "Asia/Tashkent"}


def speaker(given: str, family: str, number: int) -> dict[str, Any]:
    return {
        "_type": "ContributionParticipation", "first_name": given, "last_name": family,
        "fullName": f"{family}, {given}",
        "person_id": number, "affiliation": "Institute", "email": f"{given.lower()}@example.org",
    }  # fmt: skip


def contribution(number: int, **said: Any) -> dict[str, Any]:
    usual = {
        "_type": "Contribution", "id": str(number), "db_id": number, "title": f"Contribution {number}", "duration": 25,
        "startDate": at(10, "09:00"), "endDate": at(10, "09:25"), "room": "Hall", "description": "About fish.",
        "speakers": [speaker("Anora", "Sample", 1)], "session": "Fish", "folders": [], "keywords": ["carp"],
    }  # fmt: skip
    return usual | said


INDICO_EVENT = {
    "_type": "Conference", "id": "1", "title": "Waters of the Aral", "startDate": at(10, "08:00"),
    "endDate": at(11, "19:00"), "timezone": "Asia/Tashkent", "location": "Congress Centre",
    "organizer": "The Institute", "description": "Two days on fish.", "room": "Main hall", "address": "1 Shore Street",
}  # fmt: skip
TIMETABLE = {"1": {"20270510": {
    "s1": {"entryType": "Session", "id": "s1", "sessionSlotId": 4, "title": "Fish", "color": "#e3f2d3", "room": "Hall",
           "startDate": at(10, "09:00"), "endDate": at(10, "11:00"), "conveners": [
               {"firstName": "Cem", "familyName": "Örnek", "name": "Cem Örnek", "email": "cem@example.org"}],
           "entries": {"c1": {"entryType": "Contribution", "id": "c1", "contributionId": 101,
                              "title": "Contribution 101", "startDate": at(10, "09:00"),
                              "endDate": at(10, "09:25"), "room": "Hall",
                              "presenters": [{"firstName": "Anora", "familyName": "Sample", "name": "Anora Sample",
                                              "email": "anora@example.org"}]}}},
    "b1": {"entryType": "Break", "id": "b1", "title": "Lunch", "startDate": at(10, "12:00"),
           "endDate": at(10, "13:00"), "room": "Hall"},
}}}  # fmt: skip


def registrant(number: int, given: str, family: str, **said: Any) -> dict[str, Any]:
    return {
        "registrant_id": str(number), "full_name": f"{given} {family}", "checked_in": False, "checkin_secret": "sesame",
        "personal_data": {"firstName": given, "surname": family, "email": f"r{number}@example.org",
                          "affiliation": "Institute", "position": "Fisher", "country_code": "UZ", "phone": "+998901"},
    } | said  # fmt: skip


REGISTRANTS = [
    registrant(1, "Anora", "Sample", checked_in=True),
    registrant(2, "Gul", "Sample", state="pending"),
    registrant(3, "Hans", "Muster", state="withdrawn"),
    registrant(4, "Gul", "Sample"),
]


def indico(
    *,
    contributions: Rows | None = None,
    timetable: dict[str, Any] | None = None,
    registrants: Rows | None = None,
) -> dict[str, bytes]:
    """Name -> content of the files of one conference."""
    made = [contribution(101), contribution(102, startDate=at(11, "10:00"), endDate=at(11, "10:25"))]
    event = INDICO_EVENT | {"contributions": made if contributions is None else contributions}
    return {
        "contributions.json": page([event], additionalInfo={}, ts=1),
        "timetable.json": json.dumps({"count": 1, "results": timetable or TIMETABLE}).encode(),
        "registrants.json": json.dumps(
            {"registrants": REGISTRANTS if registrants is None else registrants}
        ).encode(),
    }
