"""Write dates and place of a conference or a session within a sentence."""

from django.utils.translation import gettext as _

from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.documents.domain.dates import date_in_text, dates_in_text, ended_once
from confman.translation.quotes import quotable


def held_sentence(conference: Conference, language: str, *, place: str = "", announced: bool = False) -> str:
    """Return “The conference “…” will be held on 30 and 31 March 2017 in Tashkent.”, in the tense of today.

    What is `announced` to participants stays an announcement when the days are over.
    """
    today = conference.today()
    if today > conference.ends_on and not announced:
        sentence = (
            _("The conference “%(title)s” was held on %(dates)s in %(place)s.")
            if place
            else _("The conference “%(title)s” was held on %(dates)s.")
        )
    elif conference.starts_on <= today <= conference.ends_on:
        sentence = (
            _("The conference “%(title)s” is being held on %(dates)s in %(place)s.")
            if place
            else _("The conference “%(title)s” is being held on %(dates)s.")
        )
    else:
        sentence = (
            _("The conference “%(title)s” will be held on %(dates)s in %(place)s.")
            if place
            else _("The conference “%(title)s” will be held on %(dates)s.")
        )
    values = {
        "title": quotable(conference.title),
        "dates": dates_in_text(conference.starts_on, conference.ends_on, language),
        "place": place,
    }
    return ended_once(sentence % values)


def session_time(session: Session, language: str) -> str:
    """Return “30 March 2017 from 09:30 to 10:30 (Main conference hall)”, of a session that is on the agenda."""
    assert session.start
    start, end = session.conference.local(session.start), session.end
    hours = (
        _("from %(start)s to %(end)s")
        % {"start": f"{start:%H:%M}", "end": f"{session.conference.local(end):%H:%M}"}
        if end
        else f"{start:%H:%M}"
    )
    room = f"({session.room})" if session.room else ""
    return " ".join(part for part in (date_in_text(start.date(), language), hours, room) if part)
