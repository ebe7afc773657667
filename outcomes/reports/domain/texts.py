"""The texts between the figures of a report: written on a page and stored, while figures follow the record."""

import re
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference, Partner
from confman.translation.text import TranslatedText
from confman.web.database.revisions import changed_meanwhile, claim_revision
from confman.web.errors import Refused
from outcomes.recommendations.domain.transitions import may
from outcomes.reports.models import Report, ReportKind, ReportParagraph
from registrations.lifecycle.table import MEASURES

# The places for texts, in the order of the report.
TEXT_PLACES: dict[str, Promise] = {
    "summary": gettext_lazy("Summary"),
    "conference": gettext_lazy("The conference"),
    "targets": gettext_lazy("Targets and results"),
    "participants": gettext_lazy("Participants"),
    "sessions": gettext_lazy("Sessions"),
    "recommendations": gettext_lazy("Recommendations"),
    "follow-up": gettext_lazy("Follow-up"),
    "results": gettext_lazy("Tests and satisfaction"),
    "costs": gettext_lazy("Costs"),
    "lessons": gettext_lazy("Lessons and next steps"),
}
_FIGURE = re.compile(r"\{(\w+)\}")


def names_of_places(_conference: UUID, keys: Collection[str]) -> dict[str, str]:
    """Return what these places of a report are called."""
    return {key: str(TEXT_PLACES[key]) for key in keys if key in TEXT_PLACES}


def report_paragraphs(
    conference: Conference, kind: str, *, partner: Partner | None = None
) -> dict[str, ReportParagraph]:
    """Return the texts written for a report, by their place; one query."""
    paragraphs = ReportParagraph.objects.filter(
        report__conference=conference, report__kind=kind, report__about=_about(partner)
    )
    return {paragraph.section: paragraph for paragraph in paragraphs}


def write_report_text(
    conference: Conference,
    *,
    by: User,
    kind: str,
    place: str,
    text: TranslatedText,
    revision: int,
    partner: Partner | None = None,
) -> ReportParagraph:
    """Save a text at its place. `revision` is that of the text being changed, 0 if there was none.

    Raises Refused for users who may not, for an unknown place, and for unknown figures in {braces}; StaleRevision if
    another text was saved since.
    """
    if not may(by, "outcomes.edit_report", conference):
        raise Refused(_("You may not write the report; the rapporteur’s office may."))
    if place not in TEXT_PLACES or kind not in (ReportKind.CONFERENCE, ReportKind.DONOR):
        raise Refused(_("The report has no place “%(place)s”.") % {"place": place})
    check_figures(text)
    with transaction.atomic():
        report, _made = Report.objects.get_or_create(
            conference=conference, kind=kind, about=_about(partner),
            defaults={"partner": partner, "created_by": by},
        )  # fmt: skip
        paragraph, created = ReportParagraph.objects.get_or_create(
            report=report, section=place,
            defaults={"text": text, "is_edited": True, "position": list(TEXT_PLACES).index(place)},
        )  # fmt: skip
        if not created:
            claim_revision(paragraph, revision)
            ReportParagraph.objects.filter(pk=paragraph.pk).update(text=text, is_edited=True)
        elif revision:
            # The text was there and is gone: saving again, the writer begins a new one.
            raise changed_meanwhile(ReportParagraph(revision=0))
        record_audit(
            "outcomes.report_written", by=by, conference=conference, target=report, label=str(TEXT_PLACES[place]),
            details={"kind": kind, "place": place, "languages": sorted(text)},
        )  # fmt: skip
    paragraph.refresh_from_db()
    return paragraph


def _about(partner: Partner | None) -> str:
    return str(partner.pk) if partner else ""


# --- Figures in the text --------------------------------------------------------------------------------

FIGURES: dict[str, Promise] = {
    **{key: measure.noun for key, measure in MEASURES.items()},
    "participant_days": gettext_lazy("participant-days"),
    "women_percent": gettext_lazy("women among those who attended, per cent"),
    "countries": gettext_lazy("countries of those who attended"),
    "institutions": gettext_lazy("institutions of those who attended"),
    "sessions": gettext_lazy("sessions held"),
    "adopted": gettext_lazy("recommendations adopted"),
    "implemented": gettext_lazy("recommendations implemented"),
}


def check_figures(text: Mapping[str, str]) -> None:
    """Raise Refused if a text uses an unknown figure."""
    for translation in text.values():
        for name in _FIGURE.findall(translation):
            if name not in FIGURES:
                raise Refused(
                    _("There is no figure {%(name)s}. There are: %(known)s.")
                    % {"name": name, "known": ", ".join(f"{{{figure}}}" for figure in FIGURES)}
                )


def with_figures(text: str, figures: Mapping[str, str]) -> str:
    """Return the text with the present value of every {figure}; unknown ones stay as written.

    >>> with_figures("{attended} people from {countries} countries", {"attended": "61", "countries": "9"})
    '61 people from 9 countries'
    """
    return _FIGURE.sub(lambda match: figures.get(match[1], match[0]), text)
