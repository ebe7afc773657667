"""A text of a group as an official document, with the symbol of its entry in the register on the masthead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.models import Conference
from confman.documents.domain.mastheads import DISTRIBUTIONS, document_meta
from confman.documents.meta import DocumentMeta
from confman.documents.registry import DocumentKind, Occasion
from outcomes.recommendations.documents import PrintedParagraph, text_lines
from outcomes.register.models import RegisteredDocument


@dataclass(frozen=True)
class IssuedText:
    meta: DocumentMeta
    lines: tuple[PrintedParagraph, ...]
    addressees: str


def build_text(conference: Conference, *, language: str, options: Mapping[str, Any]) -> IssuedText:
    """Build the text of an entry of the register, in the language alone. Options: document (an id)."""
    row = RegisteredDocument.objects.select_related(
        "replaces", "text_version__recommendation__working_group"
    ).get(conference=conference, pk=options["document"])
    version = row.text_version
    assert version is not None, "Only an entry made from a text has one."
    recommendation = version.recommendation
    group = recommendation.working_group
    return IssuedText(
        meta=document_meta(
            conference,
            language=language,
            title=_("Draft recommendation %(reference)s") % {"reference": recommendation.working_ref},
            subtitle=str(group) if group else "",
            note=_("Replaces %(symbol)s.") % {"symbol": row.replaces.symbol} if row.replaces else "",
            symbol=row.symbol,
            distribution=str(DISTRIBUTIONS[row.distribution]),
            original_language=version.original_language,
        ),
        lines=text_lines(version.body, [language]),
        addressees="; ".join(str(addressee) for addressee in recommendation.addressees.all()),
    )


# Made when a text is issued, and at no other time: it is in no list of documents.
TEXT = DocumentKind(
    key="outcomes.text",
    label=gettext_lazy("Draft recommendation"),
    description="",
    permission="outcomes.issue_text",
    occasion=Occasion.OUTCOMES,
    build=build_text,
    formats=("pdf",),
    html_template="outcomes/register/documents/text.html",
    official=True,
)
