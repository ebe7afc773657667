"""The press release from the record: what was adopted, who took part in numbers, what was said for the record.

Words in quotation marks are those of an adopted text or of a written statement. What a record keeper noted is reported,
never quoted. Until the press officer issues it, it is a draft.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.conferences.models.parts import ORGANIZERS, SUPPORTERS
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import (
    by_its_title,
    date_in_text,
    dates_in_text,
    ended_once,
    from_to,
    in_document,
    number_in_text,
)
from confman.documents.meta import DocumentMeta
from confman.people.privacy import Audience
from confman.translation.marks import language_mark, quotable
from confman.translation.scripts import language_by_letters
from outcomes.plenary.domain.adoption_wording import adoption_formula
from outcomes.plenary.models import Adoption, Position
from outcomes.recommendations.documents import text_lines, text_mark
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.records.models import SessionRecord
from outcomes.reports.documents.passages import attended_sentence, held_sentence
from outcomes.reports.domain.narrative_sources import speaker_of
from outcomes.secretariat_documents.documents.information_note import ways_to_ask
from registrations.statistics.domain.figures import participation_figures

# A release is a page or two: it has the first texts and remarks.
MAX_TEXTS, MAX_REMARKS = 5, 5


@dataclass(frozen=True)
class Passage:
    """A passage of the record, with the language it is in where that is not the document's."""

    text: str
    language: str
    mark: str


@dataclass(frozen=True)
class PressRelease:
    meta: DocumentMeta
    release: str  # when it may be published
    dateline: str
    lead: str
    paragraphs: tuple[str, ...]
    adopted: tuple[Passage, ...]
    more_adopted: str
    remarks: tuple[Passage, ...]
    statements: tuple[Passage, ...]
    about: tuple[str, ...]
    contacts: tuple[str, ...]
    check: str  # what the press officer checks; '' once it is issued

    @property
    def says_anything(self) -> bool:
        """Tell whether anything of the conference is on record."""
        return any((self.paragraphs, self.adopted, self.remarks, self.statements))


def build_press_release(conference: Conference, *, language: str, options: Mapping[str, Any]) -> PressRelease:
    """Build the release; a draft unless `options["state"]` is "issued"."""
    issued = options.get("state") == "issued"
    adoptions = list(Adoption.objects.of(conference).by_number())
    rows = Recommendation.objects.of(conference).adopted()
    count = rows.count()
    first = rows.select_related("current_version").order_by("number")[:MAX_TEXTS]
    adopted = [_opening(row, conference, language) for row in first]
    attendance = attended_sentence(participation_figures(conference), language)
    today = conference.today()
    more = count - len(adopted)
    return PressRelease(
        meta=document_meta(
            conference,
            language=language,
            title=_title(conference, count > 0, today),
            distribution=_("Information media"),
            draft=not issued,
        ),
        release=_("Press release, for immediate publication. Not an official record.")
        if issued
        else _("Press release, not for publication yet. Not an official record."),
        dateline=_dateline(conference, language, today),
        lead=_lead(conference, language, adoptions, count, today),
        paragraphs=tuple(_paragraphs(conference, attendance, language)),
        adopted=tuple(adopted),
        more_adopted=ngettext(
            "The outcome document contains %(number)s further recommendation.",
            "The outcome document contains %(number)s further recommendations.",
            more,
        )
        % {"number": number_in_text(more, language, "feminine")}
        if more
        else "",
        remarks=tuple(islice(_remarks(conference, language), MAX_REMARKS)),
        statements=tuple(_statements(conference, language)),
        about=(
            *_about(conference, language),
            *(
                [_("The number of participants excludes staff, interpreters and press.")]
                if attendance
                else []
            ),
        ),
        contacts=tuple(ways_to_ask(conference, language)),
        check=""
        if issued
        else _(
            "Draft for the press officer. Statements are given as noted by the record keeper: check with the "
            "speaker before quoting."
        ),
    )


def _title(conference: Conference, has_adopted: bool, today: dt.date) -> str:
    values = {"title": quotable(conference.title)}
    if has_adopted:
        sentence = _("The conference “%(title)s” adopts its recommendations")
    elif today < conference.starts_on:
        sentence = _("The conference “%(title)s” is to open")
    elif today > conference.ends_on:
        sentence = _("The conference “%(title)s” has ended")
    else:
        sentence = _("The conference “%(title)s” is under way")
    return by_its_title(sentence, str(conference.title)) % values


def _dateline(conference: Conference, language: str, today: dt.date) -> str:
    """Return the city in capitals and the day, of the conference once that is over, with the dash of the language."""
    day = min(today, conference.ends_on)
    city = in_document(conference.city, conference, language).upper()
    place_and_day = ", ".join(part for part in (city, date_in_text(day, language)) if part)
    return _("%(place_and_day)s –") % {"place_and_day": place_and_day}


