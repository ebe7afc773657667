"""From the published agenda to the tree that the writers take."""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse

from agenda.core.domain.rich_text import as_harmless
from agenda.programme.exchange.schedule import (
    Schedule,
    ScheduleDay,
    ScheduleEvent,
    ScheduleItem,
    ScheduleLink,
    SchedulePerson,
    ScheduleRoom,
    ScheduleTheme,
    Texts,
)
from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedRole, ReleasedSession
from agenda.sessions.models.session import IMPORTED, Session
from confman.conferences.models import Conference
from confman.translation.languages import reading_languages
from confman.translation.text import TranslatedText


def schedule_of(conference: Conference, agenda: ReleasedAgenda, *, language: str = "") -> Schedule:
    """Return the tree of a release. With a language, each text in the one that is read; without, in all of them."""

    def texts(value: TranslatedText) -> Texts:
        if not language:
            return dict(value)
        code, best = value.best((language, *(reading_languages() or conference.languages)))
        return {code: best} if best else {}

    imported = agenda.imported
    first = language or conference.default_language
    return Schedule(
        title=conference.title.in_language(first, conference.languages),
        acronym=imported.get("acronym") or conference.slug,
        city=conference.city.in_language(first, conference.languages),
        venue=conference.venue.in_language(first, conference.languages),
        starts_on=conference.starts_on,
        ends_on=conference.ends_on,
        timezone=agenda.timezone,
        language=language,
        version=f"{agenda.number} {agenda.label}".strip(),
        url=public_address(conference, "agenda_public:agenda", first),
        internal=agenda.internal,
        days=[
            ScheduleDay(
                day.date,
                day.number,
                min(session.start for session in day.sessions),
                max(session.end or session.start for session in day.sessions),
            )
            for day in agenda.days
        ],
        rooms=[
            ScheduleRoom(
                texts(room.name), room.id, room.capacity, imported.get("rooms", {}).get(str(room.name), {})
            )
            for room in agenda.rooms
        ],
        themes=[
            ScheduleTheme(
                texts(theme.name), theme.colour, imported.get("themes", {}).get(str(theme.name), {})
            )
            for theme in agenda.themes
        ],
        events=[
            event_of(conference, session, texts, first, internal=agenda.internal)
            for session in agenda.sessions
        ],
        extra=imported.get("conference", {}),
    )


def public_address(conference: Conference, name: str, language: str, *more: object) -> str:
    """Return the whole address of a page of the public site, as files carry it."""
    return settings.BASE_URL + reverse(name, args=[conference.slug, language, *more])


def event_of(
    conference: Conference,
    session: ReleasedSession,
    texts: Callable[[TranslatedText], Texts],
    language: str,
    *,
    internal: bool,
) -> ScheduleEvent:
    """Return a session as the tree has it; `texts` gives a text in the languages that are written."""
    extra = dict(session.extra)
    summary, description = texts(session.summary), texts(session.description)
    if not internal:
        summary = {code: as_harmless(markup) for code, markup in summary.items()}
        description = {code: as_harmless(markup) for code, markup in description.items()}
    return ScheduleEvent(
        title=texts(session.title),
        guid=session.guid,
        id=str(extra.pop("id", "")),
        kind=str(extra.pop("type", "")) or session.kind,
        subtitle=texts(session.subtitle),
        summary=summary,
        description=description,
        language=str(extra.pop("language", "")) or "/".join(session.floor_languages),
        start=session.start,
        end=session.end,
        day=session.day,
        room=texts(session.room.name) if session.room else {},
        theme=texts(session.theme.name) if session.theme else {},
        persons=[_person(role, session, language) for role in session.all_roles if role.person],
        items=[
            ScheduleItem(texts(item.title), item.kind, item.minutes, item.number) for item in session.items
        ],
        links=[
            ScheduleLink(
                link["url"],
                link.get("title", ""),
                link.get("type", ""),
                {key: value for key, value in link.items() if key not in ("url", "title", "type")},
            )
            for link in session.links
        ],
        attachments=[
            ScheduleLink(
                material.link,
                str(material.title),
                material.media_type,
                {key: value for key, value in material.extra.items() if key != IMPORTED},
            )
            for material in session.materials
            if material.link
        ],
        status=session.status,
        photography=session.photographs,
        visibility=session.visibility if session.visibility != Session.Visibility.PUBLIC else "",
        chatham_house=session.chatham_house,
        url=public_address(conference, "agenda_public:session", language, session.id),
        extra=extra,
    )


def _person(role: ReleasedRole, session: ReleasedSession, language: str) -> SchedulePerson:
    assert role.person is not None
    extra = {key: value for key, value in role.extra.items() if key not in (IMPORTED, "id", "guid")}
    own_id = str(role.extra.get("id", ""))
    return SchedulePerson(
        name=role.person.name.in_language(language),
        id=own_id,
        # A file that numbers its persons is written as it was; ours identify them by UUID.
        guid=str(role.extra.get("guid", "")) or ("" if own_id else role.person.id),
        role=role.role,
        item=next((index for index, item in enumerate(session.items) if item.id == role.item), None),
        extra=extra,
    )
