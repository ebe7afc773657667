"""Each place of the secretariat is few clicks from the dashboard, by links alone, in each phase."""

import datetime as dt
import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confman.conferences.models import Conference, ConferenceProfile

pytestmark = pytest.mark.django_db

AGENDA, OUTCOMES = "agenda_secretariat:", "outcomes_secretariat:"
PEOPLE, ON_SITE = "registrations_secretariat:", "registrations_onsite:"
GROUND, MAIL = "conferences_secretariat:", "mail_secretariat:"
# Each entry of the navigation: its page, or the part of a page, and how many clicks it may be away. What is written
# by hand here is the promise; the code that builds the navigation is not asked.
PLACES = {
    "Today": (f"{GROUND}dashboard", 1),
    "Checklist": (f"{GROUND}checklist", 2),
    "Documents": ("documents_secretariat:document-list", 1),
    "History": (f"{GROUND}history", 2),
    "Sessions": (f"{AGENDA}session-list {AGENDA}editor", 1),
    "Speakers and chairs": (f"{AGENDA}role-list", 2),
    "Presentations": (f"{AGENDA}presentations", 2),
    "Rooms": (f"{AGENDA}room-list", 2),
    "Working groups": (f"{AGENDA}room-list#groups", 2),
    "Interpretation": (f"{AGENDA}interpretation", 2),
    "Annotations": (f"{AGENDA}annotation-list", 2),
    "Run of show": (f"{AGENDA}run-of-show", 2),
    "Screens": (f"{AGENDA}screen-list", 2),
    "Conflicts": (f"{AGENDA}checks", 2),
    "Releases": (f"{AGENDA}release-list", 2),
    "Invitees": (f"{PEOPLE}invitee-list", 2),
    "People": ("people_secretariat:person-list", 2),
    "Registrations": (f"{PEOPLE}registration-list", 1),
    "Invited by link": (f"{PEOPLE}invitation-list", 2),
    "Possible duplicates": ("people_secretariat:duplicate-list", 3),
    "Delegations": (f"{PEOPLE}delegation-list", 2),
    "Protocol and travel": (f"{PEOPLE}travel-list", 2),
    "Lists of speakers": (f"{OUTCOMES}speakers", 3),
    "Silence procedures": (f"{OUTCOMES}circulation-list", 3),
    "Categories": (f"{PEOPLE}category-list", 2),
    "Badges": (f"{PEOPLE}badge-list", 2),
    "Check-in": (f"{ON_SITE}index", 1),
    "Attendance": (f"{PEOPLE}attendance", 2),
    "Surveys": (f"{PEOPLE}survey-list", 2),
    "Figures": (f"{PEOPLE}figures", 2),
    "Session records": (f"{OUTCOMES}record-list", 2),
    "Recommendations": (f"{OUTCOMES}recommendation-list", 1),
    "Plenary desk": (f"{OUTCOMES}plenary-desk", 2),
    "Outcome document": (f"{OUTCOMES}document", 2),
    "Follow-up": (f"{OUTCOMES}follow-up", 2),
    "Letters of transmittal": (f"{OUTCOMES}transmittal-list", 3),
    "Addressees": (f"{OUTCOMES}addressee-list", 3),
    "Report": (f"{OUTCOMES}report", 2),
    "Messages": (f"{GROUND}message-list", 2),
    "Pages and news": (f"{GROUND}page-list", 2),
    "Outbox": (f"{MAIL}outbox", 2),
    "Correspondence": (f"{PEOPLE}correspondence-list", 2),
    "Mail templates": (f"{MAIL}template-list", 2),
    "Conference": (f"{GROUND}settings", 1),
    "Team": (f"{GROUND}team", 2),
    "Themes": (f"{GROUND}theme-list", 2),
    "Partners": (f"{GROUND}theme-list#partners", 2),
    "Registration form": (f"{PEOPLE}form", 2),
    "Letters and signatories": (f"{PEOPLE}signatory-list", 2),
    "Registration": (f"{PEOPLE}settings", 2),
}
# The days until the conference, and what is nearer or farther then, as a workspace opens on what comes first; what
# depends on what there is besides: test_navigation.py.
PHASES: dict[str, tuple[int, dict[str, int]]] = {
    "before": (30, {"Badges": 1, "Check-in": 2}),
    "near": (5, {"Badges": 1, "Check-in": 2}),
    "during": (0, {}),
    "after": (
        -20,
        {
            "Attendance": 1,
            "Check-in": 2,
            "Recommendations": 2,
            "Follow-up": 1,
            "Letters of transmittal": 2,
            "Addressees": 2,
        },
    ),
}
# The workspace in which the third click is made.
BELOW = {
    "Possible duplicates": "People",
    "Lists of speakers": "Session records",
    "Silence procedures": "Plenary desk",
    "Letters of transmittal": "Follow-up",
    "Addressees": "Follow-up",
}
FAR = 99
FRAME = re.compile(r'<nav class="side-navigation".*?</nav>', re.DOTALL)
HREF = re.compile(r'<a\b[^>]*?\shref="([^"#]+)')


class Walk:
    """Follows the links of pages, and of nothing else: no form, no script, no address that is only written down.

    What the dashboard lists today is gone tomorrow, so that the first click is one in the navigation.
    """

    def __init__(self, browser: Client) -> None:
        self.browser = browser
        self.pages: dict[str, str] = {}

    def page(self, path: str) -> str:
        if path not in self.pages:
            self.pages[path] = self.browser.get(path, follow=True).content.decode()
        return self.pages[path]

    def links(self, path: str, *, in_frame: bool = False) -> set[str]:
        page = self.page(path)
        hrefs = HREF.findall("".join(FRAME.findall(page)) if in_frame else page)
        return {urlsplit(urljoin(path, unescape(href))).path for href in hrefs}

    def clicks(self, start: str) -> dict[str, int]:
        """Return how many clicks each address is away, if it is one or two."""
        near = self.links(start, in_frame=True)
        further = {link for path in near for link in self.links(path)}
        return {start: 1, **dict.fromkeys(further, 2), **dict.fromkeys(near, 1)}


@pytest.mark.parametrize("phase", PHASES)
def test_each_place_is_as_near_as_it_was_promised(
    conference: Conference, owner_client: Client, phase: str
) -> None:
    days, otherwise = PHASES[phase]
    conference.profile = ConferenceProfile.INTERGOVERNMENTAL
    conference.starts_on = timezone.now().astimezone(conference.zone).date() + dt.timedelta(days)
    conference.ends_on = conference.starts_on + dt.timedelta(1)
    conference.save()
    assert conference.phase() == phase
    walk = Walk(owner_client)
    near = walk.clicks(reverse(f"{GROUND}dashboard", args=[conference.slug]))

    def clicks_to(entry: str) -> int:
        pages, _mark, part = PLACES[entry][0].partition("#")
        addresses = [reverse(name, args=[conference.slug]) for name in pages.split()]
        assert not part or f'id="{part}"' in walk.page(addresses[0])
        if found := [near[address] for address in addresses if address in near]:
            return min(found)
        above = BELOW.get(entry)
        if not above or not walk.links(reverse(PLACES[above][0], args=[conference.slug])) & {*addresses}:
            return FAR
        return clicks_to(above) + 1

    found = {entry: clicks_to(entry) for entry in PLACES}
    promised = {entry: clicks for entry, (_pages, clicks) in PLACES.items()} | otherwise
    assert {entry: clicks for entry, clicks in found.items() if clicks > promised[entry]} == {}
