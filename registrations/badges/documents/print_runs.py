"""Printing badges: each in the design of its holder's category, and what the print log keeps of each."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS, split_cards
from confman.documents.domain.builder import build_data, check_request, render_parts
from confman.documents.domain.jobs import request_document
from confman.documents.domain.mastheads import document_meta
from confman.documents.meta import DocumentMeta, Picture
from confman.documents.models import DocumentJob
from confman.documents.rendering.pdf import join_pdfs
from confman.documents.rendering.spreadsheets import Sheet
from confman.translation.languages import reading_in
from registrations.badges.documents.badge import (
    BadgeCard,
    BadgeDesignParts,
    Badges,
    BadgeWriter,
    badges_of,
    default_design,
    document_of_badges,
    in_batches,
    render_badges,
)
from registrations.badges.domain.designs import PICTURES, DesignChoice
from registrations.badges.domain.layout import SHEETS, BadgeLayout
from registrations.badges.domain.print_log import PrintedCard, record_prints
from registrations.badges.models import BadgeDesign, BadgePrint
from registrations.core.documents import by_category_and_name, selected_registrations
from registrations.core.domain.names import entity_of, name_of
from registrations.core.domain.ticket_codes import new_ticket_token
from registrations.core.models.registration import Registration, RegistrationQuerySet

# Kinds of elements that depend on the holder, beside the fields of the person.
_HOLDERS = ("name", "second-name", "entity", "function", "category", "letter", "zones", "agenda")
# A longer list is compared here, because the database limits the number of values.
_LONG_LIST = 5000


class PrintState(TextChoices):
    """The state of the printed badge against the record."""

    NEVER = "never", gettext_lazy("not printed")
    CHANGED = "changed", gettext_lazy("changed since")
    CURRENT = "current", gettext_lazy("printed")

    @property
    def tone(self) -> str:
        return {"current": "good", "changed": "warn"}.get(self.value, "neutral")


@dataclass(frozen=True)
class BadgeRun:
    """A document of badges in one design or several; `prints` is what the log keeps of them, once it is made."""

    meta: DocumentMeta
    parts: tuple[Badges, ...]
    prints: tuple[PrintedCard, ...]


@dataclass(frozen=True)
class UsedDesign:
    """A design as it is drawn, and as the log names it."""

    parts: BadgeDesignParts
    row: BadgeDesign | None
    name: str


# --- Making -----------------------------------------------------------------------------------------------


def build_badge_run(conference: Conference, *, language: str, options: Mapping[str, Any]) -> BadgeRun:
    """Build the badges of everyone asked for.

    `options`: category, delegation, registrations (ids), q (words of a name); design (an id, or the name of a
    paper), else each category's own; bleeds (for a printing house); new_codes (id -> a code in place of theirs).
    Runs in the language of the document, as every builder does.
    """
    codes = options.get("new_codes") or {}
    choice = _Choice(conference, options, language)
    prints: list[PrintedCard] = []
    registration_ids = {str(key) for key in options.get("registrations") or ()}
    rows, order = rows_to_print(conference, options), by_category_and_name(conference, language)
    for batch in in_batches(rows, only=registration_ids or None, order=order):
        replaced = _give_new_codes(batch, codes)
        for sheet, members in choice.by_design(batch):
            cards = sheet.writer.cards(members)
            sheet.cards += cards
            design = sheet.used
            prints += [
                PrintedCard(
                    registration=row.pk,
                    token=row.ticket_token or "",
                    digest=card_digest(card, design.parts),
                    design=design.row.pk if design.row else None,
                    design_name=design.name,
                    design_revision=design.row.revision if design.row else None,
                    replaces=replaced.get(row.pk, ""),
                )
                for row, card in zip(members, cards, strict=True)
            ]
    bleeds = bool(options.get("bleeds"))
    parts = [
        document_of_badges(conference, sheet.used.parts, sheet.cards, language=language, bleeds=bleeds)
        for sheet in choice.sheets.values()
    ] or [document_of_badges(conference, default_design(SHEETS[0]), (), language=language)]
    return BadgeRun(
        document_meta(conference, language=language, title=_("Badges")), tuple(parts), tuple(prints)
    )


def rows_to_print(conference: Conference, options: Mapping[str, Any]) -> RegistrationQuerySet:
    """Return the registrations that the filters of the badge pages leave, in the order of printing."""
    rows = selected_registrations(conference, {**options, "registrations": None})
    if options.get("delegation"):
        rows = rows.filter(delegation=options["delegation"])
    return rows.search(options.get("q") or "")


def _give_new_codes(rows: Iterable[Registration], codes: Mapping[str, str]) -> dict[UUID, str]:
    """Put new codes on the cards; they are recorded only once the file exists. Return the codes replaced."""
    replaced = {}
    for row in rows:
        if code := codes.get(str(row.pk)):
            replaced[row.pk] = row.ticket_token or ""
            row.ticket_token = code
    return replaced


@dataclass
class _Sheet:
    """A design, and the cards in it so far."""

    used: UsedDesign
    writer: BadgeWriter
    cards: list[BadgeCard] = field(default_factory=list)


class _Choice:
    """Chooses the design of each badge: the one asked for, else that of the category."""

    def __init__(self, conference: Conference, options: Mapping[str, Any], language: str) -> None:
        self.conference, self.language = conference, language
        self.sheets: dict[UUID | None, _Sheet] = {}
        self.ready_made: UsedDesign | None = None
        design_key = str(options.get("design") or "")
        if design_key in SHEETS:
            self.ready_made = UsedDesign(default_design(design_key), None, design_key)
            return
        self.designs = DesignChoice(conference)
        if design_key:
            matches = (row for row in self.designs.designs.values() if str(row.pk) == design_key)
            self.designs.chosen = next(matches, None)

    def by_design(self, rows: Iterable[Registration]) -> list[tuple[_Sheet, list[Registration]]]:
        """Return the rows in their order, grouped by design."""
        grouped: dict[UUID | None, list[Registration]] = {}
        for row in rows:
            design = None if self.ready_made else self.designs.of(row)
            grouped.setdefault(design.pk if design else None, []).append(row)
        return [(self._sheet(key), registrations) for key, registrations in grouped.items()]

    def _sheet(self, key: UUID | None) -> _Sheet:
        if key not in self.sheets:
            design = self.ready_made or used_design(self.designs.designs.get(key) if key else None)
            self.sheets[key] = _Sheet(
                design, BadgeWriter(self.conference, design.parts.layout, self.language)
            )
        return self.sheets[key]


def used_design(design: BadgeDesign | None) -> UsedDesign:
    """Return a design of the record as it is drawn; None is the ready-made one for A6."""
    if design is None:
        return UsedDesign(default_design(SHEETS[0]), None, SHEETS[0])
    pictures = {name: picture for name in PICTURES if (picture := picture_in(getattr(design, name)))}
    parts = BadgeDesignParts(BadgeLayout.from_json(design.layout), pictures, design.template)
    return UsedDesign(parts, design, design.name)


def picture_in(file: Any) -> Picture | None:
    """Return the picture in a stored or sent file, if it is there."""
    if not file:
        return None
    try:
        with file.open("rb") as stream:
            return Picture(stream.read(), "")
    except FileNotFoundError:
        return None


def split_run(run: BadgeRun) -> list[Badges]:
    """Return parts of about a hundred cards, each of one design."""
    parts = [replace(badges, meta=run.meta) for badges in run.parts]
    return [part for badges in parts for part in split_cards(badges)] or parts


def render_run(part: BadgeRun | Badges) -> bytes:
    """Return a part as PDF, or a document that is one part."""
    return render_badges(replace(part.parts[0], meta=part.meta) if isinstance(part, BadgeRun) else part)


def make_badges(conference: Conference, *, language: str, options: Mapping[str, Any], by: User) -> bytes:
    """Return the file of `build_badge_run` at once, for a command; log its badges as printed. Raises Refused."""
    kind = check_request("registrations.badges", conference, language=language, format="pdf")
    data: Any = build_data(kind, conference, language=language, options=options)
    run: BadgeRun = data
    content = join_pdfs(render_parts(kind, list(split_run(run)), format="pdf", language=language))
    record_prints(conference, run.prints, by=by, language=language)
    return content


def ask_for_badges(
    conference: Conference,
    rows: Sequence[Registration],
    *,
    by: User,
    language: str,
    options: Mapping[str, Any],
    new_codes: bool,
) -> DocumentJob:
    """Request the badges of these registrations, which `options` select. Raises Refused.

    The worker makes the file, and only then are they in the log. With `new_codes`, holders of a valid badge that no
    longer matches the record get a new code, so that the old one opens no door once the new one exists. Everybody else
    keeps theirs.
    """
    states = print_states(conference, rows) if new_codes else {}
    changed = [key for key, (state, _line) in states.items() if state == PrintState.CHANGED]
    codes = {"new_codes": {str(key): new_ticket_token() for key in changed}} if changed else {}
    return request_document(
        "registrations.badges",
        conference,
        language=language,
        format="pdf",
        options={**options, **codes},
        by=by,
    )


def log_run(job: DocumentJob, run: BadgeRun) -> None:
    """Log the badges of a finished file as printed. Codes that were to be new are valid from here on."""
    assert job.requested_by, "badges are printed for somebody"
    record_prints(job.conference, run.prints, by=job.requested_by, language=job.language, job=job)
    if "new_codes" in job.options:
        # They are on record by now and need not be kept here as well.
        job.options = {name: value for name, value in job.options.items() if name != "new_codes"}
        job.save(update_fields=["options"])


# --- Comparing --------------------------------------------------------------------------------------------


def card_digest(card: BadgeCard, parts: BadgeDesignParts) -> str:
    """Return a digest of what the design shows of the holder, without its position and without the code.

    A template of one's own may show all of it. Empty values are left out, so that a further field changes no
    card of people for whom it is empty.
    """
    shows_all = bool(parts.own_template)
    of_holder = {kind: getattr(card, kind.replace("-", "_")) for kind in _HOLDERS}
    content: dict[str, Any] = {
        kind: value
        for kind, value in {**of_holder, **card.person}.items()
        if value and (shows_all or (parts.layout.shows(kind) and kind not in card.without))
    }
    if shows_all or parts.layout.shows("photo"):
        content["photo"] = getattr(card.photo, "name", "")
    if {"letter", "category"} & content.keys():
        content["colour"] = card.colour
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def print_states(
    conference: Conference, rows: Sequence[Registration]
) -> dict[UUID, tuple[PrintState, BadgePrint | None]]:
    """Map each registration (with_names) to the state of its badge and its valid print.

    What is printed is compared in its own language and design. The number of queries does not grow with the
    rows'.
    """
    last = _latest(rows)
    designs = DesignChoice(conference)
    grouped: dict[tuple[str, UUID | None, str], list[Registration]] = {}
    states: dict[UUID, tuple[PrintState, BadgePrint | None]] = {}
    for row in rows:
        line = last.get(row.pk)
        if line is None:
            states[row.pk] = (PrintState.NEVER, None)
        elif line.token != row.ticket_token:
            states[row.pk] = (PrintState.CHANGED, line)
        else:
            ready = line.design_name if line.design_id is None and line.design_name in SHEETS else ""
            now = designs.of(row)
            key = line.design_id or (now.pk if now and not ready else None)
            grouped.setdefault((line.language, key, ready), []).append(row)
    for (language, key, ready), members in grouped.items():
        parts = (
            default_design(ready) if ready else used_design(designs.designs.get(key) if key else None).parts
        )
        with reading_in(language, *conference.languages):
            cards = badges_of(conference, members, parts, language=language).cards
        for row, card in zip(members, cards, strict=True):
            line = last[row.pk]
            same = line.digest == card_digest(card, parts)
            states[row.pk] = (PrintState.CURRENT if same else PrintState.CHANGED, line)
    return states


def _latest(rows: Sequence[Registration]) -> dict[UUID, BadgePrint]:
    if not rows:
        return {}
    lines = BadgePrint.objects.of(rows[0].conference_id).valid().select_related("printed_by")
    if len(rows) <= _LONG_LIST:
        lines = lines.filter(registration__in=[row.pk for row in rows])
    # The last of each stays.
    return {line.registration_id: line for line in lines.order_by("number")}


def pages_needed(conference: Conference, categories: Mapping[UUID, int]) -> int:
    """Return how many sheets of paper these numbers of badges by category id need, each in its own design."""
    designs = DesignChoice(conference)
    cards: Counter[BadgeDesign | None] = Counter()
    for category, number in categories.items():
        cards[designs.of_category_with(category)] += number
    sheets = ((design.layout["sheet"] if design else SHEETS[0], number) for design, number in cards.items())
    return sum(-(-number // CARD_SHEETS[sheet].cards_a_page) for sheet, number in sheets)


def print_log_sheet(conference: Conference, lines: Iterable[BadgePrint]) -> Sheet:
    """Return a row for each print, the latest first; times in the conference's zone. Codes are left out."""
    first = conference.default_language
    return Sheet(
        _("Print log"),
        [
            _("Printed"), _("Printed by"), _("Name"), _("For"), _("Category"), _("Print"), _("Design"),
            _("Language"), _("Reason"), _("Note"), _("No longer valid since"),
        ],
        [
            (
                conference.local(line.printed_at).replace(tzinfo=None),
                str(line.printed_by or ""),
                name_of(line.registration.person, conference, first),
                entity_of(line.registration, conference, first),
                str(line.registration.category.name),
                line.number,
                line.design_name,
                line.language,
                str(line.get_reason_display()),
                line.note,
                conference.local(line.revoked_at).replace(tzinfo=None) if line.revoked_at else None,
            )
            for line in lines
        ],
    )  # fmt: skip
