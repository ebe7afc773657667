"""Readers have more than the plain agenda: filters, now and next, feeds, calendars, the frame on other sites."""

import datetime as dt
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from agenda.programme.domain import now_and_next
from agenda.releases.domain.reader import published_agenda
from agenda.releases.models import AgendaRelease
from agenda.sessions.domain.sessions import change_session, delete_session
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.people.privacy import Audience
from tests.factories import (
    ItemFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    ThemeFactory,
    WorkingGroupFactory,
)

pytestmark = pytest.mark.django_db
Publish = Callable[..., AgendaRelease]
At = Callable[..., dt.datetime]
ATOM = "{http://www.w3.org/2005/Atom}"


def public(conference: Conference, name: str, *more: Any) -> str:
    return reverse(f"agenda_public:{name}", args=[conference.slug, "en", *more])


def titles(calendar: bytes) -> list[str]:
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(calendar).walk("VEVENT")]


def test_during_the_conference_days_that_are_over_are_folded_and_what_is_looked_for_is_not(
    client: Client, conference: Conference, scheduled: Any, publish: Publish, at: At
) -> None:
    scheduled("First", "09:00", "10:00")
    scheduled("Second", "09:00", "10:00", day=1)
    publish()

    def folded(hour: dt.datetime, **asked: str) -> int:
        with time_machine.travel(hour, tick=False):
            page = client.get(public(conference, "agenda"), asked).content.decode()
        assert "First" in page
        return page.count('<details class="past-day"')

    first, day = at("12:00"), dt.timedelta(days=1)
    assert [folded(first), folded(first + day), folded(first + 2 * day)] == [0, 1, 0]
    assert folded(first + day, q="First") == 0 and folded(first + day, view="rooms") == 0


