"""Registers the labels of the history for drafts and texts."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditLabels
from confman.webhooks.registries import RowFacts, WebhookEvent, WebhookSubject

HERE = "outcomes.recommendations"

ENTRIES = (
    AuditLabels(
        verbs={
            "outcomes.recommendation_drafted": _("Recommendation drafted"),
            "outcomes.recommendation_revised": _("Text revised"),
            "outcomes.recommendation_changed": _("Details changed"),
            "outcomes.recommendation_discarded": _("Draft discarded"),
            "outcomes.recommendation_submitted": _("Submitted to the group"),
            "outcomes.document_created": _("Outcome document created"),
            "outcomes.document_changed": _("Outcome document changed"),
            "outcomes.addressee_added": _("Addressee added"),
        },
        details={"editorial": _("editorial change")},
    ),
    WebhookSubject(
        "recommendation",
        _("Recommendations"),
        RowFacts(
            "outcomes_secretariat:recommendation",
            {"reference": "working_ref", "number": "number", "stage": "stage"},
        ),
        example={
            "id": "0190f5fe-7c00-7a00-8000-000000000001",
            "url": "https://conference.example.org/sample2027/secretariat/recommendations/0190f5fe-7c00-7a00-8000-000000000001/",
            "reference": "WG1/R03",
            "number": 7,
            "stage": "adopted",
        },
        events=(
            WebhookEvent("adopted", _("Adopted"), ("outcomes.recommendation_adopted",)),
            WebhookEvent("not_adopted", _("Not adopted"), ("outcomes.recommendation_not_adopted",)),
            WebhookEvent("withdrawn", _("Withdrawn"), ("outcomes.recommendation_withdrawn",)),
            WebhookEvent("deferred", _("Deferred"), ("outcomes.recommendation_deferred",)),
            WebhookEvent("referred", _("Referred back"), ("outcomes.recommendation_referred",)),
            WebhookEvent("decision_revoked", _("Decision revoked"), ("outcomes.decision_revoked",)),
            WebhookEvent("published", _("Published"), ("outcomes.recommendation_published",)),
            WebhookEvent("corrected", _("Published text corrected"), ("outcomes.recommendation_corrected",)),
            WebhookEvent(
                "followed_up", _("Status of follow-up changed"), ("outcomes.recommendation_followed_up",)
            ),
            WebhookEvent(
                "progress_reported",
                _("Progress reported"),
                ("outcomes.report_submitted", "outcomes.action_reported"),
            ),
            WebhookEvent("progress_accepted", _("Progress report accepted"), ("outcomes.report_accepted",)),
            WebhookEvent(
                "assessment_published", _("Assessment published"), ("outcomes.assessment_published",)
            ),
        ),
        position=60,
    ),
)
