"""What recommendations add to a conference: words of the history for drafts and texts."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditWords

ENTRIES = (
    AuditWords(
        verbs={
            "outcomes.recommendation_drafted": _("Recommendation drafted"),
            "outcomes.recommendation_revised": _("Text revised"),
            "outcomes.recommendation_changed": _("Details changed"),
            "outcomes.recommendation_discarded": _("Draft discarded"),
            "outcomes.recommendation_submitted": _("Submitted to the group"),
            "outcomes.document_created": _("Outcome document made"),
            "outcomes.document_changed": _("Outcome document changed"),
            "outcomes.addressee_added": _("Addressee added"),
        },
        details={"editorial": _("editorial change")},
    ),
)
