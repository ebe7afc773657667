"""Links by which a reader's own calendar takes in a feed, or one session, without a script of anybody's."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from agenda.releases.domain.read_model import ReleasedSession
from confman.conferences.models import Conference

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0"
OFFICE = "https://outlook.office.com/calendar/0"


@dataclass(frozen=True)
class CalendarLink:
    """A button: what the calendar is called, and where it leads."""

    label: str
    url: str


def subscriptions(address: str, name: str) -> list[CalendarLink]:
    """Return the ways to subscribe to the feed at this absolute address: a subscription follows every change."""
    webcal = "webcal:" + address.partition(":")[2]
    parameters = {"url": address, "name": name}
    return [
        CalendarLink(_("Google Calendar"), f"{GOOGLE}?{urlencode({'cid': webcal})}"),
        CalendarLink(_("Outlook.com"), f"{OUTLOOK}/addfromweb?{urlencode(parameters)}"),
        CalendarLink(_("Outlook (Microsoft 365)"), f"{OFFICE}/addfromweb?{urlencode(parameters)}"),
        CalendarLink(_("Apple Calendar and others"), webcal),
    ]


def additions(conference: Conference, session: ReleasedSession, language: str) -> list[CalendarLink]:
    """Return the ways to add one session to a calendar as it is now; the last is a file, which every calendar reads."""
    arguments = [conference.slug, language, session.id]
    page = settings.BASE_URL + reverse("agenda_public:session", args=arguments)
    # In UTC, which both read alike: an address cannot carry the rules of a zone, as files do beside their TZID.
    start = session.start.astimezone(dt.UTC)
    # Calendars want an end; of a session without one, nobody knows more than when it begins.
    end = (session.end or session.start).astimezone(dt.UTC)
    title = f"{session.title} ({conference.title})"
    location = str(session.room or conference.venue or conference.city)
    google = {
        "action": "TEMPLATE",
        "text": title,
        "dates": f"{start:%Y%m%dT%H%M%SZ}/{end:%Y%m%dT%H%M%SZ}",
        "location": location,
        "details": page,
    }
    outlook = {
        "rru": "addevent",
        "subject": title,
        "startdt": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        "location": location,
        "body": page,
    }
    compose = f"action/compose?{urlencode(outlook)}"
    return [
        CalendarLink(_("Google Calendar"), f"{GOOGLE}?{urlencode(google)}"),
        CalendarLink(_("Outlook.com"), f"{OUTLOOK}/{compose}"),
        CalendarLink(_("Outlook (Microsoft 365)"), f"{OFFICE}/{compose}"),
        CalendarLink(
            _("Apple Calendar and others"), reverse("agenda_public:session-calendar", args=arguments)
        ),
    ]
