"""The table of recommendations as a document of the secretariat: what exportrecommendations writes, from a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta
from confman.documents.meta import DocumentMeta
from confman.documents.rendering import spreadsheets
from confman.documents.rendering.spreadsheets import Sheet
from outcomes.imports.exchange.resource import recommendation_sheet, without_structure
from outcomes.publication.documents.record import chosen_recommendations


@dataclass(frozen=True)
class RecommendationSpreadsheet:
    meta: DocumentMeta
    sheet: Sheet


def build_spreadsheet(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> RecommendationSpreadsheet:
    """Build the table, read once for any format. Options as of the document."""
    meta = document_meta(conference, language=language, title=_("Table of recommendations"))
    return RecommendationSpreadsheet(
        meta, recommendation_sheet(chosen_recommendations(conference, options), conference)
    )


def cells_of(spreadsheet: RecommendationSpreadsheet) -> Sheet:
    """Return what the cells of a table can hold."""
    return without_structure(spreadsheet.sheet)


def render_json(spreadsheet: RecommendationSpreadsheet) -> bytes:
    """Return everything, with the paragraphs."""
    return spreadsheets.render_json(spreadsheet.sheet)
