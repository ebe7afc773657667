"""Texts of groups issued as draft decisions or conference-room papers; when they are issued again, as revisions.

document = enter_text(recommendation, by=by, series=series)    gives it its symbol
issue_text(document, files, by=by)                             the files have the symbol on their masthead
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from agenda.rooms.domain.venues import code_in_words
from agenda.sessions.models.item import Item
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.translation.reading_language import reading_in
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from outcomes.recommendations.models.paragraphs import TextStatus
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion
from outcomes.register.domain.documents import issue_document
from outcomes.register.domain.files import put_language
from outcomes.register.domain.series import DRAFTS, OF_TEXTS, give_symbol
from outcomes.register.models import (
    DocumentSeries,
    DocumentStatus,
    RegisteredDocument,
    RegisteredDocumentQuerySet,
)

Kind = RegisteredDocument.Kind
TITLE_LENGTH = 120


def series_of_texts(conference: Conference) -> QuerySet[DocumentSeries]:
    """Return the series in which texts are issued: draft decisions first."""
    return DocumentSeries.objects.of(conference).filter(code__in=OF_TEXTS)


def may_be_issued(recommendation: Recommendation) -> bool:
    """Tell whether the text is still before the conference."""
    return not (recommendation.is_closed or recommendation.is_followed_up)


def languages_of(version: RecommendationVersion) -> list[str]:
    """Return the languages of the conference in which the text goes out: not where it is missing or stale."""
    left_out = ("missing", TextStatus.STALE)
    return [code for code in version.conference.languages if version.status_of(code) not in left_out]


def draft_symbol_of(recommendation: Recommendation) -> str:
    """Return the symbol under which the text was last issued as a draft decision; empty if it was not."""
    rows = RegisteredDocument.objects.of_text(recommendation).filter(series__code=DRAFTS)
    row = rows.exclude(symbol="").first()
    return row.symbol if row else ""


def draft_decisions_of(conference: Conference) -> RegisteredDocumentQuerySet:
    """Return the draft decisions as they were issued last, except for restricted ones."""
    rows = RegisteredDocument.objects.of(conference).filter(series__code=DRAFTS)
    return rows.latest_texts().not_restricted()


def enter_text(
    recommendation: Recommendation, *, by: User, series: DocumentSeries, item: Item | None = None
) -> RegisteredDocument:
    """Enter the text as it reads now, with its symbol; what is in the series already is revised.

    A revision is for the readers of what it revises, and under the same embargo. An entry whose issue was interrupted
    is taken up again. Raises Refused for a text that is decided, has no words that can go out, or was issued as it is.
    """
    version = recommendation.current_version
    if not may_be_issued(recommendation):
        raise Refused(
            _("%(what)s has been decided and is no longer a draft.") % {"what": recommendation.label}
        )
    if version is None or not languages_of(version):
        raise Refused(_("It has no text yet."))
    with transaction.atomic():
        # Two who issue it at once: the second finds what the first has entered.
        series = DocumentSeries.objects.select_for_update().select_related("conference").get(pk=series.pk)
        latest = RegisteredDocument.objects.of_text(recommendation).filter(series=series).first()
        if latest and latest.state == DocumentStatus.ISSUED and latest.text_version_id == version.pk:
            raise Refused(
                _("%(version)s is issued already as %(symbol)s. Change the text, then issue it again.")
                % {"version": version, "symbol": latest.symbol}
            )
        if latest and latest.state != DocumentStatus.ISSUED:
            latest.text_version = version
            latest.save(update_fields=["text_version"])
            return latest
        document = RegisteredDocument(
            conference=series.conference, series=series, item=item, text_version=version, replaces=latest,
            parent=latest and (latest.parent or latest), kind=Kind.REVISION if latest else Kind.ORIGINAL,
            title=_title(recommendation), distribution=(latest or series).distribution,
            embargo=latest and latest.embargo, state=DocumentStatus.CHECKED, received_at=timezone.now(),
            handed_in_by=by, is_practice=series.conference.is_practice,
        )  # fmt: skip
        document.full_clean()
        give_symbol(document, recommendation.symbol if series.code == DRAFTS and latest is None else "")
        document.save(force_insert=True)
        record_audit("outcomes.register_text_entered", by=by, target=document, label=str(document))
    return document


def issue_text(document: RegisteredDocument, files: Mapping[str, Any], *, by: User) -> None:
    """Issue a text with its file in each language; the other languages of the conference are awaited."""
    with transaction.atomic():
        for language in {*document.conference.languages, *files}:
            put_language(document, by=by, language=language, file=files.get(language))
        issue_document(document, by=by)


def _title(recommendation: Recommendation) -> TranslatedText:
    """Return in each language of the conference the working reference and the first words."""
    title = {}
    for code in recommendation.conference.languages:
        with reading_in(code, *recommendation.conference.languages):
            opening = Truncator(recommendation.opening).chars(TITLE_LENGTH)
            title[code] = _("Draft recommendation %(reference)s: %(opening)s") % {
                "reference": code_in_words(recommendation.working_ref), "opening": opening,
            }  # fmt: skip
    return TranslatedText(title)
