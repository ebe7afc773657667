"""Outcomes in /admin/, for the operator to view and export."""

from typing import Any

from django.contrib import admin

from confman.accounts.admin_site import ReadOnlyAdmin
from confman.conferences.models import Conference
from outcomes.follow_up.models.follow_up import Evidence, FollowUpAction, Indicator, ProgressUpdate, Response
from outcomes.plenary.models import Adoption, Position
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion
from outcomes.records.models import SessionRecord
from registrations.admin_tables import SpreadsheetAdmin


@admin.register(Recommendation)
class RecommendationAdmin(SpreadsheetAdmin):
    table_of = "recommendations"
    table_verb = "outcomes.recommendations_exported"
    import_url_name = "outcomes_secretariat:table-import"
    list_display = ("working_ref", "number", "conference", "stage", "follow_up", "due_on")
    list_filter = ("conference", "stage", "follow_up")
    search_fields = ("search_text", "working_ref")

    def table(self, rows: Any, conference: Conference, *, format: str) -> bytes:
        from outcomes.imports.exchange.resource import export_recommendations

        return export_recommendations(rows.in_document_order(), conference, format=format)


admin.site.register(
    Addressee,
    ReadOnlyAdmin,
    list_display=("name", "conference", "kind", "position"),
    list_filter=("conference", "kind"),
    search_fields=("search_text",),
)
admin.site.register(
    OutcomeDocument,
    ReadOnlyAdmin,
    list_display=("__str__", "conference", "kind", "symbol", "status", "last_number"),
    list_filter=("conference", "kind", "status"),
)
admin.site.register(
    RecommendationVersion,
    ReadOnlyAdmin,
    list_display=("recommendation", "number", "author", "created_at", "reason"),
)
admin.site.register(
    Adoption,
    ReadOnlyAdmin,
    list_display=("recommendation", "outcome", "method", "decided_on", "session"),
    list_filter=("outcome", "method"),
)
admin.site.register((Position, Response), ReadOnlyAdmin, list_display=("__str__", "recommendation"))
admin.site.register(
    FollowUpAction,
    ReadOnlyAdmin,
    list_display=("what", "recommendation", "lead", "due_on", "status", "percent"),
    list_filter=("status",),
)
admin.site.register(
    Indicator, ReadOnlyAdmin, list_display=("name", "recommendation", "baseline", "target", "frequency")
)
admin.site.register(
    ProgressUpdate,
    ReadOnlyAdmin,
    list_display=("action", "period_to", "state", "percent", "self_assessment", "verified_assessment"),
    list_filter=("state",),
)
admin.site.register(
    Evidence, ReadOnlyAdmin, list_display=("title", "update", "is_private"), list_filter=("is_private",)
)
admin.site.register(
    SessionRecord, ReadOnlyAdmin, list_display=("item", "capacity", "not_for_attribution", "created_at")
)
