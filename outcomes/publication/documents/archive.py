"""Give an archive its chapter on the recommendations, and tell whether there is an official document."""

from django.utils import translation
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from outcomes.recommendations.documents import text_lines
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation


def chapter_of_recommendations(conference: Conference) -> tuple[str, list[tuple[str, str]]]:
    """Return the title, and label and text of each published recommendation, in the order of the document."""
    languages = (translation.get_language() or "", *conference.languages)
    rows = Recommendation.objects.of(conference).published().select_related("current_version")
    lines = [
        (
            row.label,
            "\n".join(
                f"{line.label} {line.text}".strip()
                for line in text_lines(row.current_version.body if row.current_version else [], languages)
            ),
        )
        for row in rows.in_document_order()
    ]
    return _("Recommendations"), lines


def has_published(conference: Conference) -> bool:
    """Tell whether the official document is published, with a recommendation in it."""
    published = OutcomeDocument.objects.filter(conference=conference, status=OutcomeDocument.Status.PUBLISHED)
    return published.exists() and Recommendation.objects.of(conference).published().exists()
