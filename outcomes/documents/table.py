"""The table of recommendations as a file for the secretariat: what exportrecommendations writes, from a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain import document_meta
from confman.documents.meta import DocumentMeta
from outcomes.documents.recommendations import chosen_recommendations
from outcomes.exchange.resource import export_recommendations


@dataclass(frozen=True)
class RecommendationTable:
    meta: DocumentMeta
    csv: bytes
    xlsx: bytes
    json: bytes


def build_table(conference: Conference, *, language: str, options: Mapping[str, Any]) -> RecommendationTable:
    """The table in each of its formats, all of one reading of the record. Options as of the document."""
    found = chosen_recommendations(conference, options)
    csv, xlsx, json = (
        export_recommendations(found, conference, format=name) for name in ("csv", "xlsx", "json")
    )
    meta = document_meta(conference, language=language, title=_("Table of recommendations"))
    return RecommendationTable(meta, csv, xlsx, json)
