"""The list of sessions with their languages, booths and interpreters."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.core.domain.groups import grouped
from agenda.core.web.cells import hours, language_name_of, language_names
from agenda.interpretation.domain import booths_of
from agenda.sessions.models.session import BoothShift, Session
from confman.conferences.web.resources import filters, tables
from confman.web.templatetags.confman_web import moment, status_badge


@dataclass(frozen=True)
class Booth:
    """The turns of one booth between the same languages: the data of the first, and those who take them."""

    first: BoothShift
    turns: list[BoothShift]


class InterpretationFilter(filters.ResourceFilter):
    """Sessions by what is missing; `gaps` are the keys of those in which a language is not interpreted."""

    q = filters.SearchFilter()
    show = filters.ViewFilter(
        [("gaps", _("not interpreted")), ("open", _("interpreter missing"))], method="in_view"
    )

    def __init__(self, *args: Any, gaps: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gaps = gaps

    def in_view(self, rows: Any, name: str, value: str) -> Any:
        if value == "gaps":
            return rows.filter(pk__in=self.gaps)
        return rows.filter(pk__in=BoothShift.objects.filter(interpreter=None).values("session"))


class BoothsColumn(tables.Column):
    """Booths and who sits in them, which take the room that the other columns leave."""

    css_class = "whole evident booths"


class InterpretationTable(tables.ResourceTable):
    """Sessions by day."""

    selected = tables.SelectionColumn()
    time = tables.EvidentColumn(_("Time"), accessor="pk", secondary="room")
    title = tables.RecordColumn(_("Session"))
    booths = BoothsColumn(_("Booths"), accessor="pk")
    languages = tables.Column(_("Languages"), accessor="floor_languages")
    status = tables.Column(_("Status"), accessor="pk")

    def name_of(self, record: Session) -> Any:
        return record.title

    def render_title(self, record: Session, value: Any) -> Any:
        return self.one_line(record, self.link(record, value))

    def group_of(self, record: Session) -> dt.date | None:
        return record.conference_day

    def group_heading(self, key: dt.date) -> str:
        return moment(key, "l, j E Y")

    def render_time(self, record: Session) -> SafeString:
        return hours(record.start, record.end)

    def render_languages(self, record: Session, value: list[str]) -> SafeString:
        into = record.listening_languages
        return tables.below(language_names(value), f"→ {language_names(into)}" if into else "")

    @cached_property
    def missing(self) -> dict[str, str]:
        """The languages that are not interpreted, in words, by the keys of the sessions of this page."""
        return self.view.missing(self.shown)

    def render_booths(self, record: Session) -> SafeString:
        booths = _booths(record)
        languages = format_html_join(" · ", "{}", [(_languages_of(booth.first),) for booth in booths])
        people = format_html_join(
            " · ",
            "{}",
            [
                (format_html_join(", ", "{}", [(_turn(shift, record),) for shift in booth.turns]),)
                for booth in booths
            ],
        )
        return tables.below(self.one_line(record, languages), self.one_line(record, people))

    def render_status(self, record: Session) -> SafeString:
        turns = record.booth_shifts.all()
        if missing := self.missing.get(str(record.pk)):
            badge = tables.below(status_badge("missing", gettext("not interpreted"), "warn"), missing)
        elif any(turn.interpreter_id is None for turn in turns):
            badge = status_badge("open", gettext("to be filled"), "note")
        elif turns:
            badge = status_badge("covered", gettext("covered"), "good")
        else:
            badge = tables.below("", "" if record.listening_languages else gettext("none offered"))
        has, needs = record.room.booths if record.room else 0, booths_of(record)
        if not 0 < has < needs:
            return badge
        words = gettext("%(needs)s needed, the room has %(has)s") % {"needs": needs, "has": has}
        return badge + tables.below(status_badge("late", gettext("too few booths"), "warn"), words)


def _booths(session: Session) -> list[Booth]:
    """Return the booths in the order of the turns; `booth_shifts` are fetched already."""
    key_of = attrgetter("booth", "source_language", "target_language", "both_ways", "relay")
    groups = grouped((key_of(shift), shift) for shift in session.booth_shifts.all())
    return [Booth(turns[0], turns) for turns in groups.values()]


def turn_in_words(shift: BoothShift, session: Session) -> SafeString:
    """Return a turn: its booth, its languages, who, when."""
    return format_html("{}: {}", _languages_of(shift), _turn(shift, session))


def _languages_of(shift: BoothShift) -> SafeString:
    """Return a booth with its name and languages, and from which other it takes the floor."""
    between = "↔" if shift.both_ways else "→"
    words = f"{language_name_of(shift.source_language)} {between} {language_name_of(shift.target_language)}"
    if shift.relay:
        relay = gettext("relay from %(language)s") % {"language": language_name_of(shift.relay)}
        words = f"{words}, {relay}"
    name = format_html('<span class="booth-name">{}</span> ', shift.booth) if shift.booth else ""
    return format_html("{}{}", name, words)


def _turn(shift: BoothShift, session: Session) -> SafeString:
    """Return the interpreter of a turn, and its hours if it is not the whole session."""
    person = shift.interpreter or format_html("<em>{}</em>", gettext("to be filled"))
    if not (shift.start or shift.end):
        return format_html("{}", person)
    return format_html("{} ({})", person, hours(shift.start or session.start, shift.end or session.end))
