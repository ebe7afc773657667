"""Narrative reports: built from the record, then edited. Edited text is never overwritten; changes are reported."""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.translation.languages import reading_in
from confman.translation.marks import unmarked
from confman.translation.text import TranslatedText
from confman.web.database.changes import claim_revision
from confman.web.errors import Refused
from outcomes.recommendations.domain.outcome_documents import paragraphs_of_preamble
from outcomes.recommendations.domain.transitions import may
from outcomes.reports.domain.narrative_record import ReportRecord, source_languages
from outcomes.reports.domain.narrative_sources import BuiltPassage, built_passages
from outcomes.reports.models import Report, ReportKind, ReportParagraph

# Word allows a bookmark forty letters, digits and underscores.
BOOKMARK = re.compile(r"p([0-9a-f]{20})_([0-9a-f]{8})_([A-Za-z_]{2,8})")


@dataclass(frozen=True)
class PassageText:
    """A passage as a document shows it, and the language in which it does."""

    passage: ReportParagraph
    text: str
    language: str

    @property
    def paragraphs(self) -> list[str]:
        return paragraphs_of_preamble(self.text)

    @property
    def bookmark(self) -> str:
        """Return the name of the bookmark in Word: of the passage, its words and their language."""
        digest = digest_of(self.paragraphs)
        return f"p{self.passage.pk.hex[:20]}_{digest}_{self.language.replace('-', '_')}"


def digest_of(paragraphs: list[str]) -> str:
    """Return a digest of the words; spaces make no difference."""
    return hashlib.sha256(" ".join(" ".join(paragraphs).split()).encode()).hexdigest()[:8]


def passage_texts(report: Report, language: str) -> list[PassageText]:
    """Return the passages of a report, without those left out, as a document in this language shows them.

    What nobody has edited is as it was built in the conference's first language, and is built again in any other, which
    has to be that of the reader.
    """
    rows = list(report.paragraphs.filter(is_left_out=False))
    unedited = [row for row in rows if not row.is_edited]
    if language == report.conference.default_language:
        languages = source_languages(row.source for row in unedited)
        now = {row.pk: (str(row.text), languages.get(row.source, "")) for row in unedited}
    else:
        now = _built_again(report, language, unedited)
    texts = []
    for row in rows:
        words, written_in = now.get(row.pk) or (unmarked(str(row.text)), row.text.language)
        texts.append(PassageText(row, words, written_in or language))
    return texts


def _built_again(
    report: Report, language: str, rows: Sequence[ReportParagraph]
) -> dict[UUID, tuple[str, str]]:
    """Return words and language of the passages whose source is what they were built from, by their id."""
    record = ReportRecord(report)
    built = {passage.source: passage for passage in built_passages(record, language)}
    now = {passage.source: passage for passage in passages_now(report, record)}
    return {
        row.pk: (built[row.source].text, built[row.source].language)
        for row in rows
        if row.source in built
        and row.source in now
        and now[row.source].may_answer_to(row.digest, str(row.built))
    }


NARRATIVE = (ReportKind.SESSION, ReportKind.DAILY, ReportKind.ORAL, ReportKind.GROUP, ReportKind.CHAIR)
# The number of words that can be read out in five minutes, which fills a page.
WORDS_OF_A_PAGE = 450


def _require_writer(report: Report, by: User) -> None:
    if not may(by, "outcomes.write_report", report):
        raise Refused(_("You may not write this report; its rapporteur and the rapporteur’s office may."))


def _lock(report: Report, by: User, *, final: bool = False) -> None:
    """Lock the report within the caller's transaction: nobody else changes its passages, or whether it is final."""
    _require_writer(report, by)
    report.refresh_from_db(fields=["status"], from_queryset=Report.objects.select_for_update())
    if report.status == Report.Status.FINAL and not final:
        raise Refused(_("The report is final. Reopen it first."))


def start_report(
    conference: Conference,
    *,
    by: User,
    kind: str,
    session: Session | None = None,
    working_group: WorkingGroup | None = None,
    day: dt.date | None = None,
) -> Report:
    """Return the existing report of a kind about one thing, or build it from the present record.

    Raises Refused for a kind that is not a narrative report, or without its subject.
    """
    about = {ReportKind.SESSION: session, ReportKind.ORAL: working_group, ReportKind.GROUP: working_group,
             ReportKind.DAILY: day, ReportKind.CHAIR: conference}.get(ReportKind(kind))  # fmt: skip
    if kind not in NARRATIVE or about is None:
        raise Refused(_("Say what the report is about: a session, a working group or a day."))
    key = about.isoformat() if isinstance(about, dt.date) else str(about.pk)
    if kind == ReportKind.CHAIR:
        key = ""
    subject = {"session": session, "working_group": working_group, "day": day}
    _require_writer(Report(conference=conference, kind=kind, **subject), by)
    with transaction.atomic():
        report, created = Report.objects.get_or_create(
            conference=conference, kind=kind, about=key, defaults={**subject, "created_by": by}
        )
        if created:
            _audit("outcomes.report_started", report, by)
            _insert_passages(report, passages_now(report))
    return report


