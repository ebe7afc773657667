"""Import of texts: a Word file or plain text is read, corrected on a page, and turned into drafts, all or none."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from agenda.rooms.models import WorkingGroup
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.web.errors import Refused
from confman.web.spreadsheets.reader import detect_encoding
from confman.web.uploads.guard import reader_guard
from confman.web.uploads.limits import is_locked_word, is_old_word, locked_words, require_within_limits
from outcomes.drafting.exchange.text_rows import (
    ImportedRow,
    SourceParagraph,
    as_rows,
    drafts_of,
    lines_of_plain_text,
)
from outcomes.recommendations.domain.versions import draft_recommendation
from outcomes.recommendations.models.recommendation import Recommendation

MAX_BYTES = 10 * 1024 * 1024
# The limit on what is read at once: Word uses ten tags and a hundred bytes for a few words.
MAX_UNFOLDED, MAX_MARKS = 6 * 1024 * 1024, 200_000
MAX_ROWS = 1000
MAX_DRAFTS = 500


@dataclass(frozen=True)
class ReadText:
    """The content of a file: its paragraphs as they are offered, and notes for the reader."""

    rows: list[ImportedRow]
    notes: list[str] = field(default_factory=list)


@reader_guard()
def read_text(content: bytes) -> ReadText:
    """Read a Word file or plain text as rows of an import. Nothing is saved.

    Raises Refused, with what to do, for a file that cannot be read, holds macros, or is too large.
    """
    lines, notes = read_paragraphs(content)
    rows = as_rows(lines)
    if not rows:
        raise Refused(_("There is no text in this file."))
    if len(rows) > MAX_ROWS:
        raise Refused(
            _("The file has %(count)d paragraphs; at most %(limit)d can be shown at once. Divide it.")
            % {"count": len(rows), "limit": MAX_ROWS}
        )
    return ReadText(rows, notes)


@reader_guard()
def read_paragraphs(content: bytes) -> tuple[list[SourceParagraph], list[str]]:
    """Return the paragraphs of a Word file or plain text, recognized by its content, and notes for the reader.

    Raises Refused, with what to do, for a file that cannot be read, holds macros, or is too large.
    """
    if len(content) > MAX_BYTES:
        raise Refused(_("The file is larger than 10 MB. Take pictures out, or paste the text below."))
    require_within_limits(content, max_bytes=MAX_UNFOLDED, max_marks=MAX_MARKS)
    if content[:4] == b"PK\x03\x04":
        from outcomes.drafting.exchange.word_text import read_word

        return read_word(content)
    if is_locked_word(content):
        raise Refused(locked_words())
    if is_old_word(content):
        raise Refused(
            _("This is a file of the old Word format (.doc). Save it in Word as .docx and try again.")
        )
    return lines_of_plain_text(_decoded(content)), []


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    if b"\x00" in content[:1000] or content.startswith(b"%PDF"):
        raise Refused(_("This is neither Word (.docx) nor plain text."))
    return content.decode(detect_encoding(content), "replace").removeprefix("\ufeff")


def import_drafts(
    conference: Conference,
    *,
    by: User,
    rows: Sequence[ImportedRow],
    language: str,
    working_group: WorkingGroup | None = None,
    source: str = "",
    person: Person | None = None,
) -> list[Recommendation]:
    """Create the drafts in the corrected rows, all or none.

    `source` (a file's name) is kept with each draft. Raises Refused if a row belongs below nothing, there is no draft,
    or one of them cannot be saved.
    """
    try:
        drafts = drafts_of(rows, language)
    except ValueError as error:
        raise Refused(
            _("“%(text)s” comes first, with no draft above it: make it a new draft, or leave it out.")
            % {"text": str(error)[:80]}
        ) from error
    if not drafts:
        raise Refused(_("Everything is left out: there is nothing to import."))
    if len(drafts) > MAX_DRAFTS:
        raise Refused(_("At most %(limit)d drafts can be imported at once.") % {"limit": MAX_DRAFTS})
    with transaction.atomic():
        new_drafts = [
            draft_recommendation(
                conference,
                by=by,
                paragraphs=body,
                original_language=language,
                working_group=working_group,
                details={"source": source[:200]},
                reason=_("imported from %(source)s") % {"source": source} if source else _("imported"),
                person=person,
            )
            for body in drafts
        ]
        record_audit(
            "outcomes.texts_imported", by=by, conference=conference, details={"drafts": len(new_drafts)},
        )  # fmt: skip
    return new_drafts
