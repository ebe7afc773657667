"""Sentences of reports: numbers of attendance, chairs and speakers, dates and place."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.documents.domain.texts import date_in_text, dates_in_text, ended_once, number_in_text
from confman.people.models import Person, Sex
from confman.translation.marks import quotable
from registrations.statistics.domain.figures import ParticipationFigures


def attended_sentence(figures: ParticipationFigures, language: str) -> str:
    """Return who took part in numbers; '' where too few are counted for a figure."""
    if not (people := figures.attended):
        return ""
    sentence = ngettext(
        "The conference was attended by %(number)s participant%(origin)s.",
        "The conference was attended by %(number)s participants%(origin)s.",
        people,
    )
    origin = ""
    if (countries := figures.by["country"].represented) > 1:
        origin = ngettext(" from %(number)s country", " from %(number)s countries", countries)
        origin %= {"number": number_in_text(countries, language, "genitive")}
    return sentence % {"number": number_in_text(people, language, "masculine"), "origin": origin}


def attendance_sentences(figures: ParticipationFigures, language: str) -> Iterator[str]:
    """Yield the same, and how many had registered and been approved; suppressed figures are left out."""
    if attended := attended_sentence(figures, language):
        yield attended
    registered, approved = figures.counts.get("registered"), figures.counts.get("approved")
    if registered:
        sentence = ngettext(
            "A total of %(number)s person had registered",
            "A total of %(number)s persons had registered",
            registered,
        )
        text = sentence % {"number": number_in_text(registered, language, "masculine")}
        if approved:
            more = ngettext(
                "; the registration of %(number)s of them had been approved",
                "; the registrations of %(number)s of them had been approved",
                approved,
            )
            text += more % {"number": number_in_text(approved, language, "genitive")}
        yield f"{text}."


def chaired_by(people: Sequence[Person], names: str) -> str:
    """Return who chaired the session; '' for nobody."""
    if not people:
        return ""
    sentence = _of_one(people).get("chaired") or (
        pgettext("of several", "It was chaired by %(names)s.")
        if len(people) > 1
        else pgettext("a session", "It was chaired by %(names)s.")
    )
    return sentence % {"names": names}


def spoken_by(people: Sequence[Person], names: str, *, number: int = 0, title: str = "") -> str:
    """Return who made statements: in the session as a whole, else on an item, with its number if it has one."""
    on = "item" if number else "title" if title else ""
    several = {
        "": ngettext("A statement was made by %(names)s.", "Statements were made by %(names)s.", len(people)),
        "item": ngettext(
            "Under agenda item %(number)d, “%(title)s”, a statement was made by %(names)s.",
            "Under agenda item %(number)d, “%(title)s”, statements were made by %(names)s.",
            len(people),
        ),
        "title": ngettext(
            "On “%(title)s” a statement was made by %(names)s.",
            "On “%(title)s” statements were made by %(names)s.",
            len(people),
        ),
    }
    sentence = _of_one(people).get(on) or several[on]
    return sentence % {"names": names, "number": number, "title": title}


def _of_one(people: Sequence[Person]) -> dict[str, str]:
    """Return the sentences about one person whose sex is on record; none for anybody else."""
    sex = people[0].sex if len(people) == 1 else ""
    if sex == Sex.MALE:
        return {
            "chaired": pgettext("of a man", "It was chaired by %(names)s."),
            "": pgettext("of a man", "A statement was made by %(names)s."),
            "item": pgettext(
                "of a man", "Under agenda item %(number)d, “%(title)s”, a statement was made by %(names)s."
            ),
            "title": pgettext("of a man", "On “%(title)s” a statement was made by %(names)s."),
        }
    if sex == Sex.FEMALE:
        return {
            "chaired": pgettext("of a woman", "It was chaired by %(names)s."),
            "": pgettext("of a woman", "A statement was made by %(names)s."),
            "item": pgettext(
                "of a woman", "Under agenda item %(number)d, “%(title)s”, a statement was made by %(names)s."
            ),
            "title": pgettext("of a woman", "On “%(title)s” a statement was made by %(names)s."),
        }
    return {}


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
