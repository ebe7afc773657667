"""The words of a report's passages in a language, and the bookmarks by which a file that comes back knows them."""

import hashlib
import re
from dataclasses import dataclass

from outcomes.recommendations.domain.outcome_documents import paragraphs_of_preamble
from outcomes.reports.domain.narrative_builder import passages_now
from outcomes.reports.domain.narrative_sources import built_passages
from outcomes.reports.models.report import Report, ReportParagraph

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
        """A name for Word: whose words these are, which, and in which language."""
        digest = digest_of(self.paragraphs)
        return f"p{self.passage.pk.hex[:20]}_{digest}_{self.language.replace('-', '_')}"


def digest_of(paragraphs: list[str]) -> str:
    """Return a digest of words, whatever spaces part them."""
    return hashlib.sha256(" ".join(" ".join(paragraphs).split()).encode()).hexdigest()[:8]


def passage_texts(report: Report, language: str) -> list[PassageText]:
    """Return the passages of a report, without those left out, as a document in this language shows them.

    What nobody has edited is built again in the language, which has to be that of the reader.
    """
    here = {passage.source: passage for passage in built_passages(report, language)}
    now = {
        (passage.source, passage.digest): here[passage.source]
        for passage in passages_now(report)
        if passage.source in here
    }
    texts = []
    for row in report.paragraphs.filter(is_left_out=False):
        built = None if row.is_edited else now.get((row.source, row.digest))
        written_in = built.language if built else row.text.language
        texts.append(PassageText(row, built.text if built else str(row.text), written_in or language))
    return texts