def passages_now(report: Report, record: ReportRecord | None = None) -> list[BuiltPassage]:
    """Build the passages from the present record, in the conference's first language; no query if it has been read."""
    language = report.conference.default_language
    with reading_in(language, *report.conference.languages):
        return built_passages(record or ReportRecord(report), language)


@dataclass(frozen=True)
class PassageEdit:
    """New words of a passage, which was read at a revision."""

    passage: ReportParagraph
    text: TranslatedText
    revision: int


@dataclass(frozen=True)
class SourceState:
    """A passage compared with its source: 'same', 'changed' (with the source's present text) or 'gone'."""

    state: str
    now: str = ""


def source_states(
    paragraphs: Sequence[ReportParagraph], built: Sequence[BuiltPassage]
) -> dict[UUID, SourceState]:
    """Return the state of each paragraph that has a source, by its id; no query.

    Only an edited passage differs from its source for long: others are replaced when the report is refreshed.
    """
    now = {passage.source: passage for passage in built}
    states = {}
    for paragraph in paragraphs:
        if not paragraph.source:
            continue
        passage = now.get(paragraph.source)
        if passage is None:
            states[paragraph.pk] = SourceState("gone")
        elif not passage.answers_to(paragraph.digest):
            states[paragraph.pk] = SourceState("changed", passage.text)
        else:
            states[paragraph.pk] = SourceState("same")
    return states


def refresh_report(report: Report, *, by: User) -> int:
    """Add new passages from the record, and update passages that nobody has edited. Return how many changed.

    Passages edited, left out or added by hand stay as they are.
    """
    with transaction.atomic():
        _lock(report, by)
        count = _insert_passages(report, passages_now(report))
        _audit("outcomes.report_refreshed", report, by, passages=count)
    return count


def _insert_passages(report: Report, built: Sequence[BuiltPassage]) -> int:
    """Insert the record's passages into the report, in the record's order; return how many were new or changed."""
    language = report.conference.default_language
    by_source = {paragraph.source: paragraph for paragraph in report.paragraphs.all() if paragraph.source}
    by_hand = [paragraph for paragraph in report.paragraphs.all() if not paragraph.source]
    order: list[ReportParagraph] = []
    new: list[ReportParagraph] = []
    changed = 0
    for passage in built:
        paragraph = by_source.pop(passage.source, None)
        text = TranslatedText({language: passage.text})
        if paragraph is None:
            paragraph = ReportParagraph(
                report=report,
                source=passage.source,
                role=passage.role,
                text=text,
                built=text,
                digest=passage.digest,
            )
            new.append(paragraph)
        elif not paragraph.is_edited and (
            paragraph.built != text or not passage.answers_to(paragraph.digest)
        ):
            paragraph.text, paragraph.built, paragraph.digest = text, text, passage.digest
            paragraph.revision += 1
            changed += 1
        order.append(paragraph)
    orphans = [paragraph for paragraph in by_source.values() if not paragraph.is_edited]
    edited = [paragraph for paragraph in by_source.values() if paragraph.is_edited]
    # Passages added by hand, and those whose source is gone, keep their positions among the others.
    for paragraph in sorted((*by_hand, *edited), key=lambda row: row.position):
        order.insert(min(paragraph.position, len(order)), paragraph)
    for position, paragraph in enumerate(order):
        paragraph.position = position
    ReportParagraph.objects.filter(pk__in=[paragraph.pk for paragraph in orphans]).delete()
    ReportParagraph.objects.bulk_create(new)
    ReportParagraph.objects.bulk_update(
        [paragraph for paragraph in order if paragraph not in new],
        ["position", "text", "built", "digest", "revision"],
    )
    Report.objects.filter(pk=report.pk).update(built_at=timezone.now(), revision=F("revision") + 1)
    return len(new) + changed + len(orphans)


def edit_passage(
    paragraph: ReportParagraph, *, by: User, text: TranslatedText, revision: int
) -> ReportParagraph:
    """Rewrite a passage. Raises StaleRevision if someone saved it since it was read at `revision`."""
    report = paragraph.report
    with transaction.atomic():
        _lock(report, by)
        claim_revision(paragraph, revision)
        ReportParagraph.objects.filter(pk=paragraph.pk).update(
            text=text, is_edited=True, changed_at=timezone.now()
        )
        _audit("outcomes.passage_edited", report, by, paragraph)
    paragraph.refresh_from_db()
    return paragraph