def _lead(
    conference: Conference, language: str, adoptions: Sequence[Adoption], adopted: int, today: dt.date
) -> str:
    """Return the dates of the conference and what it adopted, its number said once."""
    if formula := adoption_formula(adoptions, language=language, public=True):
        return " ".join((held_sentence(conference, language), *formula))
    values = {
        "dates": dates_in_text(conference.starts_on, conference.ends_on, language),
        "number": number_in_text(adopted, language, "accusative"),
    }
    if not adopted:
        return held_sentence(conference, language)
    if today <= conference.ends_on:
        sentence = ngettext(
            "The conference, which is being held on %(dates)s, has adopted %(number)s recommendation.",
            "The conference, which is being held on %(dates)s, has adopted %(number)s recommendations.",
            adopted,
        )
    else:
        sentence = ngettext(
            "The conference, held on %(dates)s, adopted %(number)s recommendation.",
            "The conference, held on %(dates)s, adopted %(number)s recommendations.",
            adopted,
        )
    return ended_once(from_to(sentence, values["dates"]) % values)


def _paragraphs(conference: Conference, attendance: str, language: str) -> Iterator[str]:
    if attendance:
        yield attendance
    begun = Session.objects.of(conference).scheduled().spoken_in().filter(start__lte=timezone.now())
    if number := begun.filter(visibility=Session.Visibility.PUBLIC).count():
        sentence = ngettext(
            "The conference held %(number)s public session.",
            "The conference held %(number)s public sessions.",
            number,
        )
        yield sentence % {"number": number_in_text(number, language)}


def _passage(text: str, code: str, language: str, mark: str = "") -> Passage:
    mark = mark or language_mark(code, language)
    return Passage(text, code if mark else "", mark)


def _opening(row: Recommendation, conference: Conference, language: str) -> Passage:
    """Return the first paragraph of an adopted text with its sub-paragraphs, all in one language where there is one."""
    languages = (language, *conference.languages)
    written = [paragraph for paragraph in row.body if paragraph.best(languages)[1]]
    quoted = [*written[:1], *takewhile(lambda paragraph: paragraph.level, written[1:])]
    whole = (code for code in languages if all(paragraph.text(code) for paragraph in quoted))
    lines = text_lines(quoted, (next(whole, language), *languages))
    code = lines[0].language if lines else ""
    # A line does not end behind "b)", and no full stop stands before the closing mark.
    text = " ".join(f"{line.label}\u00a0{line.text}".strip() for line in lines).rstrip(".:")
    sentence = _("Recommendation %(number)d: “%(text)s”") % {"number": row.number, "text": quotable(text)}
    return _passage(f"{sentence}.", code, language, text_mark(quoted, code, language))


def _remarks(conference: Conference, language: str) -> Iterator[Passage]:
    """Yield what was said in public meetings, and noted in the document's language, by those who may be named."""
    records = (
        SessionRecord.objects.of(conference)
        .filter(session__visibility=Session.Visibility.PUBLIC, session__chatham_house=False)
        .filter(not_for_attribution=False)
        .exclude(points="")
        .select_related("session__conference", "speaker", "delegation", "item")
        .order_by("session__start", "position", "created_at", "id")
    )
    # Only the row tells if its speaker may be named: rows are read until there are enough.
    for record in records.iterator(chunk_size=MAX_REMARKS * 4):
        noted_in = record.language or language_by_letters(record.points, (language, *conference.languages))
        if noted_in in ("", language) and (who := speaker_of(record, Audience.PUBLIC)):
            yield _passage(f"{who}: {record.points}", record.language, language)


def _statements(conference: Conference, language: str) -> Iterator[Passage]:
    """Yield the written statements of delegations on what was adopted, in their own words."""
    positions = Position.objects.filter(
        recommendation__in=Recommendation.objects.of(conference).adopted()
    ).select_related("delegation", "recommendation")
    for position in positions[:MAX_REMARKS]:
        code, text = position.text.best((language, *conference.languages))
        sentence = _("%(who)s, on recommendation %(number)d: “%(text)s”") % {
            "who": in_document(position.delegation.name, conference, language),
            "number": position.recommendation.number,
            "text": quotable(text.removesuffix(".")),
        }
        yield _passage(f"{sentence}.", code, language)


def _about(conference: Conference, language: str) -> Iterator[str]:
    partners = list(conference.partners.all())
    organizers = sum(row.role in ORGANIZERS for row in partners)
    for roles, sentence in (
        (ORGANIZERS, ngettext("Organized by: %(names)s.", "Organized by: %(names)s.", organizers)),
        (SUPPORTERS, _("Supported by: %(names)s.")),
    ):
        names = [in_document(row.name, conference, language) for row in partners if row.role in roles]
        if names:
            yield sentence % {"names": "; ".join(names)}
