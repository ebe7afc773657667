"""Sessions of the published agenda as entries of a list, and the parts of an entry, as HTML.

Written by Python, not by a template: a page of a large conference has seven hundred, and a template takes five times as
long for each.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.template.defaultfilters import capfirst
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from agenda.core.web.cells import hours, language_names
from agenda.programme.documents.agenda_source import function_of
from agenda.releases.domain.read_model import ReleasedItem, ReleasedRole, ReleasedSession, label_of
from agenda.sessions.models.session import SessionRole
from confman.conferences.addresses import row_address
from confman.conferences.models import Conference
from confman.people.privacy import ShownPerson
from confman.web.markup import fill
from confman.web.templatetags.confman_web import icon, status_badge

_ENTRY = """
<li id="session-{}" class="agenda-session{}">
<p class="agenda-time">{}</p>
{}
<div>
<h3 class="agenda-title" lang="{}">{}</h3>
{}
<p class="agenda-meta">
{}
</p>
{}
</div>
</li>
"""
_FOLD = """<details class="agenda-fold"{}>
<summary>{}</summary>
{}
{}
</details>"""
_STAR = (
    '<button class="star" type="submit" form="stars" name="session" value="{}" data-star aria-label="{}">'
    "{}{}</button>"
)
_ITEM = '<li>{}<div><span lang="{}">{}</span>{}</div></li>'
_ROLE = '<li>\n<span class="agenda-role">{}:</span>\n{}\n{}</li>'


def star(session: ReleasedSession) -> SafeString:
    """Return what keeps a session in one's own agenda: by the script; without it, on one's own page."""
    label = _("Keep “%(title)s” in my agenda") % {"title": session.title}
    return fill(_STAR, session.id, label, *_star_icons())


def photographs(subject: Any) -> SafeString:
    """Return what is announced about photographs, of a session or room; "" if nothing is."""
    if not subject.photographs:
        return mark_safe("")
    return fill(
        '<span class="photographs photographs-{}">{} <span class="photographs-words">{}</span></span>',
        subject.photographs,
        icon("camera-fill"),
        capfirst(subject.photographs_label),
    )


@cache
def _star_icons() -> tuple[SafeString, SafeString]:
    return icon("star", "star-empty"), icon("star-fill", "star-full")


class SessionEntries:
    """Writes sessions in the reading language; what they have in common is made once.

    `in_room`: the room is known. `plain`: without links, all open. `before`: the same, written for an earlier edition.
    """

    def __init__(
        self,
        conference: Conference,
        language: str,
        *,
        in_room: bool = False,
        plain: bool = False,
        without_star: bool = False,
        before: "SessionEntries | None" = None,
    ) -> None:
        self.conference, self.language = conference, language
        self.in_room, self.plain, self.has_star = in_room, plain, not plain and not without_star
        self.hours, self.icon = cache(hours), cache(icon)
        self.fold_label, self.unknown = _("Speakers and items"), _("to be confirmed")
        self.language_names, self.role_label = cache(language_names), cache(_role_label)
        # By identity: comparing all that a session has takes longer than writing it.
        self.cache: dict[int, tuple[ReleasedSession, SafeString]] = {}
        self.before = before.cache if before else {}

    def render(self, sessions: Iterable[ReleasedSession]) -> SafeString:
        """Return the entries of the sessions, one after the other."""
        return mark_safe("".join(map(self.entry, sessions)))

    def entry(self, session: ReleasedSession) -> SafeString:
        """Return a session in a list, written once."""
        key = id(session)
        if key not in self.cache:
            known = self.before.get(key)
            self.cache[key] = known if known and known[0] is session else (session, self.write(session))
        return self.cache[key][1]

    def write(self, session: ReleasedSession) -> SafeString:
        """Return a session in a list: when, what, where, and folded up, who."""
        return fill(
            _ENTRY,
            session.id,
            " agenda-break" * session.is_pause + " agenda-cancelled" * session.cancelled,
            self.hours(session.start, session.end),
            star(session) if self.has_star and not session.is_pause else "",
            session.title.language,
            self.title(session),
            fill('<p class="agenda-subtitle">{}</p>', session.subtitle) if session.subtitle else "",
            mark_safe("\n".join(self.facts(session))),
            self.fold(session) if session.roles or session.items else "",
        )

    def title(self, session: ReleasedSession) -> str | SafeString:
        """Return the title, as a link to the session's page if it has one."""
        if session.is_pause or self.plain:
            return str(session.title)
        return self.link("session", session.id, session.title)

    def link(self, page: str, key: str, text: object) -> SafeString:
        """Return a link to one of the pages that have an id in their address."""
        address = row_address(f"agenda_public:{page}", self.conference.slug, self.language, key=key)
        return fill('<a href="{}">{}</a>', address, text)

    def facts(self, session: ReleasedSession) -> Iterator[SafeString]:
        """Yield the line under the title: state, room, group, theme, languages, photographs."""
        if session.cancelled:
            yield status_badge("cancelled", _("cancelled"))
        elif session.tentative:
            yield status_badge("provisional", _("tentative"))
        if session.room and not self.in_room:
            yield fill("<span>{} {}</span>", self.icon("geo-alt"), session.room)
        if session.group:
            yield fill("<span>{}</span>", session.group.code)
        if theme := session.theme:
            yield fill('<span class="swatch theme-{}">{}</span>', theme.id, theme)
        if session.floor_languages and not session.is_pause:
            names = self.language_names(session.floor_languages)
            yield fill("<span>{} {}</span>", self.icon("chat-left-text"), names)
        yield photographs(session)
        if session.visibility != "public":
            yield status_badge(session.visibility, _("not public"), "neutral")

    def fold(self, session: ReleasedSession) -> SafeString:
        """Return who does what in the session and its items, folded up."""
        return fill(
            _FOLD,
            " open" if self.plain else "",
            self.fold_label,
            self.roles(session.roles),
            fill('<ol class="agenda-items">\n{}\n</ol>', self.items(session)) if session.items else "",
        )

    def items(self, session: ReleasedSession) -> SafeString:
        """Return the items with their numbers and who does what in each."""
        return mark_safe("\n".join(map(self._item, session.items)))

    def _item(self, item: ReleasedItem) -> SafeString:
        return fill(_ITEM, _number(item), item.title.language, item.title, self.roles(item.roles))

    def roles(self, roles: Iterable[ReleasedRole]) -> SafeString:
        """Return who does what; "" if nobody does."""
        rows = mark_safe("\n".join(map(self._role, roles)))
        return fill('\n<ul class="agenda-people">\n{}\n</ul>\n', rows) if rows else rows

    def _role(self, role: ReleasedRole) -> SafeString:
        label = self.role_label(role.role)
        if role.person is None:
            return fill(_ROLE, label, fill("<em>{}</em>", self.unknown), "")
        name = (
            fill("<strong>{}</strong>", role.person)
            if self.plain
            else self.link("speaker", role.person.id, role.person)
        )
        state = "" if role.confirmed else fill("{}\n", status_badge("proposed", self.unknown))
        return fill(_ROLE, label, fill("{}{}", name, _function(role.person)), state)


def _role_label(role: str) -> str:
    return str(capfirst(label_of(SessionRole.Role, role)))


def _number(item: ReleasedItem) -> str | SafeString:
    return fill('<span class="agenda-number">{}</span>', item.number) if item.number else ""


def _function(person: ShownPerson) -> str | SafeString:
    function = function_of(person)
    return fill('<span class="agenda-function">, {}</span>', function) if function else ""