def apply_copy(
    report: Report, *, by: User, edited: Sequence[PassageEdit], left_out: Sequence[ReportParagraph]
) -> int:
    """Take over what someone has edited elsewhere, all or nothing; return how many passages changed.

    Raises StaleRevision if someone saved one of them meanwhile.
    """
    with transaction.atomic():
        for edit in edited:
            edit_passage(edit.passage, by=by, text=edit.text, revision=edit.revision)
        for passage in left_out:
            leave_out(passage, by=by)
    return len(edited) + len(left_out)


def restore_source_text(paragraph: ReportParagraph, *, by: User) -> None:
    """Replace an edited passage by the present text of its source. Raises Refused if the source is gone."""
    _settle(paragraph, by, take=True)


def confirm_text(paragraph: ReportParagraph, *, by: User) -> None:
    """Keep the edited text although its source has changed; without a source, it becomes the writer's own."""
    _settle(paragraph, by, take=False)


def _settle(paragraph: ReportParagraph, by: User, *, take: bool) -> None:
    report = paragraph.report
    language = report.conference.default_language
    with transaction.atomic():
        _lock(report, by)
        claim_revision(paragraph, paragraph.revision)
        passage = next((row for row in passages_now(report) if row.source == paragraph.source), None)
        if take and passage is None:
            raise Refused(_("The source of this passage is no longer on the record."))
        if passage is None:
            paragraph.source = paragraph.digest = ""
        else:
            paragraph.digest, paragraph.built = passage.digest, TranslatedText({language: passage.text})
        if take:
            paragraph.text, paragraph.is_edited = paragraph.built, False
        paragraph.save(update_fields=["source", "digest", "built", "text", "is_edited", "changed_at"])
        _audit("outcomes.passage_taken" if take else "outcomes.passage_kept", report, by, paragraph)


def leave_out(paragraph: ReportParagraph, *, by: User, left_out: bool = True) -> None:
    """Leave a passage out of the report, or put it back; the record keeps it."""
    with transaction.atomic():
        _lock(paragraph.report, by)
        paragraph.is_left_out = left_out
        paragraph.save(update_fields=["is_left_out", "changed_at"])
        verb = "outcomes.passage_left_out" if left_out else "outcomes.passage_put_back"
        _audit(verb, paragraph.report, by, paragraph)


def add_passage(
    report: Report,
    *,
    by: User,
    text: TranslatedText,
    role: str = ReportParagraph.Role.TEXT,
    after: ReportParagraph | None = None,
) -> ReportParagraph:
    """Add the writer's own passage, after another (or first); it has no source, and a refresh never changes it."""
    if not text:
        raise Refused(_("An empty passage cannot be added."))
    with transaction.atomic():
        _lock(report, by)
        position = after.position + 1 if after else 0
        report.paragraphs.filter(position__gte=position).update(position=F("position") + 1)
        paragraph = ReportParagraph.objects.create(
            report=report, text=text, role=role, position=position, is_edited=True
        )
        _audit("outcomes.passage_added", report, by, paragraph)
    return paragraph


def remove_passage(paragraph: ReportParagraph, *, by: User) -> None:
    """Delete a passage of one's own. Passages from the record can only be left out."""
    if paragraph.source:
        raise Refused(_("It comes from the record: leave it out instead."))
    with transaction.atomic():
        _lock(paragraph.report, by)
        _audit("outcomes.passage_removed", paragraph.report, by, paragraph)
        paragraph.delete()


def set_final(report: Report, *, by: User, final: bool) -> None:
    """Close a report for changes, or open it again."""
    with transaction.atomic():
        _lock(report, by, final=True)
        report.status = Report.Status.FINAL if final else Report.Status.DRAFT
        report.save(update_fields=["status"])
        _audit("outcomes.report_finished" if final else "outcomes.report_reopened", report, by)


def words_of(paragraphs: Sequence[ReportParagraph]) -> int:
    """Count the words of the report, without the passages left out."""
    return sum(len(str(paragraph.text).split()) for paragraph in paragraphs if not paragraph.is_left_out)


def _audit(
    verb: str, report: Report, by: User, passage: ReportParagraph | None = None, **details: Any
) -> None:
    if passage:
        details = {"source": passage.source, "languages": sorted(passage.text)}
    record_audit(verb, by=by, target=report, label=report.get_kind_display(), details=details)


def name_report(report: Report, *, by: User, values: Mapping[str, object]) -> None:
    """Give a report its title and its symbol."""
    with transaction.atomic():
        _lock(report, by)
        for name, value in values.items():
            setattr(report, name, value)
        report.save(update_fields=list(values))
        _audit("outcomes.report_named", report, by, fields=sorted(values))