class TestFilters:
    def test_group_language_and_a_list_of_ones_own_stand_in_the_address(
        self, client: Client, conference: Conference, scheduled: Any, publish: Publish
    ) -> None:
        group = WorkingGroupFactory(conference=conference, code="WG1")
        WorkingGroupFactory(conference=conference, code="WG2")
        first = scheduled("In the group", "09:00", "10:00", working_group=group, floor_languages=["ru"])
        second = scheduled("By itself", "10:00", "11:00", floor_languages=["en"])
        publish()

        def shown(**asked: str) -> set[str]:
            page = client.get(public(conference, "agenda"), asked).content.decode()
            return {title for title in ("In the group", "By itself") if f">{title}<" in page}

        assert shown() == {"In the group", "By itself"}
        assert shown(group=str(group.pk)) == shown(language="ru") == {"In the group"}
        assert shown(sessions=str(second.pk)) == {"By itself"}
        assert shown(view="mine") == set()
        assert shown(view="mine", sessions=f"{first.pk},nonsense") == {"In the group"}

    def test_of_a_large_agenda_a_day_is_shown_and_leads_to_the_others(
        self, client: Client, conference: Conference, scheduled: Any, publish: Publish, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr("agenda.programme.web.views.public.MAX_AT_ONCE", 1)
        scheduled("First day", "09:00", "10:00", floor_languages=["en"])
        scheduled("Second day", "09:00", "10:00", day=1, floor_languages=["en"])
        publish()
        # In the row of days, which stays in view; in the frame of another site also at the end of the day.
        for name, ways in (("agenda", 1), ("widget", 2)):
            page = client.get(public(conference, name)).content.decode()
            assert ">First day<" in page and ">Second day<" not in page
            there = f"?day={conference.starts_on + dt.timedelta(days=1)}"
            assert page.count(f'href="{there}"') == ways
            page = client.get(public(conference, name) + there).content.decode()
            assert ">Second day<" in page and ">First day<" not in page
            page = client.get(public(conference, name) + "?day=all").content.decode()
            assert ">Second day<" in page and ">First day<" in page
        page = client.get(public(conference, "agenda"), {"view": "grid", "language": "en", "day": there[5:]})
        assert "?view=grid&amp;language=en&amp;day=all" in page.content.decode(), "what was chosen stays"
        monkeypatch.setattr("agenda.programme.web.views.public.MAX_ON_A_PAGE", 1)
        page = client.get(public(conference, "agenda") + "?day=all").content.decode()
        assert ">First day<" in page and ">Second day<" not in page and '"?day=all"' not in page

    def test_from_ones_own_sessions_the_other_views_lead_back_to_all(
        self, client: Client, conference: Conference, scheduled: Any, publish: Publish
    ) -> None:
        first = scheduled("First", "09:00", "10:00")
        publish()
        page = client.get(public(conference, "agenda"), {"view": "mine", "sessions": str(first.pk)})
        assert 'href="?view=list"' in page.content.decode()
        page = client.get(public(conference, "agenda"), {"q": "first"}).content.decode()
        assert 'href="?q=first&amp;view=grid"' in page and 'href="?view=mine"' in page


class TestEntries:
    @pytest.mark.parametrize("view", ["list", "rooms", "grid"])
    def test_what_was_typed_is_text_and_no_markup(
        self, client: Client, conference: Conference, scheduled: Any, publish: Publish, view: str
    ) -> None:
        typed = {"en": """<b class='x'>"Q&A"</b>"""}
        session = scheduled(
            typed["en"], "09:00", "10:00", subtitle=typed, room=RoomFactory(conference=conference, name=typed),
            theme=ThemeFactory(conference=conference, name=typed), floor_languages=["en"], visibility="public",
            working_group=WorkingGroupFactory(conference=conference, code="<i>"),
        )  # fmt: skip
        item = ItemFactory(session=session, title=typed)
        for place in (None, item):
            SessionRoleFactory(
                session=session, item=place, status="confirmed", person__conference=conference, person__name=typed,
                person__organization=typed, person__job_title=typed, person__listing="public",
            )  # fmt: skip
        publish()
        page = client.get(public(conference, "agenda"), {"view": view}).content.decode()
        assert "<b class" not in page and "<i>" not in page
        assert page.count("&lt;b class=&#x27;x&#x27;&gt;&quot;Q&amp;A&quot;&lt;/b&gt;") >= (
            4 if view == "grid" else 10
        )


class TestNow:
    def test_each_room_says_what_is_on_and_what_comes_next(
        self, client: Client, conference: Conference, scheduled: Any, publish: Publish, at: At
    ) -> None:
        foyer = RoomFactory(conference=conference, name={"en": "Foyer"})
        scheduled("Opening", "09:00", "10:00")
        scheduled("Plenary", "10:30", "12:00")
        scheduled("Much later", "15:00", "16:00")
        scheduled("Called off", "10:15", "10:20", status="cancelled")
        scheduled("Coffee", "10:00", "10:30", kind="break", room=foyer)
        publish()
        with time_machine.travel(at("09:30"), tick=False):
            page = client.get(public(conference, "now")).content.decode()
        assert page.index("Opening") < page.index("Plenary") < page.index("Coffee")
        assert "Much later" not in page and "Called off" not in page
        with time_machine.travel(at("18:00"), tick=False):
            assert "Nothing more today" in client.get(public(conference, "now")).content.decode()

    def test_a_session_after_midnight_is_still_on_and_one_without_an_end_is_over_at_last(
        self, conference: Conference, hall: Any, scheduled: Any, publish: Publish, at: At
    ) -> None:
        SessionFactory(
            conference=conference, title={"en": "Dinner"}, start=at("22:00"), end=at("01:00", 1), room=hall
        )
        SessionFactory(
            conference=conference, title={"en": "Open end"}, start=at("23:00"), end=None, room=None
        )
        publish()
        agenda = published_agenda(conference, Audience.PUBLIC)
        assert agenda is not None

        def on(moment: dt.datetime) -> set[str]:
            rooms = now_and_next(agenda.sessions, moment, moment.date(), agenda.rooms)
            return {str(each.title) for entry in rooms for each in entry.now}

        assert on(at("23:10")) == {"Dinner", "Open end"}
        assert on(at("00:30", 1)) == {"Dinner"}
        assert on(at("01:00", 1)) == set()


class TestCalendars:
    def test_of_a_theme_and_of_a_speaker(
        self, client: Client, conference: Conference, scheduled: Any, publish: Publish
    ) -> None:
        theme = ThemeFactory(conference=conference, name={"en": "Partnership"})
        speaker = PersonFactory(conference=conference)
        scheduled("With theme", "09:00", "10:00", theme=theme)
        spoken = scheduled("With speaker", "10:00", "11:00")
        SessionRoleFactory(session=spoken, person=speaker, status="confirmed")
        publish()
        assert titles(client.get(public(conference, "theme-calendar", theme.pk)).content) == ["With theme"]
        assert titles(client.get(public(conference, "speaker-calendar", speaker.pk)).content) == [
            "With speaker"
        ]
        assert client.get(public(conference, "theme-calendar", speaker.pk)).status_code == 404


class TestFeed:
    def entries(self, client: Client, conference: Conference) -> list[tuple[str, str]]:
        answer = client.get(public(conference, "changes"))
        assert answer["Content-Type"].startswith("application/atom+xml") and not answer.cookies
        feed = ElementTree.fromstring(answer.content)
        return [
            (entry.findtext(f"{ATOM}title") or "", entry.findtext(f"{ATOM}summary") or "")
            for entry in feed.iter(f"{ATOM}entry")
        ]

    def test_each_release_says_what_changed(
        self, client: Client, conference: Conference, scheduled: Any, publish: Publish, at: At, by: User
    ) -> None:
        moved = scheduled("Moved <b>session</b>", "09:00", "10:00")
        gone = scheduled("Gone", "10:00", "11:00")
        publish()
        change_session(moved, by=by, revision=None, start=at("14:00"), end=at("15:00"))
        delete_session(gone, by=by, revision=gone.revision)
        scheduled("New", "16:00", "17:00")
        publish(label="Rev.1", note="After the minister's call.")
        (newest, told), (first, _text) = self.entries(client, conference)
        assert newest == "Agenda: Rev.1" and first == "Agenda: provisional"
        assert "After the minister" in told
        assert "Moved &lt;b&gt;session&lt;/b&gt;" in told and "14:00" in told
        assert "<b>Cancelled:</b> Gone" in told and "<b>New:</b> New" in told

    def test_what_is_closed_is_not_told_and_what_opens_is_new(
        self, client: Client, conference: Conference, scheduled: Any, publish: Publish, at: At, by: User
    ) -> None:
        scheduled("Opening", "09:00", "10:00")
        secret = scheduled("Closed meeting", "10:00", "11:00", visibility="closed")
        opened = scheduled("Opened meeting", "11:00", "12:00", visibility="closed")
        publish()
        change_session(secret, by=by, revision=None, start=at("13:00"), end=at("14:00"))
        change_session(opened, by=by, revision=None, visibility="public", start=at("15:00"), end=at("16:00"))
        publish()
        told = self.entries(client, conference)[0][1]
        assert "Closed meeting" not in told and "11:00" not in told
        assert told.count("Opened meeting") == 1 and "<b>New:</b> Opened meeting" in told
        delete_session(secret, by=by, revision=None)
        publish()
        assert "No public information changed." in self.entries(client, conference)[0][1]


class TestFrame:
    def test_only_the_page_for_other_sites_may_be_framed(
        self, client: Client, conference: Conference, scheduled: Any, publish: Publish
    ) -> None:
        scheduled("Opening", "09:00", "10:00")
        publish()
        frame = client.get(public(conference, "widget"))
        assert "X-Frame-Options" not in frame and "frame-ancestors *" in frame["Content-Security-Policy"]
        assert "Opening" in frame.content.decode() and not frame.cookies
        page = client.get(public(conference, "agenda"))
        assert page["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]

    def test_the_address_of_the_script_stays_and_leads_to_that_of_this_version(
        self, client: Client, conference: Conference
    ) -> None:
        answer = client.get(public(conference, "widget-script"))
        assert answer.status_code == 302 and "agenda-widget" in answer["Location"]
